extension Profile {
    /// The password of the digest administrator.
    package enum AdminPassword: Equatable, Sendable {
        /// One of its own for each device.
        case random
        /// The same for all devices of the profile.
        case fixed(SecretReference)
        /// Derived from a master secret and the device's UUID, so that who holds the master can open every device.
        case derived(master: SecretReference)
    }

    /// The password of the device's own setup screen.
    package struct MEBx: Equatable, Sendable {
        /// Where it comes from.
        package enum Password: Equatable, Sendable {
            /// One of its own for each device.
            case random
            case fixed(SecretReference)
            /// Left as it is. Firmware 19 and later does not commit with the factory password.
            case leave
        }

        /// When it is set.
        package enum Change: String, CaseIterable, Sendable {
            /// During setup alone: the firmware's policy often allows no more.
            case inSetup = "in-setup"
            /// On configured devices too, when the password of the profile is another one.
            case anyTime = "any-time"
        }

        package var password: Password
        package var change: Change

        package init(password: Password = .random, change: Change = .inSetup) {
            self.password = password
            self.change = change
        }
    }

    /// The firmware's clock.
    package struct Clock: Equatable, Sendable {
        /// A configured device's clock is set when it is off by more than this, 1...3600.
        package var driftSecondsMax: Int64
        /// Whether software on the device may set the clock; `nil` leaves it alone.
        package var isLocalSyncAllowed: Bool?
        package var isRequired: Bool

        package init(driftSecondsMax: Int64 = 10, isLocalSyncAllowed: Bool? = nil, isRequired: Bool = false) {
            self.driftSecondsMax = driftSecondsMax
            self.isLocalSyncAllowed = isLocalSyncAllowed
            self.isRequired = isRequired
        }
    }

    /// Pre-shared keys of old firmware.
    package struct PresharedKey: Equatable, Sendable {
        /// Whether setup installs a fresh pair in place of the one that was used. The parameters' encoding is unconfirmed.
        package var isRenewed: Bool

        package init(isRenewed: Bool = false) { self.isRenewed = isRenewed }
    }

    /// Keeps devices in setup listening while many wait.
    package struct ProvisioningPeriod: Equatable, Sendable {
        /// 1...24.
        package var extendHours: UInt32
        /// How many ready requests make a queue long.
        package var whenReadyRequestsExceed: Int

        package init(extendHours: UInt32, whenReadyRequestsExceed: Int) {
            self.extendHours = extendHours
            self.whenReadyRequestsExceed = whenReadyRequestsExceed
        }
    }
}
