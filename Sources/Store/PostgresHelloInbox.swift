import AMT
import Crypto
import Postgres
import Provisioning
import Synchronization

/// Puts hellos into the queue, one statement a batch.
package final class PostgresHelloInbox: HelloInbox {
    /// More distinct hash lists than firmware releases times owners; beyond it the memory of their numbers starts over.
    static let hashListsRememberedMax = 4096

    private struct Known {
        var sites: [String: Int16] = [:]
        var hashLists: [[UInt8]: Int32] = [:]
        var rooms: [Int16: Room] = [:]
    }

    /// How many more requests of unexpected devices a site takes, as far as this process knows.
    private struct Room {
        var left: Int
        let countedAt: ContinuousClock.Instant
    }

    /// Counting takes a few milliseconds at the limit, so a flood is let count it once in this time.
    private static let roomAge = Duration.seconds(1)

    private let pool: PostgresPool
    private let refreshSeconds: Double
    private let unexpected: UnexpectedLimits
    private let window: @Sendable (AdmittedHello) -> Duration
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let known = Mutex(Known())

    /// - Parameters:
    ///   - refresh: an unchanged device's row is not touched more often.
    ///   - unexpected: how many requests there may be of devices that nobody expects.
    ///   - window: how long a device still listens after a hello, estimated.
    ///   - clock: the one that the receive times are of.
    package init(
        pool: PostgresPool, refresh: Duration, unexpected: UnexpectedLimits,
        window: @escaping @Sendable (AdmittedHello) -> Duration,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.pool = pool
        self.refreshSeconds = refresh.inSeconds
        self.unexpected = unexpected
        self.window = window
        self.clock = clock
    }

    package func admit(_ batch: [AdmittedHello]) async throws(StoreFailure) -> [DeviceUUID: UnexpectedLimit] {
        let sites = try await self.siteNumbers(Set(batch.map(\.site)))
        let encoded = batch.map { hello in
            if case .pki(let hashes) = hello.hello.credential { return RootHashList.encode(hashes) }
            return [UInt8]()
        }
        let digests = zip(batch, encoded).map { hello, body -> [UInt8]? in
            if case .pki = hello.hello.credential { return Array(SHA256.hash(data: body)) }
            return nil
        }
        var bodies: [[UInt8]: [UInt8]] = [:]
        for (digest, body) in zip(digests, encoded) { if let digest { bodies[digest] = body } }
        let lists = try await self.hashListNumbers(bodies)
        let rooms = try await self.rooms(Set(sites.values))
        let leading: [PostgresValue] = [
            .uuids(batch.map(\.hello.deviceUUID.bytes)),
            .texts(batch.map(\.address.text)),
            .int2s(batch.map { sites[$0.site] }),
            .int4s(digests.map { $0.flatMap { lists[$0] } }),
            .texts(batch.map { hello in if case .psk(let pid) = hello.hello.credential { pid.text } else { nil } }),
        ]
        let rest: [PostgresValue] = [
            .int8s(batch.map { Int64($0.hello.retryCount) }),
            .float8(self.refreshSeconds),
            .float8s(batch.map { self.window($0).inSeconds }),
            .int4(Int32(clamping: self.unexpected.perAddressMax)),
            .int4s(batch.map { hello in sites[hello.site].flatMap { rooms[$0] }.map { Int32(clamping: $0) } }),
        ]
        let admitted = try await self.pool.rows(
            Statements.admitHellos,
            madeEachTime: {
                // The time on the way is not in it, so that a hello is never taken for older than it is.
                let now = self.clock()
                let ages = PostgresValue.float8s(batch.map { (now - $0.receivedAt).inSeconds })
                return leading + [ages] + rest
            },
            repeatable: true
        ) { (row) throws(PostgresError) in
            (uuid: try row.deviceUUID(0), crowdedSite: try row.int2(1), limit: try row.text(2))
        }
        var turnedAway: [DeviceUUID: UnexpectedLimit] = [:]
        for row in admitted { turnedAway[row.uuid] = row.limit.flatMap { UnexpectedLimit(rawValue: $0) } }
        self.known.withLock { known in
            // Taken off the room, until it is counted again.
            for site in admitted.lazy.compactMap(\.crowdedSite) { known.rooms[site]?.left -= 1 }
        }
        return turnedAway
    }

    /// How many more requests of unexpected devices each of these sites takes.
    private func rooms(_ sites: Set<Int16>) async throws(StoreFailure) -> [Int16: Int] {
        let now = ContinuousClock.now
        let known = self.known.withLock { $0.rooms }
        var rooms: [Int16: Int] = [:]
        for site in sites.sorted() {
            if let room = known[site], now - room.countedAt < Self.roomAge {
                rooms[site] = room.left
                continue
            }
            let counted = try await self.pool.rows(
                Statements.countUnexpected, [.int2(site), .int4(Int32(clamping: self.unexpected.perSiteMax))],
                repeatable: true
            ) { (row) throws(PostgresError) in Int(try row.required(row.int4(0))) }
            let left = max(0, self.unexpected.perSiteMax - (counted.first ?? 0))
            rooms[site] = left
            self.known.withLock { $0.rooms[site] = Room(left: left, countedAt: now) }
        }
        return rooms
    }

    private func siteNumbers(_ names: Set<String>) async throws(StoreFailure) -> [String: Int16] {
        var numbers = self.known.withLock { $0.sites }
        for name in names.sorted() where numbers[name] == nil {
            let found = try await self.pool.rows(Statements.internSite, [.text(name)], repeatable: true) {
                (row) throws(PostgresError) in try row.required(row.int2(0))
            }
            guard let number = found.first else {
                throw StoreFailure(kind: .unreadable, statement: Statements.internSite.name)
            }
            numbers[name] = number
            self.known.withLock { $0.sites[name] = number }
        }
        return numbers
    }

    private func hashListNumbers(_ bodies: [[UInt8]: [UInt8]]) async throws(StoreFailure) -> [[UInt8]: Int32] {
        var numbers = self.known.withLock { $0.hashLists }
        // Another listener may be making the same list: its row is seen once it has committed, a round later.
        for _ in 0..<5 {
            let missing = bodies.filter { numbers[$0.key] == nil }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            if missing.isEmpty { return numbers }
            let found = try await self.pool.rows(
                Statements.internRootHashSets, [.byteas(missing.map(\.key)), .byteas(missing.map(\.value))],
                repeatable: true
            ) { (row) throws(PostgresError) in (try row.required(row.int4(0)), try row.required(row.bytea(1))) }
            for (number, digest) in found { numbers[digest] = number }
            self.known.withLock { known in
                if known.hashLists.count + found.count > Self.hashListsRememberedMax { known.hashLists.removeAll() }
                for (number, digest) in found { known.hashLists[digest] = number }
            }
        }
        throw StoreFailure(kind: .unreadable, statement: Statements.internRootHashSets.name)
    }
}

/// How a hello's root hashes are stored: algorithm, length, bytes of each, as on the wire.
enum RootHashList {
    static func encode(_ hashes: [RootHash]) -> [UInt8] {
        hashes.flatMap { [$0.algorithm, UInt8(truncatingIfNeeded: $0.bytes.count)] + $0.bytes }
    }

    /// `nil` when the stored bytes are not whole.
    static func decode(_ body: [UInt8]) -> [RootHash]? {
        var hashes: [RootHash] = []
        var rest = body[...]
        while let algorithm = rest.popFirst() {
            guard let count = rest.popFirst(), rest.count >= Int(count) else { return nil }
            hashes.append(RootHash(algorithm: algorithm, bytes: Array(rest.prefix(Int(count)))))
            rest = rest.dropFirst(Int(count))
        }
        return hashes
    }
}
