import Foundation

/// A new file that nobody but its owner can read, for keys and passwords in clear.
struct PrivateFile {
    let path: String
    private let handle: FileHandle

    /// What is there already is left alone: it may be all that somebody has.
    init(making path: String) throws(CommandFailure) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .usage(
                errno == EEXIST ? "The file \(path) is there already." : "The file \(path) cannot be made.")
        }
        self.path = path
        self.handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func keep(_ bytes: some Sequence<UInt8>) throws(CommandFailure) {
        do {
            try self.handle.write(contentsOf: Data(bytes))
            try self.handle.synchronize()
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
