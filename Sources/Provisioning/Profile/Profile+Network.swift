extension Profile {
    /// Names, answers and addresses of the wired interface.
    package struct Network: Equatable, Sendable {
        /// Where the address comes from.
        package enum IPv4: Equatable, Sendable {
            case dhcp
            /// Static, copied from the operating system.
            case host
            /// Static, the firmware's own.
            case fixed(FixedAddress)
        }

        package struct FixedAddress: Equatable, Sendable {
            package var address: String
            package var subnetMask: String
            package var gateway: String?
            package var primaryDNS: String?
            package var secondaryDNS: String?

            package init(
                address: String, subnetMask: String, gateway: String? = nil, primaryDNS: String? = nil,
                secondaryDNS: String? = nil
            ) {
                self.address = address
                self.subnetMask = subnetMask
                self.gateway = gateway
                self.primaryDNS = primaryDNS
                self.secondaryDNS = secondaryDNS
            }
        }

        /// IPv6 beside the automatic addresses. `nil` leaves a field alone.
        package struct IPv6: Equatable, Sendable {
            /// From what the second half of automatic addresses is made.
            package enum InterfaceID: Equatable, Sendable {
                case random
                /// The MAC address with 8086 in it.
                case intel
                /// Eight bytes of the owner's.
                case manual([UInt8])
            }

            package var interfaceID: InterfaceID?
            package var address: String?
            package var gateway: String?
            package var primaryDNS: String?
            package var secondaryDNS: String?

            package init(
                interfaceID: InterfaceID? = nil, address: String? = nil, gateway: String? = nil,
                primaryDNS: String? = nil, secondaryDNS: String? = nil
            ) {
                self.interfaceID = interfaceID
                self.address = address
                self.gateway = gateway
                self.primaryDNS = primaryDNS
                self.secondaryDNS = secondaryDNS
            }
        }

        /// Who tells the name server about the device.
        package struct DynamicDNS: Equatable, Sendable {
            package enum Updater: String, CaseIterable, Sendable {
                case none
                case firmware
                case dhcpServer = "dhcp-server"
            }

            package var updater: Updater
            /// Minutes, 20...65535; `nil` leaves it alone.
            package var periodMinutes: UInt32?
            /// Seconds; `nil` leaves it alone.
            package var ttlSeconds: UInt32?

            package init(updater: Updater, periodMinutes: UInt32? = nil, ttlSeconds: UInt32? = nil) {
                self.updater = updater
                self.periodMinutes = periodMinutes
                self.ttlSeconds = ttlSeconds
            }
        }

        /// When the firmware answers the network, as link policies number it.
        package enum Reachability: String, CaseIterable, Sendable {
            /// Only while the operating system runs.
            case awake
            /// Sleeping on mains power too.
            case asleepOnMains = "asleep-on-mains"
            /// Sleeping on battery too.
            case always
        }

        /// `nil` leaves a field alone.
        package var sharesNameWithHost: Bool?
        package var answersPing: Bool?
        package var answersRMCPPing: Bool?
        package var dynamicDNS: DynamicDNS?
        package var ipv4: IPv4?
        package var ipv6: IPv6?
        /// Whether the firmware prefers IPv6 for its own calls.
        package var prefersIPv6: Bool?
        /// 0 for none, else 1...4094.
        package var vlan: UInt32?
        package var reachability: Reachability?
        package var isRequired: Bool

        package init() { self.isRequired = false }
    }

    /// Home domains: elsewhere the device closes its ports to the network and calls its management presence servers.
    package struct EnvironmentDetection: Equatable, Sendable {
        /// At most four, five on newer firmware.
        package var domains: [String]
        package var isRequired: Bool

        package init(domains: [String], isRequired: Bool = false) {
            self.domains = domains
            self.isRequired = isRequired
        }
    }

    /// Proxies through which the firmware reaches its servers.
    package struct HTTPProxies: Equatable, Sendable {
        package struct Proxy: Hashable, Sendable {
            /// Name or address.
            package var address: String
            package var port: UInt16
            /// DNS suffix of the network in which it is used, at most 192 characters.
            package var networkDNSSuffix: String

            package init(address: String, port: UInt16, networkDNSSuffix: String) {
                self.address = address
                self.port = port
                self.networkDNSSuffix = networkDNSSuffix
            }
        }

        package var proxies: [Proxy]
        package var foreign: ForeignEntries
        package var isRequired: Bool

        package init(proxies: [Proxy], foreign: ForeignEntries = .keep, isRequired: Bool = false) {
            self.proxies = proxies
            self.foreign = foreign
            self.isRequired = isRequired
        }
    }
}
