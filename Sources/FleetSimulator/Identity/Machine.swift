/// The computer around the firmware.
package enum Machine: String, CaseIterable, Sendable {
    case desktop
    case desktopWiFi = "desktop-wifi"
    /// A laptop, which has a wireless card.
    case mobile
    case mobileWired = "mobile-wired"

    var isMobile: Bool {
        switch self {
        case .desktop, .desktopWiFi: false
        case .mobile, .mobileWired: true
        }
    }

    /// Whether there is a wireless card that the firmware can use.
    var hasWiFi: Bool {
        switch self {
        case .desktop, .mobileWired: false
        case .desktopWiFi, .mobile: true
        }
    }
}
