import AMT

/// What a device holds now, as far as the setup speaks of it.
package struct DeviceFindings: Sendable {
    package var provisioningState: ProvisioningState
    package var general: AMT_GeneralSettings
    /// Our clock less the firmware's, in seconds.
    package var clockDriftSeconds: Int64
    package var certificates: [AMT_PublicKeyCertificate]
    package var keyPairs: [AMT_PublicPrivateKeyPair]
    package var binding: AMT_TLSCredentialContext?
    package var networkTLS: AMT_TLSSettingData
    /// The password that opened the device.
    package var openedBy: LogonCandidate.Origin
    /// The way on which it was opened.
    package var openedWay: SessionChoice.Way
    /// What to expect of the device by its release.
    package var policy: ReleasePolicy

    package init(
        provisioningState: ProvisioningState, general: AMT_GeneralSettings, clockDriftSeconds: Int64,
        certificates: [AMT_PublicKeyCertificate], keyPairs: [AMT_PublicPrivateKeyPair],
        binding: AMT_TLSCredentialContext?, networkTLS: AMT_TLSSettingData, openedBy: LogonCandidate.Origin,
        openedWay: SessionChoice.Way = .setup, policy: ReleasePolicy = .of(nil)
    ) {
        self.provisioningState = provisioningState
        self.general = general
        self.clockDriftSeconds = clockDriftSeconds
        self.certificates = certificates
        self.keyPairs = keyPairs
        self.binding = binding
        self.networkTLS = networkTLS
        self.openedBy = openedBy
        self.openedWay = openedWay
        self.policy = policy
    }

    /// Whether this root is among those that the device trusts.
    package func trusts(_ der: [UInt8]) -> Bool {
        self.certificates.contains { $0.isTrustedRoot && $0.der == der }
    }

    /// Certificates that the cluster has issued to the device and that TLS does not use any more.
    package func oldCertificates(_ issuer: any DeviceCertificateIssuer) -> [AMT_PublicKeyCertificate] {
        self.certificates.filter { stored in
            !stored.isTrustedRoot && stored.isReadOnly != true
                && stored.instanceID != self.binding?.certificateInstanceID && issuer.hasIssued(stored.der)
        }
    }

    /// The stored certificate with these bytes, if its key is in the store too.
    package func installed(_ certificate: IssuedCertificate) -> AMT_PublicKeyCertificate? {
        self.certificates.first { stored in
            stored.der == certificate.der && self.keyPairs.contains { Self.holds(stored.der, key: $0.derKey) }
        }
    }

    /// A key pair that no certificate of the store belongs to: left by an attempt whose answer was lost, and to be used, because
    /// the store has few places.
    package var unusedKeyPair: AMT_PublicPrivateKeyPair? {
        self.keyPairs.first { pair in !self.certificates.contains { Self.holds($0.der, key: pair.derKey) } }
    }

    /// A certificate holds a key when the key's PKCS#1 bytes stand in it, as they do in its SubjectPublicKeyInfo.
    package static func holds(_ certificate: [UInt8], key: [UInt8]) -> Bool {
        guard let first = key.first, key.count <= certificate.count else { return false }
        return certificate.indices.dropLast(key.count - 1).contains { start in
            certificate[start] == first && certificate[start..<start + key.count].elementsEqual(key)
        }
    }
}
