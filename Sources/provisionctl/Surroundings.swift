import Foundation

/// What the process was started in. A value, so that tests can make their own.
struct Surroundings: Sendable {
    /// A line of a token file longer than this is no token, in bytes.
    static let tokenBytesMax = 512

    var environment: [String: String]
    /// Whether standard output is a terminal.
    var isTerminal: Bool
    /// Columns that the terminal says it has.
    var terminalColumns: Int?

    /// Those of this process.
    static var current: Surroundings {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        var size = winsize()
        let hasSize = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Surroundings(
            environment: ProcessInfo.processInfo.environment, isTerminal: isTerminal,
            terminalColumns: hasSize ? Int(size.ws_col) : nil)
    }

    /// Columns of the terminal that standard error is; `nil` when it is none, or one that cannot be drawn on.
    static var errorColumns: Int? {
        guard isatty(STDERR_FILENO) == 1, ProcessInfo.processInfo.environment["TERM"] != "dumb" else { return nil }
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Columns that a table may take; `nil` when nothing is to be cut, as in a pipe.
    var columnsMax: Int? {
        guard self.isTerminal else { return nil }
        if let told = self.environment["COLUMNS"].flatMap({ Int($0) }), told > 0 { return told }
        return self.terminalColumns ?? 80
    }

    /// By itself on a terminal that wants it; see no-color.org.
    func hasColour(_ choice: ColourChoice) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto:
            self.isTerminal && self.environment["NO_COLOR", default: ""].isEmpty && self.environment["TERM"] != "dumb"
        }
    }

    /// The option, else the variable, else the API's default.
    func server(option: String?) throws(CommandFailure) -> URL {
        let text = option ?? self.environment["PROVISIONCTL_SERVER"] ?? "http://127.0.0.1:8971"
        guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme.lowercased()),
            let host = url.host, !host.isEmpty, url.query == nil, url.user == nil
        else { throw .usage("The server is a URL like http://127.0.0.1:8971, without a user or a query.") }
        return url
    }

    /// Where the token comes from: the option's file, the variable, the variable's file, then the places of old.
    func token(fileOption: String?) throws(CommandFailure) -> String {
        if let fileOption { return try Self.token(in: fileOption) }
        if let told = try self.variableToken() { return told.text }
        for file in [self.settingsFolder.map { $0 + "/token" }, "./var/api-token"].compactMap(\.self)
        where access(file, F_OK) == 0 {
            return try Self.token(in: file)
        }
        throw .noToken(
            "There is no API token. Put it into ~/.config/provisionctl/token, or name its file with --token-file.")
    }

    /// What variables say; `nil` when they say nothing.
    func variableToken() throws(CommandFailure) -> (text: String, origin: String)? {
        if let token = self.environment["PROVISIONCTL_TOKEN"], !token.isEmpty {
            return (try Self.checked(token, from: "PROVISIONCTL_TOKEN"), "PROVISIONCTL_TOKEN")
        }
        guard let file = self.environment["PROVISIONCTL_TOKEN_FILE"], !file.isEmpty else { return nil }
        return (try Self.token(in: file), "PROVISIONCTL_TOKEN_FILE")
    }

    private static func token(in file: String) throws(CommandFailure) -> String {
        try FileRights.judge(file, mask: 0o077, "holds a token and is open to others than you", remedy: "600")
        // A handle, for it may be a pipe.
        guard let handle = FileHandle(forReadingAtPath: file),
            let data = try? handle.read(upToCount: 2 * Self.tokenBytesMax + 1) ?? Data()
        else { throw .noToken("The token file \(file) cannot be read.") }
        guard data.count <= 2 * Self.tokenBytesMax else { throw .noToken("The token file \(file) is too long.") }
        return try Self.checked(String(decoding: data, as: UTF8.self), from: file)
    }

    /// What a header could not carry is refused here, where the operator can be told.
    private static func checked(_ text: String, from source: String) throws(CommandFailure) -> String {
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw .noToken("\(source) is empty.") }
        guard token.utf8.count <= Self.tokenBytesMax, token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .noToken("\(source) does not hold a token: one line of plain characters.")
        }
        return token
    }
}
