/// A SOAP fault: the call was not carried out.
package struct WSManFault: Hashable, Sendable {
    /// Subcodes that firmware is known to send, by their usual prefixes. The raw value goes to logs and history.
    package enum Subcode: String, CaseIterable, Sendable {
        case destinationUnreachable = "wsa:DestinationUnreachable"
        case actionNotSupported = "wsa:ActionNotSupported"
        case accessDenied = "wsman:AccessDenied"
        case alreadyExists = "wsman:AlreadyExists"
        case cannotProcessFilter = "wsman:CannotProcessFilter"
        case concurrency = "wsman:Concurrency"
        case internalError = "wsman:InternalError"
        case invalidParameter = "wsman:InvalidParameter"
        case invalidSelectors = "wsman:InvalidSelectors"
        case quotaLimit = "wsman:QuotaLimit"
        case schemaValidationError = "wsman:SchemaValidationError"
        case timedOut = "wsman:TimedOut"
        case unsupportedFeature = "wsman:UnsupportedFeature"
        case invalidEnumerationContext = "wsen:InvalidEnumerationContext"
        case mustUnderstand = "s:MustUnderstand"
    }

    /// `nil` for a code that we do not know; ``code`` has it then.
    package let subcode: Subcode?
    /// Prefix as in ``Subcode`` and local name; an unknown namespace is written as `?`. At most 80 characters.
    package let code: String
    /// The number behind `AMT-STATUS` in the fault's detail.
    package let status: PTStatus?
    /// The device's sentence, cut to 200 characters, printable ASCII only. For people, never for decisions.
    package let reason: String
    /// 400 usually, 500 sometimes.
    package let httpStatus: Int

    /// What a worker may do about it. The status in the detail knows more than an internal error does.
    package var policy: AnswerPolicy {
        guard let subcode = self.subcode else { return self.status?.policy ?? .permanent }
        return switch subcode {
        case .destinationUnreachable, .actionNotSupported, .unsupportedFeature: .capabilityAbsent
        case .alreadyExists: .doneAlready
        case .timedOut, .quotaLimit, .concurrency: .busy
        // An expired context wants a new enumeration.
        case .accessDenied, .invalidEnumerationContext: .notAllowedNow
        case .internalError: self.status?.policy ?? .permanent
        case .cannotProcessFilter, .invalidParameter, .invalidSelectors, .schemaValidationError, .mustUnderstand:
            .permanent
        }
    }

    static let reasonCharactersMax = 200
    static let codeCharactersMax = 80

    /// - Parameter fault: the `Fault` element.
    init(_ fault: XMLElement, httpStatus: Int) throws(WSManRefusal) {
        let soap = WSManNamespace.soap
        guard let code = fault.child("Code", in: soap), let value = code.child("Value", in: soap) else {
            throw WSManRefusal(.elementMissing, "Fault/Code/Value")
        }
        let named = code.child("Subcode", in: soap)?.child("Value", in: soap) ?? value
        guard let name = named.qualifiedName else { throw WSManRefusal(.elementMalformed, "Fault/Code/Value") }
        self.code = String(
            (Self.prefix(of: name.namespace) + ":" + Self.printable(name.name)).prefix(Self.codeCharactersMax))
        self.subcode = Subcode(rawValue: self.code)
        self.status = fault.child("Detail", in: soap).flatMap(Self.status)
        let reason = fault.child("Reason", in: soap)?.child("Text", in: soap)?.trimmedText ?? ""
        self.reason = String(Self.printable(reason).prefix(Self.reasonCharactersMax))
        self.httpStatus = httpStatus
    }

    private static func prefix(of namespace: String) -> String {
        switch namespace {
        case WSManNamespace.addressing: "wsa"
        case WSManNamespace.management: "wsman"
        case WSManNamespace.enumeration: "wsen"
        case WSManNamespace.soap: "s"
        default: "?"
        }
    }

    /// The text is somewhere under the detail; its element differs between releases.
    private static func status(in detail: XMLElement) -> PTStatus? {
        if let found = Self.status(inText: detail.trimmedText) { return found }
        for child in detail.children {
            if let found = Self.status(in: child) { return found }
        }
        return nil
    }

    private static func status(inText text: String) -> PTStatus? {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")) }
        for (word, number) in zip(words, words.dropFirst()) where word == "AMT-STATUS" {
            if let number = UInt32(number) { return PTStatus(number: number) }
        }
        return nil
    }

    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
