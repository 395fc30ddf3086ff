// Keys that seal secrets, as the API's description has them.

/// Which keys there are, and how much each of them seals.
struct KeyCensus: Decodable, Equatable {
    struct Key: Decodable, Equatable {
        var key: String
        var state: String
        var total: Int64
        var records: [String: Int64]
    }

    var remaining: Int64
    var keys: [Key]
}

/// What one step of a rotation did, and what is left.
struct RotationStep: Decodable, Equatable {
    /// Handed back as it came.
    struct Place: Codable, Equatable {
        var kind: String
        var key: String
        var record: String
    }

    var rewrapped: [String: Int64]
    var left: Int64
    var failed: [SealedFailure]
    var next: Place?
    var remaining: Int64
    var keys: [KeyCensus.Key]
}

struct RotationOrder: Encodable {
    var count: Int
    var after: RotationStep.Place?
}

/// A record of which something does not open.
struct SealedFailure: Decodable, Equatable {
    var kind: String
    var record: String
    var part: String
    var key: String
    var reason: String
}

struct Verification: Decodable, Equatable {
    struct Kind: Decodable, Equatable {
        var kind: String
        var opened: Int64
        var failed: [SealedFailure]
    }

    var kinds: [Kind]

    var failed: [SealedFailure] { self.kinds.flatMap(\.failed) }
}
