// Tokens, as the API's description has them.

struct TokenList: Decodable, Equatable {
    struct Entry: Decodable, Equatable {
        var name: String
        var roles: [String]
        var createdAt: String
        var lastUsedAt: String?
    }

    var tokens: [Entry]
}

struct TokenMade: Decodable, Equatable {
    var name: String
    var roles: [String]
    var createdAt: String
    var token: String
}

struct TokenRemoved: Decodable, Equatable {
    var name: String
}
