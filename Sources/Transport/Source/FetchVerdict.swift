import CLibCurl
import Inventory

/// What an answer's status means.
enum FetchVerdict: Equatable, Sendable {
    case usable
    case unchanged
    case redirect(to: String, keepsBody: Bool)
    case failed(SourceFailure)

    /// - Parameters:
    ///   - isConditional: the request asked for what has changed.
    ///   - takesAccepted: 202 is enough: nothing is to be read.
    ///   - now: in seconds since 1970.
    init(status: Int, head: FetchHead, isConditional: Bool, takesAccepted: Bool = false, now: Int) {
        func failure(_ code: SourceFailure.Code) -> FetchVerdict {
            .failed(SourceFailure(code, "status \(status)"))
        }
        switch status {
        case 200, 201, 203, 204: self = .usable
        case 202 where takesAccepted: self = .usable
        case 304 where isConditional: self = .unchanged
        case 301, 302, 303, 307, 308:
            guard let location = head.location else {
                self = .failed(SourceFailure(.statusUnexpected, "status \(status) without a location"))
                return
            }
            // A query that was moved is asked again where it has gone; only 303 leads to its result.
            self = .redirect(to: location, keepsBody: status != 303)
        case 401, 407: self = failure(.unauthorized)
        case 403: self = failure(.forbidden)
        case 404, 410: self = failure(.notFound)
        case 429, 503:
            let seconds = head.retryAfterSeconds(now: now)
            let code: SourceFailure.Code = status == 503 && seconds == nil ? .serverError : .askedToWait
            self = .failed(SourceFailure(code, "status \(status)", retryAfterSeconds: seconds))
        case 500...599: self = failure(.serverError)
        default: self = failure(.statusUnexpected)
        }
    }
}

/// How a transfer ended that libcurl gave up. Decides the failure's code.
struct FetchEnd: Equatable, Sendable {
    var code: CURLcode
    /// A connection stood, with TLS where there is TLS, and a request was begun on it.
    var isConnected: Bool
    /// Bytes of the body have come.
    var hasBody: Bool
    var usesTLS: Bool
    /// What the proxy said to the wish for a tunnel; 0 where there was none.
    var proxyStatus: Int
    /// The other end ended TLS with an alert. From TLS 1.3 on it does so behind the handshake, when it misses our certificate.
    var namesAlert: Bool

    var failureCode: SourceFailure.Code {
        if self.proxyStatus == 407, !self.isConnected { return .unauthorized }
        switch self.code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .nameUnresolved
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            return .tlsFailed
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION:
            // What we were given to prove or to trust cannot be read.
            return .definition
        case CURLE_PARTIAL_FILE: return .truncated
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_SSL_SHUTDOWN_FAILED:
            if self.hasBody { return .truncated }
            if self.usesTLS, self.namesAlert { return .tlsFailed }
            // Whoever hangs up in the middle of a handshake is told by the same codes.
            return self.usesTLS && !self.isConnected && self.proxyStatus == 0 ? .tlsFailed : .connectionFailed
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge
        case CURLE_TOO_MANY_REDIRECTS, CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return .unauthorized
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL: return .statusUnexpected
        case CURLE_BAD_CONTENT_ENCODING: return .malformed
        default: return self.hasBody ? .truncated : .connectionFailed
        }
    }

    /// Whether libcurl's words are of an alert: no number tells.
    static func namesAlert(_ text: String) -> Bool { text.contains("SSL") && text.contains(" alert ") }

    /// libcurl's words in one line, without the user and password of any URL in them.
    static func detail(_ text: String) -> String {
        var words = text
        while let range = words.firstRange(of: #/\/\/[^\/\s@]*@/#) { words.replaceSubrange(range, with: "//") }
        let line = words.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(line.prefix(FetchLimits.detailCharactersMax))
    }
}
