/// How much a sync changed.
package struct InventoryChange: Equatable, Sendable {
    package let changedCount: Int
    package let goneCount: Int

    package init(changedCount: Int, goneCount: Int) {
        self.changedCount = changedCount
        self.goneCount = goneCount
    }
}

/// The book could not be written; the next sync tries again.
package struct InventoryFailure: Error, Equatable, Sendable {
    /// What the database said, without values.
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
