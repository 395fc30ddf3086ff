extension ReleasePolicy {
    /// A trait of a release with its value.
    package enum Fact: Hashable, Sendable {
        case tls(TLSClass)
        case speaksTLSPSK(Bool)
        case takesTLSPSK(Bool)
        case enumerateRefused(Set<String>)
        case mayOfferAuthInt(Bool)
        case mustCommitChanges(Bool)
        case mustSetMEBxPasswordBeforeCommit(Bool)
        case mustSetUpTLSFirst(Bool)
        case mayOpenPortsWithoutTLS(Bool)
        case signsWithSHA1(Bool)
        case generatesPKCS10RequestEx(Bool)
        case wired8021xClasses([Wired8021xClass])
        case mayShareWirelessWithUEFI(Bool)
        case setsAuditPoliciesAtOnce(Bool)

        /// Which trait it is.
        package var trait: Trait {
            switch self {
            case .tls: .tls
            case .speaksTLSPSK: .speaksTLSPSK
            case .takesTLSPSK: .takesTLSPSK
            case .enumerateRefused: .enumerateRefused
            case .mayOfferAuthInt: .mayOfferAuthInt
            case .mustCommitChanges: .mustCommitChanges
            case .mustSetMEBxPasswordBeforeCommit: .mustSetMEBxPasswordBeforeCommit
            case .mustSetUpTLSFirst: .mustSetUpTLSFirst
            case .mayOpenPortsWithoutTLS: .mayOpenPortsWithoutTLS
            case .signsWithSHA1: .signsWithSHA1
            case .generatesPKCS10RequestEx: .generatesPKCS10RequestEx
            case .wired8021xClasses: .wired8021xClasses
            case .mayShareWirelessWithUEFI: .mayShareWirelessWithUEFI
            case .setsAuditPoliciesAtOnce: .setsAuditPoliciesAtOnce
            }
        }
    }

    /// What differs between releases, as pages name it.
    package enum Trait: String, CaseIterable, Sendable {
        case tls
        case speaksTLSPSK = "speaks-tls-psk"
        case takesTLSPSK = "takes-tls-psk"
        case enumerateRefused = "enumerate-refused"
        case mayOfferAuthInt = "may-offer-auth-int"
        case mustCommitChanges = "must-commit-changes"
        case mustSetMEBxPasswordBeforeCommit = "must-set-mebx-password-before-commit"
        case mustSetUpTLSFirst = "must-set-up-tls-first"
        case mayOpenPortsWithoutTLS = "may-open-ports-without-tls"
        case signsWithSHA1 = "signs-with-sha1"
        case generatesPKCS10RequestEx = "generates-pkcs10-request-ex"
        case wired8021xClasses = "wired-8021x-classes"
        case mayShareWirelessWithUEFI = "may-share-wireless-with-uefi"
        case setsAuditPoliciesAtOnce = "sets-audit-policies-at-once"
    }

    /// One statement about one trait. Of the rows of a trait one at most speaks of a release.
    package struct Row: Hashable, Sendable {
        /// Trait and value.
        package let fact: Fact
        /// For which releases.
        package let releases: ReleaseRange
        /// Who says so.
        package let source: String
        /// How sure it is.
        package let mark: EvidenceMark

        init(_ fact: Fact, _ releases: ReleaseRange, _ source: String, _ mark: EvidenceMark) {
            self.fact = fact
            self.releases = releases
            self.source = source
            self.mark = mark
        }
    }

    /// All that is known, trait by trait, releases upward.
    package static let rows: [Row] = [
        Row(.tls(.legacy), .before(12), "SDK: TLS 1.2 came with 12.0; AMT 9 seen with 1.1", .guide),
        Row(.tls(.tls12), .from(12), "SDK: 1.0 gone in 12.0, 1.1 in 15 and 16; rpc-go: 1.3 breaks AMT 21", .guide),

        Row(.speaksTLSPSK(true), .from(2).before(11), "SDK: setup mode hello messages", .guide),
        Row(.speaksTLSPSK(false), .from(11), "SDK: removed in 11.0", .guide),

        Row(.takesTLSPSK(true), .from(3).before(11), "MeshCommander; WS-Management from 3.0 on", .unconfirmed),
        Row(.takesTLSPSK(false), .from(11), "LMS: absent from the 11.0 class definition", .definition),

        Row(
            .enumerateRefused(Self.singleInstanceClasses), .before(10), "as AMT 10; no older capture shows either",
            .deduced),
        Row(
            .enumerateRefused(Self.singleInstanceClasses), .from(10).before(11),
            "ansible-collection-intel-amt: HTTP 400 on AMT 10", .hardware),
        Row(.enumerateRefused([]), .from(11), "go-wsman-messages: both verbs captured", .recorded),

        Row(.mayOfferAuthInt(false), .before(14), "rps: qop auth alone in captures", .client),
        Row(.mayOfferAuthInt(true), .from(14), "rps: lists with auth-int since 14", .client),

        Row(
            .mustCommitChanges(false), .before(19), "rpc-go: host-based activation alone reaches the last state",
            .client),
        Row(.mustCommitChanges(true), .from(19), "rpc-go issue 845", .client),

        Row(.mustSetMEBxPasswordBeforeCommit(false), .before(19), "SDK: CommitChanges", .guide),
        Row(.mustSetMEBxPasswordBeforeCommit(true), .from(19), "SDK: CommitChanges answers 2057 without", .guide),

        Row(.mustSetUpTLSFirst(false), .before(19), "rps: TLS comes last", .client),
        Row(.mustSetUpTLSFirst(true), .from(19), "rps: TLS comes first", .client),

        Row(.mayOpenPortsWithoutTLS(true), .before(16, 1), "LMS: NonSecureConnectionsSupported", .definition),
        Row(.mayOpenPortsWithoutTLS(false), .from(16, 1), "LMS: NonSecureConnectionsSupported", .definition),

        Row(.signsWithSHA1(true), .before(18), "LMS: GeneratePKCS10RequestEx", .definition),
        Row(.signsWithSHA1(false), .from(18), "LMS: GeneratePKCS10RequestEx", .definition),

        Row(.generatesPKCS10RequestEx(false), .before(6), "no older class definition is public", .unconfirmed),
        Row(.generatesPKCS10RequestEx(true), .from(6), "LMS: AMT_PublicKeyManagementService", .unconfirmed),

        Row(
            .wired8021xClasses([.amt8021XProfile, .ipsIEEE8021xSettings]), .before(8),
            "LMS has both; the boundary is not published", .unconfirmed),
        Row(
            .wired8021xClasses([.ipsIEEE8021xSettings, .amt8021XProfile]), .from(8),
            "LMS has both; the boundary is not published", .unconfirmed),

        Row(.mayShareWirelessWithUEFI(false), .before(16), "no older capture shows the property", .deduced),
        Row(.mayShareWirelessWithUEFI(true), .from(16), "LMS: AMT_WiFiPortConfigurationService", .unconfirmed),

        Row(.setsAuditPoliciesAtOnce(false), .before(7), "SDK: SetAuditPolicyBulk was added in 7.0", .guide),
        Row(.setsAuditPoliciesAtOnce(true), .from(7), "SDK: SetAuditPolicyBulk was added in 7.0", .guide),
    ]
}
