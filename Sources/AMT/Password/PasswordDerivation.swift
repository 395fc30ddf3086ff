import Crypto

/// Passwords that follow from a master secret and a device, so that who holds the master can open every device without asking.
///
/// The algorithm is ours and never changes: HKDF-SHA-256 with the master as key material, the device's UUID in canonical order as
/// salt and ``info`` expands to bytes, of which ``PasswordMaker`` makes the password.
package enum PasswordDerivation {
    /// What the bytes are for.
    static let info = Array("ProvisionServer admin password 1".utf8)

    /// - Parameter length: 8...32 characters.
    /// - Returns: `nil` for another length, or in one case in more than 2^64.
    package static func password(master: Secret, device: DeviceUUID, length: Int) -> Secret? {
        let count = min(PasswordMaker.entropyByteCount(length: length), Self.bytesMax)
        let expanded = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: master.revealBytes()), salt: device.bytes, info: Self.info,
            outputByteCount: count)
        return PasswordMaker.password(length: length, entropy: expanded.withUnsafeBytes { Array($0) })
    }

    /// What HKDF gives at most: 255 blocks of 32 bytes.
    static let bytesMax = 8160
}
