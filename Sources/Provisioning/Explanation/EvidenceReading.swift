import AMT
import Inventory

/// What the evidence of a problem says, in sentences: the same code has many causes, and these tell them apart.
///
/// Keys that it does not know are shown as they are, beside the sentences.
package struct EvidenceReading {
    private let code: ProblemCode
    private let evidence: [String: String]

    package init(_ code: ProblemCode, _ evidence: [String: String]) {
        self.code = code
        self.evidence = evidence
    }

    /// The likeliest first; none where the code's own sentence says all there is.
    package var sentences: [String] {
        switch self.code {
        case .deviceUnreachable: [self.unreachable].compactMap { $0 }
        case .connectionLost: [self.lost].compactMap { $0 }
        case .answerUnreadable: [self.unreadable].compactMap { $0 }
        case .firmwareRefused, .firmwareBusy, .flashWriteLimit, .auditorNeeded, .capabilityAbsent:
            [self.refusedCall, self.statusWords, self.faultWords, self.pause].compactMap { $0 }
        case .profileRefused: self.profile
        case .credentialRefused, .credentialUnknown: self.credential
        case .deviceIdentityMismatch:
            self["device.uuid_found"].map { ["It says that its UUID is \($0)."] } ?? []
        case .uuidDuplicate: [self.twins].compactMap { $0 }
        case .certificateNoneMatches:
            self["hello.root_hash_count"] == "0"
                ? ["The hello lists no root at all: every hash of the firmware is switched off."] : []
        case .certificateNotIssued: [self.issuing].compactMap { $0 }
        case .verificationFailed: [self.verification].compactMap { $0 }
        case .fqdnUnresolved: InventoryReading(self.evidence).sentences
        case .attemptsExhausted, .helloWindowClosed: self.before
        case .oneTimePasswordRefused: self["one_time_password"].map { ["One-time password: \($0)."] } ?? []
        case .provisioningStateUnexpected:
            self["device.provisioning_state"].map { ["It says that its state is \"\($0)\", and setup needs \"in\"."] }
                ?? []
        case .tlsHandshakeFailed: self["tls.meaning"].map { [$0] } ?? []
        case .internalError, .leaseLost, .policyDisabled, .profileUnassigned, .pskUnknown, .secretWithheld: []
        }
    }

    private subscript(_ key: String) -> String? { self.evidence[key] }

    private var failure: ExchangeFailure.Kind? {
        self["exchange.failure"].flatMap { ExchangeFailure.Kind(rawValue: $0) }
    }

    private var call: String { self["wsman.call"] ?? "a call" }

    // MARK: The line

    private var unreachable: String? {
        let place = self["device.address"] ?? "its address"
        return switch self.failure {
        case .connectionRefused?:
            "The machine at \(place) is there and refuses: it has stopped listening, it is configured already, or another machine has the address now."
        case .unreachable? where self["tls.stage"] != nil:
            "The connection to \(place) was made, and TLS did not answer in time: the firmware hangs, or something on the way swallows it."
        case .unreachable?:
            "Nothing answers at \(place): it is off, asleep or elsewhere, or a firewall stands in between."
        case .answerUnreadable?, .cancelled?, .connectionLost?, .peerNotTrusted?, .timedOut?, .tlsHandshake?, nil: nil
        }
    }

    private var lost: String? {
        switch self.failure {
        case .timedOut?: "The answer to \(self.call) did not come in time."
        case .connectionLost?: "The connection ended in the middle of \(self.call), as often as it was tried."
        case .answerUnreadable?, .cancelled?, .connectionRefused?, .peerNotTrusted?, .tlsHandshake?, .unreachable?, nil:
            self["http.status"] == "401"
                ? "The device took a password and refused it at \(self.call)." : nil
        }
    }

    private var unreadable: String? {
        if let reason = self["certificate.issuing"] {
            return reason == IssuingFailure.Reason.requestUnusable.rawValue
                ? "What the firmware has signed is no request for a certificate of its key."
                : "The public key that the firmware shows is of no use."
        }
        switch self["digest.realm"] {
        case "none"?: return "It asks for a password, and not in the way of AMT: no password was sent."
        case "foreign"?: return "It asks for a password in a realm that is not AMT's: no password was sent."
        case .some: return "Its digest realm is another one than a moment before."
        case nil: break
        }
        if self.failure == .answerUnreadable {
            return self["curl.text"] == "body-too-long"
                ? "The answer to \(self.call) is longer than any that firmware gives."
                : "The answer to \(self.call) is not one of HTTP, or in a form that firmware does not use."
        }
        guard let refusal = self["wsman.refusal"] else { return nil }
        let words = refusal.split(separator: " ", maxSplits: 1).map(String.init)
        let fact = words.count > 1 ? words[1] : ""
        switch WSManRefusal.Kind(rawValue: words.first ?? "") {
        case .httpStatus?:
            return "The device answered \(self.call) with HTTP status \(fact) and no word of what is wrong."
        case .xml?: return "The answer to \(self.call) is no XML that is read here: \(fact)."
        case .notSOAP?: return "The answer to \(self.call) is no SOAP: something else than firmware may have given it."
        case .otherRequest?: return "The answer to \(self.call) is to another request."
        case .otherAction?: return "The answer to \(self.call) is that of another operation."
        case .elementMissing?: return "The answer to \(self.call) lacks \(fact)."
        case .elementMalformed?: return "In the answer to \(self.call), \(fact) is not what it has to be."
        case nil: return "About the answer to \(self.call): \(refusal)."
        }
    }

    // MARK: What the firmware says

    private var refusedCall: String? {
        guard let value = self["wsman.return_value"] ?? self["wsman.fault"] else { return nil }
        return "\(self.call) was answered with \(value)."
    }

    private var statusWords: String? { self["wsman.return_value"].flatMap { StatusWords.sentence(of: $0) } }

    private var faultWords: String? {
        self["wsman.fault"].flatMap { WSManFault.Subcode(rawValue: $0) }.flatMap { StatusWords.sentence(of: $0) }
    }

    private var pause: String? {
        self["flash.pause_seconds_left"].map { "It has said so before, and is left alone for \($0) seconds more." }
    }

    private var profile: [String] {
        var sentences: [String] = []
        if let name = self["profile.secret_missing"] { sentences.append("The secret \(name) is not stored.") }
        if self["profile.refusal"] == "no such profile", let name = self["profile.name"] {
            sentences.append("There is no profile of this name: \(name).")
        }
        if let field = self["profile.field"] { sentences.append("It is about \(field).") }
        return sentences + [self.refusedCall, self.statusWords, self.faultWords].compactMap { $0 }
    }

    private var credential: [String] {
        var sentences: [String] = []
        if let opened = self["credential.opened"] {
            sentences.append(
                "It took a password and refused it later: \(opened). Its account is locked for a while, or the password was changed meanwhile."
            )
        }
        if let tried = self["credential.tried"] {
            let count = self["credential.refused_in_row"] ?? "several"
            sentences.append(
                "Tried were: \(tried). It has refused \(count) in a row; an account that is locked for a while refuses the right one too."
            )
        }
        return sentences
    }

    private var twins: String? {
        guard let address = self["hello.address"] else { return nil }
        if let other = self["device.provisioned_address"] {
            return "A hello came from \(address), and the one that was provisioned still answers at \(other)."
        }
        return self["hello.other_address"].map { "One says hello from \(address), the other one from \($0)." }
    }

    private var issuing: String? {
        switch self["certificate.issuing"].flatMap({ IssuingFailure.Reason(rawValue: $0) }) {
        case .issuerUnreachable?: "The issuer could not be asked, or did not answer in time."
        case .issuerRefused?: "The issuer said no."
        case .answerUnusable?: "What the issuer gave is no certificate for this device."
        case .nameUnusable?: "The device's name does not fit into a certificate."
        case .publicKeyUnusable?, .requestUnusable?, .signing?, nil: nil
        }
    }

    private var verification: String? {
        if let host = self["device.host_name"] {
            let domain = self["device.domain_name"] ?? ""
            let tls = self["device.tls_enabled"] == "true" ? "on" : "off"
            return
                "It has the name \"\(host)\" in the domain \"\(domain)\", and TLS is \(tls): that is not what it was given, although it said that it took it."
        }
        if let state = self["device.provisioning_state"] {
            return "It said that it committed, and is still in setup: its state is \"\(state)\"."
        }
        let fields = self.evidence.keys.filter { $0.hasPrefix("profile.field.") }.sorted()
        if !fields.isEmpty {
            return "It said that it took what was set, and shows something else: "
                + fields.map { $0.dropFirst("profile.field.".count) }.joined(separator: ", ") + "."
        }
        return switch self.failure {
        case .peerNotTrusted?:
            "It still shows a certificate of its own: what it was given, or the commit itself, has not taken effect."
        case .connectionRefused?, .unreachable?, .tlsHandshake?, .connectionLost?, .timedOut?:
            "It did not come back after the commit as what it was to become."
        case .answerUnreadable?, .cancelled?, nil: nil
        }
    }

    /// What was the matter before time ran out.
    private var before: [String] {
        guard let text = self["problem.before"], let code = ProblemCode(rawValue: text) else { return [] }
        let intro =
            self.code == .attemptsExhausted
            ? "The last of them ended in \(text): \(code.detail)" : "Before that it was \(text): \(code.detail)"
        // What was before that is not known: the evidence has room for one.
        var evidence = self.evidence
        evidence["problem.before"] = nil
        return [intro] + EvidenceReading(code, evidence).sentences
    }
}
