/// What the URLs of a source's document may be.
package enum SourceURL {
    /// What a URL is for.
    package enum Use: Sendable {
        /// Where a Notification Server is.
        case server
        case proxy
        /// Where a feed is, placeholders included.
        case feed

        /// The schemes that may stand in front.
        var schemes: [String] {
            switch self {
            case .server: ["https", "http"]
            case .proxy: ["http"]
            case .feed: ["https", "http", "file"]
            }
        }
    }

    /// What is wrong with a URL; `nil` when nothing is. Placeholders are judged elsewhere.
    static func objection(_ text: String, for use: Use) -> (code: ProfileFault.Code, text: String)? {
        guard SourceLimits.urlCharacters.contains(text.utf8.count) else {
            return (.length, "is not 1 to \(SourceLimits.urlCharacters.upperBound) characters long")
        }
        guard text.utf8.allSatisfy(Self.isPlain) else {
            return (.characters, "holds characters that a URL has to escape")
        }
        guard let colon = text.firstRange(of: "://"),
            use.schemes.contains(text[..<colon.lowerBound].lowercased())
        else { return (.address, "does not begin with \(use.schemes.map { $0 + "://" }.joined(separator: " or "))") }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            return (.secretInClear, "holds a user: who the server is belongs under `connection.authentication`")
        }
        guard !rest.contains("#") else { return (.address, "has a fragment, which is never sent") }
        let path = rest.dropFirst(authority.count)
        if text[..<colon.lowerBound].lowercased() == "file" {
            let isAbsolute = authority.isEmpty && path.count > 1 && !path.contains("?")
            return isAbsolute ? nil : (.address, "is no file: `file:///` and a path")
        }
        guard Self.isAuthority(authority) else { return (.address, "has no host, or a port that is none") }
        return Self.isPath(path, for: use) ? nil : (.address, "has more behind the host than can be used here")
    }

    private static func isPath(_ path: Substring, for use: Use) -> Bool {
        switch use {
        case .feed: true
        case .server: !path.contains("?")
        case .proxy: path.isEmpty || path == "/"
        }
    }

    /// A host with or without a port.
    private static func isAuthority(_ authority: Substring) -> Bool {
        var host = authority
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return false }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let port = authority[authority.index(after: end)...]
            return HostText.isV6(String(host)) && (port.isEmpty || (port.first == ":" && Self.isPort(port.dropFirst())))
        }
        if let colon = authority.firstIndex(of: ":") {
            guard Self.isPort(authority[authority.index(after: colon)...]) else { return false }
            host = authority[..<colon]
        }
        return HostText.isName(String(host)) || HostText.v4(String(host)) != nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...65535).contains(Int(text) ?? 0)
    }

    /// Printable ASCII without what RFC 3986 never lets stand; braces are those of placeholders.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7c: false
        default: (0x21...0x7e).contains(byte)
        }
    }
}
