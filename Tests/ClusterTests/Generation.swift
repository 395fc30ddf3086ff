/// What a generation of firmware has, written down beside the simulator's own table: class definitions of Intel's WS-Management
/// framework and recorded answers are the source of both.
struct Generation: Sendable {
    let major: Int
    let minor: Int
    let hasWiFi: Bool
    let isMobile: Bool

    /// Every generation with the computer that it usually is in: those with pre-shared keys first.
    static let presharedNames = ["6", "7", "8", "9", "10"]
    static let names = [
        "6", "7", "8", "9", "10", "11", "12", "14", "15", "16", "16.1", "18", "19",
    ]

    /// - Parameters:
    ///   - release: `16.1.25`.
    ///   - machine: as the simulator names it.
    init(release: String, machine: String) {
        let numbers = release.split(separator: ".").compactMap { Int($0) }
        self.major = numbers.first ?? 0
        self.minor = numbers.dropFirst().first ?? 0
        self.isMobile = machine.hasPrefix("mobile")
        self.hasWiFi = ["mobile", "desktop-wifi"].contains(machine)
    }

    var hasConsent: Bool { self.major >= 7 }
    /// `IPS_IEEE8021xSettings` in place of `AMT_8021XProfile`.
    var hasCurrent8021x: Bool { self.major >= 8 }
    var hasEndpointAccess: Bool { self.major < 16 }
    var hasProxies: Bool { self.major >= 16 }
    /// Events go to listeners with TLS.
    var hasSecureEvents: Bool { self.major >= 11 }
    var hasUEFIShare: Bool { self.major >= 16 }
    var hasPlainPorts: Bool { (self.major, self.minor) < (16, 1) }

    /// Sections of the whole profile of which nothing can be had.
    var absentSections: Set<String> {
        var absent: Set<String> = []
        if !self.hasEndpointAccess { absent.insert("endpoint-access") }
        if !self.hasProxies { absent.insert("http-proxies") }
        if !self.hasWiFi { absent.insert("wifi") }
        return absent
    }

    /// Sections of the whole profile of which something cannot be had.
    var incompleteSections: Set<String> {
        var incomplete: Set<String> = []
        // KVM had its own setting before there was one for everything.
        if !self.hasConsent { incomplete.insert("user-consent") }
        if self.hasWiFi, !self.hasUEFIShare { incomplete.insert("wifi") }
        return incomplete
    }

    /// Sections of the whole profile as the API names them, setup left out.
    static let sections: Set<String> = [
        "tls", "network", "kerberos", "users", "power", "redirection", "kvm", "user-consent", "web-page", "clock",
        "wifi", "wired-8021x", "endpoint-access", "remote-access", "http-proxies", "audit-log", "events",
        "addressing", "environment-detection",
    ]
}
