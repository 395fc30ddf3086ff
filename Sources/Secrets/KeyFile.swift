import Foundation

/// The file that holds a cluster's key-encryption keys, as ``KeyText`` has them.
///
/// Every node of a cluster needs the same keys. Whoever reads it and the database reads every password.
package enum KeyFile {
    /// Why the file cannot be used.
    package enum Failure: Error, Equatable, Sendable {
        case unreadable(path: String)
        /// Others than the owner may read it.
        case tooOpen(path: String, mode: Int)
        case malformed(path: String, line: Int)
        case unwritable(path: String)
    }

    /// Reads the ring; makes the file with one fresh key when there is none.
    ///
    /// - Parameter credentialsFolder: as for ``read(at:credentialsFolder:)``.
    package static func readOrMake(at path: String, credentialsFolder: String? = nil) throws(Failure) -> KeyRing {
        if !FileManager.default.fileExists(atPath: path) { try Self.make(at: path) }
        return try Self.read(at: path, credentialsFolder: credentialsFolder)
    }

    /// Reads an existing file.
    ///
    /// - Parameter credentialsFolder: where systemd has put the credentials of this service, as `CREDENTIALS_DIRECTORY` says. It lets
    ///   the service's user read them by an access control list, whose mask is shown as the mode of a group that may read.
    package static func read(at path: String, credentialsFolder: String? = nil) throws(Failure) -> KeyRing {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue,
            let size = (attributes[.size] as? NSNumber)?.intValue, size <= KeyText.byteCountMax,
            let text = try? String(contentsOfFile: path, encoding: .utf8)
        else { throw .unreadable(path: path) }
        let closed = Self.isInside(path, credentialsFolder) ? 0o037 : 0o077
        guard mode & closed == 0 else { throw .tooOpen(path: path, mode: mode) }
        do throws(KeyText.Fault) {
            return try KeyText.read(text)
        } catch {
            throw .malformed(path: path, line: error.line)
        }
    }

    private static func isInside(_ path: String, _ folder: String?) -> Bool {
        guard let folder, !folder.isEmpty else { return false }
        return URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL.path
            == URL(fileURLWithPath: folder).standardizedFileURL.path
    }

    /// Writes a file with one fresh key, whole or not at all. When another process was faster, its file stays.
    private static func make(at path: String) throws(Failure) {
        let draft = path + ".\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path) }
        let bytes = Array(KeyText.made().utf8)
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
