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

/// What commands take that show how something stands.
struct WatchOptions: ParsableArguments {
    /// Often enough to see things move, seldom enough for a hundred operators at once.
    static let secondsDefault = 2
    static let secondsMax = 3_600

    @Flag(name: .shortAndLong, help: "Stay, and show it again whenever it has changed.")
    var watch = false

    @Option(help: ArgumentHelp("Seconds between two looks with --watch, 1 to 3600.", valueName: "seconds"))
    var interval = WatchOptions.secondsDefault

    func validate() throws {
        guard (1...Self.secondsMax).contains(self.interval) else {
            throw ValidationError("--interval is a number of seconds from 1 to \(Self.secondsMax).")
        }
    }
}
