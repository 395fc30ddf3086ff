import Crypto
import Foundation

/// Follows the audit log from its first entry and says where it breaks.
///
/// The hashes are computed here, from what the entries say, and not by whoever keeps them.
struct AuditChain {
    /// Why the log is not what it was.
    enum Break: Error, Equatable {
        /// Entries are missing before this one.
        case gap(expected: Int64, found: Int64)
        /// It does not follow from the one before it.
        case unlinked(Int64)
        /// It says something else than when it was written.
        case altered(Int64)
        /// What is known of this entry from before is not true any more.
        case rewritten(Int64)

        var words: String {
            switch self {
            case .gap(let expected, let found): "entries \(expected) to \(found - 1) are missing"
            case .unlinked(let number): "entry \(number) does not follow from the one before it"
            case .altered(let number): "entry \(number) was altered"
            case .rewritten(let number): "entry \(number) is another one than was known"
            }
        }
    }

    private(set) var count: Int64 = 0
    private(set) var head = String(repeating: "0", count: 64)
    /// A hash that was written down earlier; `nil` once it was met.
    private(set) var known: KnownLink?

    init(known: KnownLink? = nil) { self.known = known }

    /// Takes the next entry.
    mutating func take(_ link: AuditLink) throws(Break) {
        guard link.number == self.count + 1 else { throw .gap(expected: self.count + 1, found: link.number) }
        guard link.previousHash == self.head else { throw .unlinked(link.number) }
        guard Self.hash(of: link) == link.hash else { throw .altered(link.number) }
        if let known, known.number == link.number {
            guard known.hash == link.hash else { throw .rewritten(link.number) }
            self.known = nil
        }
        self.count = link.number
        self.head = link.hash
    }

    /// - Shape: as the documentation of the audit log has it.
    static func hash(of link: AuditLink) -> String {
        var hash = SHA256()
        hash.update(data: Data("provision-audit/1".utf8))
        hash.update(data: Self.bytes(hexadecimal: link.previousHash))
        for number in [link.number, link.atMicroseconds] {
            withUnsafeBytes(of: number.bigEndian) { hash.update(bufferPointer: $0) }
        }
        let texts = [
            link.node, link.caller, link.address, link.request, link.action, link.subject,
            link.status.map { String($0) } ?? "",
        ]
        for text in texts {
            withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: Data(text.utf8))
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func bytes(hexadecimal text: String) -> Data {
        var digits = text[...]
        var bytes = Data()
        while digits.count >= 2 {
            bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return bytes
    }
}

/// `NUMBER:HASH`, as an earlier verification printed it.
struct KnownLink: Equatable {
    let number: Int64
    let hash: String

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let number = Int64(parts[0]), number > 0, parts[1].utf8.count == 64 else { return nil }
        self.number = number
        self.hash = parts[1].lowercased()
    }
}
