import ArgumentParser
import FleetSimulator

/// Writes what a server has to know of a fleet, without running it.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Write inventory and pre-shared keys of a fleet without running it.")

    @OptionGroup var fleet: FleetOptions

    func run() async throws {
        let settings = try self.fleet.settings()
        if self.fleet.writeInventory == nil, self.fleet.writePsk == nil {
            print(try FleetFiles.inventory(settings, profile: self.fleet.profile), terminator: "")
        } else {
            try self.fleet.writeFiles(settings)
        }
    }
}
