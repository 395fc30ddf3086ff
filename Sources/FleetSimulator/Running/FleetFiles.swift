/// The files with which a server is told about a fleet.
package enum FleetFiles {
    /// CSV with the columns uuid and fqdn, and profile when one is given.
    package static func inventory(_ settings: FleetSettings, profile: String?) throws -> String {
        let rows = try Self.identities(settings).map { identity in
            "\(identity.uuid),\(identity.fqdn)" + (profile.map { ",\($0)" } ?? "")
        }
        return ([profile == nil ? "uuid,fqdn" : "uuid,fqdn,profile"] + rows).joined(separator: "\n") + "\n"
    }

    /// CSV with the columns pid and pps, a row for each PSK device. The keys are secrets of a fleet that is none.
    package static func presharedKeys(_ settings: FleetSettings) throws -> String {
        let rows = try Self.identities(settings).filter { $0.kind == .psk }.map { "\($0.pid),\($0.pps)" }
        return (["pid,pps"] + rows).joined(separator: "\n") + "\n"
    }

    private static func identities(_ settings: FleetSettings) throws -> [DeviceIdentity] {
        let faults = settings.faultsFound
        guard faults.isEmpty, let addresses = settings.addresses else { throw FleetRefusal.settings(faults) }
        return addresses.enumerated().map { .make(index: $0.offset, address: $0.element, settings: settings) }
    }
}
