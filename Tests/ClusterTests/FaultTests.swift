import Foundation
import Testing

extension ClusterTests {
    /// Ways in which a call goes wrong that a run must get over by itself.
    private static let faults = [
        "drop-before", "drop-after", "half-answer", "wrong-content-length", "stall", "http-503", "http-401",
    ]
    /// Calls that change the device, on the path of both kinds.
    private static let changes = [
        "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch", "AMT_GeneralSettings.Put",
        "AMT_PublicKeyManagementService.GenerateKeyPair",
        "AMT_PublicKeyManagementService.AddCertificate", "AMT_TLSCredentialContext.Create", "AMT_TLSSettingData.Put",
        "AMT_AuthorizationService.SetAdminAclEntryEx", "AMT_SetupAndConfigurationService.SetMEBxPassword",
        "AMT_SetupAndConfigurationService.CommitChanges",
    ]

    @Test("what goes wrong on the way with any changing call is got over", .timeLimit(.minutes(10)))
    func faultyCalls() async throws {
        struct Rule: Encodable {
            let device: Int
            let call: String
            let fault: String
            let occurrence: Int
            let seconds: Double
        }
        var rules: [Rule] = []
        // Both kinds: even devices are PKI, odd ones PSK.
        for (number, call) in Self.changes.enumerated() {
            for (place, fault) in Self.faults.enumerated() {
                for kind in 0..<2 {
                    let device = 2 * (number * Self.faults.count + place) + kind
                    rules.append(Rule(device: device, call: call, fault: fault, occurrence: 1, seconds: 2))
                }
            }
        }
        let handshakes = 2 * Self.changes.count * Self.faults.count
        for number in 0..<8 {
            rules.append(
                Rule(
                    device: handshakes + number, call: "tls-handshake", fault: "reset-handshake",
                    occurrence: 1 + number / 2, seconds: 0))
        }
        try await Scene.play("faults") { scene in
            var plan = FleetPlan(name: "faults", count: handshakes + 8, firstAddress: "0.1", seed: 11)
            plan.behaviour = ["--faults", scene.path("faults.json"), "--commit-answer", "mixed"]
            try JSONEncoder().encode(rules).write(to: URL(fileURLWithPath: scene.path("faults.json")))
            try await scene.know(plan)
            // A commit that did not happen is seen only when the device has not come back in its new form for so long.
            try scene.configure(["worker.restart_wait_seconds": "10"])
            _ = try await scene.started("run")
            let fleet = try scene.startFleet(plan)
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(200))
            try await Proofs.allOpen(fleet)
            // A rule for a call that is not on the path would prove nothing.
            let received = Set(try fleet.calls().filter { $0.phase == "received" }.map { "\($0.index) \($0.call)" })
            let idle = rules.filter { $0.device < handshakes && !received.contains("\($0.device) \($0.call)") }
            let absent = Set(idle.map(\.call))
            #expect(absent.isEmpty, "not on the path")
        }
    }
}
