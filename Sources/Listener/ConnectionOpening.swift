/// What the first bytes of a connection look like, before anybody tries to read a hello from them.
///
/// A hello begins with the byte 0 or 1, so none of these can be taken for one.
package enum ConnectionOpening: Equatable, Sendable {
    /// A request line of HTTP. The answer to HEAD has no body.
    case http(isHead: Bool)
    /// A TLS handshake record.
    case tls
    /// A PROXY header, version 1 or 2.
    case proxy
    /// The beginning of one of the above; a further byte will tell.
    case undecided
    /// None of the above: a hello, or junk. The hello decoder says which.
    case other

    /// - Parameter received: everything since the connection opened, or since the end of its PROXY header.
    package static func of(_ received: UnsafeRawBufferPointer) -> ConnectionOpening {
        guard let first = received.first else { return .undecided }
        switch first {
        case Self.tlsHandshake:
            guard received.count > 1 else { return .undecided }
            return received[1] == Self.tlsMajorVersion ? .tls : .other
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return Self.ofText(received)
        case ProxyHeader.v2Signature[0]:
            guard received.starts(with: ProxyHeader.v2Signature.prefix(received.count)) else { return .other }
            return received.count >= ProxyHeader.v2Signature.count ? .proxy : .undecided
        default:
            return .other
        }
    }

    private static let tlsHandshake: UInt8 = 0x16
    private static let tlsMajorVersion: UInt8 = 0x03
    /// With the blank that ends the word, so that a word with such a beginning is not taken for it.
    private static let httpMethods = [
        "GET ", "HEAD ", "POST ", "PUT ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "TRACE ", "PRI ",
    ]
    .map { Array($0.utf8) }
    private static let headMethod = Array("HEAD ".utf8)

    private static func ofText(_ received: UnsafeRawBufferPointer) -> ConnectionOpening {
        var isUndecided = false
        for word in Self.httpMethods + [ProxyHeader.v1Signature]
        where received.starts(with: word.prefix(received.count)) {
            guard received.count >= word.count else {
                isUndecided = true
                continue
            }
            return word == ProxyHeader.v1Signature ? .proxy : .http(isHead: word == Self.headMethod)
        }
        return isUndecided ? .undecided : .other
    }
}
