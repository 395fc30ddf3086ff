/// Settings that firmware keeps back until a commit, and that nobody may have put in force.
///
/// On a configured device nothing tells whether a commit without an answer was carried out, because what is staged and what is
/// in force may look the same: then it is given once more, which is harmless. Some firmware never answers one, and is believed
/// in the end.
struct StagedChanges {
    /// Commits in a row without an answer, of which the last is believed.
    static let unansweredCommitsMax = 3

    /// Something may be staged that is not in force.
    private(set) var mayWait: Bool
    private var unansweredCommits = 0

    /// - Parameter mayWait: an earlier attempt has meant to stage something, and nobody knows of a commit after it.
    init(mayWait: Bool) { self.mayWait = mayWait }

    /// A change that waits for a commit is about to be made.
    mutating func stage() { self.mayWait = true }

    /// Everything is in force.
    mutating func commit() {
        self.mayWait = false
        self.unansweredCommits = 0
    }

    /// A commit had no answer.
    ///
    /// - Returns: whether it is believed all the same.
    mutating func commitUnanswered() -> Bool {
        self.unansweredCommits += 1
        guard self.unansweredCommits < Self.unansweredCommitsMax else {
            self.commit()
            return true
        }
        self.mayWait = true
        return false
    }
}
