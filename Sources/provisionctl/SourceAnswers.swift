// Sources of inventory as the API shows them.

struct SourceList: Decodable, Equatable {
    var sources: [InventorySource]
}

struct InventorySource: Decodable, Equatable {
    struct Failure: Decodable, Equatable {
        var code: String
        var detail: String
    }

    /// The sync that runs, or the last one.
    struct Sync: Decodable, Equatable {
        var whole: Bool
        var startedAt: String
        var endedAt: String?
        var outcome: String?
        var pages: Int64
        var records: Int64
        var recordsPerSecond: Int64?
        var changed: Int64
        var missing: Int64
        var faults: Int64
        var firstFaults: [String]
        var bytes: Int64
    }

    var name: String
    var version: Int
    var kind: String?
    var enabled: Bool?
    var author: String
    var changedAt: String
    var phase: String
    var nextDueAt: String?
    var records: Int64
    var vanished: Int64
    var syncedAt: String?
    var wholeSyncedAt: String?
    var failures: Int
    var error: Failure?
    var sync: Sync?
}

struct SourceOrdered: Decodable, Equatable {
    var name: String
    var whole: Bool
}

struct SourceAccepted: Decodable, Equatable {
    var name: String
    var missing: Int64
}

struct SourceRemoved: Decodable, Equatable {
    var name: String
}

/// What the first page of each feed gave.
struct SourceTest: Decodable, Equatable {
    struct Record: Decodable, Equatable {
        var part: String
        var resource: String
        var uuid: String?
        var fqdn: String?
        var amtVersion: String?
        var profile: String?
        var site: String?
        var reportedAt: String?
        var fields: [String: String]
    }

    struct RecordFault: Decodable, Equatable {
        var record: Int
        var reason: String
        var field: String?
    }

    struct Feed: Decodable, Equatable {
        var part: String
        var error: InventorySource.Failure?
        var recordsOnPage: Int
        var bytes: Int64
        var hasMore: Bool
        var records: [Record]
        var faultsOnPage: Int
        var faults: [RecordFault]
    }

    var name: String
    var feeds: [Feed]
}
