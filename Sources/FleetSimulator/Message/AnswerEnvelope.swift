/// One property or output of an answer.
struct Property: Equatable, Sendable {
    let name: String
    let value: Value

    enum Value: Equatable, Sendable {
        case text(String)
        case reference(EndpointReference)
        /// A point in time, whose element lies in a namespace of its own.
        case datetime(String)
        /// A span of time, in the same namespace.
        case interval(String)
    }

    init(_ name: String, datetime: String) {
        self.name = name
        self.value = .datetime(datetime)
    }

    init(_ name: String, interval: String) {
        self.name = name
        self.value = .interval(interval)
    }

    init(_ name: String, _ text: String) {
        self.name = name
        self.value = .text(text)
    }

    init(_ name: String, _ flag: Bool) { self.init(name, flag ? "true" : "false") }

    init(_ name: String, _ number: some BinaryInteger) { self.init(name, String(number)) }

    init(_ name: String, _ reference: EndpointReference) {
        self.name = name
        self.value = .reference(reference)
    }
}

/// What the firmware answers, before it is written down.
enum FirmwareAnswer: Equatable, Sendable {
    case context(String)
    case created(EndpointReference)
    case empty
    case fault(Fault)
    /// The instance that was read or stored.
    case instance([Property])
    /// Outputs of a method; the return value stands behind them.
    case output([Property], returnValue: UInt32)
    /// Some instances, and the context under which the rest can be pulled.
    case page([[Property]], next: String?)

    /// The association that stands for a new subscription.
    case subscribed(EndpointReference)

    /// What a method answers that has nothing to say but its status.
    static func status(_ status: PTStatus) -> FirmwareAnswer { .output([], returnValue: status.rawValue) }

    /// `true` when the answer goes out with HTTP status 400.
    var isFault: Bool {
        switch self {
        case .fault: true
        case .context, .created, .empty, .instance, .output, .page, .subscribed: false
        }
    }
}

/// Writes answers as recorded devices do: their prefixes, their order, no white space.
enum AnswerEnvelope {
    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a:Envelope"

    /// Writes the whole text of an answer.
    ///
    /// - Parameter number: the device's count of messages sent.
    static func text(_ answer: FirmwareAnswer, to call: FirmwareCall, number: UInt64) -> String {
        let name = call.firmwareClass.rawValue
        let uri = call.firmwareClass.uri
        let common = call.firmwareClass.declaresCommon ? [Namespace.common] : []
        switch answer {
        case .fault(let fault):
            return Self.text(fault, relatesTo: call.messageID, number: number)
        case .empty:
            return Self.text(call, number, namespaces: [], body: "")
        case .context(let context):
            let body =
                "<g:EnumerateResponse><g:EnumerationContext>\(context)</g:EnumerationContext></g:EnumerateResponse>"
            return Self.text(call, number, namespaces: [Namespace.enumeration], body: body)
        case .created(let reference):
            let body = "<g:ResourceCreated>\(Self.content(of: reference))</g:ResourceCreated>"
            return Self.text(call, number, namespaces: [Namespace.transfer], body: body)
        case .subscribed(let reference):
            let manager = Self.element("g:SubscriptionManager", Self.content(of: reference))
            return Self.text(
                call, number, namespaces: [Namespace.eventing], body: Self.element("g:SubscribeResponse", manager))
        case .instance(let properties):
            guard !properties.isEmpty else { return Self.text(call, number, namespaces: [], body: "") }
            let body = Self.element("g:" + name, Self.text(properties, prefix: "g", common: "h"))
            return Self.text(call, number, namespaces: [uri] + common, body: body)
        case .output(let properties, let returnValue):
            let outputs = properties + [Property("ReturnValue", returnValue)]
            let body = Self.element("g:\(call.operation.name)_OUTPUT", Self.text(outputs, prefix: "g", common: "h"))
            let isDated = FirmwareMethod(rawValue: call.name)?.declaresCommon ?? false
            return Self.text(
                call, number, namespaces: [uri] + (isDated ? [Namespace.common] : []), body: body)
        case .page(let instances, let next):
            let items = Self.element(
                "g:Items", instances.map { Self.element("h:" + name, Self.text($0, prefix: "h", common: "i")) }.joined()
            )
            let content =
                if let next {
                    Self.element("g:EnumerationContext", next) + items
                } else {
                    items + "<g:EndOfSequence></g:EndOfSequence>"
                }
            let body = Self.element("g:PullResponse", content)
            return Self.text(call, number, namespaces: [Namespace.enumeration, uri] + common, body: body)
        }
    }

    /// Writes a fault, whose envelope declares other prefixes and names no resource.
    static func text(_ fault: Fault, relatesTo messageID: String, number: UInt64) -> String {
        let declarations = [
            ("g", Namespace.binding), ("f", Namespace.eventing), ("e", Namespace.wsman), ("d", Namespace.transfer),
            ("c", Namespace.enumeration), ("b", Namespace.addressing), ("a", Namespace.soap), ("h", Namespace.trust),
            ("i", Namespace.security), ("xsi", Namespace.instance),
        ]
        let code =
            fault.code == .mustUnderstand
            ? "<a:Value>a:MustUnderstand</a:Value>"
            : "<a:Value>a:\(fault.code.party)</a:Value>"
                + "<a:Subcode><a:Value>\(fault.code.prefix):\(fault.code.rawValue)</a:Value></a:Subcode>"
        let body =
            "<a:Fault><a:Code>\(code)</a:Code>"
            + "<a:Reason><a:Text xml:lang=\"en-US\">\(fault.code.reason)</a:Text></a:Reason>"
            + "<a:Detail>\(Self.escaped(fault.detail))</a:Detail></a:Fault>"
        return Self.head + declarations.map { " xmlns:\($0.0)=\"\($0.1)\"" }.joined() + ">"
            + Self.header(relatesTo: messageID, action: fault.code.action, number: number, resource: nil)
            + "<a:Body>\(body)</a:Body></a:Envelope>"
    }

    /// Answers WS-Management's Identify.
    static func identifyText(release: String) -> String {
        Self.head + " xmlns:a=\"\(Namespace.soap)\" xmlns:b=\"\(Namespace.identity)\"><a:Header></a:Header><a:Body>"
            + "<b:IdentifyResponse><b:ProtocolVersion>\(Namespace.wsman)</b:ProtocolVersion>"
            + "<b:ProductVendor>Intel(r)</b:ProductVendor><b:ProductVersion>AMT \(release)</b:ProductVersion>"
            + "</b:IdentifyResponse></a:Body></a:Envelope>"
    }

    private static func text(
        _ call: FirmwareCall, _ number: UInt64, namespaces: [String], body: String
    ) -> String {
        let fixed = [
            Namespace.soap, Namespace.addressing, Namespace.wsman, Namespace.trust, Namespace.security,
            Namespace.binding,
        ]
        var declarations = ""
        for (position, namespace) in (fixed + namespaces).enumerated() {
            let prefix = String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(position))))
            declarations += " xmlns:\(prefix)=\"\(namespace)\""
        }
        return Self.head + declarations + " xmlns:xsi=\"\(Namespace.instance)\">"
            + Self.header(
                relatesTo: call.messageID, action: call.action + "Response", number: number,
                resource: call.firmwareClass.uri)
            + "<a:Body>\(body)</a:Body></a:Envelope>"
    }

    private static func header(relatesTo: String, action: String, number: UInt64, resource: String?) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        let counter = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        return "<a:Header><b:To>\(Namespace.anonymous)</b:To><b:RelatesTo>\(Self.escaped(relatesTo))</b:RelatesTo>"
            + "<b:Action a:mustUnderstand=\"true\">\(Self.escaped(action))</b:Action>"
            + "<b:MessageID>uuid:00000000-8086-8086-8086-\(counter)</b:MessageID>"
            + (resource.map { "<c:ResourceURI>\($0)</c:ResourceURI>" } ?? "") + "</a:Header>"
    }

    private static func text(_ properties: [Property], prefix: String, common: String) -> String {
        properties.map { property in
            switch property.value {
            case .text(let text): Self.element("\(prefix):\(property.name)", Self.escaped(text))
            case .reference(let reference):
                Self.element("\(prefix):\(property.name)", Self.content(of: reference))
            case .datetime(let text):
                Self.element("\(prefix):\(property.name)", Self.element("\(common):Datetime", Self.escaped(text)))
            case .interval(let text):
                Self.element("\(prefix):\(property.name)", Self.element("\(common):Interval", Self.escaped(text)))
            }
        }.joined()
    }

    private static func content(of reference: EndpointReference) -> String {
        let selectors = reference.selectors.map { selector in
            switch selector.value {
            case .text(let text):
                "<c:Selector Name=\"\(selector.name)\">\(Self.escaped(text))</c:Selector>"
            case .reference(let nested):
                "<c:Selector Name=\"\(selector.name)\"><b:EndpointReference>\(Self.content(of: nested))"
                    + "</b:EndpointReference></c:Selector>"
            }
        }
        // A reference to nothing was seen with this address.
        return Self.element("b:Address", reference.resource.isEmpty ? "default" : Namespace.anonymous)
            + Self.element(
                "b:ReferenceParameters",
                Self.element("c:ResourceURI", reference.resource)
                    + Self.element("c:SelectorSet", selectors.joined()))
    }

    private static func element(_ name: String, _ content: String) -> String { "<\(name)>\(content)</\(name)>" }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3c || $0 == 0x3e }) else { return text }
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
        return result
    }
}
