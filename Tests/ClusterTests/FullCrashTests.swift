import Foundation
import Postgres
import PostgresTestSupport
import Testing

/// How much of the crash matrix of the whole profile is played.
private enum CrashScope {
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Every point, instead of a sample.
    static let isWhole = Self.environment["CRASH_MATRIX"] == "whole"
    static let seed = Self.environment["CRASH_MATRIX_SEED"].flatMap { UInt64($0) } ?? 1
    /// Generations that are played one after the other.
    static let personalities =
        Self.environment["CRASH_MATRIX_PERSONALITIES"]?.split(separator: ",").map { String($0) }
        ?? (Self.isWhole ? Generation.names : [])

    /// Fleets: of each generation by certificate, and of those that can by pre-shared key; or a mixed one to take a sample of.
    static var fleets: [FleetPlan] {
        guard !Self.personalities.isEmpty else {
            return [
                FleetPlan(
                    name: "sample", count: 4, firstAddress: "0.1", seed: 300, pskShare: 0.5,
                    personalities: ["9", "16.1"])
            ]
        }
        return Self.personalities.flatMap { name in
            [0, 1].filter { $0 == 0 || Generation.presharedNames.contains(name) }.map { share in
                FleetPlan(
                    name: "\(share == 0 ? "pki" : "psk")-\(name.replacingOccurrences(of: ".", with: "-"))", count: 1,
                    firstAddress: "0.1", seed: 300 + UInt64(share), pskShare: Double(share), personalities: [name])
            }
        }
    }
}

/// Numbers that a seed decides.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension ClusterTests {
    @Test(
        "with the whole profile a worker may die, and a connection end, before and after every single call",
        .timeLimit(.minutes(CrashScope.isWhole ? 300 : 6)))
    func profileCrashMatrix() async throws {
        for undisturbed in CrashScope.fleets {
            let database = try await TestCluster.shared.emptyDatabase()
            try await Scene.play("crash-\(undisturbed.name)", databaseURL: database.url) { scene in
                try await CrashPlay(scene: scene, undisturbed: undisturbed).play()
            }
        }
    }

}

/// What a test run has the time for.
private enum Sample {
    /// Of each kind.
    static let cuts = 8
    /// What the first wave leaves behind is taken up again when its leases have ended, which is when the second is over.
    static let waves = 2
    /// Of each kind in a wave.
    static let kills = 5
    /// The points of a wave lie together on the path: nobody waits long for the last one.
    static let window = 16

    /// Some points out of a stretch of the path, for each wave.
    static func kills(among points: [DeathPoint], using numbers: inout SeededNumbers) -> [DeathPoint] {
        (0..<Self.waves).flatMap { wave in
            // Each wave has a part of the path of its own, and all kinds the same place in it: a worker waits for an answer for half a
            // minute, and those that are held first must still be when the last ones come.
            var places = SeededNumbers(state: CrashScope.seed &+ UInt64(wave))
            let part = points.count / Self.waves
            let start = wave * part + Int(Double.random(in: 0..<1, using: &places) * Double(max(0, part - Self.window)))
            return Array(start..<min(start + Self.window, points.count)).shuffled(using: &numbers)
                .prefix(Self.kills).sorted().map { points[$0] }
        }
    }

    static func cuts(among points: [DeathPoint], using numbers: inout SeededNumbers) -> [DeathPoint] {
        Array(points.indices).shuffled(using: &numbers).prefix(Self.cuts).sorted().map { points[$0] }
    }
}

/// One matrix: the path of undisturbed devices, then a device for each point of it.
private struct CrashPlay {
    let scene: Scene
    let undisturbed: FleetPlan
    private let secrets = MarkedSecrets()

    /// Devices that are described ahead; a path has fewer points.
    private static let devicesMax = 4000

    func play() async throws {
        let roots = try ProfileRoots(in: self.scene.folder)
        let profile = Profiles.whole(roots)
        var plan = self.undisturbed
        plan.name = "matrix"
        plan.count = Self.devicesMax
        plan.firstAddress = "1.1"
        plan.seed += 1000
        plan.controlPort = self.scene.place.controlPort
        let few = try await self.scene.describe(self.undisturbed).offering("whole")
        let many = try await self.scene.describe(plan).offering("whole")
        try self.scene.write(inventory: [])
        try self.scene.write(keys: few.keys + many.keys)
        // A lease that lasts longer than the last device of a wave takes on a busy machine: who waits for it must not give up before.
        // A matrix that is played whole asks for a thousand devices one after the other.
        try self.scene.configure([
            "worker.restart_wait_seconds": "10", "worker.lease_seconds": "45", "api.requests_per_second": "1000",
        ])
        try await self.scene.run("migrate")
        for role in ["coordinator", "listener", "api"] { _ = try await self.scene.started(role) }
        try await ProfileStage.offer([profile], self.secrets, to: self.scene)
        try self.scene.write(inventory: few.inventory)
        let worker = try await self.scene.started("worker")

        let calls = try await self.path()
        let kills = self.matrix(calls, perWave: CrashScope.isWhole ? CrashMatrix.devicesPerWave : Sample.kills) {
            Sample.kills(among: $0, using: &$1)
        }
        let killed = 1 + (kills.all.map(\.index).max() ?? -1)
        let kinds = self.undisturbed.count
        let cuts = self.matrix(calls, first: (killed + kinds - 1) / kinds * kinds) {
            Sample.cuts(among: $0, using: &$1)
        }
        plan.count = 1 + (cuts.all.map(\.index).max() ?? 0)
        plan.behaviour = kills.all.flatMap { ["--pause-at", $0.option] } + ["--faults", self.scene.path("cuts.json")]
        try self.write(cuts)
        let fleet = try self.scene.startFleet(plan)
        try await self.kill(worker, fleet, kills, few.inventory, many.inventory)
        let known = Array(many.inventory[..<plan.count])
        try self.scene.write(inventory: few.inventory + known)
        try await Proofs.provisioned(
            kinds + plan.count, in: self.scene, within: .seconds(CrashScope.isWhole ? 1800 : 150))
        try await self.settle(fleet)
        try await self.prove(fleet, profile, roots)
        print(
            "\(self.undisturbed.name): \(kills.all.count) kills and \(cuts.all.count) cuts of "
                + "\(calls.filter { $0.phase == "received" }.count) calls, seed \(CrashScope.seed)")
    }

    /// The calls of devices that nothing happens to.
    private func path() async throws -> [CallLine] {
        let fleet = try self.scene.startFleet(self.undisturbed)
        try await Proofs.provisioned(self.undisturbed.count, in: self.scene, within: .seconds(90))
        try await Proofs.allOpen(fleet)
        let calls = try fleet.calls()
        try await fleet.stop()
        return calls
    }

    private func matrix(
        _ calls: [CallLine], first: Int = 0, perWave: Int = CrashMatrix.devicesPerWave,
        sample: ([DeathPoint], inout SeededNumbers) -> [DeathPoint]
    ) -> CrashMatrix {
        var numbers = SeededNumbers(state: CrashScope.seed &+ UInt64(first))
        return CrashMatrix(calls, kindCount: self.undisturbed.count, first: first, perWave: perWave) { _, points in
            #expect(points.count > 150, "a path has only \(points.count / 2) calls")
            return CrashScope.isWhole ? points : sample(points, &numbers)
        }
    }

    /// A cut before a call, or between it and its answer.
    private func write(_ cuts: CrashMatrix) throws {
        let rules: [JSONValue] = cuts.all.map { point in
            [
                "device": .number(Double(point.index)), "call": .text(point.call),
                "occurrence": .number(Double(point.occurrence)), "fault": .text("drop-\(point.moment)"),
            ]
        }
        try Data(JSONValue.list(rules).line.utf8).write(to: URL(fileURLWithPath: self.scene.path("cuts.json")))
    }

    private func kill(
        _ first: ChildProgram, _ fleet: FleetRun, _ kills: CrashMatrix, _ few: [String], _ many: [String]
    ) async throws {
        var worker = first
        var known = few
        var missed: [DeathPoint] = []
        for wave in kills.waves {
            // A device that inventory does not know yet is left alone: that is how a wave begins when it is time.
            known += wave.map { many[$0.index] }
            try self.scene.write(inventory: Array(Set(known)))
            missed += try await CrashMatrix.hold(fleet, wave)
            let ending = try await worker.killNow()
            #expect(ending == .signalled(SIGKILL))
            try await fleet.holdsNothing()
            worker = try await self.scene.started("worker")
        }
        // A few may go on by themselves on a machine that is busy with other things.
        let options = missed.map(\.option)
        #expect(missed.count * 20 <= kills.all.count, "went on by themselves: \(options)")
    }

    /// A configured device whose sections an attempt could not finish is taken up again later; here at once.
    private func settle(_ fleet: FleetRun) async throws {
        let uuids = try await fleet.report().map(\.uuid)
        var open: [String] = []
        try await eventually("no section has failed", within: .seconds(120), otherwise: { "\(open)" }) {
            open = []
            for uuid in uuids {
                let shown = try await self.scene.api.device(uuid)
                let failed = shown["sections"].items.filter { $0["state"] == "failed" }
                if shown["state"] == "provisioned", failed.isEmpty { continue }
                open.append("\(uuid) \(shown["state"].text ?? "") \(failed.map(\.line))")
                if shown["state"] == "provisioned" { try? await self.scene.api.apply(uuid) }
            }
            return open.isEmpty
        }
    }

    private func prove(_ fleet: FleetRun, _ profile: JSONValue, _ roots: ProfileRoots) async throws {
        try await Proofs.allOpen(fleet)
        let calls = Dictionary(grouping: try fleet.calls(), by: \.index)
        for index in 0..<fleet.plan.count {
            let answer = try fleet.order("report", index)
            let device = answer["report"]
            let generation = Generation(
                release: device["release"].text ?? "", machine: answer["device"]["machine"].text ?? "")
            var wrong = ProfileProof.mismatches(device, profile, self.secrets, roots, generation)
            // No orphans: one key pair with its certificate, and the roots.
            if device["keyPairCount"] != 1 { wrong.append("key pairs: \(device["keyPairCount"].line)") }
            if device["certificateCount"] != 4 { wrong.append("certificates: \(device["certificateCount"].line)") }
            wrong += BlindRepeats.found(in: calls[index] ?? [])
            #expect(wrong.isEmpty, "\(index): \(wrong.joined(separator: "\n"))")
        }
    }
}
