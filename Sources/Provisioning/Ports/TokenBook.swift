import AMT

/// Who may call the API, and for what. It knows tokens by their digests alone, SHA-256 of the token's text.
package protocol TokenBook: Sendable {
    /// The token with a digest; `nil` when none was admitted. Its use is noted.
    func token(digest: [UInt8]) async throws(StoreFailure) -> KnownToken?

    /// Every token, in order of names.
    func tokens() async throws(StoreFailure) -> [TokenView]

    /// Admits a new token.
    ///
    /// - Parameter roles: one at least.
    /// - Returns: when; `nil` when the name is taken.
    func make(name: String, roles: Set<AccessRole>, digest: [UInt8]) async throws(StoreFailure) -> UnixTime?

    /// Withdraws the token of a name.
    func remove(name: String) async throws(StoreFailure) -> TokenRemoval
}

/// A token that was admitted.
package struct KnownToken: Equatable, Sendable {
    package let name: String
    package let roles: Set<AccessRole>

    package init(name: String, roles: Set<AccessRole>) {
        self.name = name
        self.roles = roles
    }
}

/// One token as lists show it: never the token itself, which nobody has but its holder.
package struct TokenView: Equatable, Sendable {
    package let name: String
    /// Raw values of ``AccessRole``; text, because an older node may read what a newer one wrote.
    package let roles: [String]
    package let createdAt: UnixTime
    /// To the minute; `nil` before its first use.
    package let lastUsedAt: UnixTime?

    package init(name: String, roles: [String], createdAt: UnixTime, lastUsedAt: UnixTime?) {
        self.name = name
        self.roles = roles
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

/// What became of a withdrawal. Statements say the raw value.
package enum TokenRemoval: String, CaseIterable, Sendable {
    case removed
    /// There is no token of this name.
    case unknown
    /// It is the last one with the role `trust-admin`: without it nobody could make another one.
    case last
}
