import Testing

extension ClusterTests {
    @Test("a device that the inventory learns of later is taken up without a new hello", .timeLimit(.minutes(10)))
    func lateInventory() async throws {
        try await Scene.play("inventory") { scene in
            var plan = FleetPlan(name: "late", count: 2, firstAddress: "0.1", seed: 13)
            // One hello, and the next one after the end of the test.
            plan.behaviour = ["--hello-schedule", "3600x*"]
            let known = try await scene.describe(plan)
            try scene.write(inventory: [])
            try scene.write(keys: known.keys)
            try scene.configure()
            _ = try await scene.started("run")
            let fleet = try scene.startFleet(plan)
            try await eventually("both devices wait for the inventory", within: .seconds(60)) {
                let devices = try await scene.api.devices()
                return devices.count == 2
                    && devices.allSatisfy { $0.state == "waiting" && $0.problem?.code == "fqdn-unresolved" }
            }
            let callsBefore = try fleet.calls()
            #expect(callsBefore.isEmpty, "nothing is asked of a device that nobody knows")
            try scene.write(inventory: known.inventory)
            try await Proofs.provisioned(2, in: scene, within: .seconds(60))
            try await Proofs.allOpen(fleet)
            let devices = try await fleet.report()
            #expect(devices.map(\.hellosSent) == [1, 1])
        }
    }
}
