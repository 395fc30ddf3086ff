import ArgumentParser

/// Simulated Intel AMT devices: they say hello, wait to be called back, and let themselves be configured.
@main struct AMTFleet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amtfleet",
        abstract: "Simulated Intel AMT devices, each at a loopback address of its own.",
        subcommands: [
            RunCommand.self, DescribeCommand.self, InventoryCommand.self, PersonalitiesCommand.self,
        ])
}
