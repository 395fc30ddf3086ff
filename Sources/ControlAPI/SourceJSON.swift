import AMT
import Inventory
import Provisioning

// How the API shows sources, how they stand, and what a test of one gave.

extension JSONText {
    init(_ source: KeptSource, now: UnixTime, hasDocument: Bool) {
        let definition = try? SourceReader.read(kept: source.document).get()
        var members: [(String, JSONText)] = [
            ("name", .string(source.name)),
            ("version", .integer(Int64(source.version))),
            ("kind", JSONText(SourceView.kind(source)?.rawValue)),
            ("enabled", definition.map { .bool($0.isEnabled) } ?? .null),
            ("author", .string(source.author)),
            ("changedAt", JSONText(source.changedAt)),
            ("phase", .string(SourceView.phase(source, definition).rawValue)),
            ("nextDueAt", JSONText(SourceView.nextDue(source, definition, now: now))),
            ("records", .integer(source.state.recordCount)),
            ("vanished", .integer(source.state.vanishedCount)),
            ("syncedAt", JSONText(source.state.syncedAt)),
            ("wholeSyncedAt", JSONText(source.state.wholeSyncedAt)),
            ("failures", .integer(Int64(source.state.failureCount))),
            ("error", JSONText(failureOf: source.state.progress)),
            ("sync", JSONText(source.state.progress, now: now)),
        ]
        if hasDocument { members.append(("document", .document(source.document))) }
        self = .object(members)
    }

    /// The sync that runs or the last one; `null` before the first.
    init(_ progress: SourceState.Progress, now: UnixTime) {
        guard progress.startedAt != nil else {
            self = .null
            return
        }
        self = .object([
            ("whole", .bool(progress.isWhole)),
            ("startedAt", JSONText(progress.startedAt)),
            ("endedAt", JSONText(progress.currentEnd)),
            ("outcome", progress.currentEnd == nil ? .null : JSONText(progress.outcome?.rawValue)),
            ("pages", .integer(progress.pageCount)),
            ("records", .integer(progress.recordCount)),
            ("recordsPerSecond", progress.recordsPerSecond(now: now).map { .integer($0) } ?? .null),
            ("changed", .integer(progress.changedCount)),
            ("missing", .integer(progress.missingCount)),
            ("faults", .integer(progress.faultCount)),
            ("firstFaults", .array(progress.faults.map { .string($0) })),
            ("bytes", .integer(progress.byteCount)),
        ])
    }

    init(failureOf progress: SourceState.Progress) {
        self =
            progress.failure.map {
                .object([("code", .string($0.rawValue)), ("detail", .string(progress.failureDetail ?? ""))])
            } ?? .null
    }

    init(_ findings: FeedFindings) {
        self = .object([
            ("part", .string(findings.part.rawValue)),
            (
                "error",
                findings.failure.map {
                    .object([("code", .string($0.code.rawValue)), ("detail", .string($0.detail))])
                } ?? .null
            ),
            ("recordsOnPage", .integer(Int64(findings.recordCount))),
            ("bytes", .integer(findings.byteCount)),
            ("hasMore", .bool(findings.hasMore)),
            ("records", .array(findings.records.map { JSONText($0) })),
            ("faultsOnPage", .integer(Int64(findings.faultCount))),
            ("faults", .array(findings.faults.map { JSONText($0) })),
        ])
    }

    init(_ record: SourceRecord) {
        self = .object([
            ("part", .string(record.part.rawValue)),
            ("resource", .string(record.resource)),
            ("uuid", JSONText(record.deviceUUID?.description)),
            ("fqdn", JSONText(record.fqdn)),
            ("amtVersion", JSONText(record.amtVersion)),
            ("profile", JSONText(record.profile)),
            ("site", JSONText(record.site)),
            ("reportedAt", JSONText(record.reportedAt)),
            ("fields", .object(record.fields.map { ($0.name, .string($0.value)) })),
        ])
    }

    init(_ fault: RecordFault) {
        self = .object([
            ("record", .integer(Int64(fault.record))), ("reason", .string(fault.reason.rawValue)),
            ("field", JSONText(fault.field)),
        ])
    }
}

/// What is read out of a kept source for people.
enum SourceView {
    /// What a source does now. A raw value is never renamed.
    enum Phase: String, CaseIterable, Sendable {
        /// Its document says so.
        case disabled
        /// Its records are brought; nothing is read.
        case push
        /// A sync runs.
        case syncing
        /// A sync was ordered, or its document changed, and has not begun.
        case ordered
        /// Its last sync misses too many records: an operator has to agree.
        case held
        /// Its last sync failed; it is tried again by itself.
        case failing
        /// It waits for its time.
        case waiting
        /// The kept document cannot be read any more.
        case unreadable
    }

    static func kind(_ source: KeptSource) -> SourceKind? {
        guard case .success(let document) = DocumentValue.read(json: Array(source.document.utf8)) else { return nil }
        return SourceReader.kind(of: document)
    }

    static func phase(_ source: KeptSource, _ definition: SourceDefinition?) -> Phase {
        guard let definition else { return .unreadable }
        if !definition.isEnabled { return .disabled }
        if definition.feeds.isEmpty { return .push }
        if source.state.isUnderWay { return .syncing }
        guard let startedAt = source.state.progress.startedAt else { return .ordered }
        if source.changedAt >= startedAt { return .ordered }
        if let requestedAt = source.state.requestedAt, requestedAt >= startedAt { return .ordered }
        switch source.state.progress.outcome {
        case .held?: return .held
        case .failed?: return .failing
        case .done?, .unchanged?, nil: return .waiting
        }
    }

    /// When it is read next; the present when that is at once.
    static func nextDue(_ source: KeptSource, _ definition: SourceDefinition?, now: UnixTime) -> UnixTime? {
        guard let definition else { return nil }
        switch Self.phase(source, definition) {
        case .disabled, .push, .unreadable, .syncing: return nil
        case .ordered: return now
        case .held, .failing, .waiting: return SyncSchedule.nextDue(source, definition)
        }
    }
}

extension SourceState.Progress {
    /// When it ended; `nil` while it runs, whatever an earlier one has left.
    var currentEnd: UnixTime? {
        guard let startedAt = self.startedAt, let endedAt = self.endedAt, endedAt >= startedAt else { return nil }
        return endedAt
    }

    /// On average; `nil` in its first second.
    func recordsPerSecond(now: UnixTime) -> Int64? {
        guard let startedAt = self.startedAt else { return nil }
        let milliseconds = ((self.currentEnd ?? now).microseconds - startedAt.microseconds) / 1000
        return milliseconds >= 1000 ? self.recordCount * 1000 / milliseconds : nil
    }
}
