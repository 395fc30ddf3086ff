import Foundation
import Logging
import Postgres
import Testing

extension ClusterTests {
    /// Far above what a debug build takes; a listener that kept every hello of an outage would pass it in time.
    private static let listenerKibibytesMax = 600_000

    @Test("a hello that ended in FIN is in the database, whoever was killed meanwhile", .timeLimit(.minutes(4)))
    func storm() async throws {
        let folder = "/tmp/provision-cluster-\(getpid())-storm-database"
        let cluster = try PrivateCluster(
            folder: URL(fileURLWithPath: folder),
            logger: Logger(label: "test.postgres") { _ in SwiftLogNoOpLogHandler() })
        try cluster.start()
        defer {
            try? cluster.stop(immediately: true)
            try? FileManager.default.removeItem(atPath: folder)
        }
        try await Scene.play("storm", databaseURL: cluster.url()) { scene in
            let keys = try await scene.describe(
                FleetPlan(name: "storm", count: 1, firstAddress: "0.1", seed: 23, pskShare: 1)
            ).keys
            let pid = try #require(keys.first?.split(separator: ",").first)
            try scene.write(inventory: [])
            try scene.write(keys: keys)
            try scene.configure([
                "log.level": "info", "listener.unexpected_per_address_max": "1000000",
                "listener.unexpected_per_site_max": "1000000",
            ])
            try await scene.run("migrate")
            var listener = try await scene.started("listener")
            let storm = HelloStorm(port: scene.place.helloPort, pid: String(pid))
            storm.start(threads: 24)
            try await Self.more(200, .fin, of: storm)

            try Self.killDatabase(folder)
            try await Self.more(50, .reset, of: storm)
            try await eventually("the database starts again", within: .seconds(60)) {
                // Processes of the dead server may still hold its memory.
                (try? cluster.restartIfDead()) != nil
            }
            try await Self.more(200, .fin, of: storm)
            let ending = try await { try await listener.killNow() }()
            #expect(ending == .signalled(SIGKILL))
            try await Self.more(20, .refused, of: storm)
            listener = try await scene.started("listener")
            try await Self.more(200, .fin, of: storm)
            try await storm.stop()

            let unanswered = storm.count(.none)
            #expect(unanswered == 0, "every connection ends in FIN or RST")
            let durable = try await Self.devices(cluster.url())
            let lost = storm.uuids(.fin).subtracting(durable)
            #expect(lost.isEmpty, "\(lost.count) of \(storm.count(.fin)) hellos that ended in FIN are lost")
            let peak = try #require(Self.peakKibibytes(listener.pid))
            #expect(peak < Self.listenerKibibytesMax)
        }
    }

    private static func more(_ count: Int, _ end: HelloStorm.End, of storm: HelloStorm) async throws {
        let before = storm.count(end)
        try await eventually("\(count) more hellos end in \(end)", within: .seconds(60)) {
            storm.count(end) >= before + count
        }
    }

    /// SIGKILL for the server and all its processes.
    private static func killDatabase(_ folder: String) throws {
        let lock = try String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8)
        let pid = try #require(lock.split(separator: "\n").first.flatMap { pid_t($0) })
        let children = try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        for process in [pid] + children.split(separator: " ").compactMap({ pid_t($0) }) { kill(process, SIGKILL) }
    }

    /// All devices with a request.
    private static func devices(_ url: String) async throws -> Set<[UInt8]> {
        let connection = try await PostgresConnection.open(PostgresSettings(url: url))
        let statement = PostgresStatement(
            name: "storm", sql: "select device_uuid from provision.request", effect: .reads)
        let uuids = try await connection.run(PostgresCall(statement)).map { (row) throws(PostgresError) in
            try row.required(try row.uuid(0))
        }
        await connection.close()
        return Set(uuids)
    }

    /// The most memory that a process ever held.
    private static func peakKibibytes(_ pid: pid_t) -> Int? {
        let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
}
