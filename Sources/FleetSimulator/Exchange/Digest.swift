import Crypto

/// RFC 2617, the server's half.
enum Digest {
    static let byteCount = 16

    static func a1(user: String, realm: String, password: String) -> [UInt8] {
        Self.md5("\(user):\(realm):\(password)")
    }

    static func md5(_ text: String) -> [UInt8] { Array(Insecure.MD5.hash(data: Array(text.utf8))) }

    /// The value that a client has to send as `response`.
    static func response(a1: [UInt8], method: String, credentials: DigestCredentials, body: [UInt8]) -> String {
        var a2 = "\(method):\(credentials.uri)"
        if credentials.qop == "auth-int" { a2 += ":" + Text.hex(Insecure.MD5.hash(data: body)) }
        let parts = [
            Text.hex(a1), credentials.nonce, credentials.nonceCount, credentials.clientNonce, credentials.qop,
            Text.hex(Self.md5(a2)),
        ]
        return Text.hex(Self.md5(parts.joined(separator: ":")))
    }
}

/// An `Authorization: Digest` header.
struct DigestCredentials: Equatable, Sendable {
    let username: String
    let realm: String
    let nonce: String
    let uri: String
    /// `auth` or `auth-int`.
    let qop: String
    let nonceCount: String
    let clientNonce: String
    let response: String

    /// Reads the header's value, quotes or not, blanks or not; `nil` when something is missing or is no digest.
    init?(header: String) {
        guard header.lowercased().hasPrefix("digest ") else { return nil }
        var fields: [String: String] = [:]
        var rest = header.dropFirst("digest ".count)
        while true {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
            guard !rest.isEmpty else { break }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = rest[..<equals].lowercased().filter { $0 != " " }
            rest = rest[rest.index(after: equals)...].drop { $0 == " " }
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let quote = rest.firstIndex(of: "\"") else { return nil }
                value = rest[..<quote]
                rest = rest[rest.index(after: quote)...]
            } else {
                value = rest.prefix { $0 != "," && $0 != " " }
                rest = rest.dropFirst(value.count)
            }
            fields[name] = String(value)
        }
        guard
            let username = fields["username"], let realm = fields["realm"], let nonce = fields["nonce"],
            let uri = fields["uri"], let qop = fields["qop"], ["auth", "auth-int"].contains(qop),
            let nonceCount = fields["nc"], let clientNonce = fields["cnonce"], let response = fields["response"],
            ["md5", nil].contains(fields["algorithm"]?.lowercased())
        else { return nil }
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.qop = qop
        self.nonceCount = nonceCount
        self.clientNonce = clientNonce
        self.response = response
    }
}
