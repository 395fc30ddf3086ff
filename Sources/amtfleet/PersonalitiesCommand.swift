import ArgumentParser
import FleetSimulator

/// Prints what generations of firmware there are to choose from.
struct PersonalitiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "personalities", abstract: "Print the table of firmware generations that --personality names.")

    func run() { print(Personality.tableText, terminator: "") }
}
