/// What is done to a device in setup, in the order of wsman section 3.1. The number is persisted as the furthest step intended.
package enum SetupStep: Int, CaseIterable, Comparable, Sendable {
    case extendPeriod = 5
    case setClock = 10
    case setMEBxPassword = 20
    case setNames = 30
    case trustAuthority = 35
    case removeOldCertificates = 38
    case makeKeyPair = 40
    case addCertificate = 50
    case bindCertificate = 60
    case enableTLS = 70
    case renewPresharedKey = 75
    case setAdminPassword = 80
    case commit = 90
    case verify = 100

    /// The name in journal, logs and pages.
    package var name: String {
        switch self {
        case .extendPeriod: "extend-period"
        case .setClock: "set-clock"
        case .setMEBxPassword: "set-mebx-password"
        case .setNames: "set-names"
        case .trustAuthority: "trust-authority"
        case .removeOldCertificates: "remove-old-certificates"
        case .makeKeyPair: "make-key-pair"
        case .addCertificate: "add-certificate"
        case .bindCertificate: "bind-certificate"
        case .enableTLS: "enable-tls"
        case .renewPresharedKey: "renew-preshared-key"
        case .setAdminPassword: "set-admin-password"
        case .commit: "commit"
        case .verify: "verify"
        }
    }

    /// Fields of the profile that the step speaks of; `nil` when it is not the profile's.
    package var profileFields: String? {
        switch self {
        case .extendPeriod: "provisioningPeriod.extendHours"
        case .setClock: "clock"
        case .setMEBxPassword: "mebxPassword"
        case .enableTLS: "tls.network, tls.trustedNames, tls.acceptNonSecureConnections"
        case .renewPresharedKey: "presharedKey"
        case .setAdminPassword: "adminPassword"
        case .setNames, .trustAuthority, .removeOldCertificates, .makeKeyPair, .addCertificate, .bindCertificate,
            .commit, .verify:
            nil
        }
    }

    /// Which step was refused, and where in the profile it belongs.
    package var evidence: [String: String] {
        var evidence = ["step.name": self.name]
        evidence["profile.field"] = self.profileFields
        return evidence
    }

    /// Those that every setup takes.
    package static var mandatory: [SetupStep] {
        self.allCases.filter { step in
            switch step {
            case .extendPeriod, .trustAuthority, .removeOldCertificates, .renewPresharedKey: false
            case .setClock, .setMEBxPassword, .setNames, .makeKeyPair, .addCertificate, .bindCertificate, .enableTLS,
                .setAdminPassword, .commit, .verify:
                true
            }
        }
    }

    package static func < (left: SetupStep, right: SetupStep) -> Bool { left.rawValue < right.rawValue }
}

/// A step as the journal keeps it.
package struct JournalStep: Hashable, Sendable {
    /// From a closed set: ``SetupStep/name``, ``ProfileStep/name``.
    package let name: String
    /// Persisted as the furthest step of the request; `nil` where an attempt that comes after need not know.
    package let number: Int?
    /// The attempt that comes after decides by this intent: it must survive whatever comes.
    package let mustLast: Bool

    /// - Parameter isConfigured: on a configured device a request may be past these steps, and an attempt that comes after
    ///   must know all the same that TLS was staged.
    package init(_ step: SetupStep, isConfigured: Bool = false) {
        self.name = step.name
        switch step {
        case .bindCertificate where isConfigured, .enableTLS where isConfigured:
            self.number = ProfileStep.stagedNumber
        case .commit where isConfigured: self.number = ProfileStep.committedNumber
        case .extendPeriod, .setClock, .setMEBxPassword, .setNames, .trustAuthority, .removeOldCertificates,
            .makeKeyPair, .addCertificate, .bindCertificate, .enableTLS, .renewPresharedKey, .setAdminPassword, .commit,
            .verify:
            self.number = step.rawValue
        }
        self.mustLast =
            step == .commit || step == .setMEBxPassword || step == .renewPresharedKey
            || self.number == ProfileStep.stagedNumber
    }

    /// Opening the device, when it refuses a password.
    package static let logOn = JournalStep(name: "log-on")

    /// What the device has proved itself by.
    package static let prove = JournalStep(name: "prove")

    private init(name: String) {
        self.name = name
        self.number = nil
        self.mustLast = false
    }

    /// A section as a whole, for what the firmware does not have.
    package init(_ section: ProfileSection) {
        self.name = section.rawValue
        self.number = nil
        self.mustLast = false
    }

    package init(_ step: ProfileStep) {
        self.name = step.name
        self.number = step.number
        self.mustLast = step.number != nil
    }
}
