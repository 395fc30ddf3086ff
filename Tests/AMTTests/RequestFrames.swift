import AMT
import Testing

/// The frames of ``GoldenRequest`` for a class that is named alone.
enum RequestFrames {
    /// The schema is the one that the class's name begins with.
    static func uri(_ name: String) -> String {
        switch name.prefix(3) {
        case "IPS": GoldenRequest.ips + name
        case "CIM": GoldenRequest.cim + name
        default: GoldenRequest.amt + name
        }
    }

    static func selector(_ name: String, _ value: String) -> String { GoldenRequest.selector(name, value) }

    /// The inside of an endpoint reference with one plain key.
    static func reference(_ name: String, _ key: String, _ value: String) -> String {
        GoldenRequest.reference(self.uri(name), key, value)
    }

    static func expect<Output>(
        _ call: WSManCall<Output>, action: String, _ name: String, selectors: String = "", _ body: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        GoldenRequest.expect(call, action: action, self.uri(name), selectors: selectors, body, at: location)
    }

    static func expect<Output>(
        _ call: WSManCall<Output>, method: String, _ name: String, selectors: String = "", _ parameters: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        let uri = self.uri(name)
        self.expect(
            call, action: uri + "/" + method, name, selectors: selectors,
            "<p:\(method)_INPUT xmlns:p=\"\(uri)\">\(parameters)</p:\(method)_INPUT>", at: location)
    }

    static func expectGet<Output>(
        _ call: WSManCall<Output>, _ name: String, selectors: String = "",
        at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            call, action: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", name, selectors: selectors, "",
            at: location)
    }

    /// - Parameter properties: the children of the instance.
    static func expectPut<Output>(
        _ call: WSManCall<Output>, _ name: String, selectors: String = "", _ properties: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            call, action: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Put", name, selectors: selectors,
            "<p:\(name) xmlns:p=\"\(self.uri(name))\">\(properties)</p:\(name)>", at: location)
    }

    static func expectEnumerate(
        _ call: WSManCall<String>, _ name: String, at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            call, action: "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate", name,
            "<Enumerate xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"></Enumerate>", at: location)
    }

    /// The call must pull the context `C1`.
    static func expectPull<Item>(
        _ call: WSManCall<PullPage<Item>>, _ name: String, at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            call, action: "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull", name,
            "<Pull xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"><EnumerationContext>C1"
                + "</EnumerationContext><MaxElements>999</MaxElements><MaxCharacters>99999</MaxCharacters></Pull>",
            at: location)
    }
}

extension WSManCall {
    /// Reads an instance, as a device would send it, as the answer to this call.
    func reading(get name: String, _ properties: String) -> WSManReading<Output> {
        self.read(
            status: 200,
            body: Devices.answer(
                action: Devices.transfer + "GetResponse", namespace: RequestFrames.uri(name),
                body: "<g:\(name)>\(properties)</g:\(name)>"), answering: 1)
    }

    /// The output of an instance as a device would send it.
    func output(get name: String, _ properties: String) throws -> Output {
        let reading = self.reading(get: name, properties)
        guard case .answered(let output) = reading else { throw NotAnswered(reading: "\(reading)") }
        return output
    }

    /// Reads a method's output, as a device would send it, as the answer to this call.
    func reading(method: String, of name: String, _ outputs: String) -> WSManReading<Output> {
        let uri = RequestFrames.uri(name)
        return self.read(
            status: 200,
            body: Devices.answer(
                action: uri + "/" + method + "Response", namespace: uri,
                body: "<g:\(method)_OUTPUT>\(outputs)</g:\(method)_OUTPUT>"), answering: 1)
    }

    /// Reads one page, as a device would send it, as the answer to this call.
    ///
    /// - Parameter items: instances with prefix `h` for the class.
    func reading(pull name: String, _ items: String) -> WSManReading<Output> {
        self.read(
            status: 200,
            body: Devices.answer(
                action: Devices.enumeration + "PullResponse",
                namespace: "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
                body: """
                    <g:PullResponse><g:Items xmlns:h="\(RequestFrames.uri(name))">\(items)</g:Items>\
                    <g:EndOfSequence></g:EndOfSequence></g:PullResponse>
                    """), answering: 1)
    }
}
