import Crypto

/// The bytes of a box: a data key of its own, wrapped by a key-encryption key, and what it seals.
///
/// | bytes | what |
/// | --- | --- |
/// | 8 | the mark |
/// | 60 | the data key under the key-encryption key: 12 bytes of nonce, 32 of ciphertext, 16 of tag |
/// | 28 and more | the payload under the data key: 12 bytes of nonce, the ciphertext, 16 bytes of tag |
///
/// Both parts are AES-256-GCM, and each is bound to the mark, to its own role and to the context: neither passes for the other, nor
/// for a box that was sealed under the key-encryption key itself, whose associated data are the context alone and begin with no
/// zero byte. Wrapping anew changes the first 68 bytes and none behind them; `provision.sealed_payload` in the database relies on it.
///
/// **Telling boxes apart.** A box of before begins with its nonce: 12 random bytes, which are the mark's 8 with a chance of 2⁻⁶⁴. The
/// mark alone therefore decides nothing. What has it is an envelope when its data key unwraps, which a box of before does with a
/// chance of 2⁻¹²⁸; if not, it is opened as a box of before, and there the tag decides. So every box opens in the one form in which
/// it was sealed, and an altered one in none.
struct Envelope {
    static let mark: [UInt8] = [0x00] + Array("PSENV".utf8) + [0x00, 0x01]
    static let wrappedKeyByteCount = 12 + 32 + 16
    static let headerByteCount = Self.mark.count + Self.wrappedKeyByteCount

    /// What a part is, as its associated data say.
    private enum Role: UInt8 {
        case dataKey = 0x6b
        case payload = 0x70
    }

    private let wrappedKey: [UInt8]
    private let payload: [UInt8]

    /// - Returns: `nil` for what cannot be an envelope.
    init?(_ box: [UInt8]) {
        guard box.starts(with: Self.mark), box.count >= Self.headerByteCount else { return nil }
        self.wrappedKey = Array(box[Self.mark.count..<Self.headerByteCount])
        self.payload = Array(box[Self.headerByteCount...])
    }

    private init(wrappedKey: [UInt8], payload: [UInt8]) {
        self.wrappedKey = wrappedKey
        self.payload = payload
    }

    /// Seals under a data key that is made for this and known nowhere else.
    static func seal(_ bytes: [UInt8], under key: SymmetricKey, context: String) throws -> Envelope {
        let dataKey = SymmetricKey(size: .bits256)
        return Envelope(
            wrappedKey: try Self.wrap(dataKey, under: key, context: context),
            payload: try Self.combined(
                try AES.GCM.seal(bytes, using: dataKey, authenticating: Self.data(.payload, context))))
    }

    /// As it is stored.
    var box: [UInt8] { Self.mark + self.wrappedKey + self.payload }

    /// - Returns: `nil` when it was not wrapped by this key for this context.
    func dataKey(under key: SymmetricKey, context: String) -> SymmetricKey? {
        // Why it does not unwrap is one and the same: something is not as it was sealed.
        guard let sealed = try? AES.GCM.SealedBox(combined: self.wrappedKey),
            let bytes = try? AES.GCM.open(sealed, using: key, authenticating: Self.data(.dataKey, context))
        else { return nil }
        return SymmetricKey(data: bytes)
    }

    func open(with dataKey: SymmetricKey, context: String) throws -> [UInt8] {
        let sealed = try AES.GCM.SealedBox(combined: self.payload)
        return Array(try AES.GCM.open(sealed, using: dataKey, authenticating: Self.data(.payload, context)))
    }

    /// The same payload, its data key under another key.
    func rewrapped(_ dataKey: SymmetricKey, under key: SymmetricKey, context: String) throws -> Envelope {
        Envelope(wrappedKey: try Self.wrap(dataKey, under: key, context: context), payload: self.payload)
    }

    private static func wrap(_ dataKey: SymmetricKey, under key: SymmetricKey, context: String) throws -> [UInt8] {
        try dataKey.withUnsafeBytes { bytes in
            try Self.combined(try AES.GCM.seal(bytes, using: key, authenticating: Self.data(.dataKey, context)))
        }
    }

    private static func combined(_ box: AES.GCM.SealedBox) throws -> [UInt8] {
        // `combined` is absent only for nonces of another size than the default one.
        guard let combined = box.combined else { throw OpeningFailure.boxInvalid }
        return Array(combined)
    }

    private static func data(_ role: Role, _ context: String) -> [UInt8] {
        Self.mark + [role.rawValue] + Array(context.utf8)
    }
}
