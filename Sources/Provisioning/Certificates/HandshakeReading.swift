import AMT

/// What a TLS handshake that failed says, as far as anybody knows. Source: hello-and-keys section 6.6, which for most alerts goes by the RFCs:
/// what firmware sends is not published.
package enum HandshakeReading: String, CaseIterable, Sendable {
    /// Our side has not taken the device's certificate: not of our authority, or another one than before.
    case deviceNotOurs = "device-not-ours"
    /// What stands at the port speaks something else.
    case notTLS = "not-tls"
    /// The connection ended before the device had seen anything of ours that it could refuse.
    case endedEarly = "ended-early"
    /// Our own library does not take the certificate that was to be shown.
    case ownCertificateRefused = "own-certificate-refused"
    /// Our own library refuses what old firmware offers.
    case libraryPolicy = "library-policy"
    /// No version or suite that both know.
    case nothingShared = "nothing-shared"
    /// The device does not know the PID, or has another PPS.
    case keyRefused = "key-refused"
    /// The device does not take our certificate, and does not say why.
    case certificateRefused = "certificate-refused"
    /// The device asks for a certificate that this connection has none of.
    case certificateMissing = "certificate-missing"
    /// It ended the handshake without a word that can be read.
    case unexplained

    /// How the server has proved itself, or has tried to.
    package enum Way: Equatable, Sendable {
        case presharedKey
        case setupCertificate
        case managed
    }

    /// - Parameter facts: those of ``ExchangeFailure``.
    package init(_ facts: [String: String], way: Way) {
        let isOurs = facts["tls.alert_direction"] == "sent"
        let text = facts["tls.error"] ?? ""
        let stage = facts["tls.stage"].flatMap { HandshakeStage(rawValue: $0) }
        if Self.policyTexts.contains(where: { text.contains($0) }) {
            // Before the first message there is nothing of the device's to refuse.
            self = stage == nil && way != .presharedKey ? .ownCertificateRefused : .libraryPolicy
        } else if Self.foreignTexts.contains(where: { (facts["curl.text"] ?? "").contains($0) }) {
            self = .notTLS
        } else if isOurs || text.contains(" at depth ") {
            self = way == .presharedKey ? .unexplained : .deviceNotOurs
        } else {
            self = Self.read(alert: facts["tls.alert"].flatMap { Int($0) }, stage: stage, way: way)
        }
    }

    /// What OpenSSL says when its own rules stand in the way.
    private static let policyTexts = [
        "unsafe legacy renegotiation disabled", "dh key too small", "ee key too small", "ca md too weak",
    ]

    /// What OpenSSL says of an answer that is no TLS.
    private static let foreignTexts = [
        "wrong version number", "packet length too long", "http request", "unknown protocol",
    ]

    private static func read(alert: Int?, stage: HandshakeStage?, way: Way) -> HandshakeReading {
        if alert == nil, stage == .clientHello || (stage == .answered && way == .setupCertificate) {
            return .endedEarly
        }
        return switch (alert, way) {
        case (40?, _), (47?, _), (70?, _), (71?, _): .nothingShared
        case (20?, .presharedKey), (51?, .presharedKey), (115?, .presharedKey), (nil, .presharedKey): .keyRefused
        case (116?, _): .certificateMissing
        case (42?, _), (43?, _), (44?, _), (45?, _), (46?, _), (48?, _), (49?, _), (51?, _): .certificateRefused
        // Closed behind our certificate: what some firmware does in place of an alert.
        case (nil, .setupCertificate): .certificateRefused
        case (_, _): .unexplained
        }
    }

    /// One or two sentences for an operator.
    package var text: String {
        switch self {
        case .deviceNotOurs:
            "The device shows a certificate that it was not given: it was reset, or something else has its address. No password was sent."
        case .notTLS:
            "What answers on this port does not speak TLS: it is no firmware in setup, or something stands in front of it."
        case .endedEarly:
            "The connection ended before the device had answered, or had seen a certificate of ours: something on the way hangs up, the firmware is about to restart, or it has stopped listening."
        case .ownCertificateRefused:
            "OpenSSL on this node does not take the setup certificate itself: its key is too short or its signature too weak."
        case .libraryPolicy: "OpenSSL on this node refuses what the firmware offers."
        case .nothingShared: "Device and server have no TLS version or cipher suite in common."
        case .keyRefused: "The device does not know this PID, or has another PPS for it."
        case .certificateRefused:
            "The device does not take the server's certificate. It does not say which of its reasons it has."
        case .certificateMissing: "The device wants a certificate: it is half configured, by somebody else."
        case .unexplained: "The device ended the handshake for a reason of its own."
        }
    }
}

/// How far a handshake came that failed. Raw values are evidence, `tls.stage`.
package enum HandshakeStage: String, CaseIterable, Sendable {
    /// Our first message was sent, and nothing came back.
    case clientHello = "client-hello"
    /// The device has answered.
    case answered
    /// Our certificate was sent.
    case certificateSent = "certificate-sent"
}

/// What is known of the certificate that a device was shown.
package struct ShownCertificate: Equatable, Sendable {
    /// Of its subject.
    package var commonName: String?
    /// The domain that inventory gives the device; DHCP gives it the one that counts, which nobody tells us.
    package var domain: String?
    package var release: AMTRelease?
    package var isRootListed: Bool
    /// What speaks against it by itself; `nil` when nobody has looked at it.
    package var lint: CertificateLint?

    package init(
        commonName: String?, domain: String?, release: AMTRelease?, isRootListed: Bool, lint: CertificateLint? = nil
    ) {
        self.lint = lint
        self.commonName = commonName
        self.domain = domain
        self.release = release
        self.isRootListed = isRootListed
    }

    /// Which of the reasons that firmware has for refusing a certificate there is evidence for; each as a key and a sentence.
    package var causes: [String: String] {
        var causes: [String: String] = [:]
        causes["cause.root"] =
            self.isRootListed
            ? "no: the hello lists its root's hash" : "likely: the hello does not list its root's hash"
        if let commonName, let domain {
            let fits = SuffixRule.fits(commonName: commonName, suffix: domain, release: self.release)
            causes["cause.name"] =
                fits
                ? "less likely: \(commonName) fits \(domain), if DHCP option 15 gives the device that domain"
                : "likely: \(commonName) does not fit \(domain)"
        } else {
            causes["cause.name"] = "possible: the domain that DHCP option 15 gives the device is not known here"
        }
        causes["cause.usage"] = self.usage
        return causes
    }
}

extension ShownCertificate {
    /// What its usage, keys and signatures have to do with it.
    private var usage: String {
        guard let lint else {
            return
                "possible: provisionctl certificate match UUID says whether this release takes its usage, keys and signatures"
        }
        var codes = lint.refusals.map(\.code)
        if let release {
            let names = CertificateRelease.rows(of: release).map(\.name)
            for verdict in lint.releases where names.contains(verdict.release) && verdict.answer == .no {
                for case .finding(let code) in verdict.reasons where !codes.contains(code) { codes.append(code) }
            }
        } else {
            codes += lint.findings.map(\.code).filter { $0.severity == .someReleases && !codes.contains($0) }
        }
        return codes.isEmpty
            ? "less likely: nothing is known against its usage, keys and signatures"
            : "likely: " + codes.map(\.detail).joined(separator: " ")
    }

    /// The common name in the text of a subject.
    package static func commonName(ofSubject subject: String) -> String? {
        subject.split(separator: ",").map { $0.drop { $0 == " " } }.compactMap { part -> String? in
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let key = part[..<equals].filter { $0 != " " }
            return key == "CN" ? String(part[part.index(after: equals)...].drop { $0 == " " }) : nil
        }.first
    }
}
