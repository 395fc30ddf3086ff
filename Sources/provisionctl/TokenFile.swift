/// A new file that nobody but its owner can read, for a token that is shown once.
struct TokenFile {
    private let file: PrivateFile

    /// What is there already is left alone: it may be a token that is still needed.
    init(making path: String) throws(CommandFailure) { self.file = try PrivateFile(making: path) }

    var path: String { self.file.path }

    /// One line.
    func keep(_ token: String) throws(CommandFailure) {
        do throws(CommandFailure) {
            try self.file.keep((token + "\n").utf8)
        } catch {
            throw .incomplete(
                "The token was made, and \(self.path) cannot be written. Remove the token, and try again.")
        }
    }

    func discard() { self.file.discard() }
}
