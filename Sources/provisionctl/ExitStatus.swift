/// Every code that the program ends with; scripts rely on them.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case failed = 1
    case unknown = 2
    case noAccess = 3
    case unreachable = 4
    case warned = 5
    case lost = 6
    case usage = 64
    case invalidDocument = 65

    /// In the words of `--help` and of the reference.
    var meaning: String {
        switch self {
        case .done: "done"
        case .failed: "the server refused or failed, or not all of it was done; doctor: something is broken"
        case .unknown: "no such device or resource"
        case .noAccess: "no token, or the server does not know it, or it is not for this"
        case .unreachable: "the server could not be reached"
        case .warned: "doctor: nothing is broken, and something will be or may be"
        case .lost: "hello send: the hello did not arrive"
        case .usage: "the command was not understood"
        case .invalidDocument: "the document is not valid"
        }
    }

    /// The lines of `--help`.
    static var table: String {
        Self.allCases.map { DisplayText.padded("  \($0.rawValue)", to: 6) + $0.meaning }.joined(separator: "\n")
    }
}
