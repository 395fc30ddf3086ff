import AMT

/// Why a certificate was taken back. Raw values are persisted and shown.
package enum RevocationReason: String, CaseIterable, Sendable {
    case unspecified
    case keyCompromise = "key-compromise"
    case affiliationChanged = "affiliation-changed"
    case superseded
    case cessationOfOperation = "cessation-of-operation"

    /// RFC 5280, section 5.3.1.
    package var code: Int {
        switch self {
        case .unspecified: 0
        case .keyCompromise: 1
        case .affiliationChanged: 3
        case .superseded: 4
        case .cessationOfOperation: 5
        }
    }
}

/// A certificate that a device was given, as lists show it.
package struct DeviceCertificateView: Equatable, Sendable {
    package let serial: [UInt8]
    package let device: DeviceUUID
    package let fqdn: String
    package let notBefore: UnixTime
    package let notAfter: UnixTime
    package let issuedAt: UnixTime
    /// When it was taken back, and why; `nil` while it counts.
    package let revokedAt: UnixTime?
    package let reason: RevocationReason?

    package init(
        serial: [UInt8], device: DeviceUUID, fqdn: String, notBefore: UnixTime, notAfter: UnixTime, issuedAt: UnixTime,
        revokedAt: UnixTime?, reason: RevocationReason?
    ) {
        self.serial = serial
        self.device = device
        self.fqdn = fqdn
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.issuedAt = issuedAt
        self.revokedAt = revokedAt
        self.reason = reason
    }
}

/// A certificate that counts no more, for the list that says so.
package struct RevokedCertificate: Equatable, Sendable {
    package let serial: [UInt8]
    package let der: [UInt8]
    package let revokedAt: UnixTime
    package let reason: RevocationReason

    package init(serial: [UInt8], der: [UInt8], revokedAt: UnixTime, reason: RevocationReason) {
        self.serial = serial
        self.der = der
        self.revokedAt = revokedAt
        self.reason = reason
    }
}

/// The certificates of devices, for those who look after them.
package protocol DeviceCertificateBook: Sendable {
    /// The newest first.
    func certificates(of device: DeviceUUID, limit: Int) async throws(StoreFailure) -> [DeviceCertificateView]

    /// Takes a certificate back. Repeating it changes nothing.
    ///
    /// - Returns: `nil` when the device has none of this serial number.
    func revoke(
        serial: [UInt8], of device: DeviceUUID, reason: RevocationReason
    ) async throws(StoreFailure) -> DeviceCertificateView?

    /// Those that were taken back and have not ended by then.
    func revoked(endingAfter moment: UnixTime, limit: Int) async throws(StoreFailure) -> [RevokedCertificate]

    /// The cluster's own authority; `nil` before there is one.
    func authority() async throws(StoreFailure) -> AuthorityMaterial?
}

/// Writes the list of revoked certificates that an authority signs.
package protocol RevocationListMaking: Sendable {
    /// - Returns: a CRL of version 2, DER; `nil` when the authority's key cannot sign.
    func list(
        of authority: AuthorityMaterial, revoked: [RevokedCertificate], now: UnixTime, until: UnixTime
    ) async -> [UInt8]?
}
