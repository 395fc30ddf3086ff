/// Names of header fields that a source's document may add to a request.
enum SourceHeader {
    /// Made by the server itself, from what the document says elsewhere.
    private static let taken = [
        "connection", "content-length", "content-type", "expect", "host", "if-modified-since", "if-none-match", "range",
        "te", "transfer-encoding", "upgrade",
    ]

    /// They carry secrets.
    private static let secret = ["authorization", "cookie", "proxy-authorization"]

    /// What is wrong with a name; `nil` when nothing is.
    static func objection(_ name: String) -> (code: ProfileFault.Code, text: String)? {
        let lower = name.lowercased()
        if Self.secret.contains(lower) {
            return (.secretInClear, "holds a secret: who the server is belongs under `connection.authentication`")
        }
        if Self.taken.contains(lower) { return (.contradiction, "is written by the server itself") }
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isTokenCharacter) else {
            return (.characters, "is no name of a header field")
        }
        return nil
    }

    /// RFC 9110, section 5.6.2.
    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
