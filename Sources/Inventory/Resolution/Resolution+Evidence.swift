extension Resolution {
    /// The key of the summary where there is no name: `none` (no source has a record of the UUID), `malformed` (there is a
    /// record, and no name that can be used), `ambiguous` (one source has several names). What is looked for in order to wake
    /// a device that waits.
    package static let summaryKey = "inventory.record"
    /// Sources that are told; further ones are counted.
    package static let sourcesToldMax = 20
    /// Names of one source that are told.
    package static let namesToldMax = 5

    /// The whole of it for a problem: how far each source got, and what stands against each other.
    package var evidence: [String: String] {
        var evidence: [String: String] = [:]
        for source in self.sources.prefix(Self.sourcesToldMax) {
            evidence.merge(source.evidence) { first, _ in first }
        }
        if self.sources.isEmpty { evidence["inventory.sources"] = "none is enabled" }
        let more = self.sources.count - Self.sourcesToldMax
        if more > 0 { evidence["inventory.sources"] = "\(more) more" }
        for field in ResolutionConflict.Field.allCases {
            let conflicts = self.conflicts.filter { $0.field == field }.prefix(Self.sourcesToldMax)
            guard !conflicts.isEmpty else { continue }
            evidence["inventory.conflict.\(field.rawValue)"] = conflicts.map(\.words).joined(separator: "; ")
        }
        evidence[Self.summaryKey] = self.summary
        return evidence
    }

    /// `nil` where there is a name.
    private var summary: String? {
        guard self.fqdn == nil else { return nil }
        var summary = "none"
        for source in self.sources {
            switch source.end {
            case .severalNames: return "ambiguous"
            case .noLocationRecord, .fqdnEmpty, .fqdnMalformed: summary = "malformed"
            case .neverSynced, .noCapabilityRecord, .found: break
            }
        }
        return summary
    }
}

extension SourceResolution {
    /// What is told of one source: `inventory.<source>` and keys below it.
    var evidence: [String: String] {
        let key = "inventory.\(self.name)"
        var evidence = [key: self.end.word]
        switch self.end {
        case .neverSynced, .noCapabilityRecord, .noLocationRecord, .fqdnEmpty: break
        case .fqdnMalformed(let text, let refusal):
            evidence["\(key).fqdn"] = text
            evidence["\(key).refusal"] = refusal.rawValue
        case .severalNames(let names):
            let told = names.prefix(Resolution.namesToldMax).map(\.description).joined(separator: ", ")
            let more = names.count - Resolution.namesToldMax
            evidence["\(key).names"] = more > 0 ? "\(told) and \(more) more" : told
        case .found(let name): evidence["\(key).fqdn"] = name.description
        }
        if let match = self.match {
            evidence["\(key).resource"] = match.record.record.resource
            if match.order == .raw { evidence["\(key).order"] = "raw" }
        }
        evidence["\(key).failure"] = self.lastFailure?.rawValue
        switch self.standing {
        case .fresh: break
        case .stale: evidence["\(key).data"] = "stale, \(self.ageDays ?? 0) days old"
        case .vanished: evidence["\(key).data"] = "vanished from the source"
        }
        return evidence
    }
}

extension ResolutionConflict {
    /// `cmdb: pc2.corp.example (stale)`
    fileprivate var words: String {
        switch self.standing {
        case .fresh: "\(self.source): \(self.value)"
        case .stale: "\(self.source): \(self.value) (stale)"
        case .vanished: "\(self.source): \(self.value) (vanished)"
        }
    }
}
