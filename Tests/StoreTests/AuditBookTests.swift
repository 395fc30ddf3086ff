import AMT
import Foundation
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Audit log", .timeLimit(.minutes(10)))
struct AuditBookTests {
    static func act(_ caller: String, subject: String = "", status: Int? = nil) -> AuditedAct {
        AuditedAct(
            node: "node-1", caller: caller, address: "192.0.2.7", requestID: "r", action: "POST /v1/x",
            subject: subject, status: status)
    }

    /// As the documentation has it.
    static func hash(of entry: AuditEntry) async throws -> [UInt8] {
        var message = Array("provision-audit/1".utf8) + entry.previousHash
        for number in [entry.number, entry.at.microseconds] {
            message += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        let act = entry.act
        let status = act.status.map { String($0) } ?? ""
        for text in [act.node, act.caller, act.address, act.requestID, act.action, act.subject, status] {
            let count = text.utf8.count
            message += (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + Array(text.utf8)
        }
        return Hex.bytes(CertificateDigest.sha256(message)) ?? []
    }

    @Test("entries come in order, chained by hashes that anybody can compute")
    func chain() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAuditBook(pool: fixture.pool)
        for act in [Self.act("a"), Self.act("dé", subject: "x", status: 404), Self.act("a", subject: "x")] {
            try await book.append(act)
        }
        let entries = try await book.entries(after: 0, limit: 10, caller: nil, subject: nil)
        #expect(entries.map(\.number) == [1, 2, 3])
        #expect(
            entries.map(\.act) == [
                Self.act("a"), Self.act("dé", subject: "x", status: 404), Self.act("a", subject: "x"),
            ])
        var before = [UInt8](repeating: 0, count: 32)
        for entry in entries {
            #expect(entry.previousHash == before)
            #expect(try await Self.hash(of: entry) == entry.hash)
            before = entry.hash
        }
        func numbers(_ after: Int64, _ limit: Int, _ caller: String?, _ subject: String?) async throws -> [Int64] {
            try await book.entries(after: after, limit: limit, caller: caller, subject: subject).map(\.number)
        }
        #expect(try await numbers(1, 1, nil, nil) == [2])
        #expect(try await numbers(0, 9, "a", nil) == [1, 3])
        #expect(try await numbers(0, 9, nil, "x") == [2, 3])
        #expect(try await numbers(0, 9, "a", "x") == [3])
        #expect(try await book.newest(after: 0, limit: 2, caller: nil, subject: nil).map(\.number) == [2, 3])
        #expect(try await book.newest(after: 2, limit: 9, caller: nil, subject: nil).map(\.number) == [3])
        #expect(try await book.newest(after: 0, limit: 1, caller: "a", subject: nil).map(\.number) == [3])
        #expect(try await book.newest(after: 0, limit: 9, caller: nil, subject: "x").map(\.number) == [2, 3])
    }

    @Test("writers at the same moment make one chain without a gap")
    func atOnce() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAuditBook(pool: fixture.pool)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 { group.addTask { try await book.append(Self.act("c\(number)")) } }
            try await group.waitForAll()
        }
        let entries = try await book.entries(after: 0, limit: 100, caller: nil, subject: nil)
        #expect(entries.map(\.number) == (1...40).map { Int64($0) })
        for (one, next) in zip(entries, entries.dropFirst()) { #expect(next.previousHash == one.hash) }
        #expect(Set(entries.map(\.act.caller)).count == 40)
    }

    @Test(
        "nobody changes an entry or takes one away, the owner neither",
        arguments: [
            "update provision.audit_entry set caller = 'x'", "delete from provision.audit_entry",
            "truncate provision.audit_entry",
        ])
    func stays(_ statement: String) async throws {
        let fixture = try await StoreFixture()
        try await PostgresAuditBook(pool: fixture.pool).append(Self.act("a"))
        await #expect(throws: PostgresError.self) { try await fixture.run(statement) }
        #expect(try await fixture.text("select count(*)::text from provision.audit_entry") == "1")
    }

    @Test("an account that runs the service works, and adds to the log through its function alone")
    func serviceRole() async throws {
        let fixture = try await StoreFixture()
        let role = "service_\(UInt32.random(in: 0...UInt32.max))"
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Deploy/service-role.sql").standardizedFileURL
        let script = try String(contentsOf: file, encoding: .utf8).replacing(":\"service\"", with: role)
        try await fixture.run("create role \(role)")
        let connection = try await PostgresConnection.open(fixture.settings)
        try await connection.runScript(script)
        try await connection.runScript("set role \(role)")
        // What a node does first at its start.
        try await connection.runScript(Migrator.prologue)
        try await connection.runScript("select provision.append_audit('n', 'c', '', 'r', 'a', 's', null)")
        try await connection.runScript("select provision.make_journal_days(9)")
        try await connection.runScript("insert into provision.node (name, role) values ('n', 'worker')")
        // Types of the caller's own stand for none of the system's in what runs as the owner.
        try await connection.runScript(
            "create domain pg_temp.timestamptz as pg_catalog.timestamptz check (value < '2000-01-01')")
        try await connection.runScript("select provision.append_audit('n', 'c', '', 'r', 'a', 's', null)")
        for refused in [
            "insert into provision.audit_entry select * from provision.audit_entry",
            "delete from provision.audit_entry",
            "update provision.audit_entry set caller = 'x'", "truncate provision.audit_entry",
            "alter table provision.audit_entry disable trigger all", "drop table provision.request",
            "delete from provision.migration",
        ] {
            await #expect(throws: PostgresError.self, "\(refused)") { try await connection.runScript(refused) }
        }
        await connection.close()
        try await fixture.run("drop owned by \(role)")
        try await fixture.run("drop role \(role)")
    }
}
