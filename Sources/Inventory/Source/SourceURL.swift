/// An `http` or `https` address, as far as following pages needs it.
struct SourceURL: Equatable {
    private static let defaultPorts = ["http": "80", "https": "443"]

    /// In lower case.
    let scheme: String
    /// Host and port as they were written.
    let authority: String
    /// With query, without fragment.
    let target: String
    /// Host in lower case, and port.
    private let server: String

    /// - Returns: `nil` for another scheme, a user name, or characters that have no place in an address.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }),
            let colon = text.firstRange(of: "://")
        else { return nil }
        self.scheme = text[..<colon.lowerBound].lowercased()
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let defaultPort = Self.defaultPorts[self.scheme], !authority.isEmpty, !authority.contains("@") else {
            return nil
        }
        self.authority = String(authority)
        let target = rest.dropFirst(authority.count)
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        let port = authority.dropFirst(host.count)
        guard authority.hasPrefix(host), port.isEmpty || port.hasPrefix(":"), !host.isEmpty else { return nil }
        self.server = "\(host.lowercased()):\(port.count > 1 ? String(port.dropFirst()) : defaultPort)"
    }

    var text: String { "\(self.scheme)://\(self.authority)\(self.target)" }

    /// Whether both lead to one server in one way.
    func isAtServer(of other: SourceURL) -> Bool { self.scheme == other.scheme && self.server == other.server }

    /// The address that a reference leads to from here (RFC 3986, section 5.2, dots left to the server).
    func resolved(_ reference: String) -> SourceURL? {
        let base = "\(self.scheme)://\(self.authority)"
        let path = self.target.prefix { $0 != "?" }
        if Self.hasScheme(reference) { return SourceURL(reference) }
        if reference.hasPrefix("//") { return SourceURL("\(self.scheme):\(reference)") }
        if reference.hasPrefix("/") { return SourceURL(base + reference) }
        if reference.hasPrefix("?") { return SourceURL(base + path + reference) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return SourceURL(base + folder + reference)
    }

    /// A colon before any slash or question mark ends a scheme.
    private static func hasScheme(_ reference: String) -> Bool {
        reference.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.contains(":")
    }
}
