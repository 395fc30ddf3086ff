// The assignment policy, and why a device has its name and profile, as the API shows them.

/// One version of the policy; 0 is the standard one, which nobody has kept.
struct PolicySummary: Decodable, Equatable {
    var name: String
    var version: Int
    var author: String?
    var createdAt: String?
}

struct PolicyHistory: Decodable, Equatable {
    var versions: [PolicySummary]
    var nextCursor: String?
}

/// What a policy would change.
struct PolicyTrial: Decodable, Equatable {
    struct Outcome: Decodable, Equatable {
        var kind: String
        var profile: String?
    }

    struct Example: Decodable, Equatable {
        var uuid: String
        var fqdn: String
        var origin: String?
    }

    struct Move: Decodable, Equatable {
        var from: String?
        var to: Outcome
        var changes: Bool
        var count: Int
        var examples: [Example]
    }

    struct Decided: Decodable, Equatable {
        var origin: String
        var count: Int
    }

    var devices: Int
    var unnamed: Int
    /// Of both; a server of before does not look at them.
    var neverCalled: Int?
    var complete: Bool
    var moves: [Move]
    var decided: [Decided]
}

/// The chain from a UUID to a name and a profile.
struct DeviceResolution: Decodable, Equatable {
    struct Match: Decodable, Equatable {
        struct Kept: Decodable, Equatable {
            var changedAt: String
            var vanishedAt: String?
            var says: SourceTest.Record
        }

        var order: String
        var record: Kept
        var location: Kept?
    }

    struct Value: Decodable, Equatable {
        var value: String
        var source: String
        var dataAt: String
        var standing: String
        var match: Match
    }

    struct Profile: Decodable, Equatable {
        var value: String
        var origin: String
    }

    struct Source: Decodable, Equatable {
        var name: String
        var end: String
        var names: [String]
        var lastError: String?
        var standing: String?
        var ageDays: Int?
        var match: Match?
    }

    struct Conflict: Decodable, Equatable {
        var field: String
        var source: String
        var value: String
        var standing: String
    }

    var uuid: String
    var address: String?
    var release: String?
    var fqdn: Value?
    var profile: Profile?
    var outcome: String
    var problem: Device.Problem?
    var policyVersion: Int
    var policyEnabled: Bool
    var sourceProfile: Value?
    var site: Value?
    var amtVersion: Value?
    var fields: [String: String]
    var sources: [Source]
    var conflicts: [Conflict]
}
