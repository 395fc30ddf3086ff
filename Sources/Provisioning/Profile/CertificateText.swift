import AMT

/// A certificate as PEM (RFC 7468), as far as it must be understood to carry it to a device.
package enum CertificateText {
    /// Firmware keeps no longer chain; no certificate is larger.
    package static let byteCountMax = ReleaseLimits.highest(.certificateChainByteCountMax)
    private static let label = "CERTIFICATE"

    /// The DER of the one certificate in a text.
    ///
    /// - Returns: `nil` for none or several, for other blocks, for text around it, for what is no DER sequence of that length.
    package static func der(_ text: String) -> [UInt8]? {
        PEMText.der(text, label: Self.label, byteCountMax: Self.byteCountMax)
    }

    /// Writes a certificate.
    package static func text(_ der: [UInt8]) -> String { PEMText.text(der, label: Self.label) }
}
