/// What a certificate is for, as far as a device that shall trust it must care (X.509, RFC 5280 section 4.1).
///
/// Nothing is verified: who wrote the profile vouches for the root. It only has to be one, because firmware takes whatever it is
/// given as trusted and then refuses every chain.
package enum CertificateKind: Equatable, Sendable {
    /// It may sign others: basic constraints say so, or it is of a version without them and its own issuer.
    case authority
    /// It is somebody's own.
    case leaf
    /// It is no certificate of X.509.
    case unreadable

    /// The kind of a certificate in DER.
    package static func of(_ der: [UInt8]) -> CertificateKind {
        var outer = DERReader(der[...])
        guard let certificate = outer.next(.sequence), outer.isAtEnd else { return .unreadable }
        var parts = DERReader(certificate)
        guard let signed = parts.next(.sequence), parts.next(.sequence) != nil, parts.next(.bits) != nil, parts.isAtEnd
        else { return .unreadable }
        return Self.ofSigned(signed) ?? .unreadable
    }

    private static func ofSigned(_ signed: ArraySlice<UInt8>) -> CertificateKind? {
        var fields = DERReader(signed)
        let version = fields.next(.version)
        guard fields.next(.integer) != nil, fields.next(.sequence) != nil, let issuer = fields.next(.sequence),
            fields.next(.sequence) != nil, let subject = fields.next(.sequence), fields.next(.sequence) != nil
        else { return nil }
        _ = fields.next(.issuerID)
        _ = fields.next(.subjectID)
        let wrapped = fields.next(.extensions)
        guard fields.isAtEnd else { return nil }
        guard let wrapped else { return version == nil && issuer == subject ? .authority : .leaf }
        var wrapping = DERReader(wrapped)
        guard let extensions = wrapping.next(.sequence), wrapping.isAtEnd else { return nil }
        return Self.mayIssue(extensions).map { $0 ? .authority : .leaf }
    }

    /// Whether the basic constraints among some extensions name an authority; `nil` when they cannot be read.
    private static func mayIssue(_ extensions: ArraySlice<UInt8>) -> Bool? {
        var reader = DERReader(extensions)
        var mayIssue = false
        while !reader.isAtEnd {
            guard let content = reader.next(.sequence) else { return nil }
            var parts = DERReader(content)
            guard let name = parts.next(.objectIdentifier) else { return nil }
            _ = parts.next(.boolean)
            guard let value = parts.next(.octets), parts.isAtEnd else { return nil }
            guard name.elementsEqual(Self.basicConstraints) else { continue }
            var outer = DERReader(value)
            guard let constraints = outer.next(.sequence), outer.isAtEnd else { return nil }
            var fields = DERReader(constraints)
            mayIssue = fields.next(.boolean).map { $0.elementsEqual([0xff]) } ?? false
        }
        return mayIssue
    }

    /// 2.5.29.19
    private static let basicConstraints: [UInt8] = [0x55, 0x1d, 0x13]
}

/// Walks over elements of DER that stand behind each other.
private struct DERReader {
    enum Tag: UInt8 {
        case boolean = 0x01
        case integer = 0x02
        case bits = 0x03
        case octets = 0x04
        case objectIdentifier = 0x06
        case sequence = 0x30
        case issuerID = 0x81
        case subjectID = 0x82
        case version = 0xa0
        case extensions = 0xa3
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.rest = bytes }

    var isAtEnd: Bool { self.rest.isEmpty }

    /// The content of the next element.
    ///
    /// - Returns: `nil`, and stays where it is, when that is another one or does not end here.
    mutating func next(_ tag: Tag) -> ArraySlice<UInt8>? {
        guard self.rest.first == tag.rawValue else { return nil }
        var body = self.rest.dropFirst()
        guard let first = body.popFirst() else { return nil }
        var count = Int(first)
        if first >= 0x80 {
            let lengthCount = Int(first & 0x7f)
            // Two bytes hold more than any certificate that is read here.
            guard (1...2).contains(lengthCount), body.count >= lengthCount else { return nil }
            count = body.prefix(lengthCount).reduce(0) { $0 << 8 | Int($1) }
            body = body.dropFirst(lengthCount)
        }
        guard body.count >= count else { return nil }
        self.rest = body.dropFirst(count)
        return body.prefix(count)
    }
}
