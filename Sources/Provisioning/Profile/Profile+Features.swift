extension Profile {
    /// In which sleep states the firmware runs.
    package struct Power: Equatable, Sendable {
        /// Name of a package as ``AMT/PowerPackage`` has it. A package of mobile devices is not applicable to desktops.
        package var packages: [String]
        /// Minutes without work, 1...65535; `nil` leaves it alone.
        package var idleTimeoutMinutes: UInt32?
        package var isRequired: Bool

        package init(packages: [String], idleTimeoutMinutes: UInt32? = nil, isRequired: Bool = false) {
            self.packages = packages
            self.idleTimeoutMinutes = idleTimeoutMinutes
            self.isRequired = isRequired
        }
    }

    /// Serial-over-LAN and IDE redirection.
    package struct Redirection: Equatable, Sendable {
        package var allowsSOL: Bool
        package var allowsIDER: Bool
        /// Whether the redirection ports listen.
        package var isListening: Bool
        package var isRequired: Bool

        package init(allowsSOL: Bool, allowsIDER: Bool, isListening: Bool, isRequired: Bool = false) {
            self.allowsSOL = allowsSOL
            self.allowsIDER = allowsIDER
            self.isListening = isListening
            self.isRequired = isRequired
        }
    }

    /// Screen, keyboard and mouse over the network.
    package struct KVM: Equatable, Sendable {
        package var isEnabled: Bool
        /// For the plain RFB port; exactly eight characters.
        package var rfbPassword: SecretReference?
        /// Whether port 5900 listens.
        package var opensPort5900: Bool?
        /// Minutes without work after which a session ends.
        package var sessionTimeoutMinutes: UInt32?
        /// 0...2.
        package var defaultScreen: UInt32?
        package var isRequired: Bool

        package init(isEnabled: Bool, rfbPassword: SecretReference? = nil, isRequired: Bool = false) {
            self.isEnabled = isEnabled
            self.rfbPassword = rfbPassword
            self.isRequired = isRequired
        }
    }

    /// Whether somebody at the device must agree.
    package struct UserConsent: Equatable, Sendable {
        package enum Need: String, CaseIterable, Sendable {
            case none
            case kvm
            case all
        }

        package var need: Need
        /// Whether KVM asks for it by its own setting, the only one before release 6.2; `nil` leaves it alone.
        package var kvmPolicy: Bool?
        /// How long the code is shown, seconds.
        package var displaySeconds: UInt32?
        /// How long the code is taken, seconds.
        package var codeSeconds: UInt32?
        package var isRequired: Bool

        package init(
            need: Need, displaySeconds: UInt32? = nil, codeSeconds: UInt32? = nil, isRequired: Bool = false
        ) {
            self.need = need
            self.displaySeconds = displaySeconds
            self.codeSeconds = codeSeconds
            self.isRequired = isRequired
        }
    }

    /// The firmware's own web page.
    package struct WebPage: Equatable, Sendable {
        package var isEnabled: Bool
        package var isRequired: Bool

        package init(isEnabled: Bool, isRequired: Bool = false) {
            self.isEnabled = isEnabled
            self.isRequired = isRequired
        }
    }

    /// What the firmware keeps of who did what to it.
    package struct AuditLog: Equatable, Sendable {
        package enum Storage: String, CaseIterable, Sendable {
            case noRollover = "no-rollover"
            case rollover
            case restricted
        }

        package struct Event: Hashable, Sendable {
            /// Number of the application, 16...33.
            package var application: UInt32
            package var event: UInt32
            /// The firmware refuses the act when it cannot be recorded.
            package var isCritical: Bool

            package init(application: UInt32, event: UInt32, isCritical: Bool = false) {
                self.application = application
                self.event = event
                self.isCritical = isCritical
            }
        }

        /// With what the firmware signs a log that somebody exports.
        package struct Signing: Equatable, Sendable {
            /// RSA, 2048 bits.
            package var key: SecretReference
            /// DER, the key's own first.
            package var certificates: [[UInt8]]

            package init(key: SecretReference, certificates: [[UInt8]]) {
                self.key = key
                self.certificates = certificates
            }
        }

        package var isEnabled: Bool
        /// `nil` leaves it alone.
        package var signing: Signing?
        package var events: [Event]
        package var foreign: ForeignEntries
        package var storage: Storage?
        /// With `restricted`: days for which records are kept.
        package var daysMin: UInt32?
        /// Name of the digest user who is auditor; it must have the audit realm.
        package var auditor: String?
        package var isRequired: Bool

        package init(
            isEnabled: Bool, events: [Event] = [], foreign: ForeignEntries = .keep, isRequired: Bool = false
        ) {
            self.isEnabled = isEnabled
            self.events = events
            self.foreign = foreign
            self.isRequired = isRequired
        }
    }
}
