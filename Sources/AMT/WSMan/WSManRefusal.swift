/// Why an answer was not understood. It is the device's, or something between us and the device.
package struct WSManRefusal: Error, Hashable, Sendable {
    /// What was wrong. The raw values go to logs and history.
    package enum Kind: String, CaseIterable, Sendable {
        /// The HTTP status is not 200, and the body is no SOAP fault; the fact is the status.
        case httpStatus = "http-status"
        /// The body is no XML that we read; the fact is an ``XMLRefusal``'s raw value.
        case xml
        /// The document is no SOAP 1.2 envelope with one body.
        case notSOAP = "not-soap"
        /// `RelatesTo` names another request than ours.
        case otherRequest = "other-request"
        /// `Action` names another operation than ours.
        case otherAction = "other-action"
        /// The fact names a required element that is not there.
        case elementMissing = "element-missing"
        /// The fact names an element whose text is not what the schema says.
        case elementMalformed = "element-malformed"
    }

    /// What was wrong.
    package let kind: Kind
    /// A name of ours or a number; never text of the device.
    package let fact: String

    /// A refusal; see ``fact`` for what may be said.
    package init(_ kind: Kind, _ fact: String = "") {
        self.kind = kind
        self.fact = fact
    }

    /// What a worker may do about it: HTTP 503 is a device whose services restart, all else does not heal by itself.
    package var policy: AnswerPolicy { self == WSManRefusal(.httpStatus, "503") ? .busy : .permanent }
}

extension WSManRefusal: CustomStringConvertible {
    /// `element-missing AMT_GeneralSettings/DigestRealm`.
    package var description: String { self.fact.isEmpty ? self.kind.rawValue : "\(self.kind.rawValue) \(self.fact)" }
}
