import AMT

/// What came of a piece of the coordinators' housekeeping the last time.
package struct JobView: Equatable, Sendable {
    package let name: String
    /// Name of the node that did it.
    package let node: String?
    package let startedAt: UnixTime
    package let endedAt: UnixTime
    package let outcome: JobOutcome

    package init(name: String, node: String?, startedAt: UnixTime, endedAt: UnixTime, outcome: JobOutcome) {
        self.name = name
        self.node = node
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
    }
}

/// A piece of housekeeping that is over.
package struct DoneJob: Equatable, Sendable {
    package let name: String
    package let startedAt: UnixTime
    package let endedAt: UnixTime
    package let outcome: JobOutcome

    package init(name: String, startedAt: UnixTime, endedAt: UnixTime, outcome: JobOutcome) {
        self.name = name
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
    }
}

/// How a piece of housekeeping ended.
package enum JobOutcome: Equatable, Sendable {
    /// - Parameter rows: how many it changed.
    case done(rows: Int)
    /// - Parameter reason: why, in a word of ``StoreFailure`` or a sentence.
    case failed(reason: String)
}
