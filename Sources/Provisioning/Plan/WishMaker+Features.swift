import AMT

extension WishMaker {
    mutating func tls() {
        let tls = self.profile.tls
        if !self.rootsWish.entries.isEmpty { self.items.append(.list(self.rootsWish)) }
        if let lists = tls.revocationLists {
            let entries = lists.map { list in
                WantedEntry(
                    key: list.url,
                    fields: [.url: list.url, .serialNumbers: Self.list(list.serialNumbers.map(Hex.text))])
            }
            // Firmware forgets all of them or none: what goes, goes where the wanted ones come.
            self.items.append(.list(ListWish(.revocationLists, .tls, entries, foreign: .remove)))
        }
        if tls.network == .mutual || !tls.trustedNames.isEmpty {
            self.add(.trustedNames, .tls, [(.tlsTrustedNames, Self.list(tls.wantedTrustedNames(self.context)))])
        }
        self.add(.localTLS, .tls, [(.tlsLocal, tls.local?.rawValue)])
        self.items.append(.commit)
    }

    mutating func foreignRoots() {
        if self.profile.tls.foreignRoots == .remove { self.items.append(.removeForeign(self.rootsWish)) }
    }

    private var rootsWish: ListWish {
        var roots = self.profile.tls.trustedRoots.map(\.der)
        if self.profile.tls.network == .mutual { roots.append(self.context.authorityDER) }
        let entries = roots.map { WantedEntry(key: CertificateDigest.sha256($0), fields: [:], der: $0) }
        return ListWish(.trustedRoots, .tls, entries, foreign: self.profile.tls.foreignRoots)
    }

    mutating func network() {
        guard let network = self.profile.network else { return }
        self.add(
            .general, .network,
            [
                (.networkSharedName, Self.text(network.sharesNameWithHost)),
                (.networkPrefersIPv6, Self.text(network.prefersIPv6)),
                (.networkPing, Self.text(network.answersPing)), (.networkRMCPPing, Self.text(network.answersRMCPPing)),
                (.dynamicDNSUpdater, network.dynamicDNS?.updater.rawValue),
                (.dynamicDNSPeriodMinutes, Self.text(network.dynamicDNS?.periodMinutes)),
                (.dynamicDNSTTLSeconds, Self.text(network.dynamicDNS?.ttlSeconds)),
            ])
    }

    mutating func addressing() {
        guard let network = self.profile.network else { return }
        if let ipv6 = network.ipv6 {
            self.add(
                .ipv6, .addressing,
                [
                    (.ipv6InterfaceID, ipv6.interfaceID?.text), (.ipv6Address, ipv6.address),
                    (.ipv6Gateway, ipv6.gateway), (.ipv6PrimaryDNS, ipv6.primaryDNS),
                    (.ipv6SecondaryDNS, ipv6.secondaryDNS),
                ])
        }
        var values: [(DeviceSetting, String?)] = [
            (.vlan, Self.text(network.vlan)), (.reachability, network.reachability?.rawValue),
        ]
        switch network.ipv4 {
        case .dhcp?: values.append((.addressingMode, "dhcp"))
        case .host?: values.append((.addressingMode, "host"))
        case .fixed(let fixed)?:
            values += [
                (.addressingMode, "static"), (.addressingAddress, fixed.address),
                (.addressingSubnetMask, fixed.subnetMask), (.addressingGateway, fixed.gateway),
                (.addressingPrimaryDNS, fixed.primaryDNS), (.addressingSecondaryDNS, fixed.secondaryDNS),
            ]
        case nil: break
        }
        self.add(.addressing, .addressing, values)
    }

    mutating func power() {
        guard let power = self.profile.power else { return }
        // In order of preference, which is why this list is not sorted.
        let packages = power.packages.isEmpty ? nil : power.packages.joined(separator: " ")
        self.add(.powerPackage, .power, [(.powerPackage, packages)])
        self.add(.idleTimeout, .power, [(.powerIdleTimeoutMinutes, Self.text(power.idleTimeoutMinutes))])
    }

    mutating func redirection() {
        guard let redirection = self.profile.redirection else { return }
        let functions =
            switch (redirection.allowsIDER, redirection.allowsSOL) {
            case (false, false): "none"
            case (true, false): "ider"
            case (false, true): "sol"
            case (true, true): "both"
            }
        self.add(.redirectionFunctions, .redirection, [(.redirectionFunctions, functions)])
        self.add(.redirectionListener, .redirection, [(.redirectionListener, Self.text(redirection.isListening))])
    }

    mutating func kvm() throws(Problem) {
        guard let kvm = self.profile.kvm else { return }
        var secrets: [SecretField: Secret] = [:]
        var marks: [UnreadableMark] = []
        if let reference = kvm.rfbPassword {
            let (secret, mark) = try self.secret(reference, at: "kvm.rfbPassword")
            secrets[.rfbPassword] = secret.value
            marks = [mark]
        }
        self.add(.kvmPort, .kvm, [(.kvmEnabled, Self.text(kvm.isEnabled))])
        self.add(
            .kvmSettings, .kvm,
            [
                (.kvmPort5900, Self.text(kvm.opensPort5900)),
                (.kvmSessionTimeoutMinutes, Self.text(kvm.sessionTimeoutMinutes)),
                (.kvmDefaultScreen, Self.text(kvm.defaultScreen)),
            ], secrets: secrets, marks: marks)
    }

    mutating func userConsent() {
        guard let consent = self.profile.userConsent else { return }
        self.add(
            .userConsent, .userConsent,
            [
                (.consentNeed, consent.need.rawValue), (.consentDisplaySeconds, Self.text(consent.displaySeconds)),
                (.consentCodeSeconds, Self.text(consent.codeSeconds)),
            ])
        self.add(.kvmConsent, .userConsent, [(.consentKVM, Self.text(consent.kvmPolicy))])
    }

    mutating func webPage() {
        self.add(.webPage, .webPage, [(.webPageEnabled, Self.text(self.profile.webPage?.isEnabled))])
    }

    mutating func clock() {
        self.add(.localTimeSync, .clock, [(.clockLocalSync, Self.text(self.profile.clock.isLocalSyncAllowed))])
    }

    mutating func auditLog() throws(Problem) {
        guard let audit = self.profile.auditLog else { return }
        let entries = audit.events.map { event in
            WantedEntry(
                key: "\(event.application)/\(event.event)",
                fields: [
                    .application: String(event.application), .event: String(event.event),
                    .isCritical: event.isCritical ? "true" : "false",
                ])
        }
        // A log that is on may refuse acts that it cannot record: it is switched on last and off first.
        if !audit.isEnabled { self.add(.auditState, .auditLog, [(.auditEnabled, "false")]) }
        if let signing = audit.signing { try self.auditSigning(signing) }
        self.add(
            .auditStorage, .auditLog,
            [(.auditStorage, audit.storage?.rawValue), (.auditDaysMin, Self.text(audit.daysMin))])
        self.items.append(.list(ListWish(.auditEvents, .auditLog, entries, foreign: audit.foreign)))
        if audit.isEnabled { self.add(.auditState, .auditLog, [(.auditEnabled, "true")]) }
    }

    private mutating func auditSigning(_ signing: Profile.AuditLog.Signing) throws(Problem) {
        let (key, mark) = try self.secret(signing.key, at: "auditLog.signing.key")
        let digest = CertificateDigest.sha256(signing.certificates.flatMap { $0 })
        self.add(
            .auditSigning, .auditLog, [(.auditSigned, "true")], secrets: [.signingKey: key.value],
            attachments: [.certificates: signing.certificates.map { Base64.text($0) }.joined(separator: " ")],
            marks: [mark, UnreadableMark(field: "auditLog.signing.certificates", name: digest, version: 0)])
    }

    mutating func environmentDetection() {
        guard let detection = self.profile.environmentDetection else { return }
        self.add(
            .environmentDetection, .environmentDetection, [(.environmentDomains, Self.list(detection.domains))])
    }

    mutating func endpointAccess() {
        guard let access = self.profile.endpointAccess else { return }
        if access.isEnabled {
            switch access.signer {
            // The firmware does not switch on what has no signer.
            case .device:
                self.add(.endpointAccessSigner, .endpointAccess, [(.endpointAccessSigner, access.signer.rawValue)])
            case .keep: break
            }
            self.add(
                .endpointAccessOptions, .endpointAccess,
                [
                    (.endpointAccessVendors, access.vendors.rawValue),
                    (.endpointAccessPostureHash, access.postureHash.rawValue),
                ])
        }
        self.add(.endpointAccessState, .endpointAccess, [(.endpointAccessEnabled, Self.text(access.isEnabled))])
    }
}

extension Profile.TLS {
    /// The names that a caller's certificate must have; the cluster's own is among them, or it would lock itself out.
    package func wantedTrustedNames(_ context: WishContext) -> [String] {
        guard !self.trustedNames.isEmpty else { return [] }
        return self.trustedNames.contains(context.clientName)
            ? self.trustedNames : self.trustedNames + [context.clientName]
    }
}

extension Profile.Network.IPv6.InterfaceID {
    /// As interface identifiers are compared.
    package var text: String {
        switch self {
        case .random: "random"
        case .intel: "intel"
        case .manual(let bytes): Hex.text(bytes)
        }
    }
}
