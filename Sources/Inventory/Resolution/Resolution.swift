import AMT

/// What inventory as a whole says of one device, with where each answer is from and how far every source got.
package struct Resolution: Equatable, Sendable {
    package var fqdn: ResolvedValue<FQDN>?
    /// The name that sources give which are read; what was brought to us vouches for nobody.
    package var vouchedFQDN: ResolvedValue<FQDN>?
    package var profile: ResolvedValue<String>?
    package var site: ResolvedValue<String>?
    package var amtVersion: ResolvedValue<String>?
    /// Further fields; of several sources that have one, the value of the most trusted.
    package var fields: [String: String]
    /// Every enabled source, the ones whose names are believed first in front.
    package var sources: [SourceResolution]
    /// Values that stand against the answers.
    package var conflicts: [ResolutionConflict]

    package init(
        fqdn: ResolvedValue<FQDN>? = nil, vouchedFQDN: ResolvedValue<FQDN>? = nil,
        profile: ResolvedValue<String>? = nil, site: ResolvedValue<String>? = nil,
        amtVersion: ResolvedValue<String>? = nil, fields: [String: String] = [:], sources: [SourceResolution] = [],
        conflicts: [ResolutionConflict] = []
    ) {
        self.fqdn = fqdn
        self.vouchedFQDN = vouchedFQDN
        self.profile = profile
        self.site = site
        self.amtVersion = amtVersion
        self.fields = fields
        self.sources = sources
        self.conflicts = conflicts
    }
}

/// An answer with where it is from.
package struct ResolvedValue<Value: Equatable & Sendable>: Equatable, Sendable {
    package let value: Value
    package let source: String
    /// The time of the source's own data, or else when it last changed here.
    package let dataAt: UnixTime
    package let standing: DataStanding
    /// The records that led to it, and in which byte order they hold the UUID.
    package let match: RecordMatch

    package init(_ value: Value, source: String, dataAt: UnixTime, standing: DataStanding, match: RecordMatch) {
        self.value = value
        self.source = source
        self.dataAt = dataAt
        self.standing = standing
        self.match = match
    }
}

/// How much data count. What is fresh counts before all that is not, whoever is trusted more.
package enum DataStanding: Int, CaseIterable, Comparable, Sendable {
    case fresh
    /// Older than its source's days.
    case stale
    /// The source does not have it any more.
    case vanished

    package static func < (left: DataStanding, right: DataStanding) -> Bool { left.rawValue < right.rawValue }
}

/// How far one source got.
package struct SourceResolution: Equatable, Sendable {
    package let name: String
    package let end: ChainEnd
    /// Why the source could not be read the last time; what it said before still counts.
    package let lastFailure: SourceFailure.Code?
    /// The records that count; `nil` where there are none.
    package let match: RecordMatch?
    package let standing: DataStanding
    /// Whole days since the data of the records that count; `nil` where there are none.
    package let ageDays: Int?

    package init(
        name: String, end: ChainEnd, lastFailure: SourceFailure.Code? = nil, match: RecordMatch? = nil,
        standing: DataStanding = .fresh, ageDays: Int? = nil
    ) {
        self.name = name
        self.end = end
        self.lastFailure = lastFailure
        self.match = match
        self.standing = standing
        self.ageDays = ageDays
    }
}

/// Where the chain from UUID over resource to name ends in one source.
package enum ChainEnd: Equatable, Sendable {
    /// It was never read to its end.
    case neverSynced
    /// No record has the UUID.
    case noCapabilityRecord
    /// A record has the UUID, and none has the name of its resource.
    case noLocationRecord
    case fqdnEmpty
    /// What stands in place of a name, and why it is none.
    case fqdnMalformed(String, FQDNRefusal)
    /// Several resources have the UUID, with these names.
    case severalNames([FQDN])
    case found(FQDN)

    /// A word for evidence.
    package var word: String {
        switch self {
        case .neverSynced: "never-synced"
        case .noCapabilityRecord: "no-capability-record"
        case .noLocationRecord: "no-location-record"
        case .fqdnEmpty: "fqdn-empty"
        case .fqdnMalformed: "fqdn-malformed"
        case .severalNames: "several-names"
        case .found: "found"
        }
    }
}

/// A value that another source has than the one whose answer counts.
package struct ResolutionConflict: Equatable, Sendable {
    package enum Field: String, CaseIterable, Sendable {
        case fqdn, profile, site
        case amtVersion = "amt_version"
    }

    package let field: Field
    package let source: String
    package let value: String
    package let standing: DataStanding

    package init(_ field: Field, source: String, value: String, standing: DataStanding = .fresh) {
        self.field = field
        self.source = source
        self.value = value
        self.standing = standing
    }
}
