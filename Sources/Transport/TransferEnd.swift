import CLibCurl
import Provisioning

/// How a transfer ended, in libcurl's and the connection's own terms. Decides what the failure is called.
struct TransferEnd: Equatable, Sendable {
    /// Where the newest connection stood.
    enum Phase: String, CaseIterable, Sendable {
        /// No socket, or one that is not connected or not yet secured.
        case connecting
        /// The TLS handshake was done, or a request begun where there is no TLS.
        case connected
    }

    var code: CURLcode
    var phase: Phase
    /// `errno` of the last socket call that failed; 0 when there was none.
    var osErrno: Int
    /// The device's certificate was judged and refused.
    var peerRefused: Bool
    /// The context of the connection could not be prepared: our own certificate or settings.
    var contextRefused: Bool
    /// A connection ended without an answer, and libcurl was kept from sending the same again.
    var repetitionRefused: Bool

    /// The failure's name. `nil` for `CURLE_OK`.
    ///
    /// Codes that libcurl gains later, and those that cannot come from these transfers, go by the phase.
    var kind: ExchangeFailure.Kind? {
        if self.code == CURLE_OK { return nil }
        if self.repetitionRefused { return .connectionLost }
        if self.peerRefused { return .peerNotTrusted }
        if self.contextRefused { return .tlsHandshake }
        switch self.code {
        case CURLE_COULDNT_CONNECT:
            return self.osErrno == Self.connectionRefusedErrno ? .connectionRefused : .unreachable
        case CURLE_OPERATION_TIMEDOUT:
            return self.phase == .connecting ? .unreachable : .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS:
            return .peerNotTrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_USE_SSL_FAILED:
            return .tlsHandshake
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SSL_SHUTDOWN_FAILED:
            // A device that hangs up in the middle of the handshake is told by the same codes.
            return self.phase == .connecting ? .tlsHandshake : .connectionLost
        case CURLE_ABORTED_BY_CALLBACK, CURLE_SEND_FAIL_REWIND:
            return .connectionLost
        case CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL,
            CURLE_BAD_CONTENT_ENCODING, CURLE_TOO_MANY_REDIRECTS, CURLE_HTTP_RETURNED_ERROR:
            return .answerUnreadable
        default:
            return self.phase == .connecting ? .unreachable : .connectionLost
        }
    }

    /// `ECONNREFUSED` on Linux.
    private static let connectionRefusedErrno = 111
}
