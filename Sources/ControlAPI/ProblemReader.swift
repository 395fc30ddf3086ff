import Hummingbird
import Inventory
import Logging
import Provisioning
import Telemetry

/// Finds the problem document for whatever a request threw.
enum ProblemReader {
    /// - Returns: what a caller may read. What is unexpected is logged here and withheld there; the request's id joins
    ///   the two.
    static func problem(of error: any Error, logger: Logger) -> APIProblem {
        switch error {
        case let problem as APIProblem: return problem
        case let failure as StoreFailure: return Self.problem(of: failure, logger: logger)
        case let failure as InventoryFailure:
            logger.warning("inventory did not answer a request", [.reason: failure.reason])
            return APIProblem(
                code: .databaseUnavailable,
                detail: "Inventory could not be read or written. Look before you repeat what changes something.")
        case let error as any HTTPResponseError: return Self.problem(status: error.status.code)
        default:
            logger.error(
                "request failed unexpectedly",
                [.problemCode: APIProblem.Code.internalError.rawValue, .reason: String(reflecting: error)])
            return APIProblem(
                code: .internalError, detail: "The log line with this request's id says more to an administrator.")
        }
    }

    private static func problem(of failure: StoreFailure, logger: Logger) -> APIProblem {
        logger.warning(
            "database did not answer a request",
            [
                .reason: failure.kind.rawValue, .pgSQLState: failure.sqlstate ?? "none",
                .pgStatement: failure.statement,
            ])
        let detail =
            switch failure.kind {
            case .unavailable: "The database could not be had in time. Nothing was changed."
            case .outcomeUnknown: "The database's answer was lost. Look before you repeat what changes something."
            case .refused: "The database refused the statement. Nothing was changed."
            case .unreadable: "The database holds a value that cannot be read."
            }
        return APIProblem(code: .databaseUnavailable, detail: detail)
    }

    /// What the HTTP library refuses by itself.
    private static func problem(status: Int) -> APIProblem {
        switch status {
        case 404: APIProblem(code: .routeUnknown, detail: "There is no resource of this name.")
        case 413:
            APIProblem(code: .bodyTooLarge, detail: "A body may have \(APILimits.bodyBytesMax) bytes at most.")
        default: APIProblem(code: .requestMalformed, detail: "The request is not one that HTTP allows here.")
        }
    }
}

extension Response {
    init(problem: APIProblem, requestID: String) {
        self.init(json: problem.document(requestID: requestID), status: problem.code.status)
        self.headers[.contentType] = "application/problem+json"
        if !problem.allowed.isEmpty { self.headers[.allow] = problem.allowed.joined(separator: ", ") }
        switch problem.code {
        case .tokenMissing: self.headers[.wwwAuthenticate] = "Bearer realm=\"provisionserver\""
        case .tokenRefused:
            self.headers[.wwwAuthenticate] = "Bearer realm=\"provisionserver\", error=\"invalid_token\""
        case .roleInsufficient:
            self.headers[.wwwAuthenticate] = "Bearer realm=\"provisionserver\", error=\"insufficient_scope\""
        case .auditUnavailable, .identityUnavailable, .overloaded, .databaseUnavailable, .notReady, .tooManyRequests:
            self.headers[HeaderName.retryAfter] = String(problem.retryAfterSeconds ?? APILimits.retryAfterSeconds)
        case .answerNotKept, .bodyTooLarge, .bodyTooSlow, .certificateNameTaken, .certificateRefused,
            .certificateUnknown,
            .certificateUnreadable,
            .deviceUnknown, .internalError, .keyInUse, .keyReused, .lastToken, .mediaTypeUnsupported,
            .methodNotAllowed, .nothingToAccept, .nothingToApply,
            .nothingToRead, .nothingToRetry, .parameterMalformed, .parameterUnknown, .policyInvalid, .policyUnknown,
            .profileInvalid, .profileUnknown, .recordsInvalid, .recordsNotTaken, .requestMalformed, .routeUnknown,
            .sourceInvalid, .sourceUnknown, .tokenNameTaken, .tokenUnknown, .versionConflict, .webhookInvalid,
            .webhookUnknown:
            break
        }
    }

    init(json: JSONText, status: Int = 200) {
        self.init(
            status: HTTPResponse.Status(code: status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.rendered + "\n")))
    }
}
