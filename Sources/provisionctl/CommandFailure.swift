import Foundation

/// Why a command did not do what it was told. Each has its exit code and a sentence for standard error.
enum CommandFailure: Error, Equatable {
    /// The server answered with a problem document, or with something else than success.
    case server(status: Int, title: String, detail: String, instance: String?)
    /// The server's answer is not what this program reads.
    case answerUnreadable(String)
    /// No answer came.
    case unreachable(server: String, reason: String)
    /// There is no token to send.
    case noToken(String)
    /// A document is not valid; each line is a place and what is wrong there.
    case invalidDocument([String])
    /// It was done, and what came of it is not what was wanted.
    case incomplete(String)
    /// An option or a variable cannot be used.
    case usage(String)
    /// Something was looked at, and this is the worst of it.
    case found(ExitStatus, String)

    /// What the shell sees; documented in `--help`.
    var exitCode: Int32 { self.status.rawValue }

    private var status: ExitStatus {
        switch self {
        case .server(status: 404, _, _, _): .unknown
        case .server(status: 401, _, _, _), .server(status: 403, _, _, _), .noToken: .noAccess
        case .server, .answerUnreadable, .incomplete: .failed
        case .unreachable: .unreachable
        case .usage: .usage
        case .invalidDocument: .invalidDocument
        case .found(let status, _): status
        }
    }

    /// One sentence or two, without the program's name.
    var message: String {
        switch self {
        case .server(let status, let title, let detail, let instance):
            [
                "\(title) (HTTP \(status)).", detail.isEmpty ? nil : detail,
                instance.map { "Request \($0.split(separator: ":").last.map(String.init) ?? $0)." },
            ].compactMap(\.self).joined(separator: " ")
        case .answerUnreadable(let reason): "The server's answer cannot be read: \(reason)."
        case .unreachable(let server, let reason): "\(server) cannot be reached: \(reason)."
        case .noToken(let reason): reason
        case .usage(let reason): reason
        case .incomplete(let reason), .found(_, let reason): reason
        case .invalidDocument: "The document is not valid."
        }
    }

    /// Lines that follow the message as they are.
    var details: [String] {
        switch self {
        case .invalidDocument(let lines): lines
        case .server, .answerUnreadable, .unreachable, .noToken, .usage, .incomplete, .found: []
        }
    }

    /// Reads RFC 9457's document; anything else is told by its status alone.
    static func answered(status: Int, body: Data) -> CommandFailure {
        struct Fault: Decodable { var path, text: String }
        struct Document: Decodable {
            var title, detail, instance: String?
            var faults: [Fault]?
        }
        // Not a document: a proxy's page, say. Its text is no use to an operator.
        let document = try? JSONDecoder().decode(Document.self, from: body)
        if status == 422, let faults = document?.faults {
            return .invalidDocument(faults.map { "\($0.path.isEmpty ? "document" : $0.path): \($0.text)" })
        }
        return .server(
            status: status, title: document?.title ?? "The server answered without an explanation",
            detail: document?.detail ?? "", instance: document?.instance)
    }
}
