/// What became of a document that was to be kept as the newest version of what it says: a source, a profile, the policy.
package enum DocumentKeeping: Equatable, Sendable {
    /// The newest version says the same.
    case unchanged(version: Int)
    /// It is the newest version now.
    case kept(version: Int)
    /// Somebody else has changed it since; nothing was kept. 0 when there is none.
    case conflict(newest: Int)
}
