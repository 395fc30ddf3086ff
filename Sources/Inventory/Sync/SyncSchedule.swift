import AMT

/// Whether a source is to be read now, and how.
package enum SyncSchedule {
    /// Failures wait twice as long each time, from this many seconds up to the source's own interval.
    package static let firstRetrySeconds = 30
    /// What changed in this time before the last sync began is asked for once more: clocks differ.
    package static let overlapSeconds = 300

    package enum Kind: String, Equatable, Sendable {
        case whole
        case changes
    }

    /// - Parameters:
    ///   - source: as it is kept; a sync of it does not run here.
    ///   - definition: what its document says.
    /// - Returns: `nil` while nothing is to be done.
    package static func due(_ source: KeptSource, _ definition: SourceDefinition, now: UnixTime) -> Kind? {
        guard definition.isEnabled, !definition.feeds.isEmpty else { return nil }
        let state = source.state
        guard let startedAt = state.progress.startedAt else { return .whole }
        let wanted: Kind = self.isWholeDue(state, definition, now: now) ? .whole : .changes
        if let requestedAt = state.requestedAt, requestedAt >= startedAt {
            return state.isWholeRequested ? .whole : wanted
        }
        if source.changedAt >= startedAt { return .whole }
        // Whoever ran it has died: it goes on as what it was.
        if state.isUnderWay { return state.progress.isWhole ? .whole : .changes }
        guard let endedAt = state.progress.endedAt, now >= self.next(behind: endedAt, state, definition) else {
            return nil
        }
        return wanted
    }

    /// When it will be due by time alone; `nil` for never, or when it is due at once.
    package static func nextDue(_ source: KeptSource, _ definition: SourceDefinition) -> UnixTime? {
        guard definition.isEnabled, !definition.feeds.isEmpty, let endedAt = source.state.progress.endedAt else {
            return nil
        }
        return self.next(behind: endedAt, source.state, definition)
    }

    private static func next(
        behind endedAt: UnixTime, _ state: SourceState, _ definition: SourceDefinition
    ) -> UnixTime {
        let ordinary = endedAt + self.pause(state, definition)
        return state.failureCount > 0 ? max(ordinary, state.retryAt ?? ordinary) : ordinary
    }

    private static func pause(_ state: SourceState, _ definition: SourceDefinition) -> Duration {
        let ordinary = definition.schedule.everySeconds
        guard state.failureCount > 0 else { return .seconds(ordinary) }
        let doubled = self.firstRetrySeconds << min(state.failureCount - 1, 10)
        return .seconds(min(ordinary, doubled))
    }

    private static func isWholeDue(_ state: SourceState, _ definition: SourceDefinition, now: UnixTime) -> Bool {
        guard definition.feeds.allSatisfy(\.tellsChanges), let wholeAt = state.wholeSyncedAt else { return true }
        return now >= wholeAt + .seconds(definition.schedule.wholeEverySeconds)
    }

    /// Whether a whole sync that has missed records may take them away.
    ///
    /// - Parameters:
    ///   - living: records that the source had before.
    ///   - missing: those of them that it does not have now.
    package static func holdsShrinking(living: Int, missing: Int, percentMax: Int) -> Bool {
        guard missing > 0 else { return false }
        // The last few of a small source, but never all of it.
        guard missing > self.fewRecords || missing == living else { return false }
        return missing * 100 > living * percentMax
    }

    /// Records that may always go, whatever share they are.
    package static let fewRecords = 10
}

extension SourceFeed {
    /// Whether it can be asked for what has changed since a time.
    package var tellsChanges: Bool {
        let mark = "{\(Placeholder.since.rawValue)}"
        return self.url.contains(mark) || self.body?.contains(mark) == true
    }
}
