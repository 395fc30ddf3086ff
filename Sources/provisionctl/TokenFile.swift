import Foundation

/// A new file that nobody but its owner can read, for a token that is shown once.
struct TokenFile {
    let path: String
    private let handle: FileHandle

    /// What is there already is left alone: it may be a token that is still needed.
    init(making path: String) throws(CommandFailure) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .usage(
                errno == EEXIST ? "The file \(path) is there already." : "The file \(path) cannot be made.")
        }
        self.path = path
        self.handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// One line.
    func keep(_ token: String) throws(CommandFailure) {
        do {
            try self.handle.write(contentsOf: Data((token + "\n").utf8))
            try self.handle.synchronize()
        } catch {
            throw .incomplete(
                "The token was made, and \(self.path) cannot be written. Remove the token, and try again.")
        }
    }

    func discard() { unlink(self.path) }
}
