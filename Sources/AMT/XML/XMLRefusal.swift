/// Why a device's XML was not read. Nothing of the text is kept: it may be long and comes from a stranger.
package enum XMLRefusal: String, Error, CaseIterable, Sendable {
    /// No byte at all, or blank space alone.
    case empty
    /// More than ``XMLLimits/bodyBytesMax``.
    case tooLong = "too-long"
    /// Neither UTF-8 nor ASCII, by declaration, by byte order mark or by its zero bytes.
    case encoding
    /// A document type or an entity declaration: SOAP forbids both.
    case documentType = "document-type"
    /// Not well-formed, cut short, or a prefix without its namespace.
    case malformed
    /// Deeper than ``XMLLimits/depthMax``.
    case tooDeep = "too-deep"
    /// More than ``XMLLimits/elementCountMax``.
    case tooManyElements = "too-many-elements"
    /// More than ``XMLLimits/attributeCountMax`` attributes and namespace declarations on one element.
    case tooManyAttributes = "too-many-attributes"
    /// One element's text or one attribute is longer than ``XMLLimits/textBytesMax``.
    case textTooLong = "text-too-long"
}

/// Bounds of one answer. A device that nobody has authenticated may send anything.
package enum XMLLimits {
    /// A pull asks for at most 99 999 characters; this leaves room for the envelope and for firmware that counts otherwise.
    package static let bodyBytesMax = 262_144
    /// The deepest known answer, an association key inside a selector inside a pull, has 14 levels.
    package static let depthMax = 32
    /// A full pull of the largest class known has some 700 elements.
    package static let elementCountMax = 8_192
    /// Envelopes declare ten namespaces and one attribute.
    package static let attributeCountMax = 64
    /// The longest known text is a certificate chain entry of 4 100 bytes in base64.
    package static let textBytesMax = 65_536
    /// An XML declaration is 38 bytes; a longer one than this is refused.
    static let declarationBytesMax = 256
}
