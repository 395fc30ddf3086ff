/// What a command's help says behind its options: sentences, then commands that can be pasted.
enum Examples {
    /// - Parameter text: sentences; empty for none.
    static func after(_ text: String = "", _ commands: String...) -> String {
        let lines = commands.map { "  provisionctl " + $0 }
        return (text.isEmpty ? "" : text + "\n\n") + "EXAMPLES\n" + lines.joined(separator: "\n")
    }
}
