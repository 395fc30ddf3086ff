import AMT
import Foundation
import Logging
import Postgres
import PostgresTestSupport
import Provisioning
import Secrets

@testable import Store

/// A migrated database of its own, and makers of what the tests are not about.
struct StoreFixture {
    let settings: PostgresSettings
    let pool: PostgresPool
    let ring: KeyRing
    let inbox: PostgresHelloInbox
    let queue: PostgresRequestQueue
    let keeping: PostgresQueueKeeping
    let book: PostgresOperatorBook
    let keys: PostgresKeyBook
    let sources: PostgresSourceBook
    let sync: PostgresSyncBook
    let profiles: PostgresProfileBook
    let tokens: PostgresTokenBook

    static let logger = {
        var logger = Logger(label: "test.store")
        logger.logLevel = .error
        return logger
    }()

    /// 2026-11-01T00:00:00Z, far enough in the past for windows to be controlled by ``windowSeconds``.
    static let start = UnixTime(seconds: 1_793_491_200)

    /// - Parameter cluster: a server of its own for tests that measure it.
    init(
        windowSeconds: Int64 = 10 * 365 * 86_400,
        unexpected: UnexpectedLimits = UnexpectedLimits(perAddressMax: 1_000_000, perSiteMax: 10_000_000),
        cluster: TestCluster = .shared
    ) async throws {
        let settings = try await cluster.database(template: "store") { settings in
            _ = try await Migrator(settings: settings, logger: Self.logger).run()
        }
        let ring = KeyRing([("k1", [UInt8](repeating: 7, count: 32))])
        guard let ring else { throw OpeningFailure.keyUnknown }
        self.settings = settings
        self.ring = ring
        self.pool = PostgresPool(settings: settings, connectionsMax: 4, logger: Self.logger)
        let registration = NodeRegistration(pool: self.pool)
        self.inbox = PostgresHelloInbox(
            pool: self.pool, refresh: .seconds(600), unexpected: unexpected,
            window: { _ in .seconds(windowSeconds) })
        self.queue = PostgresRequestQueue(
            durable: self.pool, relaxed: self.pool, ring: ring,
            node: try await registration.register(name: "test", role: "worker", version: "0"),
            site: try await registration.site("default"))
        self.keeping = PostgresQueueKeeping(pool: self.pool, node: 1)
        self.book = PostgresOperatorBook(pool: self.pool, ring: ring)
        self.keys = PostgresKeyBook(pool: self.pool, ring: ring)
        self.sources = PostgresSourceBook(pool: self.pool, ring: ring)
        self.sync = PostgresSyncBook(
            pool: self.pool, ring: ring,
            node: try await registration.register(name: "test", role: "coordinator", version: "0"))
        self.profiles = PostgresProfileBook(pool: self.pool, ring: ring)
        self.tokens = PostgresTokenBook(durable: self.pool, relaxed: self.pool)
    }

    /// A device's UUID from a small number.
    static func uuid(_ number: Int) -> DeviceUUID {
        // Another UUID in the order of SMBIOS.
        var bytes: [UInt8] = Array(1...8) + [UInt8](repeating: 0x11, count: 8)
        bytes[14] = UInt8(truncatingIfNeeded: number >> 8)
        bytes[15] = UInt8(truncatingIfNeeded: number)
        guard let uuid = DeviceUUID(canonicalBytes: bytes) else { preconditionFailure("0x11 is not an unset UUID") }
        return uuid
    }

    static func hello(
        _ number: Int, retryCount: UInt32 = 0, address: String = "192.0.2.10", at seconds: Int64 = 0,
        credential: HelloCredential = .pki([RootHash(algorithm: 2, bytes: [UInt8](repeating: 9, count: 32))])
    ) -> AdmittedHello {
        AdmittedHello(
            hello: Hello(
                deviceUUID: Self.uuid(number), adminCredentialsSet: true, retryCount: retryCount,
                credential: credential,
                surplusByteCount: 0),
            address: PeerAddress(numeric: address), site: "default",
            receivedAt: Self.instant(UnixTime(seconds: Self.start.seconds + seconds)))
    }

    /// The two clocks at one moment; they go on alike.
    private static let clocks = (
        wall: UnixTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)), monotonic: ContinuousClock.now
    )

    /// What a listener's clock has read at a moment. One in the future is now, when its hello is sent.
    static func instant(_ moment: UnixTime) -> ContinuousClock.Instant {
        Self.clocks.monotonic + (moment - Self.clocks.wall)
    }

    /// Whether a moment is so many seconds after ``start``, but for what a statement takes to get to the server.
    static func isNear(_ moment: UnixTime?, at seconds: Int64 = 0) -> Bool {
        guard let moment else { return false }
        let span = moment - UnixTime(seconds: Self.start.seconds + seconds)
        return span > .seconds(-1) && span < .seconds(60)
    }

    /// Bytes of write-ahead log that a piece of work causes, in a database that nothing else touches.
    func walBytes(of work: () async throws -> Void) async throws -> Int64 {
        let before = try await self.walPosition()
        try await work()
        return try await self.walPosition() - before
    }

    private func walPosition() async throws -> Int64 {
        let statement = PostgresStatement(
            name: "wal_position", sql: "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::int8", effect: .reads)
        return try await self.pool.run(PostgresCall(statement)).map { (row) throws(PostgresError) in
            try row.required(row.int8(0))
        }[0]
    }

    /// The row of a device as text, without its moments.
    func request(_ number: Int) async throws -> String? {
        let statement = PostgresStatement(
            name: "request_text",
            sql: """
                select concat_ws(' ', state, waits_for, problem_code, 'attempt=' || attempt, 'hellos=' || hello_count,
                    'retry=' || retry_count, host(address), 'refused=' || refused_logons)
                from provision.request where device_uuid = $1::uuid
                """,
            effect: .reads)
        return try await self.pool.run(PostgresCall(statement, [.uuid(Self.uuid(number).bytes)])).map {
            (row) throws(PostgresError) in try row.required(row.text(0))
        }.first
    }

    /// One text that a query of the test's own finds.
    func text(_ sql: String) async throws -> String? {
        let statement = PostgresStatement(name: "test_text_\(sql.hashValue)", sql: sql, effect: .reads)
        return try await self.pool.run(PostgresCall(statement)).map { (row) throws(PostgresError) in try row.text(0) }
            .first ?? nil
    }

    /// Says hello for a device and leases its request.
    func lease(_ number: Int, at seconds: Int64 = 0) async throws -> LeaseFence {
        _ = try await self.inbox.admit([Self.hello(number, at: seconds)])
        return try await self.claim(number)
    }

    /// Leases the request of a device that is ready.
    func claim(_ number: Int) async throws -> LeaseFence {
        let claimed = try await self.queue.claim(limit: 100, token: Int64(number) + 7, lease: .seconds(90))
        guard let fence = claimed.map(\.fence).first(where: { $0.deviceUUID == Self.uuid(number) }) else {
            throw StoreFailure(kind: .unreadable, statement: "nothing to claim")
        }
        return fence
    }

    /// Brings a device through the queue.
    func provision(
        _ number: Int, profile: String = "default", version: Int = 0, sections: [SectionReport] = [],
        noWriteUntil: UnixTime? = nil
    ) async throws {
        let fence = try await self.lease(number)
        _ = try await self.queue.complete([
            Completion(
                fence: fence,
                facts: AttemptFacts(
                    fqdn: "pc-\(number).corp.example", profile: profile, noWriteUntil: noWriteUntil),
                credentialVersion: 1, digestRealm: "Digest:00", profileVersion: version, sections: sections)
        ])
    }

    /// Runs a statement of the test's own.
    /// The device of this lease is provisioned.
    func complete(_ fence: LeaseFence, isSetup: Bool = true) async throws {
        let completion = Completion(
            fence: fence, facts: AttemptFacts(fqdn: "pc.corp.example"), credentialVersion: 1, digestRealm: nil,
            isSetup: isSetup)
        guard try await self.queue.complete([completion]) == [fence] else {
            throw StoreFailure(kind: .unreadable, statement: "not completed")
        }
    }

    func run(_ sql: String, _ parameters: [PostgresValue] = []) async throws {
        _ = try await self.pool.run(
            PostgresCall(PostgresStatement(name: "test_\(sql.hashValue)", sql: sql, effect: .writes), parameters))
    }

    /// Runs a statement for each part of the numbers from 1 to `count`: whole crowds take longer than a statement may, on a machine that
    /// does other things as well.
    func run(upTo count: Int, _ sql: (_ first: Int, _ last: Int) -> String) async throws {
        let step = 5_000
        for first in stride(from: 1, through: count, by: step) {
            try await self.run(sql(first, min(first + step - 1, count)))
        }
    }
}
