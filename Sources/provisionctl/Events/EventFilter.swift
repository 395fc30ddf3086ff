import ArgumentParser

/// Which events are meant.
struct EventFilter: ParsableArguments {
    @Option(help: ArgumentHelp("Of this type, or of all that begin so: device.", valueName: "type"))
    var type: String?

    @Option(help: ArgumentHelp("Of this device or name.", valueName: "subject"), completion: Completions.devices)
    var subject: String?

    var query: [(String, String)] {
        (self.type.map { [("type", $0)] } ?? []) + (self.subject.map { [("subject", $0)] } ?? [])
    }
}
