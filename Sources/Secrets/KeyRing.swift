import Crypto
import Foundation

/// A secret as it is stored: AES-256-GCM, with the name of the key beside it.
package struct SealedSecret: Equatable, Sendable {
    /// Which key opens it. Column: `key_id`.
    package let keyID: String
    /// 12 bytes of nonce, the ciphertext, 16 bytes of tag.
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

/// The key-encryption keys of a cluster: the first one seals, all of them open.
package struct KeyRing: Sendable {
    package static let keyByteCount = 32

    /// Name of the key that seals.
    package let currentID: String
    private let current: SymmetricKey
    private let keys: [String: SymmetricKey]

    /// - Parameter keys: names and 32-byte keys, the sealing one first. `nil` when empty, repeated or of a wrong length.
    package init?(_ keys: [(id: String, key: [UInt8])]) {
        guard let first = keys.first, Set(keys.map(\.id)).count == keys.count,
            keys.allSatisfy({ $0.key.count == Self.keyByteCount })
        else { return nil }
        self.currentID = first.id
        self.current = SymmetricKey(data: first.key)
        self.keys = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, SymmetricKey(data: $0.key)) })
    }

    /// Seals bytes so that they open only under the same context.
    ///
    /// - Parameter context: where the secret belongs, such as `credential/UUID/3/password`; a box that is moved to another
    ///   row does not open there.
    package func seal(_ bytes: [UInt8], context: String) throws -> SealedSecret {
        let box = try AES.GCM.seal(bytes, using: self.current, authenticating: Array(context.utf8))
        // `combined` is absent only for nonces of another size than the default one.
        guard let combined = box.combined else { throw OpeningFailure.boxInvalid }
        return SealedSecret(keyID: self.currentID, box: Array(combined))
    }

    /// Opens what ``seal(_:context:)`` made.
    package func open(_ sealed: SealedSecret, context: String) throws(OpeningFailure) -> [UInt8] {
        guard let key = self.keys[sealed.keyID] else { throw .keyUnknown }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.box)
            return Array(try AES.GCM.open(box, using: key, authenticating: Array(context.utf8)))
        } catch {
            throw .boxInvalid
        }
    }
}
