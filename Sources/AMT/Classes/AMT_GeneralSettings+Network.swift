/// How the device keeps its name in DNS.
package struct DynamicDNS: Hashable, Sendable {
    /// Whether the firmware updates DNS itself.
    package let isEnabled: Bool
    /// Whether the DHCP server may do it instead, when the firmware's own update is off.
    package let byDHCPServer: Bool
    /// Minutes between two updates of the firmware's own: 0 for never, or 20 and more; 1440 from the factory.
    package let periodicUpdateIntervalMinutes: UInt32
    /// Seconds that others may keep the record; 900 from the factory.
    package let ttlSeconds: UInt32

    /// The firmware refuses other intervals than 0 and 20 and more.
    package init(isEnabled: Bool, byDHCPServer: Bool, periodicUpdateIntervalMinutes: UInt32, ttlSeconds: UInt32) {
        self.isEnabled = isEnabled
        self.byDHCPServer = byDHCPServer
        self.periodicUpdateIntervalMinutes = periodicUpdateIntervalMinutes
        self.ttlSeconds = ttlSeconds
    }
}

/// Which kind of address the device prefers when it calls others.
package enum AddressFamily: Hashable, Sendable {
    /// 0
    case ipv4
    /// 1
    case ipv6
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 0: self = .ipv4
        case 1: self = .ipv6
        default: self = .unknown(number)
        }
    }

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .ipv4: 0
        case .ipv6: 1
        case .unknown(let number): number
        }
    }
}

extension AMT_GeneralSettings {
    /// `nil` on firmware that lacks one of the four properties.
    package var dynamicDNS: DynamicDNS? {
        guard let isEnabled = self.instance.flag("DDNSUpdateEnabled"),
            let byDHCPServer = self.instance.flag("DDNSUpdateByDHCPServerEnabled"),
            let interval = self.instance.number("DDNSPeriodicUpdateInterval"),
            let ttl = self.instance.number("DDNSTTL")
        else { return nil }
        return DynamicDNS(
            isEnabled: isEnabled, byDHCPServer: byDHCPServer, periodicUpdateIntervalMinutes: interval, ttlSeconds: ttl)
    }

    /// Absent on firmware that knows IPv4 alone.
    package var preferredAddressFamily: AddressFamily? {
        self.instance.number("PreferredAddressFamily").map(AddressFamily.init(number:))
    }

    /// The settings with another keeping of the name in DNS, all else as it is.
    package func putting(dynamicDNS: DynamicDNS) -> AMT_GeneralSettings {
        self.with(
            self.instance
                .replacing("DDNSUpdateEnabled", with: dynamicDNS.isEnabled)
                .replacing("DDNSUpdateByDHCPServerEnabled", with: dynamicDNS.byDHCPServer)
                .replacing("DDNSPeriodicUpdateInterval", with: dynamicDNS.periodicUpdateIntervalMinutes)
                .replacing("DDNSTTL", with: dynamicDNS.ttlSeconds))
    }

    /// The settings with another time until the firmware of a sleeping device sleeps too, all else as it is.
    ///
    /// - Parameter idleWakeTimeoutMinutes: 1...65535.
    package func putting(idleWakeTimeoutMinutes: UInt32) -> AMT_GeneralSettings {
        self.with(self.instance.replacing("IdleWakeTimeout", with: idleWakeTimeoutMinutes))
    }

    /// The settings with another preferred kind of address, all else as it is.
    package func putting(preferredAddressFamily: AddressFamily) -> AMT_GeneralSettings {
        self.with(self.instance.replacing("PreferredAddressFamily", with: preferredAddressFamily.number))
    }

    private func with(_ instance: FirmwareInstance) -> AMT_GeneralSettings {
        AMT_GeneralSettings(instance: instance, digestRealm: self.digestRealm)
    }
}
