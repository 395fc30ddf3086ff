import AMT
import Inventory
import Logging
import Provisioning
import Telemetry

/// What one round carries from step to step.
struct SetupWork {
    let device: OpenDevice
    let assignment: Assignment
    let context: WishContext
    /// A fresh pair for the device, durable before it is sent.
    var presharedKey: PresharedKeyPair?
    var found: DeviceFindings
    /// The certificate that the device has or shall have.
    var certificate: IssuedCertificate?
    /// The version that the device shall have; with what this round has learned of its MEBx password.
    var version: CredentialVersion
    /// All versions that there are.
    private let versions: [CredentialVersion]
    private var certificateInstanceID: String?
    /// The commit was answered, so that the device is on its way to being configured.
    private(set) var isCommitAnswered = true
    /// Where the device was called when it was verified; `nil` before that.
    private(set) var verifiedAt: PeerAddress?

    init(
        device: OpenDevice, assignment: Assignment, context: WishContext, found: DeviceFindings,
        certificate: IssuedCertificate?, versions: [CredentialVersion]
    ) {
        self.device = device
        self.assignment = assignment
        self.context = context
        self.found = found
        self.certificate = certificate
        self.versions = versions
        // Replaced before anything is done: which one is wanted depends on what was found.
        self.version = CredentialVersion(
            version: 0, status: .pending, username: Profile.adminUsername, password: Secret(text: ""), mebxPassword: nil
        )
        self.certificateInstanceID = certificate.flatMap { found.installed($0)?.instanceID }
    }

    private var caller: DeviceCaller { self.device.caller }

    /// The device's own certificate, once it is bound.
    var boundCertificateInstanceID: String? { self.found.binding?.certificateInstanceID }

    /// What must be known before the intent is written: the certificate that is about to be given to the device.
    mutating func prepare(
        _ step: SetupStep, _ house: WorkerHouse, policy: ReleasePolicy
    ) async throws(RoundEnd) -> IssuedCertificate? {
        guard step == .addCertificate else { return nil }
        guard let pair = self.found.unusedKeyPair else {
            throw .problem(
                Problem(.firmwareRefused, ["wsman.call": "AMT_PublicPrivateKeyPair.Pull", "key_pair": "none unused"]))
        }
        var order = DeviceCertificateOrder(
            publicKeyPKCS1: pair.derKey, fqdn: self.assignment.fqdn.description,
            wish: self.assignment.profile.tls.certificate, at: house.now())
        let issuer = house.issuer
        if issuer.needsSignedRequest || policy.generatesPKCS10RequestEx {
            order.signedRequest = try await self.signedRequest(order, pair, issuer)
        }
        do throws(IssuingFailure) {
            let issued = try await Self.issued(order, by: issuer)
            self.certificate = issued
            return issued
        } catch {
            throw .problem(error.problem)
        }
    }

    /// A request that is of no use is left out where the issuer does without: which firmware signs well is not confirmed.
    private static func issued(
        _ order: DeviceCertificateOrder, by issuer: any DeviceCertificateIssuer
    ) async throws(IssuingFailure) -> IssuedCertificate {
        do throws(IssuingFailure) {
            return try await issuer.issue(order)
        } catch {
            guard error.reason == .requestUnusable, !issuer.needsSignedRequest else { throw error }
            var order = order
            order.signedRequest = nil
            return try await issuer.issue(order)
        }
    }

    /// The request that the firmware has signed with its key. Firmware that does not know how, or refuses, does without where the
    /// issuer does: which releases know is not confirmed.
    private func signedRequest(
        _ order: DeviceCertificateOrder, _ pair: AMT_PublicPrivateKeyPair, _ issuer: any DeviceCertificateIssuer
    ) async throws(RoundEnd) -> [UInt8]? {
        let unsigned: [UInt8]?
        do throws(IssuingFailure) {
            unsigned = try issuer.unsignedRequest(order)
        } catch {
            throw .problem(error.problem)
        }
        guard let unsigned else { return nil }
        let call = AMT_PublicKeyManagementService.generatePKCS10RequestEx(
            keyPairInstanceID: pair.instanceID, algorithm: .sha256, nullSignedRequest: unsigned)
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered(let signed):
            return signed
        case .unauthorized:
            throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable:
            guard issuer.needsSignedRequest else { return nil }
            throw .problem(.unusable(reading, call: call.name))
        }
    }

    // MARK: - The steps, in their order. Each says in a few words what it did.

    func extendPeriod() async throws(RoundEnd) -> String? {
        guard let period = self.assignment.profile.provisioningPeriod else { return nil }
        _ = try await self.caller.call(
            AMT_SetupAndConfigurationService.extendProvisioningPeriod(hours: period.extendHours))
        return "\(period.extendHours) h"
    }

    func setClock(now: () -> UnixTime) async throws(RoundEnd) -> String? {
        let firmwareClock = try await self.caller.call(AMT_TimeSynchronizationService.getLowAccuracyTimeSynch())
        let received = now()
        _ = try await self.caller.call(
            AMT_TimeSynchronizationService.setHighAccuracyTimeSynch(ta0: firmwareClock, tm1: received, tm2: now()))
        return "was off by \((received - firmwareClock).components.seconds) s"
    }

    /// Firmware whose policy allows a change of the factory password alone answers "not permitted" to a second call. When an
    /// earlier version's was taken, that means that the firmware has kept that one; otherwise, when an earlier call with this
    /// password may have been carried out, that it was.
    mutating func setMEBxPassword() async throws(RoundEnd) -> String? {
        guard let password = self.version.mebxPassword else { return "left as it is" }
        let call = AMT_SetupAndConfigurationService.setMEBxPassword(password)
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered:
            self.version.mebxState = .set
            return "credential version \(self.version.version)"
        case .returned(let value)
        where value.policy == .notAllowedNow && self.earlierMEBx != nil && self.version.mebxState != .set:
            // Whatever became of an earlier call with this password: the factory one was gone by then.
            self.version.mebxState = .refused
            return "that of credential version \(self.earlierMEBx?.version ?? 0), which the firmware has kept"
        case .returned(let value) where value.policy == .notAllowedNow && self.version.mebxState.mayBeSet:
            self.version.mebxState = .set
            return "credential version \(self.version.version), set by an earlier call"
        case .returned(let value) where value.policy == .notAllowedNow:
            throw .problem(.refusal(.profileWrong, call: call.name, facts: reading.facts))
        case .unauthorized:
            throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable:
            throw .problem(.refusal(reading.policy ?? .permanent, call: call.name, facts: reading.facts))
        }
    }

    private var earlierMEBx: CredentialVersion? {
        MEBxPasswords.taken(before: self.version.version, among: self.versions)
    }

    mutating func setNames() async throws(RoundEnd) -> String? {
        let fqdn = self.assignment.fqdn
        let wanted = self.found.general.putting(hostName: fqdn.host, domainName: fqdn.domain)
        _ = try await self.caller.call(AMT_GeneralSettings.put(wanted))
        return fqdn.description
    }

    /// A second call finds the root there: that is as good.
    mutating func trustAuthority() async throws(RoundEnd) -> String? {
        let call = AMT_PublicKeyManagementService.addTrustedRootCertificate(der: self.context.authorityDER)
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered(let instanceID): return instanceID
        case .returned(let value) where value.policy == .doneAlready:
            self.found.certificates = try await self.caller.all(
                AMT_PublicKeyCertificate.enumerate(), AMT_PublicKeyCertificate.pull)
            guard self.found.trusts(self.context.authorityDER) else {
                throw .problem(.refusal(.doneAlready, call: call.name, facts: reading.facts))
            }
            return "was there"
        case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable: throw .problem(.unusable(reading, call: call.name))
        }
    }

    /// The device holds one of two pairs afterwards, and both are known. How the parameters are written is not confirmed: what
    /// one encoding is refused for is tried in the other.
    func renewPresharedKey() async throws(RoundEnd) -> String? {
        guard let pair = self.presharedKey else { return nil }
        var refusal = Problem(.firmwareRefused)
        for encoding in AMT_SetupAndConfigurationService.PSKEncoding.allCases {
            let call = AMT_SetupAndConfigurationService.setTLSPSK(pid: pair.pid, pps: pair.pps, encoding: encoding)
            let reading = try await self.caller.reading(call)
            switch reading {
            case .answered: return "\(pair.pid), \(encoding.rawValue)"
            case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
            case .returned(let value) where Self.encodingRefusals.contains(value.number):
                refusal = .unusable(reading, call: call.name)
            case .returned, .fault, .unreadable: throw .problem(.unusable(reading, call: call.name))
            }
        }
        throw .problem(refusal)
    }

    /// Invalid parameter, PID format, PPS format.
    private static let encodingRefusals: Set<UInt32> = [36, 42, 43]

    /// A certificate that something else still uses stays, and its key with it: the next one finds room or is refused.
    mutating func removeOldCertificates(_ issuer: any DeviceCertificateIssuer) async throws(RoundEnd) -> String? {
        var removed = 0
        for certificate in self.found.oldCertificates(issuer) {
            guard try await self.remove(AMT_PublicKeyCertificate.delete(instanceID: certificate.instanceID)) else {
                continue
            }
            removed += 1
            self.found.certificates.removeAll { $0.instanceID == certificate.instanceID }
            guard
                let pair = self.found.keyPairs.first(where: { DeviceFindings.holds(certificate.der, key: $0.derKey) }),
                !self.found.certificates.contains(where: { DeviceFindings.holds($0.der, key: pair.derKey) }),
                try await self.remove(AMT_PublicPrivateKeyPair.delete(instanceID: pair.instanceID))
            else { continue }
            self.found.keyPairs.removeAll { $0.instanceID == pair.instanceID }
        }
        return "\(removed) removed"
    }

    /// - Returns: `false` when the firmware keeps it.
    private func remove(_ call: WSManCall<Done>) async throws(RoundEnd) -> Bool {
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered: return true
        case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable:
            let problem = Problem.unusable(reading, call: call.name)
            switch problem.code.reach {
            case .section: return false
            case .device, .attempt: throw .problem(problem)
            }
        }
    }

    mutating func makeKeyPair() async throws(RoundEnd) -> String? {
        let instanceID = try await self.caller.call(
            AMT_PublicKeyManagementService.generateKeyPair(keyLength: Profile.keyBits))
        self.found.keyPairs = try await self.caller.all(
            AMT_PublicPrivateKeyPair.enumerate(), AMT_PublicPrivateKeyPair.pull)
        return instanceID
    }

    mutating func addCertificate() async throws(RoundEnd) -> String? {
        guard let certificate = self.certificate else {
            throw .problem(Problem(.internalError, ["add-certificate": "no certificate was prepared"]))
        }
        let call = AMT_PublicKeyManagementService.addCertificate(der: certificate.der)
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered(let instanceID):
            self.certificateInstanceID = instanceID
        case .returned(let value) where value.policy == .doneAlready:
            self.found.certificates = try await self.caller.all(
                AMT_PublicKeyCertificate.enumerate(), AMT_PublicKeyCertificate.pull)
            guard let stored = self.found.installed(certificate) else {
                throw .problem(.refusal(.doneAlready, call: call.name, facts: reading.facts))
            }
            self.certificateInstanceID = stored.instanceID
        case .unauthorized:
            throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable:
            throw .problem(.refusal(reading.policy ?? .permanent, call: call.name, facts: reading.facts))
        }
        return "serial \(Hex.text(certificate.serial))"
    }

    mutating func bindCertificate() async throws(RoundEnd) -> String? {
        guard let instanceID = self.certificateInstanceID else {
            throw .problem(Problem(.internalError, ["bind-certificate": "no certificate is installed"]))
        }
        if let binding = self.found.binding {
            return try await self.rebind(binding, to: instanceID)
        }
        let call = AMT_TLSCredentialContext.create(certificateInstanceID: instanceID)
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered:
            return instanceID
        case .fault(let fault) where fault.policy == .doneAlready:
            // A lost answer, or a binding that the enumeration did not show: compare before it counts as done.
            let bindings = try await self.caller.all(
                AMT_TLSCredentialContext.enumerate(), AMT_TLSCredentialContext.pull)
            guard let binding = bindings.first else {
                throw .problem(.refusal(.doneAlready, call: call.name, facts: reading.facts))
            }
            return binding.certificateInstanceID == instanceID
                ? instanceID : try await self.rebind(binding, to: instanceID)
        case .unauthorized:
            throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable:
            throw .problem(.refusal(reading.policy ?? .permanent, call: call.name, facts: reading.facts))
        }
    }

    private func rebind(_ binding: AMT_TLSCredentialContext, to instanceID: String) async throws(RoundEnd) -> String? {
        _ = try await self.caller.call(
            AMT_TLSCredentialContext.put(certificateInstanceID: instanceID, replacing: binding))
        return "\(instanceID) in place of \(binding.certificateInstanceID)"
    }

    /// Staged; effective with the commit. The local side is left alone: a device was seen to ignore a commit that changes both.
    func enableTLS() async throws(RoundEnd) -> String? {
        let profile = self.assignment.profile
        let accepts = SetupPlan.acceptsNonSecure(self.found.networkTLS, profile, self.found.policy)
        var wanted = self.found.networkTLS.changing(
            enabled: profile.tls.network != .off, mutualAuthentication: profile.tls.network == .mutual,
            acceptNonSecureConnections: accepts)
        if profile.tls.network == .mutual {
            wanted = wanted.changing(trustedCN: profile.tls.wantedTrustedNames(self.context))
        }
        _ = try await self.caller.call(AMT_TLSSettingData.put(wanted))
        return "\(profile.tls.network.rawValue), "
            + (accepts ? "ports without TLS stay open" : "ports without TLS are closed")
    }

    /// The realm is read once more: a device that was reset since would take a hash that opens it to nobody.
    func setAdminPassword() async throws(RoundEnd) -> String? {
        let newest = try await self.caller.call(AMT_GeneralSettings.get())
        guard newest.digestRealm == self.found.general.digestRealm else {
            throw .uncertain(call: "AMT_GeneralSettings.Get", facts: ["digest.realm": "is another one than before"])
        }
        guard let realm = DigestRealm(newest.digestRealm) else {
            throw .problem(Problem(.answerUnreadable, ["wsman.refusal": "the digest realm is not AMT's"]))
        }
        let digest = DigestA1.of(username: self.version.username, realm: realm.text, password: self.version.password)
        _ = try await self.caller.call(
            AMT_AuthorizationService.setAdminAclEntryEx(username: self.version.username, digestA1: digest))
        self.caller.credential = DigestCredential(username: self.version.username, password: self.version.password)
        return "credential version \(self.version.version)"
    }

    /// The device restarts its network with the commit: no answer is as good as one, and the verification decides.
    mutating func commit() async throws(RoundEnd) -> String? {
        let call = AMT_SetupAndConfigurationService.commitChanges()
        switch try await self.caller.sendWhenFree(call) {
        case .success(.answered):
            return nil
        case .success(.unauthorized):
            throw .uncertain(call: call.name, facts: ["http.status": "401"])
        case .failure(let failure) where !failure.requestMayHaveArrived:
            throw .uncertain(call: call.name, facts: failure.evidence)
        case .success(.unreadable), .failure:
            self.isCommitAnswered = false
            return "no answer"
        case .success(let reading):
            throw .problem(.refusal(reading.policy ?? .permanent, call: call.name, facts: reading.facts))
        }
    }

    // MARK: - Verification

    enum Proof {
        case proved(String)
        case notYet([String: String])
        /// The device answers and does not take the password.
        case refused
        case stillInSetup
    }

    /// One try to find the device as it shall be, through a connection of its own.
    ///
    /// - Parameter identity: as which the device is called; it depends on the profile's TLS.
    mutating func verifyOnce(
        _ house: WorkerHouse, lease: HeldLease, identity: SessionIdentity, logger: Logger
    ) async throws(RoundEnd) -> Proof {
        let way: SessionChoice.Way = self.assignment.profile.tls.network == .off ? .plain : .managed
        let address = self.device.address(newest: lease.address)
        let line = house.lines.line(
            SessionOpening(
                address: address, port: house.settings.port(of: way), identity: identity, tls: self.device.tls,
                connectTimeout: house.settings.connectTimeout))
        let caller = DeviceCaller(
            line: line,
            credential: DigestCredential(username: self.version.username, password: self.version.password),
            lease: lease,
            busyWait: house.settings.busyWait, clock: house.clock, logger: logger)
        do throws(RoundEnd) {
            let proof = try await self.look(caller, device: lease.fence.deviceUUID)
            await line.close()
            if case .proved = proof { self.verifiedAt = address }
            return proof
        } catch {
            await line.close()
            if caller.isRefused { return .refused }
            throw error
        }
    }

    private mutating func look(_ caller: DeviceCaller, device: DeviceUUID) async throws(RoundEnd) -> Proof {
        switch try await caller.send(AMT_SetupAndConfigurationService.getUuid()) {
        case .success(.answered(let uuid)) where uuid == device: break
        case .success(.answered(let uuid)):
            throw .problem(Problem(.deviceIdentityMismatch, ["device.uuid_found": uuid.description]))
        case .success(.unauthorized): return .refused
        case .success(let reading): return .notYet(reading.facts)
        case .failure(let failure): return .notYet(failure.evidence)
        }
        // Without a challenge nobody has looked at the password.
        guard caller.wasChallenged else {
            return .notYet(["digest": "the device did not ask for a password"])
        }
        let setup = try await caller.call(AMT_SetupAndConfigurationService.get())
        guard setup.provisioningState == .post else { return .stillInSetup }
        let general = try await caller.call(AMT_GeneralSettings.get())
        let tls = try await caller.call(AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID))
        guard SetupPlan.hasNames(general, self.assignment),
            SetupPlan.hasTLS(tls, self.assignment.profile, self.context, self.found.policy)
        else {
            throw .problem(
                Problem(
                    .verificationFailed,
                    [
                        "device.host_name": general.hostName ?? "", "device.domain_name": general.domainName ?? "",
                        "device.tls_enabled": "\(tls.isEnabled)",
                    ]))
        }
        self.found.general = general
        return .proved("configured, opens with credential version \(self.version.version) and its certificate")
    }
}

/// Evidence of a problem as one line for the journal.
enum EvidenceText {
    static func line(_ evidence: [String: String]) -> String? {
        evidence.isEmpty
            ? nil : evidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}

/// A hello's root hashes as evidence.
enum RootHashEvidence {
    /// Hashes that are listed; a hello may carry 255.
    static let listedMax = 40

    static func of(_ hashes: [RootHash]) -> [String: String] {
        [
            "hello.root_hash_count": "\(hashes.count)",
            "hello.root_hashes":
                hashes.isEmpty
                ? "none" : hashes.prefix(Self.listedMax).map { Hex.text($0.bytes) }.joined(separator: " "),
        ]
    }
}

extension MEBxState {
    /// A call with this password may have been carried out.
    fileprivate var mayBeSet: Bool {
        switch self {
        case .intended, .set: true
        case .none, .refused: false
        }
    }
}
