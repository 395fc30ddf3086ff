import Foundation
import Logging
import Postgres

/// A PostgreSQL server for the tests of one process, started by the first test that asks and gone with the process.
///
/// A machine without PostgreSQL makes those tests fail; it does not skip them.
package actor TestCluster {
    package static let shared = TestCluster()

    /// A further server, for a test that measures it.
    package init() {}

    private var starting: Task<PrivateCluster, any Error>?
    private var templates: [String: Task<Void, any Error>] = [:]
    private var databaseCount = 0

    /// A fresh empty database.
    package func emptyDatabase() async throws -> PostgresSettings {
        let cluster = try await self.cluster()
        let name = self.nextName()
        try cluster.makeDatabase(name)
        return PostgresSettings(url: cluster.url(database: name))
    }

    /// A fresh copy of a database that `prepare` has filled once.
    ///
    /// - Parameter template: names what `prepare` does; the first caller's is the one that runs.
    package func database(
        template: String, prepare: @escaping @Sendable (PostgresSettings) async throws -> Void
    ) async throws -> PostgresSettings {
        let cluster = try await self.cluster()
        let task =
            self.templates[template]
            ?? Task {
                try cluster.makeDatabase("template_\(template)")
                try await prepare(PostgresSettings(url: cluster.url(database: "template_\(template)")))
            }
        self.templates[template] = task
        try await task.value
        let name = self.nextName()
        try cluster.makeDatabase(name, template: "template_\(template)")
        return PostgresSettings(url: cluster.url(database: name))
    }

    private func nextName() -> String {
        self.databaseCount += 1
        return "test_\(self.databaseCount)"
    }

    private func cluster() async throws -> PrivateCluster {
        if let starting = self.starting { return try await starting.value }
        let task = Task { try Self.start() }
        self.starting = task
        return try await task.value
    }

    private static func start() throws -> PrivateCluster {
        let folder = URL(fileURLWithPath: "/tmp/provision-test-\(getpid())-\(UInt16.random(in: 0...UInt16.max))")
        var logger = Logger(label: "test.postgres")
        logger.logLevel = .warning
        let cluster = try PrivateCluster(folder: folder, logger: logger)
        try Self.endWithUs(folder)
        try cluster.start(durable: false)
        return cluster
    }

    /// A watcher that outlives us, because a killed test process cannot clean up behind itself.
    private static func endWithUs(_ folder: URL) throws {
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        watcher.arguments = [
            "-c",
            """
            while kill -0 "$1" 2>/dev/null; do sleep 0.5; done
            pid=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
            sleep 0.5
            rm -rf "$2"
            """,
            "watcher", String(getpid()), folder.path,
        ]
        watcher.standardInput = FileHandle.nullDevice
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try watcher.run()
    }
}
