import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("URL of the API (default: http://127.0.0.1:8971).", valueName: "url"))
    var server: String?

    @Option(
        name: .long, help: ArgumentHelp("Which of the known clusters.", valueName: "name"),
        completion: Completions.contexts)
    var context: String?

    @Option(
        name: .long, help: ArgumentHelp("File that holds the API token.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Option(
        name: .long, help: ArgumentHelp("Authorities to trust, as PEM, in place of the system's.", valueName: "file"),
        completion: .file())
    var caFile: String?

    @Option(name: .shortAndLong, help: "table for people, wide with everything, json as the API says it, yaml.")
    var output = OutputFormat.table

    @Option(name: .long, help: "Colour: auto on a terminal that wants it, always, never.")
    var color = ColourChoice.auto
}

/// How a command prints.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Laid out for a terminal.
    case table
    /// Laid out, with more columns, and nothing cut.
    case wide
    /// The API's JSON, byte for byte.
    case json
    /// The same as YAML.
    case yaml

    /// Whether it is laid out, and not the API's answer.
    var isForPeople: Bool {
        switch self {
        case .table, .wide: true
        case .json, .yaml: false
        }
    }
}

enum ColourChoice: String, CaseIterable, ExpressibleByArgument, Sendable {
    case auto
    case always
    case never
}
