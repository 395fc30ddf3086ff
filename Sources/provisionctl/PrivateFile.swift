import Foundation

/// A new file, by default one that nobody but its owner can read: for keys, passwords and tokens in clear.
struct PrivateFile {
    let path: String
    private let handle: FileHandle

    /// What is there already is left alone: it may be all that somebody has.
    init(making path: String, mode: mode_t = 0o600) throws(CommandFailure) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw .usage(
                errno == EEXIST ? "The file \(path) is there already." : "The file \(path) cannot be made.")
        }
        self.path = path
        self.handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// The last bytes: they are on the medium when this returns.
    func keep(_ bytes: some Sequence<UInt8>) throws(CommandFailure) {
        try self.write(bytes)
        do {
            try self.handle.synchronize()
        } catch {
            throw .incomplete("The file \(self.path) cannot be written.")
        }
    }

    /// Bytes behind which more come.
    func write(_ bytes: some Sequence<UInt8>) throws(CommandFailure) {
        do {
            try self.handle.write(contentsOf: Data(bytes))
        } catch {
            throw .incomplete("The file \(self.path) cannot be written.")
        }
    }

    /// Makes it as long as a medium, with nothing in it.
    func extend(to byteCount: Int) throws(CommandFailure) {
        guard ftruncate(self.handle.fileDescriptor, off_t(byteCount)) == 0 else {
            throw .incomplete("The file \(self.path) cannot be written.")
        }
    }

    func discard() { unlink(self.path) }
}
