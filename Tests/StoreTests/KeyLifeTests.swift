import AMT
import Provisioning
import Secrets
import Testing

@testable import Store

@Suite("The life of a pre-shared key") struct KeyLifeTests {
    /// PIDs and PPSs of the reference.
    static let pids = ["0000037M", "AMTS001M", "ZZZZZZZI"]
    static let pps = "NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"

    private struct Books {
        let fixture: StoreFixture
        let keys: PostgresImport

        init() async throws {
            self.fixture = try await StoreFixture()
            self.keys = PostgresImport(pool: self.fixture.pool, ring: self.fixture.ring)
        }

        func keep(_ pids: [String] = KeyLifeTests.pids) async throws {
            var items: [ImportedKey] = []
            for pid in pids { items.append(ImportedKey(pid: try PID(pid), pps: try PPS(KeyLifeTests.pps))) }
            _ = try await self.keys.keep(items, isFresh: true)
        }

        func all(_ state: PresharedKeyState? = nil) async throws -> [PresharedKeyView] {
            try await self.keys.keys(after: nil, limit: 100, state: state)
        }

        func key(_ pid: String) async throws -> PresharedKeyView {
            try #require(try await self.all().first { $0.pid.text == pid })
        }

        /// Says hello with a PID and leases the request.
        func lease(_ device: Int, _ pid: String, at seconds: Int64 = 0) async throws -> LeaseFence {
            _ = try await self.fixture.inbox.admit([
                StoreFixture.hello(device, at: seconds, credential: .psk(try PID(pid)))
            ])
            return try await self.fixture.claim(device)
        }

        /// A fresh key that setup is about to install.
        func checkpoint(_ fence: LeaseFence, _ pid: String) async throws {
            let pair = PresharedKeyPair(pid: try PID(pid), pps: try PPS(KeyLifeTests.pps))
            #expect(
                try await self.fixture.queue.checkpoint([Checkpoint(fence: fence, credential: nil, presharedKey: pair)])
                    == [fence])
        }

        func complete(_ fence: LeaseFence) async throws {
            _ = try await self.fixture.queue.complete([
                Completion(
                    fence: fence, facts: AttemptFacts(fqdn: "pc.corp.example", profile: "default"),
                    credentialVersion: 1, digestRealm: "Digest:00")
            ])
        }
    }

    @Test("a key that nobody has is available; one that a device says is in use by it, and stays so")
    func inUse() async throws {
        let books = try await Books()
        try await books.keep()
        #expect(try await books.all().map(\.state) == [.available, .available, .available])
        let fence = try await books.lease(1, "AMTS001M")
        let said = try await books.key("AMTS001M")
        #expect(said.state == .inUse && said.device == StoreFixture.uuid(1))
        #expect(StoreFixture.isNear(said.since))
        try await books.complete(fence)
        let kept = try await books.key("AMTS001M")
        #expect(kept.state == .inUse && kept.device == StoreFixture.uuid(1) && StoreFixture.isNear(kept.since))
        #expect(try await books.all(.available).map(\.pid.text) == ["0000037M", "ZZZZZZZI"])
    }

    @Test("a fresh key is the device's from the checkpoint on; when it is proved, the old one is replaced")
    func renewed() async throws {
        let books = try await Books()
        try await books.keep(["0000037M"])
        let fence = try await books.lease(1, "0000037M")
        try await books.checkpoint(fence, "AMTS001M")
        #expect(try await books.all().map(\.state) == [.inUse, .inUse])
        #expect(try await books.key("AMTS001M").device == StoreFixture.uuid(1))
        try await books.complete(fence)
        let old = try await books.key("0000037M")
        #expect(old.state == .replaced && old.device == StoreFixture.uuid(1) && old.since != nil)
        #expect(try await books.key("AMTS001M").state == .inUse)
        // Firmware was put back to an older state: it says the old one again.
        let again = try await books.lease(1, "0000037M", at: 4_000_000_000)
        #expect(try await books.key("0000037M").state == .inUse)
        try await books.complete(again)
        #expect(try await books.key("0000037M").state == .inUse)
        #expect(try await books.key("AMTS001M").state == .replaced)
    }

    @Test("what a lost lease may have installed is not taken for replaced until the device says which one it has")
    func lostLease() async throws {
        let books = try await Books()
        try await books.keep(["0000037M"])
        let lost = try await books.lease(1, "0000037M")
        try await books.checkpoint(lost, "AMTS001M")
        _ = try await books.fixture.queue.release([
            Release(fence: lost, disposition: .handBack, problem: nil, facts: AttemptFacts())
        ])
        try await books.complete(try await books.fixture.claim(1))
        #expect(try await books.all().map(\.state) == [.inUse, .inUse])
        try await books.complete(try await books.lease(1, "AMTS001M", at: 4_000_000_000))
        #expect(try await books.key("0000037M").state == .replaced)
        #expect(try await books.key("AMTS001M").state == .inUse)
    }

    @Test(
        "the next attempt knows the fresh keys that the device may hold and its hello does not name, the newest first")
    func installed() async throws {
        let books = try await Books()
        try await books.keep(["0000037M"])
        func known() async throws -> [PresharedKeyPair] {
            let device = StoreFixture.uuid(1)
            return try #require(try await books.fixture.queue.briefs([device])[device]).installedKeys
        }
        func giveBack(_ fence: LeaseFence) async throws {
            _ = try await books.fixture.queue.release([
                Release(fence: fence, disposition: .handBack, problem: nil, facts: AttemptFacts())
            ])
        }
        let first = try await books.lease(1, "0000037M")
        #expect(try await known() == [])
        try await books.checkpoint(first, "AMTS001M")
        #expect(try await known() == [PresharedKeyPair(pid: try PID("AMTS001M"), pps: try PPS(Self.pps))])
        try await giveBack(first)
        let second = try await books.fixture.claim(1)
        try await books.checkpoint(second, "ZZZZZZZI")
        #expect(try await known().map(\.pid.text) == ["ZZZZZZZI", "AMTS001M"])
        // Another device's is none of its.
        let other = try await books.lease(2, "0000037M")
        try await books.checkpoint(other, "1111111J")
        #expect(try await known().map(\.pid.text) == ["ZZZZZZZI", "AMTS001M"])
        // It says the older one: that is its hello's now.
        try await giveBack(second)
        let said = try await books.lease(1, "AMTS001M", at: 4_000_000_000)
        #expect(try await known().map(\.pid.text) == ["ZZZZZZZI"])
        try await books.complete(said)
        _ = try await books.lease(1, "0000037M", at: 5_000_000_000)
        #expect(try await known().map(\.pid.text) == ["AMTS001M"], "what was replaced is not held any more")
    }

    @Test("pages go on where the last one ended, in every state")
    func pages() async throws {
        let books = try await Books()
        try await books.keep()
        let first = try await books.keys.keys(after: nil, limit: 2, state: nil)
        #expect(first.map(\.pid.text) == ["0000037M", "AMTS001M"])
        // What comes meanwhile does not move the pages.
        _ = try await books.lease(1, "0000037M")
        let rest = try await books.keys.keys(after: first.last?.pid, limit: 2, state: nil)
        #expect(rest.map(\.pid.text) == ["ZZZZZZZI"])
        #expect(try await books.keys.keys(after: nil, limit: 1, state: .available).map(\.pid.text) == ["AMTS001M"])
        #expect(try await books.all(.replaced).isEmpty)
    }

    @Test("available keys are given out once, those in use only by name")
    func export() async throws {
        let books = try await Books()
        try await books.keep()
        _ = try await books.lease(1, "AMTS001M")
        let first = try await books.keys.export(.available(limit: 1, includesExported: false))
        #expect(first.map(\.pid.text) == ["0000037M"])
        #expect(try first.map(\.pps) == [PPS(Self.pps)])
        #expect(try await books.key("0000037M").exportedAt != nil)
        #expect(try await books.key("0000037M").state == .available)
        let second = try await books.keys.export(.available(limit: 9, includesExported: false))
        #expect(second.map(\.pid.text) == ["ZZZZZZZI"])
        #expect(try await books.keys.export(.available(limit: 9, includesExported: false)).isEmpty)
        let again = try await books.keys.export(.available(limit: 9, includesExported: true))
        #expect(again.map(\.pid.text) == ["0000037M", "ZZZZZZZI"])
        let named = try await books.keys.export(.named([try PID("AMTS001M"), try PID("1111111J")]))
        #expect(named.map(\.pid.text) == ["AMTS001M"])
    }

    @Test("two that take keys at once do not get the same one")
    func exportAtOnce() async throws {
        let books = try await Books()
        var pids: [String] = []
        for number in 0..<40 {
            let entropy = [UInt8](repeating: UInt8(number), count: 64)
            pids.append(try #require(PresharedKeyMaker.pair(entropy: entropy)).0.text)
        }
        // Numbers from 36 on are the first ones again.
        pids = Set(pids).sorted()
        try await books.keep(pids)
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await books.keys.export(.available(limit: 9, includesExported: false)).map(\.pid.text)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(taken).count == taken.count)
        let rest = try await books.keys.export(.available(limit: 100, includesExported: false)).map(\.pid.text)
        #expect((taken + rest).sorted() == pids)
    }
}
