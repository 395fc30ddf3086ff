import Inventory

/// Which computer a device is and what it gets, each with where that is from.
package struct Assignment: Equatable, Sendable {
    package let fqdn: FQDN
    /// The inventory source that named it.
    package let fqdnSource: String
    package let profile: Profile

    package init(fqdn: FQDN, fqdnSource: String, profile: Profile) {
        self.fqdn = fqdn
        self.fqdnSource = fqdnSource
        self.profile = profile
    }
}

/// Finds name and profile of a device.
package enum Assigner {
    /// - Parameters:
    ///   - record: what inventory says about the device.
    ///   - profiles: the profiles there are; the first is the default.
    package static func assign(_ record: InventoryRecord?, profiles: [Profile]) -> Result<Assignment, Problem> {
        guard let record else { return .failure(Problem(.fqdnUnresolved, ["inventory.record": "none"])) }
        let fqdn: FQDN
        do throws(FQDNRefusal) {
            fqdn = try FQDN(record.fqdn)
        } catch {
            return .failure(
                Problem(
                    .fqdnUnresolved,
                    [
                        "inventory.record": "malformed", "inventory.source": record.source,
                        "inventory.fqdn": record.fqdn,
                        "inventory.refusal": error.rawValue,
                    ]))
        }
        let wanted = record.profile
        guard let profile = wanted == nil ? profiles.first : profiles.first(where: { $0.name == wanted }) else {
            return .failure(
                Problem(.profileRefused, ["profile.name": wanted ?? "default", "profile.refusal": "no such profile"]))
        }
        return .success(Assignment(fqdn: fqdn, fqdnSource: record.source, profile: profile))
    }
}
