import Foundation
import Postgres
import PostgresTestSupport
import Testing

extension ClusterTests {
    @Test("a worker may die before and after every single call", .timeLimit(.minutes(10)))
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
            // Longer than the last device of a wave takes on a busy machine: who waits for it must not give up before.
            try scene.configure(["worker.lease_seconds": "45"])
            try await scene.run("migrate")
            _ = try await scene.started("coordinator")
            _ = try await scene.started("listener")
            _ = try await scene.started("api")
            var worker = try await scene.started("worker")

            let first = try scene.startFleet(undisturbed)
            try await Proofs.provisioned(2, in: scene, within: .seconds(60))
            try await Proofs.allOpen(first)
            let kinds = Set(try await first.report().map(\.kind))
            #expect(kinds == ["psk", "pki"])
            let matrix = CrashMatrix(try first.calls(), kindCount: undisturbed.count)
            for points in matrix.points { #expect(points.count > 40, "a path has only \(points.count / 2) calls") }
            try await first.stop()

            let points = matrix.all
            plan.count = 1 + (points.map(\.index).max() ?? 0)
            plan.behaviour = points.flatMap { ["--pause-at", $0.option] }
            let fleet = try scene.startFleet(plan)
            var known = few.inventory
            for wave in matrix.waves {
                // A device that inventory does not know yet is left alone: that is how a wave begins when it is time.
                known += wave.map { many.inventory[$0.index] }
                try scene.write(inventory: Array(Set(known)))
                let missed = try await CrashMatrix.hold(fleet, wave)
                #expect(missed.isEmpty, "went on by themselves: \(missed.map(\.option))")
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
}
