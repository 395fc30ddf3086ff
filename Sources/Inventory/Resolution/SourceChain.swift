import AMT

/// The chain UUID → resource → name in one source, gone to its end.
struct SourceChain {
    let finding: SourceFinding
    let end: ChainEnd
    let standing: DataStanding
    /// The records that count: with one name, or of one standing. In order of their resources.
    let matches: [RecordMatch]
    private let moment: UnixTime

    /// Takes the best data that lead to a name; where none do, the best there are tell why.
    init(_ finding: SourceFinding, now: UnixTime) {
        self.finding = finding
        self.moment = now
        var best: (end: ChainEnd, standing: DataStanding, matches: [RecordMatch])?
        let counted = Self.counted(finding.matches)
        for standing in DataStanding.allCases {
            let matches = counted.filter {
                Self.standing(of: $0.naming ?? $0.record, in: $0, finding, now: now) == standing
            }
            guard !matches.isEmpty else { continue }
            let (end, leading) = Self.end(of: matches)
            if end.isAnswer {
                best = (end, standing, leading)
                break
            }
            best = best ?? (end, standing, leading)
        }
        self.end = best?.end ?? (finding.lastSyncedAt == nil ? .neverSynced : .noCapabilityRecord)
        self.standing = best?.standing ?? .fresh
        self.matches = best?.matches ?? []
    }

    /// Records that hold the UUID in the other byte order count where none holds it in the right one: the other reading may
    /// belong to another machine.
    private static func counted(_ matches: [RecordMatch]) -> [RecordMatch] {
        let canonical = matches.filter { $0.order == .canonical }
        let isPresent = canonical.contains { $0.record.vanishedAt == nil }
        let raw = matches.filter { match in
            match.order == .raw && !isPresent && (canonical.isEmpty || match.record.vanishedAt == nil)
        }
        return (canonical + raw).sorted { $0.record.record.resource < $1.record.record.resource }
    }

    private static func end(of matches: [RecordMatch]) -> (end: ChainEnd, leading: [RecordMatch]) {
        var names: [FQDN: [RecordMatch]] = [:]
        var misses: [(end: ChainEnd, match: RecordMatch)] = []
        for match in matches {
            guard let naming = match.naming else {
                misses.append((.noLocationRecord, match))
                continue
            }
            let text = (naming.record.fqdn ?? "").withoutOuterBlanks
            do throws(FQDNRefusal) {
                names[try FQDN(text), default: []].append(match)
            } catch {
                misses.append((error == .empty ? .fqdnEmpty : .fqdnMalformed(text, error), match))
            }
        }
        if let (name, leading) = names.first, names.count == 1 { return (.found(name), leading) }
        guard names.isEmpty else {
            return (.severalNames(names.keys.sorted { $0.description < $1.description }), matches)
        }
        let furthest = misses.max { $0.end.distance < $1.end.distance }
        return (furthest?.end ?? .noCapabilityRecord, furthest.map { [$0.match] } ?? [])
    }

    private static func standing(
        of kept: KeptRecord, in match: RecordMatch, _ finding: SourceFinding, now: UnixTime
    ) -> DataStanding {
        if kept.vanishedAt != nil || match.record.vanishedAt != nil { return .vanished }
        let age = now - finding.dataAt(of: kept)
        let isOld = finding.freshDays > 0 && age > .seconds(86_400 * Int64(finding.freshDays))
        return isOld ? .stale : .fresh
    }
}

// MARK: - What it gives

extension SourceChain {
    /// The name with where it is from.
    var fqdn: ResolvedValue<FQDN>? {
        guard case .found(let name) = self.end, let match = self.matches.first, let naming = match.naming else {
            return nil
        }
        return self.resolved(name, naming, match)
    }

    /// A value of the records that count; none where nobody knows which computer is meant.
    func value(_ field: KeyPath<SourceRecord, String?>) -> ResolvedValue<String>? {
        for match in self.believed {
            for kept in [match.record, match.location].compactMap({ $0 }) {
                let text = (kept.record[keyPath: field] ?? "").withoutOuterBlanks
                if !text.isEmpty { return self.resolved(text, kept, match) }
            }
        }
        return nil
    }

    /// Further fields of the records that count.
    var fields: [RecordFieldValue] {
        self.believed.flatMap { match in match.record.record.fields + (match.location?.record.fields ?? []) }
    }

    /// How far it got, for people.
    var resolution: SourceResolution {
        let match = self.matches.first
        let age = match.map { self.moment - self.finding.dataAt(of: $0.naming ?? $0.record) }
        return SourceResolution(
            name: self.finding.name, end: self.end, lastFailure: self.finding.lastFailure, match: match,
            standing: self.standing, ageDays: age.map { Int(max(0, $0.components.seconds) / 86_400) })
    }

    private var believed: [RecordMatch] {
        if case .severalNames = self.end { [] } else { self.matches }
    }

    private func resolved<Value>(_ value: Value, _ kept: KeptRecord, _ match: RecordMatch) -> ResolvedValue<Value> {
        ResolvedValue(
            value, source: self.finding.name, dataAt: self.finding.dataAt(of: kept),
            standing: Self.standing(of: kept, in: match, self.finding, now: self.moment), match: match)
    }
}

extension ChainEnd {
    /// Whether the source has spoken, be it with several tongues.
    fileprivate var isAnswer: Bool {
        switch self {
        case .found, .severalNames: true
        case .neverSynced, .noCapabilityRecord, .noLocationRecord, .fqdnEmpty, .fqdnMalformed: false
        }
    }

    /// How many links of the chain held.
    fileprivate var distance: Int {
        switch self {
        case .neverSynced: 0
        case .noCapabilityRecord: 1
        case .noLocationRecord: 2
        case .fqdnEmpty: 3
        case .fqdnMalformed: 4
        case .severalNames: 5
        case .found: 6
        }
    }
}

extension RecordMatch {
    /// The record that names the computer.
    fileprivate var naming: KeptRecord? {
        switch self.record.record.part {
        case .whole, .location: self.record
        case .capability: self.location
        }
    }
}

extension SourceFinding {
    /// The time that the source itself tells of a record's data; else when the record was last seen to say this: when it last
    /// changed here, or when all of the source was last read, if it still had the record then.
    fileprivate func dataAt(of kept: KeptRecord) -> UnixTime {
        if let reportedAt = kept.record.reportedAt { return reportedAt }
        guard kept.vanishedAt == nil, let lastSyncedAt else { return kept.changedAt }
        return max(kept.changedAt, lastSyncedAt)
    }
}

extension String {
    fileprivate var withoutOuterBlanks: String {
        String(self.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
