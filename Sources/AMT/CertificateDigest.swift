import Crypto

/// The name of a certificate among others.
package enum CertificateDigest {
    /// SHA-256 of the DER, 64 lower-case hexadecimal digits.
    package static func sha256(_ der: [UInt8]) -> String { Hex.text(Array(SHA256.hash(data: der))) }
}
