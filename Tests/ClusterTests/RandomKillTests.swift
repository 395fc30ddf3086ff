import Foundation
import Postgres
import PostgresTestSupport
import Testing

/// SplitMix64: the same moments for the same seed.
struct SeededMoments: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

extension ClusterTests {
    @Test("a worker that dies again and again, at any moment, orphans no device", .timeLimit(.minutes(10)))
    func randomKills() async throws {
        var moments = SeededMoments(seed: 20_261_123)
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("random", databaseURL: database.url) { scene in
            var plan = FleetPlan(name: "random", count: 30, firstAddress: "0.1", seed: 7)
            // Devices come one after another, so that each new worker finds some that no dead one holds.
            plan.behaviour = ["--hello-start-spread", "8", "--latency", "0.03", "--latency-jitter", "0.05"]
            try await scene.know(plan)
            try scene.configure()
            try await scene.run("migrate")
            _ = try await scene.started("coordinator")
            _ = try await scene.started("listener")
            _ = try await scene.started("api")
            var worker = try await scene.started("worker")
            let fleet = try scene.startFleet(plan)
            for round in 1...5 {
                let before = try fleet.calls().count
                let more = Int.random(in: 10...90, using: &moments)
                try await eventually("\(more) more lines of calls in round \(round)", within: .seconds(60)) {
                    try fleet.calls().count >= before + more
                }
                let ending = try await worker.killNow()
                #expect(ending == .signalled(SIGKILL))
                worker = try await scene.started("worker")
            }
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(120))
            try await Proofs.allOpen(fleet)
        }
    }
}
