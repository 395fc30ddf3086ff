/// A root that the device trusts for remote setup, by its hash. Source: class definition of Intel's LMS,
/// *AMT_ProvisioningCertificateHash*.
package struct AMT_ProvisioningCertificateHash: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_ProvisioningCertificateHash")

    /// The key.
    package let instanceID: String
    /// What the hash is called, for people; absent on some firmware.
    package let name: String?
    /// The hash as a hello has it. The algorithm's number is not the hello's on all firmware: compare bytes.
    package let hash: RootHash
    /// Whether it left the factory with the device; absent on some firmware.
    package let isDefault: Bool?
    /// Whether it counts; absent on some firmware.
    package let isEnabled: Bool?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.name = instance.text("Description")
        guard let algorithm = UInt8(exactly: try instance.requiredNumber("HashType")) else {
            throw instance.malformed("HashType")
        }
        self.hash = RootHash(algorithm: algorithm, bytes: try instance.requiredBytes("HashData"))
        self.isDefault = try instance.flag("IsDefault")
        self.isEnabled = try instance.flag("Enabled")
    }
}

extension AMT_ProvisioningCertificateHash {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page; 20 to 30 hashes are usual.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_ProvisioningCertificateHash>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_ProvisioningCertificateHash(instance)
        }
    }
}
