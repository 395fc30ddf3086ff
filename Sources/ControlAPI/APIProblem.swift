import Provisioning

/// An answer that says no: the body of an `application/problem+json` document (RFC 9457).
struct APIProblem: Error, Equatable, Sendable {
    /// Shown in `type` and counted; a raw value is never renamed.
    enum Code: String, CaseIterable, Sendable {
        case answerNotKept = "answer-not-kept"
        case auditUnavailable = "audit-unavailable"
        case bodyTooLarge = "body-too-large"
        case bodyTooSlow = "body-too-slow"
        case certificateNameTaken = "certificate-name-taken"
        case certificateRefused = "certificate-refused"
        case certificateUnknown = "certificate-unknown"
        case certificateUnreadable = "certificate-unreadable"
        case databaseUnavailable = "database-unavailable"
        case deviceUnknown = "device-unknown"
        case identityUnavailable = "identity-unavailable"
        case internalError = "internal-error"
        case keyInUse = "key-in-use"
        case keyReused = "key-reused"
        case lastToken = "last-token"
        case mediaTypeUnsupported = "media-type-unsupported"
        case methodNotAllowed = "method-not-allowed"
        case notReady = "not-ready"
        case nothingToAccept = "nothing-to-accept"
        case nothingToApply = "nothing-to-apply"
        case nothingToRead = "nothing-to-read"
        case nothingToRetry = "nothing-to-retry"
        case overloaded = "overloaded"
        case parameterMalformed = "parameter-malformed"
        case parameterUnknown = "parameter-unknown"
        case policyInvalid = "policy-invalid"
        case policyUnknown = "policy-unknown"
        case profileInvalid = "profile-invalid"
        case profileUnknown = "profile-unknown"
        case recordsInvalid = "records-invalid"
        case recordsNotTaken = "records-not-taken"
        case requestMalformed = "request-malformed"
        case roleInsufficient = "role-insufficient"
        case routeUnknown = "route-unknown"
        case sourceInvalid = "source-invalid"
        case sourceUnknown = "source-unknown"
        case tokenMissing = "token-missing"
        case tokenNameTaken = "token-name-taken"
        case tokenRefused = "token-refused"
        case tokenUnknown = "token-unknown"
        case tooManyRequests = "too-many-requests"
        case versionConflict = "version-conflict"
        case webhookInvalid = "webhook-invalid"
        case webhookUnknown = "webhook-unknown"

        /// What names it for programs.
        var type: String { "urn:provisionserver:problem:" + self.rawValue }

        /// HTTP status.
        var status: Int {
            switch self {
            case .parameterMalformed, .parameterUnknown, .requestMalformed: 400
            case .tokenMissing, .tokenRefused: 401
            case .roleInsufficient: 403
            case .certificateUnknown, .deviceUnknown, .policyUnknown, .profileUnknown, .routeUnknown, .sourceUnknown,
                .tokenUnknown, .webhookUnknown:
                404
            case .methodNotAllowed: 405
            case .bodyTooSlow: 408
            case .answerNotKept, .certificateNameTaken, .certificateRefused, .keyInUse, .lastToken, .nothingToAccept,
                .nothingToApply,
                .nothingToRead, .nothingToRetry, .recordsNotTaken,
                .tokenNameTaken:
                409
            case .versionConflict: 412
            case .bodyTooLarge: 413
            case .mediaTypeUnsupported: 415
            case .tooManyRequests: 429
            case .certificateUnreadable, .keyReused, .policyInvalid, .profileInvalid, .recordsInvalid, .sourceInvalid,
                .webhookInvalid:
                422
            case .internalError: 500
            case .auditUnavailable, .databaseUnavailable, .identityUnavailable, .notReady, .overloaded: 503
            }
        }

        /// The same for every problem of this code.
        var title: String {
            switch self {
            case .answerNotKept: "It was done, and its answer was not kept"
            case .auditUnavailable: "The audit log cannot be written"
            case .bodyTooLarge: "The body is too large"
            case .bodyTooSlow: "The body comes too slowly"
            case .certificateNameTaken: "A certificate has this name"
            case .certificateRefused: "No release of AMT takes the certificate"
            case .certificateUnknown: "No such certificate"
            case .certificateUnreadable: "The certificate cannot be read"
            case .databaseUnavailable: "The database does not answer"
            case .deviceUnknown: "No such device"
            case .identityUnavailable: "Who you are cannot be checked"
            case .internalError: "ProvisionServer made a mistake"
            case .keyInUse: "A request with this key has no answer yet"
            case .keyReused: "The key was another request's"
            case .lastToken: "The last token of its kind stays"
            case .mediaTypeUnsupported: "The body is of another media type"
            case .methodNotAllowed: "This resource does not take that method"
            case .notReady: "Not ready"
            case .nothingToAccept: "There is nothing to agree to"
            case .nothingToApply: "There is nothing to apply"
            case .nothingToRead: "There is nothing to read"
            case .nothingToRetry: "There is nothing to take up"
            case .overloaded: "Too many requests at once"
            case .parameterMalformed: "A parameter cannot be read"
            case .parameterUnknown: "A parameter is not known here"
            case .policyInvalid: "The policy is not valid"
            case .policyUnknown: "No such policy"
            case .profileInvalid: "The profile is not valid"
            case .profileUnknown: "No such profile"
            case .recordsInvalid: "The records are not valid"
            case .recordsNotTaken: "The source takes no records"
            case .requestMalformed: "The request cannot be read"
            case .roleInsufficient: "The caller has no role for this"
            case .routeUnknown: "No such resource"
            case .sourceInvalid: "The source is not valid"
            case .sourceUnknown: "No such source"
            case .tokenMissing: "A bearer token is needed"
            case .tokenNameTaken: "A token has this name"
            case .tokenRefused: "The bearer token is not known"
            case .tokenUnknown: "No such token"
            case .tooManyRequests: "Too many requests of one caller"
            case .versionConflict: "Somebody else has changed it"
            case .webhookInvalid: "The webhook is not valid"
            case .webhookUnknown: "No such webhook"
            }
        }
    }

    let code: Code
    /// For a human, about this occurrence. Never a value that a caller sent, and never a secret.
    let detail: String
    /// Name of the parameter that was refused.
    var field: String?
    /// Methods that the resource does take, for `Allow`.
    var allowed: [String] = []
    /// Everything that is wrong with a document, each with its place.
    var faults: [ProfileFault] = []
    /// Whole seconds after which to try again; `nil` for those that the code says.
    var retryAfterSeconds: Int?

    /// - Parameter requestID: shown as `instance`, and found in the log.
    func document(requestID: String) -> JSONText {
        var members: [(String, JSONText)] = [
            ("type", .string(self.code.type)),
            ("title", .string(self.code.title)),
            ("status", .integer(Int64(self.code.status))),
            ("detail", .string(self.detail)),
            ("instance", .string("urn:provisionserver:request:" + requestID)),
        ]
        if let field = self.field { members.append(("field", .string(field))) }
        if !self.faults.isEmpty { members.append(("faults", .array(self.faults.map { JSONText($0) }))) }
        return .object(members)
    }
}
