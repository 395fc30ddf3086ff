import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("URL of the API (default: http://127.0.0.1:8971).", valueName: "url"))
    var server: String?

    @Option(name: .long, help: ArgumentHelp("File that holds the API token.", valueName: "file"))
    var tokenFile: String?

    @Option(name: .shortAndLong, help: "table for people, json for the API's own answer.")
    var output = OutputFormat.table
}

/// How a command prints.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Laid out for a terminal.
    case table
    /// The API's JSON, byte for byte.
    case json
}
