import Foundation
import Logging
import Postgres
import Testing

/// Whom the cluster believes, and what it gives to those whom it does not.
extension ClusterTests {
    /// Sections of the whole profile with secrets that many devices share.
    private static let shared: Set<String> = [
        "users", "kerberos", "kvm", "wifi", "wired-8021x", "remote-access", "events", "audit-log",
    ]

    @Test(
        "secrets of many devices go to firmware for which its maker vouches, and not to one that proves nothing",
        .timeLimit(.minutes(10)))
    func onDie() async throws {
        try await Scene.play("on-die") { scene in
            let stage = try await Self.onDieStage(
                scene,
                [
                    "worker.shared_secrets": "proven", "worker.on_die_certificates_file": scene.path("maker.pem"),
                ])
            for (index, proof) in [(0, "on-die-certificate"), (1, "none")] {
                let device = try await stage.api.device(try stage.uuid(index))
                #expect(device["proof"] == .text(proof), "\(device.line)")
                let withheld = device["sections"].items.filter { $0["problem"]["code"] == "secret-withheld" }
                let names = Set(withheld.compactMap { $0["section"].text })
                #expect(
                    proof == "none" ? names.contains("wifi") && names.isSubset(of: Self.shared) : names.isEmpty,
                    "\(names)")
                for section in withheld {
                    #expect(section["problem"]["evidence"]["setting"] == "worker.shared_secrets: proven")
                }
            }
            // What it proved is remembered: a configured device shows it no more.
            try await stage.api.apply(try stage.uuid(0))
            try await eventually("it is taken up and done again", within: .seconds(60)) {
                try await stage.api.device(try stage.uuid(0))["state"] == "provisioned"
            }
            let again = try await stage.api.device(try stage.uuid(0))
            #expect(again["proof"] == "on-die-certificate")
            #expect(!again["sections"].items.contains { $0["problem"]["code"] == "secret-withheld" })
        }
    }

    @Test("a chain that is not its maker's outweighs an inventory that expects the device", .timeLimit(.minutes(10)))
    func foreignChain() async throws {
        try await Scene.play("chain") { scene in
            let stage = try await Self.onDieStage(scene, ["worker.shared_secrets": "expected"])
            let forged = try await stage.api.device(try stage.uuid(0))
            #expect(forged["proof"] == "chain-refused", "\(forged.line)")
            #expect(forged["sections"].items.contains { $0["problem"]["code"] == "secret-withheld" })
            let plain = try await stage.api.device(try stage.uuid(1))
            #expect(plain["proof"] == "none")
            #expect(!plain["sections"].items.contains { $0["problem"]["code"] == "secret-withheld" })
        }
    }

    /// Two devices under a profile with every secret: one of AMT 18, which shows a chain, and one of AMT 12, which has none.
    private static func onDieStage(_ scene: Scene, _ settings: [String: String]) async throws -> ProfileStage {
        try SetupCertificates.makeOnDieChain(in: scene.folder)
        var plan = FleetPlan(
            name: "chips", count: 2, firstAddress: "0.1", seed: 51, pskShare: 0, personalities: ["18", "12"])
        plan.behaviour = ["--on-die-chain", scene.path("chip.pem"), "--on-die-key", scene.path("chip.key")]
        let stage = try await ProfileStage.set(
            scene, plan, profiles: { [Profiles.whole($0)] }, settings: settings)
        try await eventually("both are provisioned", within: .seconds(120)) {
            try await scene.api.devices().map(\.state) == ["provisioned", "provisioned"]
        }
        return stage
    }

    @Test(
        "an authority outside signs what the firmware asks for, and devices are called by it", .timeLimit(.minutes(10)))
    func outsideIssuer() async throws {
        try await Scene.play("issuer") { scene in
            let plan = FleetPlan(
                name: "issuer", count: 3, firstAddress: "0.1", seed: 61, pskShare: 0.3,
                personalities: ["16.1", "12", "9"])
            try SetupCertificates.makeIssuer(in: scene.folder)
            try await scene.know(plan)
            try scene.configure([
                "issuer.kind": "command", "issuer.command": scene.path("sign"),
                "issuer.authority_file": scene.path("issuer.pem"),
            ])
            _ = try await scene.started("run")
            let fleet = try scene.startFleet(plan)
            try await eventually("all are provisioned", within: .seconds(90)) {
                try await scene.api.devices().map(\.state) == ["provisioned", "provisioned", "provisioned"]
            }
            for state in try await fleet.report() { try await Proofs.open(state, in: scene) }
            let signed = try String(contentsOfFile: scene.path("signed"), encoding: .utf8).split(separator: "\n")
            #expect(signed.count == 3, "each device asked once")
            for uuid in try await scene.api.devices().map(\.uuid) {
                let certificates = try await scene.api.certificates(of: uuid)
                #expect(certificates.count == 1 && signed.contains { certificates[0]["fqdn"].text == String($0) })
            }
        }
    }

    @Test(
        "a flood of invented UUIDs takes no more room than it is allowed, and keeps no real device waiting",
        .timeLimit(.minutes(10)))
    func flood() async throws {
        try await Scene.play("flood") { scene in
            let plan = FleetPlan(name: "flood", count: 40, firstAddress: "0.1", seed: 71, pskShare: 0.5)
            let known = try await scene.describe(plan)
            try scene.write(inventory: known.inventory)
            try scene.write(keys: known.keys)
            try scene.configure([
                "listener.unexpected_per_address_max": "40", "listener.unexpected_per_site_max": "100",
                "log.level": "info",
            ])
            _ = try await scene.started("run")
            try await eventually("the inventory is read", within: .seconds(60)) {
                try String(contentsOfFile: scene.path("run.log"), encoding: .utf8).contains("inventory synced")
            }
            let storm = HelloStorm(port: scene.place.helloPort, pid: "0123456X")
            storm.start(threads: 4)
            try await eventually("the flood meets its limit", within: .seconds(60)) { storm.count(.reset) > 200 }
            _ = try scene.startFleet(plan)
            try await eventually("every real device is provisioned beside it", within: .seconds(90)) {
                try await scene.api.devices().count { $0.state == "provisioned" } == 40
            }
            try await storm.stop()
            #expect(storm.count(.none) == 0)
            // A second's worth of them may come in between two counts of the site.
            let admitted = storm.count(.fin)
            #expect(admitted >= 100 && admitted <= 160, "\(admitted) of \(admitted + storm.count(.reset))")
            let waiting = try await scene.api.devices().filter { $0.state != "provisioned" }.count
            #expect(waiting == storm.uuids(.fin).count)
        }
    }
}
