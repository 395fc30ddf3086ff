/// Keys that seal and what they seal, laid out for people.
extension Pages {
    /// Failures that are shown; more of them have one and the same cause.
    private static let failuresShownMax = 50

    func keys(_ keys: [KeyCensus.Key]) -> [String] {
        let kinds = Set(keys.flatMap(\.records.keys)).sorted()
        return TextTable(
            columns: [
                .init(heading: "KEY", narrowest: 8), .init(heading: "STATE"),
                .init(heading: "TOTAL", alignsRight: true),
            ]
                + kinds.map { .init(heading: $0.uppercased(), alignsRight: true) },
            rows: keys.map { key in
                [key.key, key.state, Self.count(key.total)] + kinds.map { Self.count(key.records[$0] ?? 0) }
            }
        ).lines(columnsMax: self.columnsMax)
    }

    /// One line while it goes on.
    func rotating(_ outcome: RotationRun.Outcome, columns: Int? = nil) -> String {
        let all = outcome.keys.reduce(0) { $0 + $1.total }
        let done = all - outcome.remaining
        let failed = outcome.failed.isEmpty ? "" : ", \(Self.count(Int64(outcome.failed.count))) do not open"
        let text = "\(Self.count(done)) of \(Self.count(all)) under the current key\(failed)"
        return ProgressBar(name: "", columns: columns).line(share: all == 0 ? 1 : Double(done) / Double(all), text)
    }

    func rotated(_ outcome: RotationRun.Outcome) -> [String] {
        let sentence =
            outcome.remaining == 0
            ? "Everything is under the current key; \(Self.count(outcome.rewrapped)) of it since now."
            : "\(Self.count(outcome.rewrapped)) were put under the current key, \(Self.count(outcome.remaining)) were not."
        return [sentence] + self.keys(outcome.keys) + self.failures(outcome.failed)
    }

    /// Why a rotation did not end.
    func notRotated(_ outcome: RotationRun.Outcome) -> String {
        let missing = outcome.keys.filter { $0.state == "missing" && $0.total > 0 }.map(\.key)
        guard missing.isEmpty else {
            return
                "The server does not have \(missing.joined(separator: ", ")): give it the key that these records name."
        }
        return outcome.failed.isEmpty
            ? "Somebody else changes the records that are left. Start it again."
            : "The records that are left do not open."
    }

    func verified(_ verification: Verification) -> [String] {
        TextTable(
            columns: [
                .init(heading: "KIND", narrowest: 12), .init(heading: "OPENED", alignsRight: true),
                .init(heading: "FAILED", alignsRight: true),
            ],
            rows: verification.kinds.map { [$0.kind, Self.count($0.opened), Self.count(Int64($0.failed.count))] }
        ).lines(columnsMax: self.columnsMax) + self.failures(verification.failed)
    }

    private func failures(_ failures: [SealedFailure]) -> [String] {
        guard !failures.isEmpty else { return [] }
        let table = TextTable(
            columns: [
                .init(heading: "KIND"), .init(heading: "RECORD"), .init(heading: "PART"), .init(heading: "KEY"),
                .init(heading: "REASON"),
            ],
            rows: failures.prefix(Self.failuresShownMax).map { [$0.kind, $0.record, $0.part, $0.key, $0.reason] }
        ).lines(columnsMax: self.columnsMax)
        let more = failures.count - Self.failuresShownMax
        return [""] + table + (more > 0 ? ["and \(Self.count(Int64(more))) more"] : [])
    }
}
