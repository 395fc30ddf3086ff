/// Everything that makes one simulated inventory.
package struct InventorySettings: Sendable {
    /// Records are computed from their number and take no memory; this only keeps runs finite.
    package static let countMax = 10_000_000

    /// Who the computers are; the same settings make the same ones as in a fleet.
    package var fleet = FleetSettings()
    /// The profile that flat records name; `nil` for none.
    package var profile: String?
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 0
    /// PEM; with it and the key, TLS is spoken.
    package var certificatePEM: String?
    package var privateKeyPEM: String?
    /// Basic authentication; `nil` when everybody may read.
    package var user: String?
    package var password = ""
    /// What is switched on at the start, and again after a reset.
    package var behaviour = InventoryBehaviour()
    /// Event loops; 0 for one on each core.
    package var eventLoopCount = 0

    /// One computer, with the defaults named above.
    package init() {}

    /// What is wrong with the settings, all at once; empty when nothing is.
    package var faultsFound: [String] {
        var found: [String] = []
        if !(1...Self.countMax).contains(self.fleet.count) { found.append("count is not in 1...\(Self.countMax)") }
        if !(0...1).contains(self.fleet.pskShare) { found.append("the share of PSK devices is not in 0...1") }
        if self.fleet.releases.isEmpty || self.fleet.pskReleases.isEmpty { found.append("no release is given") }
        if self.fleet.dnsSuffix.isEmpty { found.append("the DNS suffix is empty") }
        if (self.certificatePEM == nil) != (self.privateKeyPEM == nil) {
            found.append("certificate and key are not both there")
        }
        if self.user?.contains(":") == true { found.append("a user name has no colon") }
        return found
    }
}
