import AMT
import Inventory

/// Which computer a device is and what it gets, each with where that is from.
package struct Assignment: Equatable, Sendable {
    package let fqdn: FQDN
    /// The inventory source that named it, or the word of its trust.
    package let fqdnSource: String
    package let fqdnTrust: FQDNTrust
    /// The time of the data that named it; `nil` where somebody was asked a moment ago.
    package let dataAt: UnixTime?
    /// Sources that are read have the UUID under this very name, and still have it. Of devices that prove nothing else, these
    /// alone may be given secrets that many devices share: what a program has brought to us anybody may have brought.
    package let isExpected: Bool
    package let profile: Profile
    /// Who says that it gets the profile.
    package let profileOrigin: ProfileOrigin

    package init(
        fqdn: FQDN, fqdnSource: String, fqdnTrust: FQDNTrust = .inventory, dataAt: UnixTime? = nil,
        isExpected: Bool = true, profile: Profile, profileOrigin: ProfileOrigin = .standard
    ) {
        self.fqdn = fqdn
        self.fqdnSource = fqdnSource
        self.fqdnTrust = fqdnTrust
        self.dataAt = dataAt
        self.isExpected = isExpected
        self.profile = profile
        self.profileOrigin = profileOrigin
    }
}

/// How a device's name came to be known.
package enum FQDNTrust: String, CaseIterable, Sendable {
    /// A source has the UUID under it.
    case inventory
    /// DNS has the hello's address under it: who holds the address has the name.
    case dns
    /// The node's properties program said it.
    case props
}

/// A device whose name and profile are to be found.
package struct UnassignedDevice: Equatable, Sendable {
    package let uuid: DeviceUUID
    /// What inventory says of it.
    package let resolution: Resolution
    /// Where its hello came from.
    package let address: IPAddress?
    /// As the device showed it; what inventory says is taken where it has shown none.
    package let release: AMTRelease?

    package init(uuid: DeviceUUID, resolution: Resolution, address: IPAddress?, release: AMTRelease?) {
        self.uuid = uuid
        self.resolution = resolution
        self.address = address
        self.release = release ?? resolution.amtVersion.flatMap { AMTRelease(version: $0.value) }
    }
}
