import AMT
import Crypto

/// Tells whether a body is the one that was read before, from its bytes alone.
///
/// - Shape: SHA-256 over the text `body/1` and the body, in 64 hexadecimal digits. Whoever changes what is made of a body takes
///   another mark, so that every source is read anew.
package struct BodyDigest: Sendable {
    private var sum = SHA256()

    /// Of an empty body.
    package init() { self.sum.update(data: Array("body/1".utf8)) }

    /// The next bytes of the body, however they were cut.
    package mutating func add(_ piece: [UInt8]) { self.sum.update(data: piece) }

    /// Of all bytes so far.
    package var text: String { Hex.text(Array(self.sum.finalize())) }
}
