/// What a device says on port 9971: who it is and how it may be called back.
///
/// It proves nothing about who sent it. Source: Intel AMT SDK, *Setup Mode Hello Messages*.
package struct Hello: Equatable, Sendable {
    /// The SMBIOS UUID.
    package let deviceUUID: DeviceUUID
    /// `true` when the admin or MEBx password is no longer the factory one.
    package let adminCredentialsSet: Bool
    /// The device's own count of hellos sent in this window; documented as 0...14, any value is taken.
    package let retryCount: UInt32
    package let credential: HelloCredential
    /// Bytes behind the end of the message; kept as a fact, not refused.
    package let surplusByteCount: Int

    package init(
        deviceUUID: DeviceUUID,
        adminCredentialsSet: Bool,
        retryCount: UInt32,
        credential: HelloCredential,
        surplusByteCount: Int
    ) {
        self.deviceUUID = deviceUUID
        self.adminCredentialsSet = adminCredentialsSet
        self.retryCount = retryCount
        self.credential = credential
        self.surplusByteCount = surplusByteCount
    }

    /// 2 for PSK, 3 for PKI.
    package var version: UInt16 {
        switch self.credential {
        case .psk: 2
        case .pki: 3
        }
    }
}

/// How a device that said hello can be called back.
package enum HelloCredential: Equatable, Sendable {
    /// Version 2: the name of a pre-shared key.
    case psk(PID)
    /// Version 3: the enabled root hashes, in the device's order; possibly none.
    case pki([RootHash])
}

/// Hash of a root certificate that firmware trusts for remote configuration.
package struct RootHash: Hashable, Sendable {
    /// The wire's algorithm number; 1 SHA-1 and 2 SHA-256 are confirmed, others are kept as they come.
    package let algorithm: UInt8
    /// 0...255 bytes.
    package let bytes: [UInt8]

    package init(algorithm: UInt8, bytes: [UInt8]) {
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Hashes are compared by length and bytes; published algorithm numbers disagree.
    package func names(_ digest: some Collection<UInt8>) -> Bool { self.bytes.elementsEqual(digest) }
}
