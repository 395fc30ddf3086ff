import Foundation
import Testing

extension ClusterTests {
    /// Each generation once by certificate, and those that can once more by pre-shared key.
    private static func everyGeneration(_ name: String, seed: UInt64) -> FleetPlan {
        FleetPlan(
            name: name, count: Generation.names.count + Generation.presharedNames.count, firstAddress: "0.1",
            seed: seed,
            pskShare: (Double(Generation.presharedNames.count) + 0.01)
                / Double(Generation.names.count + Generation.presharedNames.count),
            personalities: Generation.names, machines: ["mobile", "desktop-wifi"])
    }

    @Test(
        "every generation gets the whole profile, keeps it and gets it back, and a device that a stranger took is left alone",
        .timeLimit(.minutes(8)))
    func wholeProfile() async throws {
        try await Scene.play("whole") { scene in
            var plan = Self.everyGeneration("whole", seed: 31)
            let indices = Array(0..<plan.count)
            let taken = plan.count
            plan.count += 1
            var profile: JSONValue = .nothing
            var secrets = MarkedSecrets()
            secrets.addOthers()
            let stage = try await ProfileStage.set(
                scene, plan,
                profiles: { roots in
                    profile = Profiles.whole(roots)
                    return indices.map { _ in profile } + [Profiles.small("plain")]
                }, secrets: secrets)
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(150))
            let kinds = try indices.map { try stage.device($0)["kind"].text ?? "" }
            #expect(kinds.filter { $0 == "psk" }.count == Generation.presharedNames.count)
            try await Proofs.allOpen(stage.fleet)
            try stage.fleet.order("change-admin-password", taken, ["password": .text(MarkedSecrets.password(12))])
            try await scene.api.apply(try stage.uuid(taken))
            for index in indices {
                try await stage.prove(index, profile)
                try await stage.proveSections(index)
            }

            let idle = try await stage.applyAgain(indices)
            #expect(idle.isEmpty, "a second application writes nothing")
            for index in indices { try await stage.proveSections(index, done: ["unchanged"]) }

            for index in indices { try Self.drift(stage, index) }
            let repairs = try await stage.applyAgain(indices)
            for index in indices {
                let label = try stage.label(index)
                #expect((repairs[index] ?? []).sorted() == Self.repairs.sorted(), "\(label)")
                try await stage.prove(index, profile)
            }

            profile["kvm"]["sessionTimeoutMinutes"] = 20
            try await scene.api.put(profile: profile)
            let others = try await OtherProfiles.offered(stage, indices)
            // Workers believe what they read of profiles for five seconds.
            try await Task.sleep(for: .seconds(6))
            let changes = try await stage.applyAgain(indices)
            for index in indices {
                let label = try stage.label(index)
                #expect(changes[index] == ["IPS_KVMRedirectionSettingData.Put"], "\(label)")
                try await stage.prove(index, profile, version: 2)
            }
            for index in indices { try await Proofs.open(try await stage.state(index), in: scene) }
            try await others.prove(stage, indices)
            try await Self.proveTaken(stage, taken)
        }
    }

    /// Nobody knows the password of the device: it waits for an operator, and its account is not locked.
    private static func proveTaken(_ stage: ProfileStage, _ index: Int) async throws {
        let uuid = try stage.uuid(index)
        try await eventually("the device is parked", within: .seconds(90)) {
            let shown = try await stage.api.device(uuid)
            return shown["state"] == "parked" && shown["problem"]["code"] == "credential-unknown"
        }
        // Ten in a row would lock the account.
        let failures = try stage.device(index)["logonFailures"].int ?? 0
        #expect((1..<10).contains(failures), "\(failures)")
    }

    /// The calls that mend ``drift(_:_:)`` and no others.
    private static let repairs = [
        "AMT_AuthorizationService.AddUserAclEntryEx", "AMT_AuthorizationService.RemoveUserAclEntry",
        "CIM_KVMRedirectionSAP.RequestStateChange", "AMT_PublicKeyCertificate.Delete", "AMT_GeneralSettings.Put",
        "CIM_FilterCollection.Subscribe", "CIM_FilterCollectionSubscription.Unsubscribe",
    ]

    /// Somebody takes a user away, adds one of his own and a trusted root, switches KVM off and pings on, and has events sent to
    /// himself instead of to us.
    private static func drift(_ stage: ProfileStage, _ index: Int) throws {
        try stage.fleet.order("remove-user", index, ["name": "helpdesk"])
        try stage.fleet.order(
            "add-user", index, ["name": "intruder", "password": .text(MarkedSecrets.password(12)), "realms": [3]])
        try stage.fleet.order("add-trusted-root", index, ["certificate": .text(stage.roots.foreign.pem)])
        try stage.fleet.order(
            "drift", index, ["class": "AMT_GeneralSettings", "set": ["PingResponseEnabled": true]])
        try stage.fleet.order(
            "call", index, ["xml": .text(FirmwareOrder.stateChange(of: "CIM_KVMRedirectionSAP", to: 3))])
        let filter = "Intel(r) AMT:Features"
        let ours = try stage.device(index)["eventSubscriptions"].items.first { $0["filter"].text == filter }
        let listener = try #require(ours?["listener"].text)
        for xml in [
            FirmwareOrder.unsubscribe(filter: filter, listener: listener),
            FirmwareOrder.subscribe(to: "http://intruder.example"),
        ] { try stage.fleet.order("call", index, ["xml": .text(xml)]) }
    }
}
