import AMT
import Inventory

/// A request that can be sent: everything in it was judged, and every secret that it names is there.
struct FetchPlan: Sendable {
    /// Who proves what to the source.
    enum Proof: Equatable, Sendable {
        case none
        case basic(username: String, password: Secret)
        case digest(username: String, password: Secret)
        case ntlm(username: String, password: Secret)
        case negotiate
        case bearer(Secret)
        case header(name: String, value: Secret)
    }

    /// What a connection must have in common with another request to be used for it too.
    struct Line: Equatable, Sendable {
        let proof: Proof
        let proxyURL: String?
        let authorityPEM: String?
        let clientCertificatePEM: String?
        let clientKey: Secret?
    }

    let address: WebAddress
    let method: SourceFeed.Method
    let body: [UInt8]?
    /// `Name: value`, without secrets.
    let headerLines: [String]
    let isConditional: Bool
    let takesAccepted: Bool
    let line: Line
    let stall: Duration
    let answerTime: Duration
    let answerBytesMax: Int64

    init(_ request: SourceRequest) throws(SourceFailure) {
        guard let address = WebAddress(request.url) else {
            throw SourceFailure(.definition, "no http or https URL without a user in it")
        }
        self.address = address
        self.method = request.method
        self.body = request.method == .post ? request.body ?? [] : nil
        let conditions = Self.conditions(request)
        self.headerLines = try Self.headerLines(request) + conditions
        self.isConditional = !conditions.isEmpty
        self.takesAccepted = request.takesAccepted
        self.line = try Self.line(request)
        let connection = request.connection
        self.stall = .seconds(max(1, connection.stallSeconds))
        self.answerTime = .seconds(max(1, connection.answerSecondsMax))
        self.answerBytesMax = max(0, connection.answerBytesMax)
    }

    // MARK: Headers

    /// Headers that the transfer makes by itself. A second one would let two ends read one request in two ways.
    private static let ownHeaders: Set<String> = [
        "accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since", "if-none-match",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static func headerLines(_ request: SourceRequest) throws(SourceFailure) -> [String] {
        // An empty `Expect:` keeps libcurl from waiting for a 100 that few servers send.
        var lines = ["Expect:"]
        // libcurl would say that the body is a form.
        var namesType = request.method == .get
        for header in request.headers {
            let name = header.name.lowercased()
            guard Self.isToken(name), !Self.ownHeaders.contains(name), Self.isText(header.value) else {
                throw SourceFailure(.definition, "header \(Self.shown(header.name)) cannot be sent")
            }
            if name == "content-type" { namesType = true }
            // libcurl takes a name with nothing behind the colon as an order to leave the header out.
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        if !namesType { lines.append("Content-Type:") }
        return lines
    }

    /// Both come from the source itself; what cannot be sent back makes the request unconditional at worst.
    private static func conditions(_ request: SourceRequest) -> [String] {
        var lines: [String] = []
        if let tag = request.entityTag, Self.isText(tag) { lines.append("If-None-Match: \(tag)") }
        if let date = request.lastModified, Self.isText(date) { lines.append("If-Modified-Since: \(date)") }
        return lines
    }

    /// RFC 9110 section 5.6.2.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }

    /// One line, without anything that could begin another.
    static func isText(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 } }

    private static func shown(_ name: String) -> String {
        Self.isToken(name) ? String(name.prefix(40)) : "with such a name"
    }

    // MARK: Connection

    private static func line(_ request: SourceRequest) throws(SourceFailure) -> Line {
        let connection = request.connection
        var proxy: String?
        if let url = connection.proxyURL {
            guard let origin = WebAddress(url)?.origin, origin.scheme == .http else {
                throw SourceFailure(.definition, "the proxy is no http URL without a user in it")
            }
            // Written out: libcurl has a standard port of its own for proxies.
            proxy = "http://\(origin.host):\(origin.port)"
        }
        var key: Secret?
        if let name = connection.clientKeySecretName { key = try Self.secret(name, of: request) }
        guard (connection.clientCertificatePEM == nil) == (key == nil) else {
            throw SourceFailure(.definition, "a client certificate needs its key, and the key its certificate")
        }
        return Line(
            proof: try Self.proof(request), proxyURL: proxy, authorityPEM: connection.authorityPEM,
            clientCertificatePEM: connection.clientCertificatePEM, clientKey: key)
    }

    private static func proof(_ request: SourceRequest) throws(SourceFailure) -> Proof {
        switch request.connection.authentication {
        case .none: return .none
        case .negotiate: return .negotiate
        case .basic(let username, let name):
            return .basic(username: username, password: try Self.lineSecret(name, of: request))
        case .digest(let username, let name):
            return .digest(username: username, password: try Self.lineSecret(name, of: request))
        case .ntlm(let username, let name):
            return .ntlm(username: username, password: try Self.lineSecret(name, of: request))
        case .bearer(let name): return .bearer(try Self.lineSecret(name, of: request))
        case .header(let name, let secretName):
            guard Self.isToken(name), !Self.ownHeaders.contains(name.lowercased()) else {
                throw SourceFailure(.definition, "header \(Self.shown(name)) cannot be sent")
            }
            return .header(name: name, value: try Self.lineSecret(secretName, of: request))
        }
    }

    /// A secret that goes into a header, or is hashed on its way there: text of one line.
    private static func lineSecret(_ name: String, of request: SourceRequest) throws(SourceFailure) -> Secret {
        let secret = try Self.secret(name, of: request)
        let isLine = secret.withRevealedBytes { bytes in
            !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
        }
        guard isLine else { throw SourceFailure(.definition, "secret \(name) is no text of one line") }
        return secret
    }

    private static func secret(_ name: String, of request: SourceRequest) throws(SourceFailure) -> Secret {
        guard let secret = request.secrets[name] else { throw SourceFailure(.secretMissing, name) }
        return secret
    }
}
