/// What became of a document that was to be removed: a source or a webhook.
package enum DocumentRemoval: Equatable, Sendable {
    case removed
    case unknown
    /// It has another version than the one that was to be removed, and stays.
    case conflict(newest: Int)
}
