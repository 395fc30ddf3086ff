// What the API answers about pre-shared keys.

struct PSKList: Decodable, Equatable {
    struct Key: Decodable, Equatable {
        var pid: String
        var state: String
        var device: String?
        var since: String?
        var createdAt: String
        var exportedAt: String?
    }

    var keys: [Key]
    var nextCursor: String?
}

struct PSKMade: Decodable, Equatable {
    var pids: [String]
}

struct PSKExported: Decodable {
    struct Key: Decodable {
        var pid: String
        var pps: String
    }

    var keys: [Key]
    var unknown: [String]
}
