import Foundation
import Postgres
import Testing

@Suite("Private PostgreSQL", .serialized, .timeLimit(.minutes(10))) struct PrivateClusterTests {
    /// A folder of the test's own that the server's account can reach; the server is stopped and it is gone behind it.
    static func withCluster(_ lead: String = "pc", _ body: (PrivateCluster, URL) async throws -> Void) async throws {
        let folder = URL(fileURLWithPath: "/tmp/\(lead)-\(getpid())-\(UInt16.random(in: 0...UInt16.max))")
        let cluster = try PrivateCluster(folder: folder, logger: Databases.logger)
        defer {
            try? cluster.stop(immediately: true)
            try? FileManager.default.removeItem(at: folder)
        }
        try await body(cluster, folder)
    }

    static func one(_ cluster: PrivateCluster) async throws -> [Int32?] {
        try await Databases.open(PostgresSettings(url: cluster.url())).run(.reads("select 1")).numbers
    }

    @Test("is made, started, found running, stopped, and found again with its data")
    func life() async throws {
        try await Self.withCluster { cluster, folder in
            try cluster.start(durable: false)
            let connection = try await Databases.open(PostgresSettings(url: cluster.url()))
            try await connection.runScript("create table kept (n int4); insert into kept values (5)")
            // A second start, as of a restarted program, finds everything and breaks nothing.
            try PrivateCluster(folder: folder, logger: Databases.logger).start(durable: false)
            #expect(try await connection.run(.reads("select n from kept")).numbers == [5])
            #expect(try cluster.restartIfDead() == false)
            try cluster.stop()
            try cluster.stop()
            #expect(try cluster.restartIfDead())
            let again = try await Databases.open(PostgresSettings(url: cluster.url()))
            #expect(try await again.run(.reads("select n from kept")).numbers == [5])
            try cluster.stop(immediately: true)
            try cluster.start(durable: false)
            #expect(try await Self.one(cluster) == [1])
        }
    }

    @Test("a database that exists is no failure, and another failure is one")
    func exists() async throws {
        try await Self.withCluster { cluster, _ in
            try cluster.start(durable: false)
            try cluster.makeDatabase("extra")
            try cluster.makeDatabase("extra")
            #expect(throws: PrivateCluster.Failure.self) { try cluster.makeDatabase("other", template: "missing") }
        }
    }

    @Test("a folder whose path is too long for a socket is served by a socket elsewhere")
    func longPath() async throws {
        try await Self.withCluster("pc-" + String(repeating: "long", count: 25)) { cluster, folder in
            try cluster.start(durable: false)
            #expect(!cluster.url().contains(folder.path))
            #expect(try await Self.one(cluster) == [1])
        }
    }

    @Test("nobody but the owner reaches folder and socket")
    func modes() async throws {
        try await Self.withCluster { cluster, folder in
            try cluster.start(durable: false)
            for path in [folder.path, folder.appendingPathComponent("socket").path] {
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o700)
            }
            // Connections by TCP are not there at all.
            let connection = try await Databases.open(PostgresSettings(url: cluster.url()))
            #expect(try await connection.run(.reads("select current_setting('listen_addresses')")).texts == [""])
        }
    }
}
