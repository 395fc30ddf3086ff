/// What happened in a world, in numbers.
struct Counts: Sendable {
    var calls = 0
    var writes = 0
    var lostAnswers = 0
    var crashes = 0
    var claims = 0
    var completions = 0
    var failedStatements = 0
    /// Final writes that found the row under another lease.
    var staleWrites = 0
    var resets = 0
    var edits = 0
    var virtualHours = 0.0

    static func += (left: inout Counts, right: Counts) {
        left.calls += right.calls
        left.writes += right.writes
        left.lostAnswers += right.lostAnswers
        left.crashes += right.crashes
        left.claims += right.claims
        left.completions += right.completions
        left.failedStatements += right.failedStatements
        left.staleWrites += right.staleWrites
        left.resets += right.resets
        left.edits += right.edits
        left.virtualHours += right.virtualHours
    }
}

/// How a world ended.
struct WorldReport: Sendable {
    let seed: UInt64
    let digest: UInt64
    let events: Int
    let counts: Counts
    let violation: SimulatedWorld.Violation?
    /// The last events.
    let lines: [String]

    /// For a person who has to find out.
    var text: String {
        guard let violation = self.violation else {
            return "seed \(self.seed): \(self.events) events, all as it should be"
        }
        return self.lines.joined(separator: "\n")
            + "\nseed \(self.seed) breaks \(violation.invariant.rawValue): \(violation.detail)"
            + "\nrepeat it with: Deploy/simulate --seed \(self.seed)"
    }
}
