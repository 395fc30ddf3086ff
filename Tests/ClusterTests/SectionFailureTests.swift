import Foundation
import Testing

/// What goes wrong with profiles, each on a device of its own.
extension ClusterTests {
    private static let day = 86_400.0

    @Test(
        "a section that the firmware refuses fails alone, and one that must be there parks the device",
        .timeLimit(.minutes(10)))
    func refusedSections() async throws {
        let refused = 0
        let worn = 1
        let absent = 2
        let rules: JSONValue = [
            [
                "device": .number(Double(refused)), "call": "AMT_SystemPowerScheme.SetPowerScheme", "occurrence": 0,
                "fault": "return-value:36",
            ],
            [
                "device": .number(Double(worn)), "call": "AMT_SystemPowerScheme.SetPowerScheme", "occurrence": 0,
                "fault": "return-value:38",
            ],
        ]
        try await Scene.play("sections") { scene in
            var plan = FleetPlan(
                name: "sections", count: 3, firstAddress: "0.1", seed: 41, pskShare: 0,
                personalities: ["15", "12", "19"])
            plan.behaviour = ["--faults", scene.path("faults.json")]
            try Data(rules.line.utf8).write(to: URL(fileURLWithPath: scene.path("faults.json")))
            let stage = try await ProfileStage.set(scene, plan) { roots in
                var demanding = Profiles.small("demanding")
                demanding["endpointAccess"] = ["enabled": true, "required": true]
                return [Profiles.whole(roots), Profiles.whole(roots, name: "worn"), demanding]
            }
            let parked = try stage.uuid(absent)
            try await eventually("two are provisioned and one is parked", within: .seconds(120)) {
                let states = try await scene.api.devices().map(\.state).sorted()
                return states == ["parked", "provisioned", "provisioned"]
            }
            try await Proofs.open(try await stage.state(refused), in: scene)
            try await Self.proveRefusal(stage, refused)
            try await Proofs.open(try await stage.state(worn), in: scene)
            try await Self.proveWear(stage, worn)

            let shown = try await scene.api.device(parked)
            #expect(shown["problem"]["code"] == "capability-absent")
            #expect(shown["problem"]["evidence"]["profile.section"] == "endpoint-access")
        }
    }

    /// Every section but one is as the profile says, and that one names its field.
    private static func proveRefusal(_ stage: ProfileStage, _ index: Int) async throws {
        let generation = try stage.generation(index)
        let sections = try await stage.api.device(try stage.uuid(index))["sections"].items
        for section in sections {
            let name = section["section"].text ?? ""
            let wanted =
                name == "power" ? "failed" : generation.absentSections.contains(name) ? "not-applicable" : "applied"
            #expect(section["state"].text == wanted, "\(section.line)")
        }
        let power = sections.first { $0["section"] == "power" } ?? .nothing
        #expect(power["problem"]["code"] == "profile-refused")
        let evidence = power["problem"]["evidence"]
        #expect(evidence["profile.field"] == "power.packages", "\(evidence.line)")
        #expect(evidence["wsman.call"] == "AMT_SystemPowerScheme.SetPowerScheme", "\(evidence.line)")
        let mismatches = ProfileProof.mismatches(
            try stage.device(index), Profiles.whole(stage.roots), stage.secrets, stage.roots, generation)
        // What comes behind the refused call in its section is left out with it.
        #expect(mismatches.allSatisfy { $0.hasPrefix("power.") }, "\(mismatches)")
        #expect(mismatches.contains { $0.hasPrefix("power.packages") })
    }

    /// Nothing is written after the firmware said that it protects its flash, and a day later it is asked again.
    private static func proveWear(_ stage: ProfileStage, _ index: Int) async throws {
        let calls = try stage.fleet.calls().filter { $0.index == index && $0.phase == "received" }
        let place = try #require(calls.firstIndex { $0.call == "AMT_SystemPowerScheme.SetPowerScheme" })
        let later = calls[(place + 1)...].filter { $0.kind == "write" }
        #expect(later.isEmpty, "\(later.map(\.call))")
        let sections = try await stage.api.device(try stage.uuid(index))["sections"].items
        let formatter = ISO8601DateFormatter()
        for name in ["power", "redirection", "kvm", "audit-log", "environment-detection"] {
            let section = sections.first { $0["section"].text == name } ?? .nothing
            #expect(section["state"] == "failed", "\(name): \(section.line)")
            #expect(section["problem"]["code"] == "flash-write-limit", "\(name): \(section.line)")
            let text = section["retryAt"].text ?? ""
            let seconds = try #require(text.prefix(19).isEmpty ? nil : formatter.date(from: text.prefix(19) + "Z"))
                .timeIntervalSinceNow
            #expect(abs(seconds - Self.day) < Self.day / 8, "\(name): again in \(seconds) s")
        }
    }

    @Test("a device without the one-time password that its profile wants waits for it", .timeLimit(.minutes(4)))
    func oneTimePassword() async throws {
        let password = MarkedSecrets.password(16)
        try await Scene.play("otp") { scene in
            let plan = FleetPlan(
                name: "otp", count: 1, firstAddress: "0.1", seed: 47, pskShare: 0, personalities: ["16"])
            let stage = try await ProfileStage.set(scene, plan) { _ in
                var profile = Profiles.small("careful")
                profile["oneTimePassword"] = ["required": true]
                return [profile]
            }
            try stage.fleet.order(
                "drift", 0,
                [
                    "class": "AMT_SetupAndConfigurationService",
                    "set": ["ProvisioningServerOTP": .text(Data(password.utf8).base64EncodedString())],
                ])
            let uuid = try stage.uuid(0)
            try await eventually("the device is parked", within: .seconds(60)) {
                guard let shown = try? await scene.api.device(uuid) else { return false }
                return shown["state"] == "parked" && shown["problem"]["code"] == "one-time-password-refused"
            }
            let writes = try stage.writes(since: 0)
            #expect(writes.isEmpty, "nothing is written to a device that has not shown it")
            try await scene.api.put(oneTimePassword: password, of: uuid)
            try await scene.api.retry(uuid)
            try await Proofs.provisioned(1, in: scene, within: .seconds(90))
            try await Proofs.allOpen(stage.fleet)
        }
    }
}
