/// A certificate in the device's store.
package struct AMT_PublicKeyCertificate: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_PublicKeyCertificate")

    /// `Intel(r) AMT Certificate: Handle: N`, the key.
    package let instanceID: String
    /// The certificate, X.509 DER.
    package let der: [UInt8]
    /// `true` for a root that the device trusts, `false` for one of its own.
    package let isTrustedRoot: Bool
    /// The firmware's own certificate, which cannot be deleted; absent on older firmware.
    package let isReadOnly: Bool?
    /// `C=..,O=..,CN=..`; for people.
    package let subject: String?
    /// As ``subject``.
    package let issuer: String?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.der = try instance.requiredBytes("X509Certificate")
        // The class definition spells it so.
        self.isTrustedRoot = try instance.requiredFlag("TrustedRootCertficate")
        self.isReadOnly = try instance.flag("ReadOnlyCertificate")
        self.subject = instance.text("Subject")
        self.issuer = instance.text("Issuer")
    }
}

extension AMT_PublicKeyCertificate {
    /// Starts an enumeration of the store.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of the store.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_PublicKeyCertificate>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_PublicKeyCertificate(instance)
        }
    }

    /// Reads one certificate.
    package static func get(instanceID: String) -> WSManCall<AMT_PublicKeyCertificate> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try AMT_PublicKeyCertificate(instance)
        }
    }

    /// Removes one certificate. Fails with a fault while TLS, 802.1x or remote access refers to it.
    package static func delete(instanceID: String) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: [.init("InstanceID", instanceID)])
    }
}
