/// What sets one generation of firmware apart from the others on the wire.
package struct Personality: Equatable, Sendable {
    /// The TLS versions and suites of a generation.
    package enum TLSProfile: Int, CaseIterable, Sendable {
        /// 1.0 and 1.1, key exchange by RSA, CBC.
        case old
        /// 1.2 alone; no generation speaks a higher version.
        case current
    }

    /// `16.1`: the name on the command line, and the first release of the generation.
    package let name: String
    private let major: Int
    private let minor: Int
    /// A release of the generation, as devices of it call themselves.
    package let release: AMTRelease
    /// What a client notices first.
    package let quirk: String
    package let source: String
    /// The option or the call that shows the quirk.
    package let shownBy: String

    package private(set) var tls = TLSProfile.current
    package private(set) var knowsPSK = false
    /// Enumerate of five classes is refused; Get of their instances works.
    package private(set) var refusesEnumerate = false
    /// `qop` of a challenge.
    package private(set) var qualities = "auth"
    /// CommitChanges misses data while the MEBx password is the factory's.
    package private(set) var demandsMEBxChange = false
    /// A configured device takes nothing else of a profile before it speaks TLS with a certificate of its own.
    package private(set) var demandsTLSFirst = false
    package private(set) var supportsNonSecureConnections = true
    package private(set) var refusesWeakChains = false
    package private(set) var signsSHA1 = true
    package private(set) var chunks = ChunkStyle.anywhere
    package private(set) var machine = Machine.desktop
    package private(set) var serverShowsBuild = true

    private init(
        _ major: Int, _ minor: Int = 0, release: AMTRelease, quirk: String, source: String, shownBy: String,
        _ change: (inout Personality) -> Void
    ) {
        self.name = minor == 0 ? String(major) : "\(major).\(minor)"
        self.major = major
        self.minor = minor
        self.release = release
        self.quirk = quirk
        self.source = source
        self.shownBy = shownBy
        change(&self)
    }

    /// The generation that a release belongs to: the last that began before it.
    package static func of(_ release: AMTRelease) -> Personality {
        Self.all.last { release.isAtLeast($0.major, $0.minor) } ?? Self.oldest
    }

    /// The generation of that name; `nil` when there is none.
    package static func named(_ name: String) -> Personality? { Self.all.first { $0.name == name } }

    /// All generations, the oldest first.
    package static let all: [Personality] = [Self.oldest] + Self.middle + Self.newest

    private static let oldest = Personality(
        6, release: AMTRelease(6, 2, [60]), quirk: "pre-shared keys, TLS 1.0 and 1.1 with RSA and CBC alone",
        source: "Intel Technology Journal 12-4; MeshCentral's cipher list",
        shownBy: "--psk-share 1; a handshake with TLS 1.2 fails"
    ) {
        $0.tls = .old
        $0.knowsPSK = true
        // Nobody saw the oldest do either: a client that is content with 6, 9 and 10 is content with both.
        $0.refusesEnumerate = true
        $0.chunks = .single
        $0.serverShowsBuild = false
    }

    private static let middle = [
        Personality(
            7, release: AMTRelease(7, 1, [91, 3_272]), quirk: "may ask the user for consent: IPS_OptInService is there",
            source: "Intel AMT SDK, user consent came with 7.0", shownBy: "Get of IPS_OptInService"
        ) {
            $0.tls = .old
            $0.knowsPSK = true
            $0.refusesEnumerate = true
            $0.chunks = .single
            $0.machine = .mobile
            $0.serverShowsBuild = false
        },
        Personality(
            8, release: AMTRelease(8, 1, [71, 3_608]),
            quirk: "wired 802.1x is IPS_IEEE8021xSettings beside AMT_8021XProfile",
            source: "intel/lms, class definitions; where the one took over is not published",
            shownBy: "Get of IPS_IEEE8021xSettings"
        ) {
            $0.tls = .old
            $0.knowsPSK = true
            $0.chunks = .single
            $0.serverShowsBuild = false
        },
        Personality(
            9, release: AMTRelease(9, 5, [61]), quirk: "an answer is one chunk, whatever its size",
            source: "recorded fault with a single chunk (rps, AMTMessages.ts)", shownBy: "--framing chunked"
        ) {
            $0.tls = .old
            $0.knowsPSK = true
            $0.chunks = .single
            $0.machine = .mobile
            $0.serverShowsBuild = false
        },
        Personality(
            10, release: AMTRelease(10, 0, [55, 3_000]),
            quirk: "Enumerate of five AMT classes is refused, Get of their instances is not",
            source: "james-crowley/ansible-collection-intel-amt, protocol notes",
            shownBy: "Enumerate of AMT_GeneralSettings"
        ) {
            $0.tls = .old
            $0.knowsPSK = true
            $0.refusesEnumerate = true
        },
        Personality(
            11, release: AMTRelease(11, 8, [93, 4_323]), quirk: "no pre-shared keys any more, and still no TLS 1.2",
            source: "intel/lms, class definitions of 11.0", shownBy: "SetTLSPSK is no action any more"
        ) {
            $0.tls = .old
            $0.machine = .mobile
        },
        Personality(
            12, release: AMTRelease(12, 0, [94, 2_380]), quirk: "TLS 1.2 alone",
            source: "Intel AMT SDK, TLS versions; 1.1, which some builds kept, is left out on purpose",
            shownBy: "a handshake with TLS 1.1 fails"
        ) { _ in },
        Personality(
            14, release: AMTRelease(14, 1, [67, 2_046]), quirk: "a challenge offers auth,auth-int",
            source: "intel/lms, AMT_AuthorizationService.AllowHttpQopAuthOnly", shownBy: "any 401"
        ) {
            $0.qualities = "auth,auth-int"
            $0.machine = .mobile
        },
    ]

    private static let newest = [
        Personality(
            15, release: AMTRelease(15, 0, [23, 1_706]),
            quirk: "chunks of 544 and then 762 bytes, through the middle of names",
            source: "recorded answer of 15.0.23.1706 (rps, AMTMessages.ts)", shownBy: "--framing chunked"
        ) {
            $0.qualities = "auth,auth-int"
            $0.chunks = .segments
        },
        Personality(
            16, release: AMTRelease(16, 0, [15, 1_735]), quirk: "no SHA-1 and no short key in a provisioning chain",
            source: "Intel AMT SDK, Acquiring an Intel vPro Certificate", shownBy: "a chain signed with SHA-1"
        ) {
            $0.qualities = "auth,auth-int"
            $0.refusesWeakChains = true
            $0.machine = .mobile
        },
        Self.withoutPlainPorts(
            16, 1, release: AMTRelease(16, 1, [25, 2_124]),
            quirk: "no port without TLS; a challenge offers auth-int, auth",
            source: "intel/lms, AMT_TLSSettingData.NonSecureConnectionsSupported",
            shownBy: "Put of AcceptNonSecureConnections=true; port 16992"
        ) { $0.machine = .desktopWiFi },
        Self.withoutPlainPorts(
            18, 0, release: AMTRelease(18, 0, [5, 2_098]), quirk: "requests for certificates are not signed with SHA-1",
            source: "intel/lms, AMT_PublicKeyManagementService", shownBy: "GeneratePKCS10RequestEx with algorithm 0"
        ) {
            $0.signsSHA1 = false
            $0.machine = .mobile
        },
        Self.withoutPlainPorts(
            19, 0, release: AMTRelease(19, 0, [0, 1_854]),
            quirk: "the MEBx password has to be changed before the commit, and TLS comes before the rest of a profile",
            source: "device-management-toolkit/rps, order of calls for 19",
            shownBy: "CommitChanges without SetMEBxPassword returns 2057; AddUserAclEntryEx without TLS returns 16"
        ) {
            $0.signsSHA1 = false
            $0.demandsMEBxChange = true
            $0.demandsTLSFirst = true
        },
    ]

    private static func withoutPlainPorts(
        _ major: Int, _ minor: Int, release: AMTRelease, quirk: String, source: String, shownBy: String,
        _ change: (inout Personality) -> Void
    ) -> Personality {
        Personality(major, minor, release: release, quirk: quirk, source: source, shownBy: shownBy) {
            $0.qualities = "auth-int, auth"
            $0.refusesWeakChains = true
            $0.supportsNonSecureConnections = false
            change(&$0)
        }
    }

    /// The table of all generations, in Markdown.
    package static var tableText: String {
        let head = [
            "Name", "Server header", "TLS", "PSK", "qop", "Port 16992", "Chunks", "Machine", "What sets it apart",
            "Shown by", "Source",
        ]
        let rows = Self.all.map { row in
            [
                row.name, row.release.serverText, row.tls == .old ? "1.0, 1.1" : "1.2", row.knowsPSK ? "yes" : "no",
                "`\(row.qualities)`", row.supportsNonSecureConnections ? "by profile" : "never", row.chunks.rawValue,
                row.machine.rawValue, row.quirk, row.shownBy, row.source,
            ]
        }
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
