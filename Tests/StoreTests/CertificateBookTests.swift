import AMT
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Certificates that operators look after", .timeLimit(.minutes(10)))
struct CertificateBookTests {
    private static func new(_ number: UInt8, name: String? = nil) -> NewCertificate {
        NewCertificate(
            name: name, subject: "CN=leaf \(number)",
            rootDigests: (
                sha1: [UInt8](repeating: number, count: 20), sha256: [UInt8](repeating: number, count: 32),
                sha384: [UInt8](repeating: number, count: 48)
            ),
            leafSHA256: [UInt8](repeating: 100 + number, count: 32), chainPEM: "chain \(number)",
            keyPEM: Secret(text: "key \(number)"), notAfter: UnixTime(seconds: 2_000_000_000))
    }

    private static func bootstrap(_ number: UInt8) -> PostgresKeyBook.NewSetupCertificate {
        let new = Self.new(number)
        return PostgresKeyBook.NewSetupCertificate(
            subject: new.subject, rootDigests: new.rootDigests, leafSHA256: new.leafSHA256, chainPEM: new.chainPEM,
            keyPEM: new.keyPEM, notAfter: new.notAfter)
    }

    private func book(_ fixture: StoreFixture) -> PostgresCertificateBook {
        PostgresCertificateBook(pool: fixture.pool, ring: fixture.ring)
    }

    @Test("what is kept is listed, and is what a worker shows, in the order of import")
    func keeps() async throws {
        let fixture = try await StoreFixture()
        let book = self.book(fixture)
        let first = try await book.keep(Self.new(1, name: "a"))
        guard case .kept(let id) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(try await book.keep(Self.new(1, name: "a")) == .known(id))
        #expect(try await book.keep(Self.new(1, name: "b")) == .known(id))
        #expect(try await book.keep(Self.new(2, name: "a")) == .nameTaken)
        #expect(try await fixture.keys.take(Self.bootstrap(3)))
        guard case .kept = try await book.keep(Self.new(2)) else {
            Issue.record("a certificate without a name was not kept")
            return
        }
        let listed = try await book.certificates()
        #expect(listed.map(\.subject) == ["CN=leaf 1", "CN=leaf 3", "CN=leaf 2"])
        #expect(listed.map(\.name) == ["a", nil, nil])
        #expect(listed[0].chainPEM == "chain 1" && listed[0].notAfter == UnixTime(seconds: 2_000_000_000))
        let shown = try await fixture.keys.setupCertificates()
        #expect(shown.map(\.subject) == listed.map(\.subject))
        #expect(shown[0].chain.keyPEM == Secret(text: "key 1"))
        #expect(shown[0].rootDigests == listed[0].rootDigests)
        #expect(
            try await fixture.text("select string_agg(sealed_key::text, ' ') from provision.setup_certificate")?
                .contains("key 1") == false)
    }

    @Test("the same certificate with another chain takes the old chain's place, and parked devices are ready again")
    func mends() async throws {
        let fixture = try await StoreFixture()
        let book = self.book(fixture)
        let wrong = Self.new(1, name: "a")
        guard case .kept(let id) = try await book.keep(wrong) else {
            Issue.record("it was not kept")
            return
        }
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        try await fixture.run(
            "update provision.request set state = 'parked', problem_code = 'certificate-none-matches'")
        let other = Self.new(2)
        let right = NewCertificate(
            name: "a", subject: wrong.subject, rootDigests: other.rootDigests, leafSHA256: wrong.leafSHA256,
            chainPEM: "chain with its root", keyPEM: wrong.keyPEM, notAfter: wrong.notAfter)
        #expect(try await book.keep(right) == .kept(id))
        #expect(try await book.keep(right) == .known(id))
        let kept = try #require(try await book.certificates().first)
        #expect(kept.chainPEM == "chain with its root" && kept.rootDigests[1] == other.rootDigests.sha256)
        #expect(try await fixture.keys.setupCertificates().first?.chain.keyPEM == wrong.keyPEM)
        #expect(try await fixture.text("select state from provision.request") == "ready")
    }

    @Test("a removed certificate is gone with its key; settings do not bring it back, an import does")
    func removes() async throws {
        let fixture = try await StoreFixture()
        let book = self.book(fixture)
        #expect(try await fixture.keys.take(Self.bootstrap(1)))
        let id = try #require(try await book.certificates().first?.id)
        #expect(try await book.remove(id: id))
        #expect(try await book.remove(id: id) == false)
        #expect(try await book.certificates().isEmpty)
        #expect(try await fixture.text("select count(*)::text from provision.setup_certificate") == "0")
        #expect(try await fixture.keys.take(Self.bootstrap(1)) == false)
        #expect(try await book.certificates().isEmpty)
        guard case .kept = try await book.keep(Self.new(1)) else {
            Issue.record("it was not kept again")
            return
        }
        #expect(try await book.certificates().count == 1)
        #expect(try await fixture.text("select count(*)::text from provision.removed_certificate") == "0")
    }

    @Test("a device that was parked because none matched is taken up again")
    func wakes() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1), StoreFixture.hello(2)])
        try await fixture.run(
            """
            update provision.request set state = 'parked', problem_code = case
                when device_uuid = '\(StoreFixture.uuid(1))' then 'certificate-none-matches' else 'psk-unknown' end
            """)
        _ = try await self.book(fixture).keep(Self.new(1))
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
        #expect(try await fixture.request(2)?.hasPrefix("parked") == true)
    }

    private static let roots = [RootHash(algorithm: 2, bytes: [UInt8](repeating: 9, count: 32))]

    @Test("a device's newest hello says what it would take, before and behind its provisioning")
    func seeker() async throws {
        let fixture = try await StoreFixture()
        let book = self.book(fixture)
        #expect(try await book.seeker(StoreFixture.uuid(1)) == nil)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        #expect(try await book.seeker(StoreFixture.uuid(1)) == CertificateSeeker(rootHashes: Self.roots, attempt: 1))
        _ = try await fixture.claim(1)
        #expect(try await book.seeker(StoreFixture.uuid(1))?.attempt == 1, "the attempt that runs")
        try await fixture.provision(2)
        try await fixture.run("update provision.device set amt_version = '16.1.25'")
        let done = CertificateSeeker(
            rootHashes: Self.roots, release: AMTRelease(version: "16.1.25"),
            suffixes: [.init("corp.example", source: "inventory")], attempt: 1)
        #expect(try await book.seeker(StoreFixture.uuid(2)) == done)
        let key = try PID("0000037M")
        _ = try await fixture.inbox.admit([StoreFixture.hello(3, credential: .psk(key))])
        #expect(try await book.seeker(StoreFixture.uuid(3))?.rootHashes == nil)
    }

    @Test("devices are counted by list and release; a pre-shared key takes a device out of the count")
    func groups() async throws {
        let fixture = try await StoreFixture()
        let book = self.book(fixture)
        let others = [RootHash(algorithm: 1, bytes: [UInt8](repeating: 4, count: 20))]
        _ = try await fixture.inbox.admit([
            StoreFixture.hello(1), StoreFixture.hello(2), StoreFixture.hello(3, credential: .pki(others)),
        ])
        try await fixture.provision(4)
        try await fixture.run("update provision.device set amt_version = '12.0.67.1579'")
        let groups = try await book.helloGroups()
        #expect(groups.count == 3)
        for expected in [
            HelloGroup(rootHashes: Self.roots, release: AMTRelease(major: 12, minor: 0), deviceCount: 1),
            HelloGroup(rootHashes: Self.roots, release: nil, deviceCount: 2),
            HelloGroup(rootHashes: others, release: nil, deviceCount: 1),
        ] {
            #expect(groups.contains(expected))
        }
        let key = try PID("0000037M")
        _ = try await fixture.inbox.admit([StoreFixture.hello(4, at: 999_999_999, credential: .psk(key))])
        #expect(try await book.helloGroups().allSatisfy { $0.release == nil })
    }
}
