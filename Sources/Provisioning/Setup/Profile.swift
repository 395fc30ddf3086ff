/// What an operator wants of a device: for now the mandatory part.
package struct Profile: Equatable, Sendable {
    /// What happens to the password of the device's own setup screen.
    package enum MEBxPasswordPolicy: String, CaseIterable, Sendable {
        /// A password of its own for each device.
        case random
        /// Left as it is. Firmware 19 and later does not commit with the factory password.
        case leave
    }

    /// 1...63 characters; `default` is what devices get that nobody gave another.
    package var name: String
    package var mebxPassword: MEBxPasswordPolicy
    /// Whether the ports without TLS stay open beside TLS.
    package var acceptNonSecureConnections: Bool
    /// A configured device's clock is set when it is off by more than this.
    package var clockDriftSecondsMax: Int64

    package init(
        name: String, mebxPassword: MEBxPasswordPolicy = .random, acceptNonSecureConnections: Bool = false,
        clockDriftSecondsMax: Int64 = 10
    ) {
        self.name = name
        self.mebxPassword = mebxPassword
        self.acceptNonSecureConnections = acceptNonSecureConnections
        self.clockDriftSecondsMax = clockDriftSecondsMax
    }

    /// Bits of a device's key pair; works with every release known.
    package static let keyBits: UInt32 = 2048
    /// Of generated passwords: 20 characters hold 119 bits.
    package static let passwordCharacters = 20
    /// The one name of the digest administrator.
    package static let adminUsername = "admin"
}
