/// Addresses of HTTP as profiles write them and firmware shows them.
package enum WebAddress {
    /// Whether a text is an address of one of these schemes: a name or an IP address with port and path, if need be.
    package static func isOne(_ text: String, of schemes: [String]) -> Bool {
        guard let mark = text.firstRange(of: "://"), schemes.contains(String(text[..<mark.lowerBound])) else {
            return false
        }
        let rest = text[mark.upperBound...]
        let authority = Self.authority(rest)
        let host = String(Self.host(authority))
        let isHost = authority.hasPrefix("[") ? HostText.isV6(host) : HostText.isName(host) || HostText.v4(host) != nil
        return isHost && Self.isPort(authority) && rest.utf8.allSatisfy(Self.isTaken)
    }

    /// The scheme of an address; all of a text that is none.
    package static func scheme(_ text: String) -> String { String(text.prefix { $0 != ":" }) }

    /// Whether an address, in whatever form, leads nowhere but to the machine that it is used on.
    package static func isLocal(_ text: String) -> Bool {
        let rest = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let host = HostText.normal(String(Self.host(Self.authority(rest))))
        return ["localhost", "::1"].contains(host) || HostText.v4(host).map { $0 >> 24 == 127 } ?? false
    }

    private static func authority(_ rest: Substring) -> Substring { rest.prefix { !"/?#".contains($0) } }

    private static func host(_ authority: Substring) -> Substring {
        authority.hasPrefix("[") ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    }

    private static func isPort(_ authority: Substring) -> Bool {
        let host = Self.host(authority)
        let closing = authority.hasPrefix("[") ? "]" : ""
        let rest = authority.dropFirst(host.count + closing.count)
        guard rest.hasPrefix(closing) else { return false }
        let port = rest.dropFirst(closing.count)
        guard !port.isEmpty else { return true }
        let digits = port.dropFirst()
        return port.hasPrefix(":") && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt16(digits) ?? 0 > 0
    }

    /// What RFC 3986 has in an address, without the fragment that no server sees.
    private static func isTaken(_ byte: UInt8) -> Bool { (33...126).contains(byte) && !Self.refused.contains(byte) }

    private static let refused = Array("\"#<>@\\^`{|}".utf8)
}
