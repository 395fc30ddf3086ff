import AMT
import Foundation
import Inventory
import Postgres
import Provisioning
import Testing

@testable import Store

@Suite("Profile book", .timeLimit(.minutes(10)))
struct ProfileBookTests {
    private func keep(
        _ fixture: StoreFixture, _ document: String, ifVersion: Int? = nil, name: String = "default"
    ) async throws -> DocumentKeeping {
        try await fixture.profiles.keep(
            name: name, canonicalDocument: document, author: "first", ifVersion: ifVersion)
    }

    private func versions(_ fixture: StoreFixture, before: Int? = nil, limit: Int = 100) async throws -> [Int] {
        try await fixture.profiles.history(named: "default", before: before, limit: limit).map(\.version)
    }

    @Test("a history comes page by page, newest first, with who made each version and when")
    func history() async throws {
        let fixture = try await StoreFixture()
        for number in 1...5 { _ = try await self.keep(fixture, "{\"a\":\(number)}") }
        _ = try await self.keep(fixture, "{}", name: "other")
        #expect(try await self.versions(fixture, limit: 2) == [5, 4])
        #expect(try await self.versions(fixture, before: 4, limit: 2) == [3, 2])
        #expect(try await self.versions(fixture, before: 2, limit: 2) == [1])
        #expect(try await self.versions(fixture, before: 1, limit: 2) == [])
        let newest = try #require(try await fixture.profiles.profile(named: "default"))
        #expect(
            try await fixture.profiles.history(named: "default", before: nil, limit: 1)
                == [DocumentVersion(version: 5, author: newest.author, createdAt: newest.createdAt)])
    }

    @Test("a document is a new version when it says something else, and none when it says the same")
    func keeps() async throws {
        let fixture = try await StoreFixture()
        #expect(try await fixture.profiles.profile(named: "default") == nil)
        #expect(try await self.keep(fixture, #"{"a":1}"#) == .kept(version: 1))
        #expect(try await self.keep(fixture, #"{"a":1}"#) == .unchanged(version: 1))
        #expect(try await self.keep(fixture, #"{"a":2}"#) == .kept(version: 2))
        // What was there before the newest is a change again.
        #expect(try await self.keep(fixture, #"{"a":1}"#) == .kept(version: 3))
        #expect(try await self.keep(fixture, #"{"b":1}"#, name: "a-first") == .kept(version: 1))
        #expect(try await self.versions(fixture) == [3, 2, 1])
        #expect(try await fixture.profiles.history(named: "none", before: nil, limit: 10).isEmpty)
        let newest = try #require(try await fixture.profiles.profile(named: "default"))
        #expect(newest.version == 3)
        #expect(newest.document == #"{"a":1}"#)
        #expect(newest.author == "first")
        #expect(try await fixture.profiles.profile(named: "default", version: 2)?.document == #"{"a":2}"#)
        #expect(try await fixture.profiles.profile(named: "default", version: 4) == nil)
        #expect(
            try await fixture.profiles.profiles().map { "\($0.name) \($0.version)" } == ["a-first 1", "default 3"])
    }

    @Test("who started from another version than the newest is told, and a repetition after a lost answer is not")
    func conflicts() async throws {
        let fixture = try await StoreFixture()
        #expect(try await self.keep(fixture, "{}", ifVersion: 1) == .conflict(newest: 0))
        #expect(try await self.keep(fixture, "{}", ifVersion: 0) == .kept(version: 1))
        #expect(try await self.keep(fixture, "{}", ifVersion: 0) == .unchanged(version: 1))
        #expect(try await self.keep(fixture, "[]", ifVersion: 0) == .conflict(newest: 1))
        #expect(try await self.keep(fixture, "[]", ifVersion: 1) == .kept(version: 2))
        #expect(try await self.keep(fixture, "[]", ifVersion: 1) == .unchanged(version: 2))
        #expect(try await self.versions(fixture).count == 2)
    }

    @Test("of many who write at once each gets a version of its own, or one of those who started from the same")
    func races() async throws {
        let fixture = try await StoreFixture()
        let free = try await withThrowingTaskGroup(of: DocumentKeeping.self) { group in
            for number in 1...4 { group.addTask { try await self.keep(fixture, "{\"a\":\(number)}") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(free.filter { if case .kept = $0 { true } else { false } }.count == 4)
        #expect(try await self.versions(fixture) == [4, 3, 2, 1])
        let bound = try await withThrowingTaskGroup(of: DocumentKeeping.self) { group in
            for number in 5...8 { group.addTask { try await self.keep(fixture, "{\"a\":\(number)}", ifVersion: 4) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bound.filter { $0 == .kept(version: 5) }.count == 1)
        #expect(bound.filter { $0 == .conflict(newest: 5) }.count == 3)
    }

    @Test("a secret has a version for each value, is sealed for its name and version, and shows no value in lists")
    func secrets() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.profiles
        #expect(try await book.keepSecret(name: "wifi", value: Secret(text: "hush-one")) == 1)
        #expect(try await book.keepSecret(name: "wifi", value: Secret(text: "hush-one")) == 1)
        #expect(try await book.keepSecret(name: "wifi", value: Secret(text: "hush-two")) == 2)
        #expect(try await book.keepSecret(name: "admin", value: Secret(text: "hush")) == 1)
        #expect(try await book.secrets().map { "\($0.name) \($0.version)" } == ["admin 1", "wifi 2"])
        // Over the version that the writer knows; the same order again is carried out already.
        let late = try await book.keepSecret(name: "wifi", value: Secret(text: "hush-late"), ifVersion: 1)
        #expect(late == .conflict(newest: 2))
        #expect(
            try await book.keepSecret(name: "wifi", value: Secret(text: "hush-two"), ifVersion: 1)
                == .unchanged(version: 2))
        #expect(
            try await book.keepSecret(name: "wlan", value: Secret(text: "hush"), ifVersion: 3) == .conflict(newest: 0))
        let opened = try await book.openSecrets(["wifi", "admin", "none"])
        #expect(
            opened.mapValues { "\($0.version) \($0.secret.reveal())" } == ["wifi": "2 hush-two", "admin": "1 hush"])
        #expect(try await book.openSecrets([]).isEmpty)
        #expect(
            try await fixture.text(
                "select count(*)::text from provision.profile_secret where sealed_value::text like '%' || encode('hush', 'hex') || '%'"
            ) == "0")
        // One that is put in another's place does not open, and is not taken for a secret that is missing.
        try await fixture.run(
            """
            update provision.profile_secret s set sealed_value = o.sealed_value from provision.profile_secret o
            where s.name = 'admin' and o.name = 'wifi' and o.version = 1
            """)
        await #expect(throws: StoreFailure.self) { try await book.openSecrets(["admin"]) }
        // It can be replaced.
        #expect(try await book.keepSecret(name: "admin", value: Secret(text: "hush")) == 2)
        #expect(try await book.openSecrets(["admin"])["admin"]?.secret == Secret(text: "hush"))
    }

    @Test("a one-time password is in the brief of its device, the last one that was registered")
    func oneTimePasswords() async throws {
        let fixture = try await StoreFixture()
        try await fixture.profiles.registerOTP(StoreFixture.uuid(1), Secret(text: "first"))
        try await fixture.profiles.registerOTP(StoreFixture.uuid(1), Secret(text: "second"))
        _ = try await fixture.lease(1)
        _ = try await fixture.lease(2)
        let briefs = try await fixture.queue.briefs([StoreFixture.uuid(1), StoreFixture.uuid(2)])
        #expect(briefs[StoreFixture.uuid(1)]?.oneTimePassword == Secret(text: "second"))
        #expect(briefs[StoreFixture.uuid(2)]?.oneTimePassword == nil)
        try await fixture.run(
            "update provision.device_otp set device_uuid = $1::uuid", [.uuid(StoreFixture.uuid(2).bytes)])
        let moved = try await fixture.queue.briefs([StoreFixture.uuid(1), StoreFixture.uuid(2)])
        #expect(moved[StoreFixture.uuid(1)]?.unreadable == nil)
        #expect(moved[StoreFixture.uuid(2)]?.unreadable != nil)
    }

    @Test("what is sealed here keeps a node with another key file from starting")
    func hasSealedSecrets() async throws {
        let fixture = try await StoreFixture()
        let registration = NodeRegistration(pool: fixture.pool)
        #expect(try await !registration.hasSealedSecrets())
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "hush"))
        #expect(try await registration.hasSealedSecrets())
    }
}
