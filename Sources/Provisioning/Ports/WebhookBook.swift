import Inventory

/// Webhooks as operators keep them.
package protocol WebhookBook: Sendable {
    /// All of them, in order of names.
    func webhooks() async throws(StoreFailure) -> [KeptWebhook]

    /// Keeps the newest version of a webhook. A new one is told what happens from now on.
    ///
    /// - Parameter ifVersion: the version from which its writer took it, 0 for none; `nil` for whatever is there.
    func keep(
        name: String, canonicalDocument: String, isEnabled: Bool, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping

    /// - Parameter ifVersion: the version that is to go; `nil` for whatever is there.
    func remove(name: String, ifVersion: Int?) async throws(StoreFailure) -> DocumentRemoval

    /// Has it told again what came behind a position.
    ///
    /// - Returns: whether there is one.
    func replay(name: String, after: EventPosition) async throws(StoreFailure) -> Bool
}

/// Webhooks as whoever sends to them sees them. One sends to one at a time.
package protocol WebhookQueue: Sendable {
    /// Leases the webhook that is due for longest; `nil` when none is.
    func claim(token: Int64, lease: Duration) async throws(StoreFailure) -> ClaimedWebhook?

    /// Whether it may still be sent to under this lease: `false` once it was changed, switched off, removed or told again.
    func holds(name: String, token: Int64) async throws(StoreFailure) -> Bool

    /// Notes how far it was told.
    ///
    /// - Returns: `false` when the lease was over: somebody else sends, or it has changed.
    func settle(_ settlement: WebhookSettlement, name: String, token: Int64) async throws(StoreFailure) -> Bool
}

/// A webhook that is to be told on.
package struct ClaimedWebhook: Equatable, Sendable {
    package let name: String
    package let document: String
    package let position: EventPosition
    package let failureCount: Int

    package init(name: String, document: String, position: EventPosition, failureCount: Int) {
        self.name = name
        self.document = document
        self.position = position
        self.failureCount = failureCount
    }
}

/// How far a webhook was told, and when it is told on.
package struct WebhookSettlement: Equatable, Sendable {
    package let position: EventPosition
    /// Events that it took.
    package let deliveredCount: Int
    package let dueInSeconds: Double
    /// Why the next one was not taken; `nil` when all were. Without secrets.
    package let failure: String?
    /// Failures in a row, this one too; 0 without one.
    package let failureCount: Int

    package init(
        position: EventPosition, deliveredCount: Int, dueInSeconds: Double, failure: String? = nil,
        failureCount: Int = 0
    ) {
        self.position = position
        self.deliveredCount = deliveredCount
        self.dueInSeconds = dueInSeconds
        self.failure = failure
        self.failureCount = failureCount
    }
}
