import AMT
import Inventory
import Logging
import Provisioning
import Telemetry

/// The device's line: who calls, and with what.
extension DeviceRun {
    /// A device that restarts its network is called again until it is back.
    ///
    /// - Parameter assignment: `nil` while what it is to get depends on what it shows.
    func openedAgain(_ assignment: Assignment?) async throws(RoundEnd) -> OpenDevice {
        var pause = self.house.settings.restartPause
        while true {
            do throws(RoundEnd) {
                let device = try await self.opened(assignment)
                self.awayUntil = nil
                return device
            } catch {
                guard let until = self.awayUntil, Self.isAway(error), self.house.clock.now() + pause < until else {
                    throw error
                }
            }
            try await self.sleep(pause)
            pause = min(pause * 2, .seconds(15))
        }
    }

    /// What a device looks like that is not back yet.
    private static func isAway(_ end: RoundEnd) -> Bool {
        switch end {
        case .problem(let problem): problem.code == .deviceUnreachable || problem.code == .tlsHandshakeFailed
        case .uncertain: true
        case .restarted, .leaseLost, .draining, .store: false
        }
    }

    private func opened(_ assignment: Assignment?) async throws(RoundEnd) -> OpenDevice {
        let certificate = try await self.setupCertificate()
        let setup = try self.setupIdentities(certificate)
        let managed = self.lastCertificate.map { self.managedIdentity($0) }
        let opener = DeviceOpener(
            lines: self.house.lines, clock: self.house.clock, settings: self.house.settings, lease: self.lease,
            logger: self.logger,
            identities: { way in
                switch way {
                case .setup: setup
                case .managed: managed.map { [$0] } ?? []
                case .plain: [.plain]
                }
            },
            noteRefusal: { [unowned self] (name, count) throws(RoundEnd) in
                try await self.noteRefusal(of: name, inRow: count)
            },
            newestAddress: { await self.house.newestAddress(self.lease) },
            shown: certificate.map { certificate in
                ShownCertificate(
                    commonName: ShownCertificate.commonName(ofSubject: certificate.subject),
                    domain: assignment?.fqdn.domain, release: self.release,
                    isRootListed: certificate.matches(self.brief.rootHashes))
            },
            lint: { [house = self.house] in
                guard let certificate else { return nil }
                return await house.lint(certificate)
            },
            profileAddress: assignment?.profile.fixedAddress)
        let ways = SessionChoice.ways(
            usesPSK: self.usesPSK, hasCertificate: managed != nil, commitIntended: self.commitIntended,
            isManaged: self.isManaged, wantsTLS: assignment?.profile.tls.network != .off, expected: self.policy.tls)
        defer { self.facts.refusedLogons = self.trials.refused }
        let device = try await opener.open(ways, trials: &self.trials)
        self.takenKey = device.pid ?? self.takenKey
        if device.way == .setup, let certificate { self.facts.setupCertificateID = certificate.chain.id }
        if device.address == assignment?.profile.fixedAddress { self.movedTo = device.address }
        self.facts.amtVersion =
            device.caller.lastServer.flatMap { AMTRelease(serverHeader: $0) }?.description ?? self.facts.amtVersion
        self.preferOpened(device.origin, isUnchanged: assignment == nil)
        return device
    }

    func managedIdentity(_ certificate: IssuedCertificate) -> SessionIdentity {
        .managed(
            authorityDER: self.house.issuer.authorityDER(of: certificate.der), fqdn: certificate.fqdn,
            client: self.house.issuer.callerChain)
    }

    /// Another round tries the versions that we may have sent first, then what opened the device in this one. Where nothing will be
    /// sent before it is opened again, what has opened it comes first: otherwise those that it has refused would be tried anew,
    /// and be too many again.
    private func preferOpened(_ origin: LogonCandidate.Origin, isUnchanged: Bool) {
        guard let index = self.trials.candidates.firstIndex(where: { $0.origin == origin }) else { return }
        let opened = self.trials.candidates.remove(at: index)
        let place =
            isUnchanged ? 0 : self.trials.candidates.firstIndex { if case .version = $0.origin { false } else { true } }
        self.trials.candidates.insert(opened, at: place ?? self.trials.candidates.count)
    }

    var usesPSK: Bool {
        switch self.request.credential {
        case .psk: true
        case .pki, .managed: false
        }
    }

    /// Known to be configured: it did not say hello.
    var isManaged: Bool {
        switch self.request.credential {
        case .managed: true
        case .psk, .pki: false
        }
    }

    /// What a device in setup may be opened with. One that was told to take a fresh key holds either that or the one that its hello has
    /// named: it says the fresh one with its next hello, and nobody knows before.
    private func setupIdentities(_ certificate: SetupCertificate?) throws(RoundEnd) -> [SessionIdentity] {
        switch self.request.credential {
        case .managed:
            return []
        case .psk(let pid):
            guard let key = self.brief.psk else {
                throw .problem(Problem(.pskUnknown, ["psk.pid": pid.description]))
            }
            var keys = [(pid: pid, key: key)]
            for pair in [self.presharedKey].compactMap(\.self) + self.brief.installedKeys {
                keys.append((pair.pid, pair.pps.secret))
            }
            // Each one in vain costs a handshake, and the device is opened several times.
            let taken = keys.filter { $0.pid == self.takenKey }
            return (taken + keys.filter { $0.pid != self.takenKey }).map { .psk($0.pid, $0.key) }
        case .pki:
            guard let certificate else { return [] }
            return [.setupCertificate(certificate.chain)]
        }
    }

    /// The certificate that this attempt shows to a device with root hashes; `nil` for one that needs none.
    private func setupCertificate() async throws(RoundEnd) -> SetupCertificate? {
        switch self.request.credential {
        case .managed, .psk:
            return nil
        case .pki:
            let now = self.house.now()
            let matching = try await self.house.certificates.matching(self.brief.rootHashes)
            guard !matching.isEmpty else {
                throw .problem(
                    Problem(.certificateNoneMatches, RootHashEvidence.of(self.brief.rootHashes)))
            }
            let id = SetupCertificateOrder.choice(
                of: matching.map { SetupCertificateOrder.Candidate(id: $0.chain.id, hasEnded: $0.notAfter <= now) },
                attempt: self.request.attempt, worked: self.brief.setupCertificateID)
            return matching.first { $0.chain.id == id }
        }
    }
}
