import Foundation

/// Orders step after step of a rotation until nothing is left, and shows how far it is on standard error.
struct RotationRun {
    /// What became of it.
    struct Outcome: Equatable {
        var rewrapped: Int64 = 0
        var remaining: Int64 = 0
        /// Of the last round: what did not open.
        var failed: [SealedFailure] = []
        var keys: [KeyCensus.Key] = []
    }

    /// Answers in a row that may fail before it gives up: a database that fails over takes a moment.
    static let failuresMax = 10
    static let pause: Duration = .seconds(1)

    let session: Session
    let batch: Int

    /// Rounds, until one leaves nothing or changes nothing.
    ///
    /// - Returns: the API's last answer, and what came of all of them.
    func run() async throws(CommandFailure) -> (Data, Outcome) {
        let shown = ProgressLine()
        defer { shown.clear() }
        var outcome = Outcome()
        while true {
            let before = outcome.rewrapped
            outcome.failed = []
            var place: RotationStep.Place?
            var body: Data
            repeat {
                body = try await self.answer(after: place)
                let step = try Answer.read(body, as: RotationStep.self)
                outcome.rewrapped += step.rewrapped.values.reduce(0, +)
                outcome.failed += step.failed
                outcome.remaining = step.remaining
                outcome.keys = step.keys
                place = step.next
                // The last answer follows at once.
                if place != nil || shown.columns != nil {
                    shown.show(self.session.pages.rotating(outcome, columns: shown.columns))
                }
            } while place != nil
            if outcome.remaining == 0 || outcome.rewrapped == before { return (body, outcome) }
        }
    }

    private func answer(after place: RotationStep.Place?) async throws(CommandFailure) -> Data {
        guard let order = try? JSONEncoder().encode(RotationOrder(count: self.batch, after: place)) else {
            throw .answerUnreadable("the member next is no text")
        }
        var failures = 0
        while true {
            do throws(CommandFailure) {
                // A step that was done and whose answer was lost does no harm a second time.
                return try await self.session.client.send("POST", "/v1/secrets/rotation", json: order)
            } catch {
                failures += 1
                guard error.mayPass, failures < Self.failuresMax else { throw error }
            }
            // Only a signal ends it early, and with it the process.
            try? await Task.sleep(for: Self.pause)
        }
    }
}
