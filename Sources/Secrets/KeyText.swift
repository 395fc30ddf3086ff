import Crypto
import Foundation

/// The text of key-encryption keys, whoever hands it over: one line a key, `NAME BASE64`, the sealing key first. Empty lines and
/// those that begin with `#` are skipped.
package enum KeyText {
    /// What is wrong with the text. It names a place and never what is there.
    package struct Fault: Error, Equatable, Sendable {
        /// Counted from 1; 0 is the text as a whole: too long, no key in it, or two of one name.
        package let line: Int

        package init(line: Int) { self.line = line }
    }

    /// A longer text holds no keys.
    package static let byteCountMax = 64 * 1024

    /// Reads the ring.
    package static func read(_ text: String) throws(Fault) -> KeyRing {
        guard text.utf8.count <= Self.byteCountMax else { throw Fault(line: 0) }
        var keys: [(id: String, key: [UInt8])] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.allSatisfy(\.isWhitespace) || line.first == "#" { continue }
            let parts = line.split(separator: " ")
            guard parts.count == 2, let key = Data(base64Encoded: String(parts[1])), key.count == KeyRing.keyByteCount
            else { throw Fault(line: index + 1) }
            keys.append((String(parts[0]), Array(key)))
        }
        guard let ring = KeyRing(keys) else { throw Fault(line: 0) }
        return ring
    }

    /// A text with one fresh key.
    static func made() -> String {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let name = "k" + (0..<4).map { _ in String(UInt8.random(in: 0...255), radix: 16) }.joined()
        return
            "# Key-encryption keys of this cluster. Without them no stored password can be read: keep a copy apart.\n"
            + "\(name) \(key.base64EncodedString())\n"
    }
}
