import Foundation

/// Follows a sync that was ordered to its end, and shows how far it is on standard error.
struct SyncWatch {
    static let pause: Duration = .seconds(1)
    /// Answers in a row that may fail before the watch gives up: a database that fails over takes a moment.
    static let failuresMax = 10

    let session: Session
    let name: String
    /// When the sync before began; the one that was ordered has another time.
    let before: InventorySource

    /// - Returns: the API's answer about the source after the sync.
    func run() async throws(CommandFailure) -> Data {
        let shown = ProgressLine()
        let progress = SyncProgress(expected: self.before.records, columns: shown.columns)
        var phase = ""
        var failures = 0
        defer { shown.clear() }
        while true {
            do throws(CommandFailure) {
                let body = try await self.session.client.send("GET", "/v1/sources/\(self.name)")
                let source = try Answer.read(body, as: InventorySource.self)
                failures = 0
                if self.isOver(source) { return body }
                shown.show(progress.line(source), isNews: source.phase != phase)
                phase = source.phase
            } catch {
                failures += 1
                guard error.mayPass, failures < Self.failuresMax else { throw error }
            }
            // Only a signal ends it early, and with it the process.
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func isOver(_ source: InventorySource) -> Bool {
        guard let sync = source.sync, sync.startedAt != self.before.sync?.startedAt else { return false }
        return sync.endedAt != nil && source.phase != "ordered" && source.phase != "syncing"
    }
}

extension CommandFailure {
    /// Whether the same question may be answered in a moment.
    var mayPass: Bool {
        switch self {
        case .unreachable, .server(status: 429, _, _, _), .server(status: 502...504, _, _, _): true
        case .server, .answerUnreadable, .noToken, .invalidDocument, .usage, .incomplete, .found: false
        }
    }
}
