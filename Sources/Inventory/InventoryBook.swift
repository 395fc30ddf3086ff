import AMT

/// What is known of the computers behind the UUIDs. The coordinator writes, workers read through the queue's briefs.
package protocol InventoryBook: Sendable {
    /// Makes the records of `source` exactly these, writing only what differs.
    ///
    /// - Returns: how many records were new or changed, and how many went.
    func replace(_ entries: [InventoryFile.Entry], source: String) async throws(InventoryFailure) -> InventoryChange
}

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
