/// One WS-Man request, read and judged as far as that needs no state.
struct FirmwareCall: Sendable {
    /// What is asked of the class.
    enum Operation: Equatable, Sendable {
        case create
        case delete
        case enumerate
        case get
        case invoke(String)
        case pull
        case put
        case release
        case subscribe
        case unsubscribe
    }

    let firmwareClass: FirmwareClass
    let operation: Operation
    /// As sent; the answer's `RelatesTo`.
    let messageID: String
    /// The request's action; the answer's is the same with `Response` behind it.
    let action: String
    let selectors: [EndpointReference.Selector]
    /// The only element of the body, if there is one.
    let body: XMLNode?
    /// With what the device shall prove itself to somebody else.
    var issuedTokens: XMLNode?

    /// `AMT_GeneralSettings.Put`, `AMT_SetupAndConfigurationService.CommitChanges`: the name in scripts and logs.
    var name: String { "\(self.firmwareClass.rawValue).\(self.operation.name)" }
}

extension FirmwareCall.Operation {
    /// The longest name of a method in the schemas has 36 characters.
    private static let methodNameBytesMax = 64

    var name: String {
        switch self {
        case .create: "Create"
        case .delete: "Delete"
        case .enumerate: "Enumerate"
        case .get: "Get"
        case .invoke(let method): method
        case .pull: "Pull"
        case .put: "Put"
        case .release: "Release"
        case .subscribe: "Subscribe"
        case .unsubscribe: "Unsubscribe"
        }
    }

    fileprivate init?(action: String, resource: String) {
        switch action {
        case Namespace.transfer + "/Create": self = .create
        case Namespace.transfer + "/Delete": self = .delete
        case Namespace.transfer + "/Get": self = .get
        case Namespace.transfer + "/Put": self = .put
        case Namespace.enumeration + "/Enumerate": self = .enumerate
        case Namespace.enumeration + "/Pull": self = .pull
        case Namespace.enumeration + "/Release": self = .release
        case Namespace.eventing + "/Subscribe": self = .subscribe
        case Namespace.eventing + "/Unsubscribe": self = .unsubscribe
        default:
            guard action.hasPrefix(resource + "/") else { return nil }
            let method = action.dropFirst(resource.count + 1)
            guard
                (1...Self.methodNameBytesMax).contains(method.utf8.count),
                method.utf8.allSatisfy({
                    (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                })
            else { return nil }
            self = .invoke(String(method))
        }
    }
}

/// What the text of a request turned out to be.
enum CallReading: Sendable {
    case call(FirmwareCall)
    /// WS-Management's Identify, which needs no header.
    case identify
    /// A well-formed envelope that cannot be served.
    case fault(Fault, relatesTo: String)
    /// No envelope at all: the answer is a page, not SOAP.
    case unreadable(XMLRefusal)
}

extension FirmwareCall {
    /// Firmware does not work for clients that cannot wait this long.
    static let operationTimeoutSecondsMin = 30
    /// Firmware cannot promise smaller answers than this.
    static let envelopeBytesMin = 50_000

    /// Reads a request's body.
    static func read(_ bytes: [UInt8]) -> CallReading {
        let root: XMLNode
        do throws(XMLRefusal) {
            root = try XMLReader.root(of: bytes)
        } catch {
            return .unreadable(error)
        }
        guard
            root.isNamed("Envelope", in: Namespace.soap), let body = root.first("Body", in: Namespace.soap),
            body.children.count <= 1
        else { return .unreadable(.malformed) }
        if body.children.first?.isNamed("Identify", in: Namespace.identity) == true { return .identify }
        guard let header = root.first("Header", in: Namespace.soap) else { return .unreadable(.malformed) }
        let messageID = header.first("MessageID", in: Namespace.addressing)?.trimmedText ?? ""
        do throws(Fault) {
            return .call(try Self.call(header: header, body: body.children.first, messageID: messageID))
        } catch {
            return .fault(error, relatesTo: messageID)
        }
    }

    private static func call(header: XMLNode, body: XMLNode?, messageID: String) throws(Fault) -> FirmwareCall {
        try Self.judgeOptions(of: header)
        guard
            !messageID.isEmpty, header.first("To", in: Namespace.addressing) != nil,
            let action = header.first("Action", in: Namespace.addressing)?.trimmedText
        else { throw Fault(.invalidMessageInformationHeader) }
        guard
            let resource = header.first("ResourceURI", in: Namespace.wsman)?.trimmedText,
            let firmwareClass = FirmwareClass(uri: resource)
        else { throw Fault(.destinationUnreachable) }
        guard let operation = Operation(action: action, resource: resource) else { throw Fault(.actionNotSupported) }
        var selectors: [EndpointReference.Selector] = []
        if let set = header.first("SelectorSet", in: Namespace.wsman) {
            guard let read = EndpointReference.selectors(in: set) else { throw Fault(.invalidSelectors) }
            selectors = read
        }
        return FirmwareCall(
            firmwareClass: firmwareClass, operation: operation, messageID: messageID, action: action,
            selectors: selectors, body: body, issuedTokens: header.first("IssuedTokens", in: Namespace.trust))
    }

    private static func judgeOptions(of header: XMLNode) throws(Fault) {
        if let options = header.first("OptionSet", in: Namespace.wsman) {
            let isMandatory = options.attributes.contains {
                $0.name == "mustUnderstand" && ["true", "1"].contains($0.value)
            }
            if isMandatory { throw Fault(.mustUnderstand) }
        }
        if let size = header.first("MaxEnvelopeSize", in: Namespace.wsman) {
            guard let bytes = Int(size.trimmedText), bytes >= Self.envelopeBytesMin else { throw Fault(.encodingLimit) }
        }
        if let timeout = header.first("OperationTimeout", in: Namespace.wsman) {
            guard
                let seconds = Self.seconds(ofInterval: timeout.trimmedText), seconds >= Self.operationTimeoutSecondsMin
            else { throw Fault(.unsupportedFeature) }
        }
    }

    /// Reads `PnDTnHnMnS` with whole numbers and an optional fraction of seconds, which is dropped.
    static func seconds(ofInterval text: String) -> Int? {
        guard text.hasPrefix("P"), text.utf8.count <= 32 else { return nil }
        var total = 0
        var digits = ""
        var isTime = false
        for character in text.dropFirst() {
            switch character {
            case "T": isTime = true
            case "0"..."9", ".": digits.append(character)
            default:
                guard let number = Double(digits), number < 1e8 else { return nil }
                let unit: Int? =
                    switch (character, isTime) {
                    case ("D", false): 86_400
                    case ("H", true): 3_600
                    case ("M", true): 60
                    case ("S", true): 1
                    default: nil
                    }
                guard let unit else { return nil }
                total += Int(number) * unit
                digits = ""
            }
        }
        return digits.isEmpty ? total : nil
    }
}
