import Foundation
import Testing

extension ClusterTests {
    @Test(
        "fixed and derived passwords open the devices, without TLS they answer on the plain port, and a long queue extends setup",
        .timeLimit(.minutes(4)))
    func passwordPolicies() async throws {
        var secrets = MarkedSecrets()
        secrets["fixed-password"] = MarkedSecrets.password(18)
        secrets["fixed-mebx"] = MarkedSecrets.password(12)
        secrets["master"] = MarkedSecrets.password(40)
        try await Scene.play("policies") { scene in
            let plan = FleetPlan(
                name: "policies", count: 8, firstAddress: "0.1", seed: 53, pskShare: 0,
                personalities: ["12", "15", "16.1", "11"])
            let stage = try await ProfileStage.set(
                scene, plan, profiles: { roots in Self.policies + [Self.keeping(roots), Self.plain] },
                secrets: secrets, settings: ["worker.slots": "3"])
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(120))
            try Self.provePeriod(stage, plan.count)
            for index in 0..<plan.count {
                let state = try await stage.state(index)
                let hasTLS = index % 4 != 3
                try await Proofs.open(state, in: scene, hasTLS: hasTLS, leavesMEBx: index % 4 == 3)
                let credential = try #require(try await scene.api.currentCredential(state.uuid))
                let port = hasTLS ? scene.place.devicePort : scene.place.plainPort
                let answer = try Self.curl(state, credential, in: scene, port: port, hasTLS: hasTLS)
                #expect(answer == 200, "\(index)")
                switch index % 4 {
                case 0:
                    #expect(credential.password == secrets["fixed-password"])
                    #expect(credential.mebxPassword == secrets["fixed-mebx"])
                case 1:
                    #expect(credential.password != secrets["master"])
                    let other = try #require(try await scene.api.currentCredential(try stage.uuid((index + 4) % 8)))
                    #expect(other.password != credential.password, "each device has one of its own")
                default: break
                }
            }
            let keeping = 2
            try Self.addForeign(stage, keeping)
            let idle = try await stage.applyAgain(Array(0..<plan.count))
            #expect(idle.isEmpty, "\(idle)")
            let device = try stage.device(keeping)
            #expect(device["users"].items.compactMap { $0["name"].text }.contains("somebody"))
            #expect(device["trustedRoots"].items.contains(.text(stage.roots.foreign.der.base64EncodedString())))
        }
    }

    /// While others wait, the firmware is told to wait longer; behind the last device there is nobody.
    private static func provePeriod(_ stage: ProfileStage, _ count: Int) throws {
        let hours = try (0..<count).map { try stage.device($0)["provisioningPeriodHours"].int }
        #expect(Set(hours) == [12, 24], "\(hours)")
    }

    private static func small(_ name: String) -> JSONValue {
        var small = Profiles.small(name)
        small["provisioningPeriod"] = ["extendHours": 12, "whenReadyRequestsExceed": 0]
        return small
    }

    /// What a profile that keeps foreign entries leaves alone.
    private static func addForeign(_ stage: ProfileStage, _ index: Int) throws {
        try stage.fleet.order(
            "add-user", index, ["name": "somebody", "password": .text(MarkedSecrets.password(12)), "realms": [3]])
        try stage.fleet.order("add-trusted-root", index, ["certificate": .text(stage.roots.foreign.pem)])
    }

    private static var policies: [JSONValue] {
        var fixed = Self.small("fixed")
        fixed["adminPassword"] = ["policy": "fixed", "secret": "fixed-password"]
        fixed["mebxPassword"] = ["policy": "fixed", "secret": "fixed-mebx"]
        var derived = Self.small("derived")
        derived["adminPassword"] = ["policy": "derived", "secret": "master"]
        return [fixed, derived]
    }

    /// With lists that say nothing of foreign entries.
    private static func keeping(_ roots: ProfileRoots) -> JSONValue {
        var keeping = Self.small("keeping")
        keeping["tls"] = ["trustedRoots": [["name": "corp-root", "certificate": .text(roots.corporate.pem)]]]
        keeping["users"] = [
            "digest": [
                [
                    "name": "helpdesk", "password": ["secret": "helpdesk-password"], "access": "network",
                    "realms": ["general-info"],
                ]
            ]
        ]
        return keeping
    }

    private static var plain: JSONValue {
        var plain = Self.small("plain")
        plain["tls"] = ["network": "off"]
        plain["mebxPassword"] = ["policy": "leave"]
        return plain
    }
}
