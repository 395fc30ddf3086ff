import Crypto
import Foundation

/// The file that holds a cluster's key-encryption keys: one line a key, `NAME BASE64`, the sealing key first.
///
/// Every node of a cluster needs the same file. Whoever reads it and the database reads every password.
package enum KeyFile {
    /// Why the file cannot be used.
    package enum Failure: Error, Equatable, Sendable {
        case unreadable(path: String)
        /// Others than the owner may read it.
        case tooOpen(path: String, mode: Int)
        case malformed(path: String, line: Int)
        case unwritable(path: String)
    }

    /// A larger file is no key file.
    static let byteCountMax = 64 * 1024

    /// Reads the ring; makes the file with one fresh key when there is none.
    package static func readOrMake(at path: String) throws(Failure) -> KeyRing {
        if !FileManager.default.fileExists(atPath: path) { try Self.make(at: path) }
        return try Self.read(at: path)
    }

    /// Reads an existing file.
    package static func read(at path: String) throws(Failure) -> KeyRing {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue,
            let size = (attributes[.size] as? NSNumber)?.intValue, size <= Self.byteCountMax,
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { throw .unreadable(path: path) }
        guard mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: mode) }
        var keys: [(id: String, key: [UInt8])] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy(\.isWhitespace) || line.first == "#" { continue }
            let parts = line.split(separator: " ")
            guard parts.count == 2, let key = Data(base64Encoded: String(parts[1])), key.count == KeyRing.keyByteCount
            else {
                throw .malformed(path: path, line: index + 1)
            }
            keys.append((String(parts[0]), Array(key)))
        }
        guard let ring = KeyRing(keys) else { throw .malformed(path: path, line: 0) }
        return ring
    }

    /// Writes a file with one fresh key, whole or not at all. When another process was faster, its file stays.
    private static func make(at path: String) throws(Failure) {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let name = "k" + (0..<4).map { _ in String(UInt8.random(in: 0...255), radix: 16) }.joined()
        let text =
            "# Key-encryption keys of this cluster. Without them no stored password can be read: keep a copy apart.\n"
            + "\(name) \(key.base64EncodedString())\n"
        let draft = path + ".\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path) }
        let bytes = Array(text.utf8)
        let written = write(descriptor, bytes, bytes.count)
        let synced = fsync(descriptor)
        close(descriptor)
        // link, unlike rename, does not replace a file that is already there.
        let linked = link(draft, path)
        let reason = errno
        unlink(draft)
        // The name is durable only when its folder is.
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
        guard written == bytes.count, synced == 0, linked == 0 || reason == EEXIST else {
            throw .unwritable(path: path)
        }
    }
}
