import AMT
import Foundation
import Provisioning

/// What the firmware does with the calls of the setup.
extension ModelDevice {
    static let flashSpan = Int64.seconds(86_400)
    /// What firmware answers that protects its flash memory: no writes for 24 hours.
    static let flashProtected: UInt32 = 38

    /// A reading.
    func answer(_ call: FirmwareCall) -> Reply {
        switch call {
        case .getUuid: return .value(self.uuid)
        case .getSetup: return .value(FirmwareAnswers.setup(state: self.shownPhase == .setup ? 1 : 2))
        case .getGeneral:
            return .value(
                FirmwareAnswers.general(realm: self.realm).putting(
                    hostName: self.hostName, domainName: self.domainName))
        case .getClock: return .value(UnixTime(seconds: self.world.unixNow.seconds + self.clockOffset))
        case .enumerateVersions, .enumerateCertificates, .enumerateKeys, .enumerateBindings: return .value("1")
        case .pullVersions: return .value(PullPage(items: [FirmwareAnswers.version(self.traits.release)], next: nil))
        case .pullCertificates:
            return .value(
                PullPage(
                    items: self.certificates.map {
                        FirmwareAnswers.certificate(handle: $0.handle, der: $0.der, isRoot: $0.isRoot)
                    }, next: nil))
        case .pullKeys:
            return .value(
                PullPage(
                    items: self.keys.map { FirmwareAnswers.keyPair(handle: $0.handle, der: $0.der) }, next: nil))
        case .pullBindings:
            let bound = self.boundHandle.map {
                AMT_TLSCredentialContext(certificateInstanceID: FirmwareAnswers.certificateID($0))
            }
            return .value(PullPage(items: [bound].compactMap { $0 }, next: nil))
        case .getTLS:
            let shown = self.traits.showsStaged ? self.stagedTLS ?? self.tls : self.shownTLS
            return .value(
                FirmwareAnswers.networkTLS().changing(
                    enabled: shown.isEnabled, mutualAuthentication: shown.isMutual,
                    acceptNonSecureConnections: shown.acceptsPlain
                ).changing(trustedCN: shown.trustedNames))
        case .extendPeriod, .setClock, .setMEBx, .putGeneral, .addRoot, .deleteCertificate, .deleteKey, .makeKey,
            .addCertificate, .bind, .rebind, .putTLS, .setPresharedKey, .setAdmin, .commit, .deskRead, .deskStep:
            return .absent
        }
    }

    /// What keeps the firmware from any change now; `nil` when nothing does.
    func obstacle() -> Reply? {
        if self.world.now < self.flashBlockedUntil { return .returned(Self.flashProtected) }
        if !self.world.isCalm, self.world.random.chance(self.world.recipe.flashChance) {
            self.flashBlockedUntil = self.world.now + Self.flashSpan
            self.note("protects its flash")
            return .returned(Self.flashProtected)
        }
        return nil
    }

    /// A change.
    func carryOut(_ call: FirmwareCall, _ text: EnvelopeText) -> Reply {
        switch call {
        case .extendPeriod:
            guard self.phase == .setup else { return .returned(32) }
            self.extraWindow = .seconds(6 * 3600)
        case .setClock:
            guard let wanted = Int64(text.value("Tm2")) else { return .returned(36) }
            self.clockOffset = wanted - self.world.unixNow.seconds
            self.isClockSet = true
        case .setMEBx: return self.setMEBx(text.value("Password"))
        case .putGeneral:
            self.hostName = text.value("HostName")
            self.domainName = text.value("DomainName")
            return .value(AMT_GeneralSettings?.none)
        case .addRoot: return self.addRoot(text.bytes("CertificateBlob"))
        case .makeKey:
            guard self.keys.count < self.traits.keyPlaces else { return .returned(23) }
            let handle = self.freeHandle(self.keys.map(\.handle))
            self.keys.append(StoredKey(handle: handle, der: self.freshKey()))
            return .value(FirmwareAnswers.keyID(handle))
        case .deleteCertificate:
            let handle = text.selectedHandle(after: "Certificate: Handle: ")
            guard handle != self.boundHandle, self.certificate(handle) != nil else { return .returned(2072) }
            self.certificates.removeAll { $0.handle == handle }
        case .deleteKey:
            guard let key = self.keys.first(where: { $0.handle == text.selectedHandle(after: "Key: Handle: ") }),
                !self.certificates.contains(where: { DeviceFindings.holds($0.der, key: key.der) })
            else { return .returned(2072) }
            self.keys.removeAll { $0.handle == key.handle }
        case .addCertificate: return self.addCertificate(text.bytes("CertificateBlob"))
        case .bind:
            if self.boundHandle != nil { return .alreadyExists }
            return self.bind(text.handle(after: "Certificate: Handle: ")) {
                .value(EndpointReference(resourceURI: "AMT_TLSCredentialContext", selectors: []))
            }
        case .rebind:
            return self.bind(text.handle(after: "Certificate: Handle: ")) {
                .value(AMT_TLSCredentialContext?.none)
            }
        case .putTLS:
            self.stagedTLS = TLS(
                isEnabled: text.value("Enabled") == "true", isMutual: text.value("MutualAuthentication") == "true",
                acceptsPlain: text.value("AcceptNonSecureConnections") == "true",
                trustedNames: text.values("TrustedCN"))
            return .value(AMT_TLSSettingData?.none)
        case .setPresharedKey: return self.setPresharedKey(text.value("PID"), text.value("PPS"))
        case .setAdmin:
            self.adminA1 = text.bytes("DigestPassword")
            self.adminOrigin = .product
            self.world.checkCredential(of: self)
        case .commit: return self.commit()
        case .getUuid, .getSetup, .getGeneral, .getClock, .enumerateVersions, .pullVersions, .enumerateCertificates,
            .pullCertificates, .enumerateKeys, .pullKeys, .enumerateBindings, .pullBindings, .getTLS, .deskRead,
            .deskStep:
            return .absent
        }
        return .value(Done())
    }

    private func setMEBx(_ password: String) -> Reply {
        switch self.traits.mebxPolicy {
        case .defaultOnly where self.mebx != Self.factoryMEBx: return .returned(16)
        case .inSetup where self.phase == .configured: return .returned(16)
        case .defaultOnly, .inSetup, .anyTime: break
        }
        self.mebx = password
        if self.traits.isCoupled, self.phase == .setup, self.adminOrigin == .factory {
            self.setAdmin(password: password)
            self.adminOrigin = .product
        }
        self.world.checkMEBx(of: self)
        return .value(Done())
    }

    /// Takes the characters or their base64, as the two encodings that clients try.
    private func setPresharedKey(_ name: String, _ key: String) -> Reply {
        let isPlain = (try? PID(name)) != nil
        let texts =
            isPlain
            ? [name, key] : [name, key].map { String(decoding: Data(base64Encoded: $0) ?? Data(), as: UTF8.self) }
        guard isPlain != self.traits.takesSetupCallers, let pid = try? PID(texts[0]), let pps = try? PPS(texts[1])
        else {
            return .returned(42)
        }
        self.presharedKey = PresharedKeyPair(pid: pid, pps: pps)
        self.world.checkPresharedKey(of: self)
        return .value(Done())
    }

    func addRoot(_ der: [UInt8]) -> Reply {
        if self.certificates.contains(where: { $0.isRoot && $0.der == der }) { return .returned(2058) }
        guard self.certificates.count < self.traits.certificatePlaces else { return .returned(23) }
        let handle = self.freeHandle(self.certificates.map(\.handle))
        self.certificates.append(StoredCertificate(handle: handle, der: der, isRoot: true))
        return .value(FirmwareAnswers.certificateID(handle))
    }

    private func addCertificate(_ der: [UInt8]) -> Reply {
        if self.certificates.contains(where: { !$0.isRoot && $0.der == der }) { return .returned(2058) }
        guard self.certificates.count < self.traits.certificatePlaces else { return .returned(23) }
        let handle = self.freeHandle(self.certificates.map(\.handle))
        let certificate = StoredCertificate(handle: handle, der: der, isRoot: false)
        guard self.hasKey(of: certificate) else { return .returned(2064) }
        self.certificates.append(certificate)
        return .value(FirmwareAnswers.certificateID(handle))
    }

    private func bind(_ handle: Int?, _ answer: () -> Reply) -> Reply {
        guard let certificate = self.certificate(handle), !certificate.isRoot, self.hasKey(of: certificate) else {
            return .returned(2064)
        }
        self.boundHandle = handle
        return answer()
    }

    /// In setup: needs a clock that was set, a certificate where TLS is to be on, and on new firmware another MEBx password.
    private func commit() -> Reply {
        self.committed()
        let wanted = self.stagedTLS ?? self.tls
        if self.phase == .setup {
            let isBound = self.certificate(self.boundHandle).map(self.hasKey) ?? false
            guard self.isClockSet, !wanted.isEnabled || isBound,
                !self.traits.needsMEBx || self.mebx != Self.factoryMEBx
            else { return .returned(2057) }
            self.phase = .configured
            self.note("configured")
        }
        self.tls = wanted
        self.stagedTLS = nil
        self.desk.commit()
        self.restart()
        return .value(Done())
    }

    // MARK: - Connections

    /// Why a connection to the device does not come to be.
    func refusal(of opening: SessionOpening, isTLSPort: Bool) -> ExchangeFailure? {
        func failure(_ kind: ExchangeFailure.Kind, alert: Int? = nil) -> ExchangeFailure {
            ExchangeFailure(
                kind: kind, requestMayHaveArrived: false, facts: alert.map { ["tls.alert": "\($0)"] } ?? [:])
        }
        guard self.isListening || self.isBelieved else { return failure(.connectionRefused) }
        switch self.shownPhase {
        case .setup where !isTLSPort: return failure(.connectionRefused)
        case .configured where isTLSPort && !self.shownTLS.isEnabled: return failure(.connectionRefused)
        case .configured where !isTLSPort && self.shownTLS.isEnabled && !self.shownTLS.acceptsPlain:
            return failure(.connectionRefused)
        case .setup, .configured: break
        }
        if isTLSPort, self.traits.needsLegacyTLS, opening.tls == .modern { return failure(.tlsHandshake, alert: 70) }
        switch opening.identity {
        case .plain: return isTLSPort ? failure(.tlsHandshake) : nil
        case .psk(let pid, let key):
            let isOurs = self.presharedKey.map { $0.pid == pid && $0.pps.secret == key } ?? false
            return self.shownPhase == .setup && isOurs ? nil : failure(.tlsHandshake, alert: 115)
        case .setupCertificate:
            if self.shownPhase == .setup { return self.presharedKey == nil ? nil : failure(.tlsHandshake, alert: 40) }
            return self.traits.takesSetupCallers && !self.shownTLS.isMutual ? nil : failure(.tlsHandshake, alert: 48)
        case .managed(_, let fqdn, let client):
            guard self.shownPhase == .configured else { return failure(.peerNotTrusted) }
            guard let shown = self.certificate(self.boundHandle), shown.der.count > 3,
                shown.der.dropFirst(3).starts(with: Array(fqdn.utf8))
            else { return failure(.peerNotTrusted) }
            guard self.shownTLS.isMutual else { return nil }
            let isKnown = self.certificates.contains { $0.isRoot && $0.der == PlainAuthority.rootDER }
            let isNamed = self.shownTLS.trustedNames.isEmpty || self.shownTLS.trustedNames.contains(PlainAuthority.name)
            return client != nil && isKnown && isNamed ? nil : failure(.tlsHandshake, alert: 42)
        }
    }
}
