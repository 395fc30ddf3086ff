/// A key pair in the device's store. The private part never leaves it.
///
/// A key belongs to a certificate when ``derKey`` equals the key bits of the certificate's SubjectPublicKeyInfo; there
/// is no other link.
package struct AMT_PublicPrivateKeyPair: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_PublicPrivateKeyPair")

    /// `Intel(r) AMT Key: Handle: N`, the key.
    package let instanceID: String
    /// PKCS#1 RSAPublicKey, DER: modulus and exponent.
    package let derKey: [UInt8]

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.derKey = try instance.requiredBytes("DERKey")
    }
}

extension AMT_PublicPrivateKeyPair {
    /// Starts an enumeration of the store.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of the store.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_PublicPrivateKeyPair>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_PublicPrivateKeyPair(instance)
        }
    }

    /// Reads one key pair.
    package static func get(instanceID: String) -> WSManCall<AMT_PublicPrivateKeyPair> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try AMT_PublicPrivateKeyPair(instance)
        }
    }

    /// Removes one key pair. Fails with a fault while a certificate in use refers to it.
    package static func delete(instanceID: String) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: [.init("InstanceID", instanceID)])
    }
}
