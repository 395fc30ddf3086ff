/// What an operator can do: a sentence, and a command to paste where there is one.
package struct SuggestedAction: Equatable, Sendable {
    package let text: String
    package let command: String?

    package init(_ text: String, _ command: String? = nil) {
        self.text = text
        self.command = command
    }
}

extension ProblemCode {
    /// What helps with this problem of a device, the likeliest first.
    ///
    /// - Parameters:
    ///   - device: the UUID as commands take it.
    ///   - evidence: of the problem.
    package func actions(device: String, evidence: [String: String]) -> [SuggestedAction] {
        let hands = Hands(device: device, evidence: evidence)
        switch self {
        case .answerUnreadable, .connectionLost, .firmwareBusy, .leaseLost, .verificationFailed:
            return [
                SuggestedAction("Wait: it is tried again by itself. If it repeats, look at the timeline."),
                hands.timeline,
            ]
        case .attemptsExhausted:
            return [hands.timeline, SuggestedAction("Mend what the last attempt failed for."), hands.retry]
        case .auditorNeeded:
            return [SuggestedAction("Let the auditor read out and clear the audit log of the device."), hands.retry]
        case .capabilityAbsent: return hands.otherProfile
        case .certificateNoneMatches: return hands.otherCertificate
        case .certificateNotIssued:
            return [
                SuggestedAction("Look at what the issuer said in the evidence, and mend it there."), hands.timeline,
            ]
        case .credentialRefused:
            return [SuggestedAction("Wait: the other passwords that are known are tried in turn."), hands.timeline]
        case .credentialUnknown: return hands.password
        case .deviceIdentityMismatch:
            return [
                SuggestedAction(
                    "Look for address translation, or a lease of DHCP that has moved, on the way to the device."),
                hands.retry,
            ]
        case .deviceUnreachable: return hands.reach
        case .firmwareRefused:
            return [
                SuggestedAction("Look the return value of the evidence up in the runbook."), hands.timeline,
                hands.retry,
            ]
        case .flashWriteLimit:
            return [SuggestedAction("Wait: the firmware protects its flash, and takes writes again after a day.")]
        case .fqdnUnresolved: return hands.inventory
        case .helloWindowClosed: return [SuggestedAction(Self.restartRecipe)]
        case .internalError:
            return [SuggestedAction("Report the log lines with this UUID."), hands.timeline, hands.retry]
        case .oneTimePasswordRefused:
            return [
                SuggestedAction("Register the password that its agent gave to the firmware, or start its setup again."),
                hands.retry,
            ]
        case .policyDisabled: return [SuggestedAction("Switch the policy on.", "provisionctl policy show")]
        case .profileRefused: return hands.profileField
        case .profileUnassigned:
            return [SuggestedAction("Add a rule or a default to the policy.", "provisionctl policy show")]
        case .provisioningStateUnexpected:
            return [SuggestedAction("Unprovision the device, or restart its setup, at the machine."), hands.retry]
        case .pskUnknown: return hands.presharedKey
        case .secretWithheld: return hands.proof
        case .tlsHandshakeFailed: return hands.handshake
        case .uuidDuplicate:
            return [SuggestedAction("Give one of the machines a UUID of its own, with its maker's tool."), hands.retry]
        }
    }

    /// What makes a machine that has stopped saying hello begin anew. Source: hello-and-keys section 2.
    package static let restartRecipe =
        "Take the machine off the mains, its battery too, for half a minute; or start its configuration from the operating system or the MEBx. It says hello again then."
}

/// What there is to do about one device.
private struct Hands {
    let device: String
    let evidence: [String: String]

    var retry: SuggestedAction {
        SuggestedAction("Then have it taken up at once.", "provisionctl device retry \(self.device)")
    }

    var timeline: SuggestedAction {
        SuggestedAction("Look at what was done to it.", "provisionctl device timeline \(self.device)")
    }

    var otherProfile: [SuggestedAction] {
        [
            SuggestedAction(
                "See what the device would be given.", "provisionctl profile simulate --device \(self.device)"),
            SuggestedAction("Give it another profile by the policy, or do not require the section."),
        ]
    }

    var otherCertificate: [SuggestedAction] {
        [
            SuggestedAction("See which roots it lists.", "provisionctl certificate match \(self.device)"),
            SuggestedAction(
                "Import a certificate under one of them.",
                "provisionctl certificate import setup.pfx --passphrase-file passphrase"),
        ]
    }

    var password: [SuggestedAction] {
        [
            SuggestedAction(
                "Bring the password in, if anybody knows it.", "provisionctl import scs --passwords passwords.csv"),
            SuggestedAction("Or reset the firmware at the machine; its next hello takes it up."), self.retry,
        ]
    }

    var reach: [SuggestedAction] {
        [
            SuggestedAction(
                "Try its port from the worker's machine.",
                self.evidence["device.address"].map { "nc -vz \($0) 16993" }),
            SuggestedAction("Open the firewall for the workers, or wake the machine; its next hello tries again."),
        ]
    }

    var inventory: [SuggestedAction] {
        [
            SuggestedAction("See what each source says of it.", "provisionctl device resolve \(self.device)"),
            SuggestedAction(
                "Add it to the inventory; it is taken up with the next sync.", "provisionctl source list"),
        ]
    }

    var profileField: [SuggestedAction] {
        [
            SuggestedAction(
                "Change the field that the evidence names, and apply the profile.",
                self.evidence["profile.name"].map { "provisionctl profile history \($0)" }),
            self.retry,
        ]
    }

    var presharedKey: [SuggestedAction] {
        let pid = self.evidence["psk.pid"].map { " with the PID \($0)" } ?? ""
        return [SuggestedAction("Import the key\(pid).", "provisionctl psk import keys.txt")]
    }

    var proof: [SuggestedAction] {
        [
            SuggestedAction(
                "Register a one-time password for it and set it up again, or set worker.shared_secrets to expected."),
            self.retry,
        ]
    }

    var handshake: [SuggestedAction] {
        switch self.evidence["tls.reading"].flatMap({ HandshakeReading(rawValue: $0) }) {
        case .notTLS?, .endedEarly?:
            return [
                SuggestedAction(
                    "Speak TLS with it from the worker's machine.",
                    self.evidence["device.address"].map { "openssl s_client -connect \($0):16993" }),
                SuggestedAction("Look for what stands between worker and device; its next hello tries again."),
            ]
        case .ownCertificateRefused?:
            return [
                SuggestedAction("See what is wrong with it.", "provisionctl certificate match \(self.device)"),
                SuggestedAction("Have a certificate issued with RSA of 2048 bits or more and SHA-256, and import it."),
            ]
        case .keyRefused?:
            return [
                SuggestedAction(
                    "Import the key of its PID again, or give the device new ones.", "provisionctl psk import keys.txt")
            ]
        case .nothingShared?, .libraryPolicy?:
            return [
                SuggestedAction("See which TLS versions its release has, and which this node's OpenSSL allows."),
                self.timeline,
            ]
        case .certificateMissing?, .deviceNotOurs?:
            return [
                SuggestedAction(
                    "Find out who has configured it, and unprovision it at the machine; its next hello takes it up.")
            ]
        case .certificateRefused?, .unexplained?, nil: break
        }
        return [
            SuggestedAction(
                "See what speaks for and against each certificate.", "provisionctl certificate match \(self.device)"),
            SuggestedAction("Compare the DNS suffix that DHCP option 15 gives it with the certificate's name."),
        ]
    }
}
