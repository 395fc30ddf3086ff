/// What is done to a device, in the order of wsman section 3.1. The number is persisted as the furthest step intended.
package enum SetupStep: Int, CaseIterable, Comparable, Sendable {
    case setClock = 10
    case setMEBxPassword = 20
    case setNames = 30
    case makeKeyPair = 40
    case addCertificate = 50
    case bindCertificate = 60
    case enableTLS = 70
    case setAdminPassword = 80
    case commit = 90
    case verify = 100

    /// The name in journal, logs and pages.
    package var name: String {
        switch self {
        case .setClock: "set-clock"
        case .setMEBxPassword: "set-mebx-password"
        case .setNames: "set-names"
        case .makeKeyPair: "make-key-pair"
        case .addCertificate: "add-certificate"
        case .bindCertificate: "bind-certificate"
        case .enableTLS: "enable-tls"
        case .setAdminPassword: "set-admin-password"
        case .commit: "commit"
        case .verify: "verify"
        }
    }

    package static func < (left: SetupStep, right: SetupStep) -> Bool { left.rawValue < right.rawValue }
}
