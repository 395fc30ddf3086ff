import AMT
import Provisioning
import Secrets
import Testing

@testable import Store

@Suite("What another server knew") struct ImportTests {
    private func credential(_ number: Int, _ password: String, mebx: String? = nil) -> ImportedCredential {
        ImportedCredential(
            device: StoreFixture.uuid(number), username: "admin", password: Secret(text: password),
            mebxPassword: mebx.map { Secret(text: $0) })
    }

    @Test("a password that a device may hold is kept as one that nothing has proved, and not twice")
    func passwords() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresImport(pool: fixture.pool, ring: fixture.ring)
        #expect(
            try await book.keep([
                self.credential(1, "Old-Passw0rd"), self.credential(1, "Older-Passw0rd", mebx: "Screen-1"),
            ])
                == [.kept, .kept])
        #expect(
            try await book.keep([self.credential(1, "Old-Passw0rd"), self.credential(2, "Old-Passw0rd")])
                == [.known, .kept])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let brief = try #require(try await fixture.queue.briefs([StoreFixture.uuid(1)])[StoreFixture.uuid(1)])
        #expect(brief.credentials.map(\.version) == [2, 1])
        #expect(brief.credentials.map { $0.password.reveal() } == ["Older-Passw0rd", "Old-Passw0rd"])
        #expect(brief.credentials.allSatisfy { $0.status == .pending && $0.isImported })
        #expect(brief.credentials.first?.mebxState == .intended)
    }

    @Test("more unproved passwords than could be tried before the account locks are refused")
    func tooMany() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresImport(pool: fixture.pool, ring: fixture.ring)
        let results = try await book.keep((1...9).map { self.credential(1, "Passw0rd-\($0)") })
        #expect(results == [ImportResult](repeating: .kept, count: 8) + [.refused(.tooMany)])
    }

    @Test("a device that nothing opened is taken up again when there is another password to try")
    func wakes() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .park, problem: Problem(.credentialUnknown),
                facts: AttemptFacts(refusedLogons: 8))
        ])
        _ = try await PostgresImport(pool: fixture.pool, ring: fixture.ring).keep([self.credential(1, "Old-Passw0rd")])
        // As many as there may be in a row were refused, and this one would not be tried.
        #expect(
            try await fixture.request(1) == "ready credential-unknown attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
    }

    @Test("of keys that come in those are told that were new")
    func keys() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresImport(pool: fixture.pool, ring: fixture.ring)
        // PID and PPS of the reference's example.
        let key = ImportedKey(pid: try PID("0000-037M"), pps: try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"))
        #expect(try await book.keep([key]) == [key.pid])
        #expect(try await book.keep([key]).isEmpty)
    }
}
