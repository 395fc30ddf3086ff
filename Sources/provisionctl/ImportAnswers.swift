// What the API answers to imports.

struct RecordsTaken: Decodable, Equatable {
    struct Result: Decodable, Equatable {
        var taken: Bool
        var reason: String?
        var field: String?
    }

    var taken: Int
    var changed: Int
    var results: [Result]
}

/// Of keys and of credentials.
struct ImportTaken: Decodable, Equatable {
    struct Result: Decodable, Equatable {
        /// `imported`, `kept`, `known`, `faulty`, `refused`.
        var result: String
        var reason: String?
        var field: String?
    }

    var results: [Result]
}
