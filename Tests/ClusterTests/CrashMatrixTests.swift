import Foundation
import Postgres
import PostgresTestSupport
import Testing

/// A call of the path, and on which side of it the worker dies.
private struct DeathPoint: Sendable {
    /// The device that is held there.
    let index: Int
    let call: String
    let occurrence: Int
    /// `before` or `after`.
    let moment: String

    var option: String { "\(self.call):\(self.occurrence):\(self.moment)@\(self.index)" }
}

extension ClusterTests {
    /// Devices of each kind that are held at once: few enough to be all at their points before the first of them gives up
    /// waiting.
    private static let devicesPerWave = 15

    @Test("a worker may die before and after every single call", .timeLimit(.minutes(5)))
    func crashMatrix() async throws {
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("matrix", databaseURL: database.url) { scene in
            // The path of undisturbed devices, one of each kind, decides how many devices the matrix takes.
            let undisturbed = FleetPlan(name: "undisturbed", count: 2, firstAddress: "0.1", seed: 100)
            var plan = FleetPlan(name: "matrix", count: 400, firstAddress: "1.1", seed: 101)
            let few = try await scene.describe(undisturbed)
            let many = try await scene.describe(plan)
            try scene.write(inventory: few.inventory)
            try scene.write(keys: few.keys + many.keys)
            try scene.configure()
            try await scene.run("migrate")
            _ = try await scene.started("coordinator")
            _ = try await scene.started("listener")
            _ = try await scene.started("api")
            var worker = try await scene.started("worker")

            let first = try scene.startFleet(undisturbed)
            try await Proofs.provisioned(2, in: scene, within: .seconds(60))
            try await Proofs.allOpen(first)
            let waves = try await Self.waves(first)
            try await first.stop()

            let points = waves.flatMap { $0 }
            plan.count = 1 + (points.map(\.index).max() ?? 0)
            plan.behaviour = points.flatMap { ["--pause-at", $0.option] }
            let fleet = try scene.startFleet(plan)
            var known = few.inventory
            for wave in waves {
                // A device that inventory does not know yet is left alone: that is how a wave begins when it is time.
                known += wave.map { many.inventory[$0.index] }
                try scene.write(inventory: Array(Set(known)))
                try await Self.hold(fleet, wave)
                let ending = try await worker.killNow()
                #expect(ending == .signalled(SIGKILL))
                try await fleet.holdsNothing()
                worker = try await scene.started("worker")
            }
            try scene.write(inventory: few.inventory + many.inventory)
            try await Proofs.provisioned(2 + plan.count, in: scene, within: .seconds(150))
            try await Proofs.allOpen(fleet)
        }
    }

    /// Waits until every device of a wave is held at its own point.
    private static func hold(_ fleet: FleetRun, _ wave: [DeathPoint]) async throws {
        var missing: [String] = []
        var calls: [CallLine] = []
        try await eventually(
            "every device of the wave is at its point", within: .seconds(60), otherwise: { "missing: \(missing)" },
            holds: {
                calls = try fleet.calls()
                missing = wave.filter { point in
                    !calls.contains {
                        $0.index == point.index && $0.call == point.call && $0.phase == "paused-\(point.moment)"
                    }
                }.map(\.option)
                return missing.isEmpty
            })
        // Nobody gave up waiting before the others came: the kill is what ends every one of these calls.
        for point in wave {
            let last = calls.last { $0.index == point.index }
            #expect(last?.phase == "paused-\(point.moment)", "\(point.option) went on by itself")
        }
    }

    /// Both sides of every call of both kinds. Devices at about the same place of the path share a wave.
    private static func waves(_ fleet: FleetRun) async throws -> [[DeathPoint]] {
        let calls = try fleet.calls().filter { $0.phase == "received" }
        var waves: [[DeathPoint]] = []
        let devices = try await fleet.report()
        #expect(Set(devices.map(\.kind)) == ["psk", "pki"])
        for device in devices {
            var counts: [String: Int] = [:]
            var points: [DeathPoint] = []
            for line in calls where line.index == device.index {
                counts[line.call, default: 0] += 1
                for moment in ["before", "after"] {
                    // Kinds take turns in a fleet, so every second device is of this one's kind.
                    points.append(
                        DeathPoint(
                            index: device.index + points.count * devices.count, call: line.call,
                            occurrence: counts[line.call] ?? 0, moment: moment))
                }
            }
            #expect(points.count > 40, "the path of a \(device.kind) device has only \(points.count / 2) calls")
            for (number, start) in stride(from: 0, to: points.count, by: Self.devicesPerWave).enumerated() {
                if waves.count == number { waves.append([]) }
                waves[number] += points[start..<min(start + Self.devicesPerWave, points.count)]
            }
        }
        return waves
    }
}
