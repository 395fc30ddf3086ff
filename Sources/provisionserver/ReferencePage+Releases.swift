import AMT

extension ReferencePage {
    /// The table of what differs between releases of AMT, with what a simulated device shows of it.
    static var releasesText: String { [Self.releasesHead, Self.traitsText, Self.limitsText].joined(separator: "\n") }

    private static var releasesHead: String {
        """
        # Releases of AMT

        \(Self.origin(.releases))
        What the server expects of a device by its release. A device that says otherwise is right, and for a release that no row speaks of the
        cautious value stands. The last column says how a device of `amtfleet` of such a release shows it; tests of the simulator hold each row
        against every generation there.

        | Mark | How sure it is |
        | --- | --- |

        """ + EvidenceMark.allCases.map { "| \($0.rawValue) | \(Self.meaning(of: $0)) |\n" }.joined()
    }

    private static var traitsText: String {
        """
        ## Traits

        | Trait | Value | Releases | Mark | Source | Simulated devices |
        | --- | --- | --- | --- | --- | --- |

        """ + ReleasePolicy.rows.map(Self.line).joined()
    }

    private static var limitsText: String {
        """
        ## Limits

        Beyond its limit a simulated device refuses as in the last column: a number is the return value of the method, and a fault comes from Put.

        | Limit | Value | Releases | Mark | Source | Simulated devices |
        | --- | --- | --- | --- | --- | --- |

        """ + ReleaseLimits.rows.map(Self.line).joined()
    }

    private static func line(_ row: ReleasePolicy.Row) -> String {
        "| `\(row.fact.trait.rawValue)` | \(Self.value(of: row.fact)) | \(row.releases) | \(row.mark.rawValue) | \(row.source) "
            + "| \(Self.shown(row.fact)) |\n"
    }

    private static func line(_ row: ReleaseLimits.Row) -> String {
        "| `\(row.limit.rawValue)` | \(row.value) | \(row.releases) | \(row.mark.rawValue) | \(row.source) "
            + "| \(Self.refusal(beyond: row.limit)) |\n"
    }

    private static func meaning(of mark: EvidenceMark) -> String {
        switch mark {
        case .definition: "Intel's class definitions say so"
        case .recorded: "seen in an answer that was recorded from a device"
        case .guide: "Intel's guide says so"
        case .client: "what open clients do that work with real devices"
        case .hardware: "reported as checked on named hardware by a third party"
        case .deduced: "concluded from the others"
        case .unconfirmed: "unconfirmed, or sources disagree"
        }
    }

    private static func value(of fact: ReleasePolicy.Fact) -> String {
        switch fact {
        case .tls(let value): "`\(value.rawValue)`"
        case .enumerateRefused(let names):
            names.isEmpty ? "none" : names.sorted().map { "`\($0)`" }.joined(separator: ", ")
        case .wired8021xClasses(let classes): classes.map { "`\($0.rawValue)`" }.joined(separator: ", then ")
        case .speaksTLSPSK(let value), .takesTLSPSK(let value), .mayOfferAuthInt(let value),
            .mustCommitChanges(let value), .mustSetMEBxPasswordBeforeCommit(let value), .mustSetUpTLSFirst(let value),
            .mayOpenPortsWithoutTLS(let value), .signsWithSHA1(let value), .generatesPKCS10RequestEx(let value),
            .mayShareWirelessWithUEFI(let value), .setsAuditPoliciesAtOnce(let value):
            value ? "yes" : "no"
        }
    }

    private static func shown(_ fact: ReleasePolicy.Fact) -> String {
        switch fact {
        case .tls(.legacy): "a handshake with TLS 1.2 fails"
        case .tls(.tls12): "a handshake with TLS 1.0, 1.1 or 1.3 fails"
        case .tls(.either): "both handshakes go through"
        case .speaksTLSPSK(true): "`--psk-share 1`: setup begins with the key of the hello"
        case .speaksTLSPSK(false): "`--psk-release` does not take such a release"
        case .takesTLSPSK(true): "`SetTLSPSK` returns 0"
        case .takesTLSPSK(false): "`SetTLSPSK` is no action: a fault"
        case .enumerateRefused(let names):
            names.isEmpty ? "Enumerate is answered" : "6 and 10 refuse Enumerate and answer Get; 9 refuses nothing"
        case .mayOfferAuthInt(true): "a challenge has `auth-int`"
        case .mayOfferAuthInt(false): "a challenge has `auth` alone"
        case .mustCommitChanges: "not shown: host-based setup is the business of the machine's own software"
        case .mustSetMEBxPasswordBeforeCommit(true): "`CommitChanges` returns 2057 until `SetMEBxPassword`"
        case .mustSetMEBxPasswordBeforeCommit(false): "`CommitChanges` returns 0 without"
        case .mustSetUpTLSFirst(true): "configured without TLS, it answers writes of other sections with 16"
        case .mustSetUpTLSFirst(false): "configured without TLS, it takes them"
        case .mayOpenPortsWithoutTLS(true): "port 16992 answers after a commit without TLS"
        case .mayOpenPortsWithoutTLS(false): "port 16992 resets; Put of `AcceptNonSecureConnections` is a fault"
        case .signsWithSHA1(true): "`SigningAlgorithm` 0 returns 0"
        case .signsWithSHA1(false): "`SigningAlgorithm` 0 returns 2066"
        case .generatesPKCS10RequestEx(true): "`SigningAlgorithm` 1 returns 0"
        case .generatesPKCS10RequestEx(false): "not shown: no personality is older than 6"
        case .wired8021xClasses(let classes):
            classes.first == .ipsIEEE8021xSettings ? "both are there" : "the second is unreachable"
        case .mayShareWirelessWithUEFI(true): "`UEFIWiFiProfileShareEnabled` is shown and can be put"
        case .mayShareWirelessWithUEFI(false): "it is not shown, and a Put of it is a fault"
        case .setsAuditPoliciesAtOnce(true): "`SetAuditPolicyBulk` returns 0"
        case .setsAuditPoliciesAtOnce(false): "`SetAuditPolicyBulk` is no action: a fault"
        }
    }

    private static func refusal(beyond limit: ReleaseLimit) -> String {
        switch limit {
        case .digestUserCountMax: "23; a maker may have left less room"
        case .kerberosUserCountMax, .trustedRootCountMax, .certificateCountMax, .crlCountMax, .crlByteCountMax,
            .mpsCountMax, .alarmCountMax:
            "23"
        case .kerberosDomainCountMax: "2065"
        case .userNameCharacterCountMax: "12"
        case .wifiProfileCountMax: "32791, which is 23 for wireless"
        case .ssidByteCountMax: "3"
        case .ieee8021xUserNameCharacterCountMax, .ieee8021xPasswordCharacterCountMax: "3; wired, a fault"
        case .trustedRootByteCountMax, .certificateChainByteCountMax: "2063"
        case .proxyCountMax: "23; before 16 there are no proxies"
        case .proxySuffixCharacterCountMax: "36; before 16 there are no proxies"
        case .mpsPerPolicyCountMax, .mpsNameCharacterCountMax, .mpsUserNameCharacterCountMax,
            .mpsPasswordCharacterCountMin, .mpsPasswordCharacterCountMax:
            "36"
        case .remoteAccessPolicyCountMax: "36: there are three triggers"
        case .trustedCNCountMax, .trustedCNCharacterCountMax, .detectionStringCountMax, .hostNameCharacterCountMax,
            .domainNameCharacterCountMax, .eventSubscriberCountMax, .eventDestinationCharacterCountMax:
            "a fault"
        }
    }
}
