// The cluster as a whole, as the API's description has it.

/// How the fleet stands, in one answer.
struct Overview: Decodable, Equatable {
    struct Minute: Decodable, Equatable {
        var at: String
        var hellos: Int
        var provisioned: Int
        var failed: Int
    }

    struct Band: Decodable, Equatable {
        var band: String
        var devices: Int
    }

    var counts: [String: Int]
    var oldestReadyAt: String?
    var oldestWaitingAt: String?
    /// The last hour, oldest first.
    var minutes: [Minute]
    var limbo: [Band]
}

struct NodeList: Decodable, Equatable {
    struct Node: Decodable, Equatable {
        var id: Int64
        var name: String
        var role: String
        var version: String?
        var startedAt: String
        var seenAt: String
        var leftAt: String?
        var state: String
        var leases: Int
    }

    var nodes: [Node]
}

struct SiteList: Decodable, Equatable {
    struct Site: Decodable, Equatable {
        var name: String
        var counts: [String: Int]
    }

    var sites: [Site]
}

struct JobList: Decodable, Equatable {
    struct Job: Decodable, Equatable {
        var name: String
        var lastStartedAt: String?
        var lastEndedAt: String?
        var outcome: String?
        /// That were changed.
        var rows: Int64?
        var detail: String?
        var node: String?
    }

    var jobs: [Job]
}

/// Devices in the order in which they will no longer listen.
struct LimboPage: Decodable, Equatable {
    struct Device: Decodable, Equatable {
        var uuid: String
        var fqdn: String?
        var site: String?
        var state: String
        var kind: String
        var retryCount: Int
        var windowEndsEarliestAt: String?
        var windowEndsLatestAt: String?
        var windowEndsAt: String?
        var confidence: String
        var restart: String
    }

    var devices: [Device]
    var nextCursor: String?
}

/// Devices that inventory promises and that never said hello.
struct ExpectedPage: Decodable, Equatable {
    struct Device: Decodable, Equatable {
        var uuid: String
        var fqdn: String?
        var amtVersion: String?
        var source: String
        var site: String?
        var reportedAt: String?
    }

    var devices: [Device]
    var nextCursor: String?
}

struct SettingList: Decodable, Equatable {
    struct Setting: Decodable, Equatable {
        var key: String
        var value: String?
        var isSecret: Bool
        var origin: String
    }

    var settings: [Setting]
}

/// `nil`: what the settings of each process say.
struct LogLevel: Codable, Equatable {
    var level: String?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        // An absent member says nothing; null says something.
        try container.encode(self.level, forKey: .level)
    }

    /// In words.
    var text: String { self.level.map(DisplayText.safe) ?? "as the settings say" }
}
