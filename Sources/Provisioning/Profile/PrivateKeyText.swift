import AMT

/// A private key of 2048 bits as PEM (PKCS#1, RFC 8017 appendix A.1.2), as far as it must be understood to carry it to a device.
package enum PrivateKeyText {
    /// Such a key has some 1,190 bytes.
    private static let byteCountMax = 1280
    /// What stands behind the head of the sequence: version 0, and a modulus of 257 bytes, of which the first is 0.
    private static let beginning: [UInt8] = [0x02, 0x01, 0x00, 0x02, 0x82, 0x01, 0x01, 0x00]
    private static let headByteCount = 4

    /// The DER of the one key in a text.
    ///
    /// - Returns: `nil` for anything else: another format, another algorithm, another length.
    package static func der(_ text: Secret) -> Secret? {
        let der = PEMText.der(text.reveal(), label: "RSA PRIVATE KEY", byteCountMax: Self.byteCountMax)
        guard let der, der.dropFirst(Self.headByteCount).starts(with: Self.beginning),
            let first = der.dropFirst(Self.headByteCount + Self.beginning.count).first, first >= 0x80
        else { return nil }
        return Secret(der)
    }
}
