import Crypto

/// A secret as it is stored: its box, with the name of the key-encryption key beside it.
package struct SealedSecret: Equatable, Sendable {
    /// Which key opens it. Column: `key_id`.
    package let keyID: String
    /// An ``Envelope``; or, from before there were any, 12 bytes of nonce, the ciphertext and 16 bytes of tag.
    package let box: [UInt8]

    package init(keyID: String, box: [UInt8]) {
        self.keyID = keyID
        self.box = box
    }
}

/// Why a secret could not be opened.
package enum OpeningFailure: String, Error, CaseIterable, Sendable {
    /// The ring has no key of this name.
    case keyUnknown = "key-unknown"
    /// Key, context or bytes are not those of the sealing.
    case boxInvalid = "box-invalid"
}

/// The key-encryption keys of a cluster, one a generation: the first one seals, all of them open.
///
/// Each secret has a data key of its own, and a key-encryption key seals data keys alone. With random nonces one key is good
/// for 2³² wrappings (NIST SP 800-38D); a fleet of a million machines does some millions in its life.
package struct KeyRing: Sendable {
    package static let keyByteCount = 32

    /// Names of all keys, the sealing one first.
    package let keyIDs: [String]
    private let current: SymmetricKey
    private let keys: [String: SymmetricKey]

    /// Name of the key that seals.
    package let currentID: String

    /// - Parameter keys: names and 32-byte keys, the sealing one first. `nil` when empty, repeated or of a wrong length.
    package init?(_ keys: [(id: String, key: [UInt8])]) {
        guard let first = keys.first, Set(keys.map(\.id)).count == keys.count,
            keys.allSatisfy({ $0.key.count == Self.keyByteCount })
        else { return nil }
        self.keyIDs = keys.map(\.id)
        self.currentID = first.id
        self.current = SymmetricKey(data: first.key)
        self.keys = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, SymmetricKey(data: $0.key)) })
    }

    /// A mark of each key, by which nodes tell that they have the same ones under the same names: HMAC-SHA256 of a constant text. It
    /// says nothing of the key.
    package var marks: [(id: String, mark: [UInt8])] {
        self.keys.keys.sorted().compactMap { id in
            self.keys[id].map { key in
                (id, Array(HMAC<SHA256>.authenticationCode(for: Array("provision-key-mark/1".utf8), using: key)))
            }
        }
    }

    /// Seals bytes so that they open only under the same context.
    ///
    /// - Parameter context: where the secret belongs, such as `credential/UUID/3/password`; a box that is moved to another
    ///   row does not open there.
    package func seal(_ bytes: [UInt8], context: String) throws -> SealedSecret {
        let envelope = try Envelope.seal(bytes, under: self.current, context: context)
        return SealedSecret(keyID: self.currentID, box: envelope.box)
    }

    /// Opens what ``seal(_:context:)`` made, now or before there were envelopes.
    package func open(_ sealed: SealedSecret, context: String) throws(OpeningFailure) -> [UInt8] {
        guard let key = self.keys[sealed.keyID] else { throw .keyUnknown }
        do {
            if let envelope = Envelope(sealed.box), let dataKey = envelope.dataKey(under: key, context: context) {
                return try envelope.open(with: dataKey, context: context)
            }
            let box = try AES.GCM.SealedBox(combined: sealed.box)
            return Array(try AES.GCM.open(box, using: key, authenticating: Array(context.utf8)))
        } catch {
            throw .boxInvalid
        }
    }

    /// Puts a secret under the key that seals now. An envelope keeps its payload byte for byte, and nobody has seen what is in it;
    /// a box from before becomes an envelope.
    package func rewrap(_ sealed: SealedSecret, context: String) throws(OpeningFailure) -> SealedSecret {
        guard let key = self.keys[sealed.keyID] else { throw .keyUnknown }
        do {
            guard let envelope = Envelope(sealed.box), let dataKey = envelope.dataKey(under: key, context: context)
            else { return try self.seal(try self.open(sealed, context: context), context: context) }
            let rewrapped = try envelope.rewrapped(dataKey, under: self.current, context: context)
            return SealedSecret(keyID: self.currentID, box: rewrapped.box)
        } catch {
            throw .boxInvalid
        }
    }
}

extension KeyRing: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(key ring)" }
    package var debugDescription: String { "(key ring)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
