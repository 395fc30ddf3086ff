import Foundation
import Postgres
import PostgresTestSupport
import Testing

/// A call of the path, and on which side of it the worker dies.
private struct DeathPoint: Sendable {
    let call: String
    let occurrence: Int
    let moment: String
    /// Place in the undisturbed path.
    let place: Int

    var option: String { "\(self.call):\(self.occurrence):\(self.moment)" }
}

/// The devices of one kind that are held at once, each at its own point, when the worker is killed.
private struct Wave: Sendable {
    let plan: FleetPlan
    let points: [DeathPoint]
}

extension ClusterTests {
    /// Devices of one wave: few enough to be all at their points before the first of them gives up waiting.
    private static let devicesPerWave = 32

    @Test("a worker may die before and after every single call", .timeLimit(.minutes(5)))
    func crashMatrix() async throws {
        let place = Place(helloPort: 29510, apiPort: 28510, devicePort: 24010, network: "127.41")
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("matrix", at: place, databaseURL: database.url) { scene in
            var undisturbed = FleetPlan(name: "undisturbed", count: 2, firstAddress: "0.1", seed: 100)
            undisturbed.behaviour = ["--log-level", "debug"]
            // The path of an undisturbed device decides how many there are; this many are known beforehand.
            let reserve = (0..<16).map { number in
                FleetPlan(
                    name: "wave\(number)", count: Self.devicesPerWave, firstAddress: "\(number + 1).1",
                    seed: UInt64(101 + number), pskShare: number % 2 == 0 ? 0 : 1)
            }
            try await scene.know([undisturbed] + reserve)
            try scene.configure()
            try await scene.run("migrate")
            _ = try await scene.started("coordinator")
            _ = try await scene.started("listener")
            _ = try await scene.started("api")
            var worker = try await scene.started("worker")

            let first = try scene.startFleet(undisturbed)
            try await Proofs.provisioned(2, in: scene, within: .seconds(60))
            try await Proofs.allOpen(first)
            let waves = try await Self.waves(of: first, reserve)
            var fleets = [first]
            for wave in waves {
                let fleet = try scene.startFleet(wave.plan)
                fleets.append(fleet)
                try await Self.hold(fleet, wave)
                let ending = try await worker.killNow()
                #expect(ending == .signalled(SIGKILL))
                fleet.resume()
                worker = try await scene.started("worker")
            }
            let count = fleets.map(\.plan.count).reduce(0, +)
            try await Proofs.provisioned(count, in: scene, within: .seconds(150))
            for fleet in fleets { try await Proofs.allOpen(fleet) }
        }
    }

    /// Waits until every device of a wave is held at its own point.
    private static func hold(_ fleet: FleetRun, _ wave: Wave) async throws {
        var missing: [String] = []
        try await eventually(
            "every device of \(wave.plan.name) is at its point", within: .seconds(90),
            otherwise: { "missing: \(missing)" },
            holds: {
                let calls = try fleet.calls()
                missing = wave.points.enumerated().filter { index, point in
                    !calls.contains {
                        $0.index == index && $0.call == point.call && $0.phase == "paused-\(point.moment)"
                    }
                }.map(\.element.option)
                return missing.isEmpty
            })
        // Nobody gave up waiting before the others came: the kill is what ends every one of these calls.
        let calls = try fleet.calls()
        for (index, point) in wave.points.enumerated() {
            let last = calls.last { $0.index == index }
            #expect(
                last?.phase == "paused-\(point.moment)",
                "\(point.option) went on by itself: \(String(describing: last))")
        }
    }

    /// Both sides of every call, early calls first, since those devices reach their points at about the same time.
    private static func waves(of fleet: FleetRun, _ reserve: [FleetPlan]) async throws -> [Wave] {
        let calls = try fleet.calls().filter { $0.phase == "received" }
        var waves: [Wave] = []
        for device in try await fleet.report() {
            var counts: [String: Int] = [:]
            var points: [DeathPoint] = []
            for (place, line) in calls.filter({ $0.index == device.index }).enumerated() {
                counts[line.call, default: 0] += 1
                for moment in ["before", "after"] {
                    points.append(
                        DeathPoint(
                            call: line.call, occurrence: counts[line.call] ?? 0, moment: moment, place: place))
                }
            }
            #expect(points.count > 40, "the path of a \(device.kind) device has only \(points.count / 2) calls")
            var free = reserve.filter { ($0.pskShare == 1) == (device.kind == "psk") }[...]
            for start in stride(from: 0, to: points.count, by: Self.devicesPerWave) {
                let part = Array(points[start..<min(start + Self.devicesPerWave, points.count)])
                let next = free.popFirst()
                var plan = try #require(next, "more calls than the test has devices for")
                plan.count = part.count
                plan.behaviour = part.enumerated().flatMap { ["--pause-at", "\($0.element.option)@\($0.offset)"] }
                waves.append(Wave(plan: plan, points: part))
            }
        }
        return waves
    }
}
