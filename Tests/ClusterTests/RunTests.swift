import Foundation
import Testing

extension ClusterTests {
    @Test("a killed server finds its database again, and SIGTERM ends both in good order", .timeLimit(.minutes(4)))
    func killAndTerminate() async throws {
        try await Scene.play("run") { scene in
            var plan = FleetPlan(name: "run", count: 8, firstAddress: "0.1", seed: 17)
            plan.behaviour = ["--latency", "0.05"]
            try await scene.know(plan)
            try scene.configure()
            let first = try await scene.started("run")
            let database = try #require(scene.privatePostgres)
            let fleet = try scene.startFleet(plan)
            try await eventually("the devices are in the middle of their path", within: .seconds(60)) {
                try fleet.calls().count >= 100
            }
            let killed = try await first.killNow()
            #expect(killed == .signalled(SIGKILL))
            #expect(scene.privatePostgres == database, "the database outlives the server")

            let second = try await scene.started("run")
            #expect(scene.privatePostgres == database)
            #expect(second.log.contains("private database found running"))
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(120))
            try await Proofs.allOpen(fleet)

            second.send(SIGTERM)
            let ending = try await second.ended(within: .seconds(30))
            #expect(ending == .exited(0))
            #expect(scene.privatePostgres == nil, "the database has stopped with the server")
        }
    }

    @Test("SIGTERM in the middle of work ends a server, and the next one goes on", .timeLimit(.minutes(4)))
    func terminateAtWork() async throws {
        try await Scene.play("term") { scene in
            var plan = FleetPlan(name: "term", count: 8, firstAddress: "0.1", seed: 19)
            plan.behaviour = ["--latency", "0.1"]
            try await scene.know(plan)
            try scene.configure()
            let first = try await scene.started("run")
            let fleet = try scene.startFleet(plan)
            try await eventually("the devices are in the middle of their path", within: .seconds(60)) {
                try fleet.calls().count >= 100
            }
            first.send(SIGTERM)
            let ending = try await first.ended(within: .seconds(30))
            #expect(ending == .exited(0))
            #expect(scene.privatePostgres == nil)
            _ = try await scene.started("run")
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(120))
            try await Proofs.allOpen(fleet)
        }
    }
}
