import AMT

/// Opens sessions with devices. One session is one identity on one address: nothing is shared between two of them.
package protocol DeviceTransport: Sendable {
    /// Prepares a session. No byte is sent before the first exchange.
    func session(_ opening: SessionOpening) -> any DeviceSession
}

/// What a session needs to know before its first byte.
package struct SessionOpening: Sendable {
    package let address: PeerAddress
    /// Usually 16993.
    package let port: UInt16
    package let identity: SessionIdentity
    package let tls: TLSPolicy
    /// For TCP connect and TLS handshake together.
    package let connectTimeout: Duration

    package init(
        address: PeerAddress, port: UInt16, identity: SessionIdentity, tls: TLSPolicy, connectTimeout: Duration
    ) {
        self.address = address
        self.port = port
        self.identity = identity
        self.tls = tls
        self.connectTimeout = connectTimeout
    }
}

/// How both ends prove who they are on the TLS layer.
package enum SessionIdentity: Sendable {
    /// Setup with a pre-shared key: identity PID (8 bytes, no dash), key PPS (32 bytes, no dashes).
    case psk(PID, Secret)
    /// Setup with a provisioning certificate. The device's own certificate is not verified: it is self-signed, or
    /// its maker's. But it has to stay the same for the whole session.
    case setupCertificate(ClientChain)
    /// A configured device: its certificate must chain to `authority` and name `fqdn`. Shows `client` to a device that asks
    /// who calls.
    case managed(authorityDER: [UInt8], fqdn: String, client: ClientChain?)
    /// A configured device without TLS: nothing but digest proves anything.
    case plain
}

/// A provisioning certificate with everything that must be sent: leaf first, self-signed root last.
package struct ClientChain: Sendable {
    /// Number of the certificate in the database; also the log key `certificate.id`.
    package let id: Int64
    /// PEM of leaf, intermediates and root, in this order.
    package let chainPEM: Secret
    /// PEM of the leaf's private key.
    package let keyPEM: Secret

    package init(id: Int64, chainPEM: Secret, keyPEM: Secret) {
        self.id = id
        self.chainPEM = chainPEM
        self.keyPEM = keyPEM
    }
}

/// Which TLS versions and suites are offered. Source: hello-and-keys section 5.8.
package enum TLSPolicy: String, CaseIterable, Sendable {
    /// TLS 1.2 alone, the library's strong suites: AMT 12 and later.
    case modern
    /// TLS 1.0 to 1.2, RSA and AES-CBC suites, security level 0, legacy renegotiation: AMT 11 and earlier.
    case legacy
}

/// User and password of HTTP digest.
package struct DigestCredential: Equatable, Sendable {
    package let username: String
    package let password: Secret

    package init(username: String, password: Secret) {
        self.username = username
        self.password = password
    }
}

/// One identity on one address, one request at a time, one connection kept alive between requests.
package protocol DeviceSession: Sendable {
    /// Posts an envelope to `/wsman` and waits for the whole answer. Digest is answered with `credential`.
    ///
    /// Cancelling the task ends the exchange at once with ``ExchangeFailure/Kind/cancelled``.
    func exchange(_ envelope: [UInt8], as credential: DigestCredential, timeout: Duration) async
        -> Result<HTTPAnswer, ExchangeFailure>

    /// Drops the connection and everything digest knows, so that the next exchange proves itself anew.
    func reconnect() async

    /// Frees everything. Nothing may follow.
    func close() async
}

/// A whole HTTP answer.
package struct HTTPAnswer: Equatable, Sendable {
    package let status: Int
    /// The `Server:` header, which names the firmware's version; cut to 200 characters.
    package let server: String?
    /// The body with chunk framing removed.
    package let body: [UInt8]
    /// The realm of the last digest challenge on this session.
    package let digestRealm: String?
    /// DER of what the device has shown on the connection that carried this answer, its own certificate first; empty with PSK.
    package let peerChain: [[UInt8]]

    package init(status: Int, server: String?, body: [UInt8], digestRealm: String?, peerChain: [[UInt8]]) {
        self.status = status
        self.server = server
        self.body = body
        self.digestRealm = digestRealm
        self.peerChain = peerChain
    }
}

/// Why there is no answer.
package struct ExchangeFailure: Error, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The port is closed.
        case connectionRefused = "connection-refused"
        /// No route, no answer to SYN, or the connect time ran out.
        case unreachable
        /// The TLS handshake failed; facts say how.
        case tlsHandshake = "tls-handshake"
        /// The device's certificate is not the one we issued.
        case peerNotTrusted = "peer-not-trusted"
        /// The connection ended before the answer was whole.
        case connectionLost = "connection-lost"
        /// The whole answer did not come in time.
        case timedOut = "timed-out"
        /// The answer was longer than the limit, or not HTTP.
        case answerUnreadable = "answer-unreadable"
        /// The task was cancelled.
        case cancelled
    }

    package let kind: Kind
    /// `false` only when it is certain that the device cannot have seen the request: nothing of it was sent.
    package let requestMayHaveArrived: Bool
    /// `curl.code`, `curl.text`, `tls.alert` (number), `tls.alert_direction`, `tls.error`, `os.errno`; no secrets.
    package let facts: [String: String]

    package init(kind: Kind, requestMayHaveArrived: Bool, facts: [String: String]) {
        self.kind = kind
        self.requestMayHaveArrived = requestMayHaveArrived
        self.facts = facts
    }
}
