import ArgumentParser

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
