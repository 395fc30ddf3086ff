import ArgumentParser

/// Which devices are meant. What is given has to be true of a device all together.
struct DeviceFilter: ParsableArguments {
    @Option(
        help: "In this state: discovered, waiting, provisioning, provisioned, parked, silent.",
        completion: Completions.states)
    var state: String?

    @Option(help: ArgumentHelp("Of this site.", valueName: "name"))
    var site: String?

    @Option(help: ArgumentHelp("Of this profile.", valueName: "name"), completion: Completions.profiles)
    var profile: String?

    @Option(help: ArgumentHelp("With this problem.", valueName: "code"))
    var problem: String?

    @Option(help: ArgumentHelp("Of this release of AMT: 16.1, or 16 for all of them.", valueName: "n"))
    var release: String?

    @Option(help: ArgumentHelp("Whose FQDN begins so.", valueName: "prefix"))
    var fqdn: String?

    @Option(help: ArgumentHelp("At this address, or in this network: 10.1.0.0/16.", valueName: "address"))
    var address: String?

    @Option(help: ArgumentHelp("Whose UUID, FQDN or address begins so.", valueName: "prefix"))
    var text: String?

    /// As the API wants them.
    var query: [(String, String)] {
        [
            ("state", self.state), ("site", self.site), ("profile", self.profile), ("problem", self.problem),
            ("release", self.release), ("fqdn", self.fqdn), ("address", self.address), ("text", self.text),
        ].compactMap { name, value in value.map { (name, $0) } }
    }
}
