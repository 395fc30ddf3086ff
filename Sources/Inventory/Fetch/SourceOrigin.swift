/// Scheme, host and port of a URL: whom a request, with the secrets in it, is sent to.
///
/// Sources lead on to other pages and other places. They may lead within themselves, and nowhere else.
package struct SourceOrigin: Hashable, Sendable {
    package enum Scheme: String, CaseIterable, Sendable {
        case http
        case https

        /// Where no port is written.
        package var standardPort: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    package let scheme: Scheme
    /// In lower case; IPv6 addresses in brackets.
    package let host: String
    package let port: UInt16

    /// Reads an absolute URL.
    ///
    /// - Returns: `nil` for other schemes, for a user or password in the URL, and for anything that two readers might read in
    ///   two ways.
    package init?(_ url: String) {
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")),
            let scheme = Scheme(rawValue: url[..<colon].lowercased()), url[colon...].hasPrefix("://")
        else { return nil }
        let rest = url.utf8[colon...].dropFirst("://".utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard !authority.contains(where: Self.isAmbiguous), let (host, port) = Self.split(authority) else { return nil }
        guard !host.isEmpty else { return nil }
        self.scheme = scheme
        self.host = String(Substring(host)).lowercased()
        guard let port else {
            self.port = scheme.standardPort
            return
        }
        guard port.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(String(Substring(port))), number > 0
        else { return nil }
        self.port = number
    }

    /// Whether a request that was meant for here may go there: to the same place, or to the same host with TLS.
    package func mayLead(to other: SourceOrigin) -> Bool {
        self == other || self.scheme == .http && other.scheme == .https && self.host == other.host
    }

    /// Host, and port where one is written.
    private static func split(
        _ authority: Substring.UTF8View.SubSequence
    ) -> (host: Substring.UTF8View.SubSequence, port: Substring.UTF8View.SubSequence?)? {
        var hostEnd = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        if authority.first == UInt8(ascii: "[") {
            guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            hostEnd = authority.index(after: bracket)
        }
        guard hostEnd < authority.endIndex else { return (authority, nil) }
        guard authority[hostEnd] == UInt8(ascii: ":") else { return nil }
        return (authority[..<hostEnd], authority[authority.index(after: hostEnd)...])
    }

    private static func isAmbiguous(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7f || "@\\%\"<>^`{|}".utf8.contains(byte)
    }
}
