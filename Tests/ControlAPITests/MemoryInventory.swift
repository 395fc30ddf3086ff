import AMT
import Inventory
import Provisioning
import Synchronization

@testable import ControlAPI

/// Sources in memory, with the port's promises.
final class MemorySourceCatalog: SourceCatalog {
    struct Contents {
        var sources: [KeptSource] = []
        var pushed: [String: [SourceRecord]] = [:]
        var requested: [String: Bool] = [:]
        var accepted: [String] = []
        var failure: InventoryFailure?
        var lookCount = 0
        /// What somebody else does just before a source is removed.
        var beforeRemoval: (@Sendable (inout Contents) -> Void)?
    }

    private let contents = Mutex(Contents())

    /// How often the list was read.
    var lookCount: Int { self.contents.withLock { $0.lookCount } }
    var pushed: [String: [SourceRecord]] { self.contents.withLock { $0.pushed } }
    var requested: [String: Bool] { self.contents.withLock { $0.requested } }
    var accepted: [String] { self.contents.withLock { $0.accepted } }

    func change(_ body: (inout Contents) -> Void) { self.contents.withLock { body(&$0) } }

    /// Puts a state behind a kept source.
    func set(_ name: String, _ state: SourceState) {
        self.change { contents in
            contents.sources = contents.sources.map { source in
                source.name == name ? Self.copy(source, state: state) : source
            }
        }
    }

    private static func copy(_ source: KeptSource, state: SourceState) -> KeptSource {
        KeptSource(
            id: source.id, name: source.name, version: source.version, document: source.document,
            author: source.author, changedAt: source.changedAt, state: state)
    }

    private func work<Answer: Sendable>(
        _ body: (inout sending Contents) throws(InventoryFailure) -> sending Answer
    ) throws(InventoryFailure) -> Answer {
        try self.contents.withLock { contents throws(InventoryFailure) in
            if let failure = contents.failure { throw failure }
            return try body(&contents)
        }
    }

    func sources() async throws(InventoryFailure) -> [KeptSource] {
        try self.work { contents in
            contents.lookCount += 1
            return contents.sources.sorted { $0.name < $1.name }
        }
    }

    func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(InventoryFailure) -> DocumentKeeping {
        try self.work { contents in
            let newest = contents.sources.first { $0.name == name }
            if let newest, newest.document == canonicalDocument { return .unchanged(version: newest.version) }
            let version = newest?.version ?? 0
            if let ifVersion, ifVersion != version { return .conflict(newest: version) }
            contents.sources.removeAll { $0.name == name }
            contents.sources.append(
                KeptSource(
                    id: newest?.id ?? Int16(contents.sources.count + 1), name: name, version: version + 1,
                    document: canonicalDocument, author: author,
                    changedAt: UnixTime(seconds: 1_000_000_000 + Int64(version)), state: newest?.state ?? SourceState())
            )
            return .kept(version: version + 1)
        }
    }

    func remove(name: String, ifVersion: Int?) async throws(InventoryFailure) -> DocumentRemoval {
        try self.work { contents in
            let before = contents.beforeRemoval
            before?(&contents)
            guard let newest = contents.sources.first(where: { $0.name == name })?.version else { return .unknown }
            if let ifVersion, ifVersion != newest { return .conflict(newest: newest) }
            contents.sources.removeAll { $0.name == name }
            return .removed
        }
    }

    func requestSync(name: String, isWhole: Bool) async throws(InventoryFailure) -> Bool {
        try self.work { contents in
            contents.requested[name] = isWhole
            return contents.sources.contains { $0.name == name }
        }
    }

    func acceptShrinking(name: String) async throws(InventoryFailure) -> Bool {
        try self.work { contents in
            contents.accepted.append(name)
            return contents.sources.contains { $0.name == name }
        }
    }

    func push(_ records: [SourceRecord], source: String) async throws(InventoryFailure) -> InventoryChange? {
        try self.work { contents in
            guard contents.sources.contains(where: { $0.name == source }) else { return nil }
            let known = contents.pushed[source] ?? []
            let changed = records.filter { !known.contains($0) }
            contents.pushed[source] =
                known.filter { old in !records.contains { $0.resource == old.resource } } + records
            return InventoryChange(changedCount: changed.count, goneCount: 0)
        }
    }
}

/// Gives what a test says, and remembers what was asked.
final class MemoryProbe: SourceProbe {
    private let findings = Mutex<[FeedFindings]>([])
    private let asked = Mutex<[SourceDefinition]>([])

    var askedOf: [SourceDefinition] { self.asked.withLock { $0 } }

    func give(_ findings: [FeedFindings]) { self.findings.withLock { $0 = findings } }

    func probe(
        _ source: SourceDefinition, recordsMax: Int
    ) async throws(InventoryFailure) -> [FeedFindings] {
        self.asked.withLock { $0.append(source) }
        return self.findings.withLock { $0 }
    }
}

/// What decides names and profiles, in memory.
final class MemoryResolutionBook: ResolutionBook {
    private let known = Mutex<[DeviceUUID: ResolutionFacts]>([:])

    func learn(_ device: DeviceUUID, _ facts: ResolutionFacts) { self.known.withLock { $0[device] = facts } }

    func facts(of device: DeviceUUID) async throws(InventoryFailure) -> ResolutionFacts {
        self.known.withLock { $0[device] } ?? ResolutionFacts(inventory: InventoryFindings())
    }
}

/// Policies in memory, with the port's promises.
final class MemoryPolicyCatalog: PolicyCatalog {
    private let versions = Mutex<[PolicyVersion]>([])
    private let tried = Mutex<[PolicyCandidate]>([])
    /// What a dry run waits for before it has its devices.
    let gate = Mutex<(@Sendable () async -> Void)?>(nil)

    /// The devices on which a dry run is made.
    func have(_ candidates: [PolicyCandidate]) { self.tried.withLock { $0 = candidates } }

    func newest() async throws(StoreFailure) -> PolicyVersion? { self.versions.withLock { $0.last } }

    func policy(version: Int) async throws(StoreFailure) -> PolicyVersion? {
        self.versions.withLock { $0.first { $0.version == version } }
    }

    func history(before: Int?, limit: Int) async throws(StoreFailure) -> [DocumentVersion] {
        self.versions.withLock { versions in
            let older = versions.reversed().filter { $0.version < before ?? .max }
            return older.prefix(limit).map {
                DocumentVersion(version: $0.version, author: $0.author, createdAt: $0.createdAt)
            }
        }
    }

    func keep(
        canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        self.versions.withLock { versions in
            let version = versions.count
            if let newest = versions.last, newest.document == canonicalDocument { return .unchanged(version: version) }
            if let ifVersion, ifVersion != version { return .conflict(newest: version) }
            versions.append(
                PolicyVersion(
                    version: version + 1, document: canonicalDocument, author: author,
                    createdAt: UnixTime(seconds: 1_000_000_000 + Int64(version))))
            return .kept(version: version + 1)
        }
    }

    func candidates(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> [PolicyCandidate] {
        await self.gate.withLock { $0 }?()
        return self.tried.withLock { all in
            Array(all.filter { candidate in after.map { candidate.uuid > $0 } ?? true }.prefix(limit))
        }
    }
}

/// The inventory of one test.
struct MemoryInventory {
    /// 2001-09-09T01:48:20Z
    static let now = UnixTime(seconds: 1_000_000_100)

    let sources = MemorySourceCatalog()
    let probe = MemoryProbe()
    let resolutions = MemoryResolutionBook()
    let policies = MemoryPolicyCatalog()

    var desk: InventoryDesk {
        InventoryDesk(
            sources: self.sources, probe: self.probe, resolutions: self.resolutions, policies: self.policies
        ) { Self.now }
    }
}
