import AMT
import Testing

/// Frames of requests, written by hand from the protocol; nothing of the product makes them.
enum GoldenRequest {
    static let amt = "http://intel.com/wbem/wscim/1/amt-schema/1/"
    static let ips = "http://intel.com/wbem/wscim/1/ips-schema/1/"
    static let cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
    static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/"

    /// Compares a whole envelope.
    ///
    /// - Parameters:
    ///   - uri: of the class.
    ///   - selectors: the selector set, or nothing.
    static func expect<Output>(
        _ call: WSManCall<Output>, action: String, _ uri: String, selectors: String = "", _ body: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        let expected = """
            <?xml version="1.0" encoding="utf-8"?><Envelope xmlns="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><Header><a:Action>\(action)</a:Action>\
            <a:To>/wsman</a:To><w:ResourceURI>\(uri)</w:ResourceURI><a:MessageID>7</a:MessageID>\
            <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            <w:OperationTimeout>PT60S</w:OperationTimeout>\(selectors)</Header><Body>\(body)</Body></Envelope>
            """
        #expect(String(decoding: call.envelope(messageID: 7), as: UTF8.self) == expected, sourceLocation: location)
    }

    /// Compares a method's whole envelope.
    static func expect<Output>(
        _ call: WSManCall<Output>, method: String, _ uri: String, _ parameters: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            call, action: uri + "/" + method, uri,
            "<p:\(method)_INPUT xmlns:p=\"\(uri)\">\(parameters)</p:\(method)_INPUT>", at: location)
    }

    /// Compares the whole envelopes of an enumeration and of the pull of its context `x`.
    static func expect<Item>(
        enumerate: WSManCall<String>, pull: WSManCall<PullPage<Item>>, _ uri: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            enumerate, action: self.enumeration + "Enumerate", uri,
            "<Enumerate xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"></Enumerate>", at: location)
        self.expect(
            pull, action: self.enumeration + "Pull", uri,
            "<Pull xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"><EnumerationContext>x</EnumerationContext>"
                + "<MaxElements>999</MaxElements><MaxCharacters>99999</MaxCharacters></Pull>", at: location)
    }

    /// A selector set of one plain key.
    static func selector(_ name: String, _ value: String) -> String {
        "<w:SelectorSet><w:Selector Name=\"\(name)\">\(value)</w:Selector></w:SelectorSet>"
    }

    /// The inside of an endpoint reference with one plain key.
    static func reference(_ uri: String, _ key: String, _ value: String) -> String {
        """
        <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>\
        <a:ReferenceParameters><w:ResourceURI>\(uri)</w:ResourceURI>\(self.selector(key, value))\
        </a:ReferenceParameters>
        """
    }

    /// The inside of a reference to a certificate of the store.
    static func certificate(_ handle: Int) -> String {
        self.reference(
            self.amt + "AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: \(handle)")
    }

    /// What a value or a call shows of itself, in every way Swift has.
    static func printed(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value)" + String(reflecting: value) + dumped
    }
}
