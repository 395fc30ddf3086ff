import AMT
import Logging
import Provisioning
import Telemetry

/// Two machines with one UUID: the one that was provisioned may still be where it was when the other one says hello.
extension DeviceRun {
    /// How long a connection to where the device was provisioned may take before the hello is taken for its own.
    static let provisionedConnectMax = Duration.seconds(5)

    /// A device that was provisioned and says hello from another address has lost what it was given and has moved, or another
    /// machine has its UUID. While the provisioned one answers where it was, it is another one: neither may be given what the
    /// other has. Asked once an attempt, before anything is sent to whoever said hello, and nothing is changed on who answers.
    func refuseOtherMachine() async throws(RoundEnd) {
        let helloAddress = self.lease.address
        guard !self.hasLookedForProvisioned, !self.isManaged, !self.commitIntended,
            let address = self.brief.provisionedAddress, address != helloAddress,
            let version = self.versions.first(where: { $0.status == .current })
        else { return }
        self.hasLookedForProvisioned = true
        self.logger.info("device looked for where it was provisioned", [.deviceAddress: address.text])
        guard try await self.isProvisioned(at: address, version) else { return }
        throw .problem(
            Problem(
                .uuidDuplicate, ["hello.address": helloAddress.text, "device.provisioned_address": address.text]))
    }

    private func isProvisioned(at address: PeerAddress, _ version: CredentialVersion) async throws(RoundEnd) -> Bool {
        var remaining = SessionChoice.ways(
            usesPSK: self.usesPSK, hasCertificate: self.lastCertificate != nil, commitIntended: true, isManaged: true,
            expected: self.policy.tls)
        while !remaining.isEmpty {
            let choice = remaining.removeFirst()
            guard let identity = self.configuredIdentity(choice.way) else { continue }
            let line = self.house.lines.line(
                SessionOpening(
                    address: address, port: self.house.settings.port(of: choice.way), identity: identity,
                    tls: choice.tls,
                    connectTimeout: min(self.house.settings.connectTimeout, Self.provisionedConnectMax)))
            let look: Look
            do throws(RoundEnd) {
                look = try await self.look(line, version)
                await line.close()
            } catch {
                await line.close()
                throw error
            }
            switch look {
            case .configured: return true
            case .nobody: return false
            case .shut(let facts):
                if let older = choice.olderFallback(facts: facts) { remaining.insert(older, at: 0) }
            case .refused: continue
            }
        }
        return false
    }

    private func configuredIdentity(_ way: SessionChoice.Way) -> SessionIdentity? {
        switch way {
        case .setup: nil
        case .managed: self.lastCertificate.map { self.managedIdentity($0) }
        case .plain: .plain
        }
    }

    private enum Look {
        /// It opens with our password, has the UUID, and says that it is configured.
        case configured
        /// Nobody answers, or somebody else does.
        case nobody
        /// The port is closed: that of another way may be open.
        case refused
        /// TLS failed, perhaps for its version.
        case shut([String: String])
    }

    private func look(_ line: any DeviceLine, _ version: CredentialVersion) async throws(RoundEnd) -> Look {
        let caller = DeviceCaller(
            line: line, credential: DigestCredential(username: version.username, password: version.password),
            lease: self.lease, busyWait: self.house.settings.busyWait, clock: self.house.clock, logger: self.logger)
        var resends = 0
        while true {
            switch try await caller.sendWhenFree(AMT_SetupAndConfigurationService.getUuid()) {
            // Without a challenge nobody has looked at the password.
            case .success(.answered(let uuid)) where uuid == self.request.deviceUUID && caller.wasChallenged:
                let setup = try await caller.call(AMT_SetupAndConfigurationService.get())
                return setup.provisioningState == .post ? .configured : .nobody
            case .success: return .nobody
            case .failure(let failure):
                switch failure.kind {
                case .connectionRefused: return .refused
                case .tlsHandshake: return .shut(failure.evidence)
                case .connectionLost, .timedOut:
                    // Somebody is there, and the answer is worth another question.
                    guard resends < DeviceCaller.resendsMax else { return .nobody }
                    resends += 1
                    await line.reconnect()
                case .unreachable, .peerNotTrusted, .answerUnreadable, .cancelled: return .nobody
                }
            }
        }
    }
}
