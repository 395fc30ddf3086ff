/// Keeps what is sealed under the key that seals now, and tells whether all of it opens.
///
/// Nothing that leaves here is secret: records are named by their place, keys by their name.
package protocol SecretKeeping: Sendable {
    /// Which keys there are, and how many records are sealed with each.
    func census() async throws(StoreFailure) -> KeyCensus

    /// Puts records of older keys under the key that seals now.
    ///
    /// May be ended at any moment and ordered again, by several at once as well: each record is replaced only when it still is as it
    /// was read. What somebody else has changed meanwhile stays for the next round.
    ///
    /// - Parameters:
    ///   - count: records of older keys that are looked at.
    ///   - place: where the step before ended; `nil` begins a round.
    func rotate(_ count: Int, after place: RotationPlace?) async throws(StoreFailure) -> RotationStep

    /// Opens about so many records of each kind, chosen at random, and says which do not open.
    func verify(_ count: Int) async throws(StoreFailure) -> [KindVerification]
}

/// Kinds of records that hold something sealed. Shown and documented: a raw value is never renamed.
///
/// A table that gets sealed columns becomes a case here, and the compiler asks for the rest.
package enum SealedKind: String, CaseIterable, Sendable {
    case authority
    case credential
    case oneTimePassword = "one-time-password"
    case presharedKey = "psk-key"
    case profileSecret = "profile-secret"
    case setupCertificate = "setup-certificate"
}

/// Which record of a kind: its primary key as text, such as `4c4c4544-0042-3510-8052-b4c04f4a3532/3`.
package struct SealedRecord: Hashable, Sendable {
    package let kind: SealedKind
    package let place: String

    package init(kind: SealedKind, place: String) {
        self.kind = kind
        self.place = place
    }
}

/// The keys of this node and of the database.
package struct KeyCensus: Equatable, Sendable {
    /// Records of one kind and one key.
    package struct Use: Equatable, Sendable {
        package let kind: SealedKind
        package let keyID: String
        package let count: Int64

        package init(kind: SealedKind, keyID: String, count: Int64) {
            self.kind = kind
            self.keyID = keyID
            self.count = count
        }
    }

    /// The keys that this node has, the sealing one first.
    package let keyIDs: [String]
    package let uses: [Use]

    package init(keyIDs: [String], uses: [Use]) {
        self.keyIDs = keyIDs
        self.uses = uses
    }

    /// Keys of this node, and behind them those that only records name: this node cannot open them.
    package var allKeyIDs: [String] {
        self.keyIDs + Set(self.uses.map(\.keyID)).subtracting(self.keyIDs).sorted()
    }

    /// Records of a key and a kind.
    package func count(_ keyID: String, _ kind: SealedKind) -> Int64 {
        self.uses.filter { $0.keyID == keyID && $0.kind == kind }.reduce(0) { $0 + $1.count }
    }

    /// Records that are not under the key that seals now.
    package var remaining: Int64 {
        self.uses.filter { $0.keyID != self.keyIDs.first }.reduce(0) { $0 + $1.count }
    }
}

/// How far a round of rotation is: records of this kind and key up to this place were looked at.
package struct RotationPlace: Equatable, Sendable {
    package let keyID: String
    package let record: SealedRecord

    package init(keyID: String, record: SealedRecord) {
        self.keyID = keyID
        self.record = record
    }
}

/// What one step of a rotation did.
package struct RotationStep: Equatable, Sendable {
    /// Records that are now under the key that seals.
    package var rewrapped: [SealedKind: Int] = [:]
    /// Records that somebody else had changed or held meanwhile.
    package var left = 0
    /// Records that do not open: they stay as they are.
    package var failures: [SealedFailure] = []
    /// Where the next step begins; `nil` when the round is over.
    package var next: RotationPlace?

    package init() {}
}

/// A record of which something does not open.
package struct SealedFailure: Equatable, Sendable {
    /// Why it does not. A raw value is never renamed.
    package enum Reason: String, CaseIterable, Sendable {
        /// This node has no key of the name that the record gives.
        case keyUnknown = "key-unknown"
        /// Key, place or bytes are not those of the sealing.
        case boxInvalid = "box-invalid"
    }

    package let record: SealedRecord
    /// Which of the record's secrets, such as `mebx`.
    package let part: String
    package let keyID: String
    package let reason: Reason

    package init(record: SealedRecord, part: String, keyID: String, reason: Reason) {
        self.record = record
        self.part = part
        self.keyID = keyID
        self.reason = reason
    }
}

/// What became of the records of one kind that were opened.
package struct KindVerification: Equatable, Sendable {
    package let kind: SealedKind
    /// Records that opened whole.
    package var opened = 0
    package var failures: [SealedFailure] = []

    package init(kind: SealedKind) { self.kind = kind }
}
