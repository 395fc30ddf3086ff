/// How much the device's certificate store holds. Each number is `nil` when the firmware does not say. Source: class
/// definition of Intel's LMS, *AMT_PublicKeyManagementCapabilities*.
package struct AMT_PublicKeyManagementCapabilities: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_PublicKeyManagementCapabilities")

    /// Bytes of all revocation lists together.
    package let crlByteCountMax: UInt32?
    /// Bytes of a trusted root.
    package let rootByteCountMax: UInt32?
    /// Trusted roots.
    package let rootCountMax: UInt32?
    /// Bytes of a trusted name, see ``AMT_TLSSettingData/trustedCN``.
    package let commonNameByteCountMax: UInt32?
    /// Trusted names.
    package let commonNameCountMax: UInt32?
    /// Bytes of a certificate of the device's own, its chain included.
    package let chainByteCountMax: UInt32?
    /// Bits of the RSA keys that the device makes and takes.
    package let keyLengths: [UInt32]

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.crlByteCountMax = try instance.number("MaximumCRLSize")
        self.rootByteCountMax = try instance.number("RootCertMaxSize")
        self.rootCountMax = try instance.number("RootCertMaxCount")
        self.commonNameByteCountMax = try instance.number("CommonNameMaxSize")
        self.commonNameCountMax = try instance.number("CommonNameMaxCount")
        self.chainByteCountMax = try instance.number("CertChainMaxSize")
        self.keyLengths = try instance.numbers("SupportedKeyLengths")
    }
}

extension AMT_PublicKeyManagementCapabilities {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_PublicKeyManagementCapabilities> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in
            try AMT_PublicKeyManagementCapabilities(instance)
        }
    }
}
