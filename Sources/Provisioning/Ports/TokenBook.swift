import AMT

/// Who may call the API, and for what. It knows tokens by their digests alone, SHA-256 of the token's text.
package protocol TokenBook: Sendable {
    /// The token with a digest; `nil` when none was admitted. Its use is noted.
    func token(digest: [UInt8]) async throws(StoreFailure) -> KnownToken?

    /// Every token, in order of names.
    func tokens() async throws(StoreFailure) -> [TokenView]

    /// Admits a new token.
    ///
    /// - Returns: when; `nil` when the name is taken.
    func make(name: String, scope: TokenScope, digest: [UInt8]) async throws(StoreFailure) -> UnixTime?

    /// Withdraws the token of a name.
    func remove(name: String) async throws(StoreFailure) -> TokenRemoval
}

/// What a token may be used for.
package enum TokenScope: String, CaseIterable, Sendable {
    /// Everything, and with it every password of the fleet.
    case all
    /// Bringing inventory records, for what each computer of the fleet holds.
    case records
}

/// A token that was admitted.
package struct KnownToken: Equatable, Sendable {
    package let name: String
    package let scope: TokenScope

    package init(name: String, scope: TokenScope) {
        self.name = name
        self.scope = scope
    }
}

/// One token as lists show it: never the token itself, which nobody has but its holder.
package struct TokenView: Equatable, Sendable {
    package let name: String
    /// Raw value of ``TokenScope``; text, because an older node may read what a newer one wrote.
    package let scope: String
    package let createdAt: UnixTime
    /// To the minute; `nil` before its first use.
    package let lastUsedAt: UnixTime?

    package init(name: String, scope: String, createdAt: UnixTime, lastUsedAt: UnixTime?) {
        self.name = name
        self.scope = scope
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

/// What became of a withdrawal. Statements say the raw value.
package enum TokenRemoval: String, CaseIterable, Sendable {
    case removed
    /// There is no token of this name.
    case unknown
    /// It is the last one that may do everything: without it nobody could make another one.
    case last
}
