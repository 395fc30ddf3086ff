extension Profile {
    /// Tunnels to management presence servers.
    package struct RemoteAccess: Equatable, Sendable {
        package enum UserInitiated: String, CaseIterable, Sendable {
            case none, bios, os, both
        }

        package struct Server: Equatable, Sendable {
            package enum Authentication: Equatable, Sendable {
                /// User and password, 8...16 characters.
                case password(username: String, SecretReference)
                /// The device's own certificate.
                case certificate
            }

            /// For rules to name it; unique in the profile.
            package var name: String
            /// Name or IP address.
            package var address: String
            package var port: UInt16
            package var authentication: Authentication
            /// Name in the server's certificate, when the address is numeric.
            package var commonName: String?
            /// Name of the trusted root under which the server's certificate stands.
            package var root: String?

            package init(
                name: String, address: String, port: UInt16, authentication: Authentication, commonName: String? = nil,
                root: String? = nil
            ) {
                self.name = name
                self.address = address
                self.port = port
                self.authentication = authentication
                self.commonName = commonName
                self.root = root
            }
        }

        package struct Rule: Equatable, Sendable {
            /// What opens a tunnel. There is at most one rule of each kind.
            package enum Trigger: Equatable, Sendable {
                case user
                case alert
                case every(seconds: UInt32)
                case daily(hour: UInt32, minute: UInt32)
            }

            package var trigger: Trigger
            /// Seconds without traffic after which the tunnel closes; 0 never.
            package var tunnelSeconds: UInt32
            /// One or two names of servers, in order.
            package var servers: [String]

            package init(trigger: Trigger, tunnelSeconds: UInt32, servers: [String]) {
                self.trigger = trigger
                self.tunnelSeconds = tunnelSeconds
                self.servers = servers
            }
        }

        package var servers: [Server]
        package var rules: [Rule]
        package var userInitiated: UserInitiated?
        package var foreign: ForeignEntries
        package var isRequired: Bool

        package init(
            servers: [Server] = [], rules: [Rule] = [], userInitiated: UserInitiated? = nil,
            foreign: ForeignEntries = .keep, isRequired: Bool = false
        ) {
            self.servers = servers
            self.rules = rules
            self.userInitiated = userInitiated
            self.foreign = foreign
            self.isRequired = isRequired
        }
    }
}
