import Foundation
import Postgres
import PostgresTestSupport
import Testing

extension ClusterTests {
    @Test(
        "each way in which a device is not provisioned has its code, evidence that shows it, and a sentence that fits",
        .timeLimit(.minutes(10)))
    func corpus() async throws {
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("corpus", databaseURL: database.url) { scene in
            let stage = try await CorpusStage.set(scene, Situations.all + Situations.others)
            var watch = CorpusWatch(stage)
            let deadline = ContinuousClock.now + .seconds(170)
            while !watch.isOver, ContinuousClock.now < deadline {
                try await watch.look()
                try await Task.sleep(for: .milliseconds(300))
            }
            for line in watch.mismatches { Issue.record("\(line)") }
            print("\(watch.metCount) situations in \(watch.elapsed), the last ones: \(watch.last)")
        }
    }
}

/// Looks at all devices of a stage until each is in its situation.
struct CorpusWatch {
    private let stage: CorpusStage
    private let start = ContinuousClock.now
    private var met: [Int] = []
    private var metAfter: [Int: Duration] = [:]
    private var done: Set<Int> = []
    /// What does not fit yet, by place in the cast.
    private var wrong: [Int: String] = [:]

    /// Devices that one look judges.
    private static let judgedAtOnceMax = 12

    init(_ stage: CorpusStage) { self.stage = stage }

    private var cast: [Situation] { self.stage.cast }
    private var api: APIClient { self.stage.scene.api }
    private var expected: [Int] { self.cast.indices.filter { self.cast[$0].isExpected } }

    var metCount: Int { self.met.count }
    var isOver: Bool { self.met.count == self.expected.count }
    var elapsed: Duration { ContinuousClock.now - self.start }

    /// Those that took longest.
    var last: String {
        self.met.suffix(6).map { "\(self.cast[$0].name) \(self.metAfter[$0] ?? .zero)" }.joined(separator: ", ")
    }

    /// What is still to be seen.
    var mismatches: [String] {
        self.expected.filter { !self.met.contains($0) }.map { place in
            "\(self.cast[place].name): \(self.wrong[place] ?? "nothing was seen of it")"
        }
    }

    /// Takes one look at every device that is not in its situation yet.
    mutating func look() async throws {
        guard let devices = try? await self.api.devices() else { return }
        let byUUID = Dictionary(devices.map { ($0.uuid, $0) }) { first, _ in first }
        var ready: [(place: Int, isWaiting: Bool)] = []
        for place in self.expected where !self.met.contains(place) {
            guard let device = byUUID[self.stage.uuids[place]] else { continue }
            let situation = self.cast[place]
            try await self.act(place, device)
            let code = situation.section == nil ? device.problem?.code : situation.code
            guard code == situation.code, situation.section == nil || device.state == "provisioned" else {
                self.wrong[place] = "\(device.state) \(device.problem?.code ?? "-")"
                continue
            }
            ready.append((place, device.state == "waiting"))
        }
        // Who waits is soon tried again, and then something else may be the matter: those first, and no more than a few at once.
        for (place, _) in ready.sorted(by: { $0.isWaiting && !$1.isWaiting }).prefix(Self.judgedAtOnceMax) {
            try await self.judge(place)
        }
        // Nothing else works once the policy is off.
        if self.met.count == self.expected.count - 1 { try await self.endPolicy() }
    }

    private mutating func judge(_ place: Int) async throws {
        let situation = self.cast[place]
        let uuid = self.stage.uuids[place]
        let shown = try await self.api.device(uuid)
        let explanation = try await self.api.explanation(of: uuid)
        var problem = shown["problem"]
        if let section = situation.section {
            problem = shown["sections"].items.first { $0["section"].text == section }?["problem"] ?? .nothing
        }
        var faults: [String] = []
        if problem["code"].text != situation.code { faults.append("code \(problem["code"].text ?? "-")") }
        for (key, wanted) in situation.evidence.sorted(by: { $0.key < $1.key }) {
            guard let value = problem["evidence"][key].text else {
                faults.append("no \(key)")
                continue
            }
            let fits = wanted.hasSuffix("…") ? value.hasPrefix(wanted.dropLast()) : value == wanted
            if !fits { faults.append("\(key) is \(value)") }
        }
        if !explanation.sentences.contains(where: { $0.contains(situation.phrase) }) {
            faults.append("says \(explanation.sentences)")
        }
        guard faults.isEmpty else {
            self.wrong[place] = faults.joined(separator: "; ") + " evidence \(problem["evidence"].line)"
            return
        }
        self.met.append(place)
        self.metAfter[place] = self.elapsed
    }

    // MARK: What happens later

    private mutating func act(_ place: Int, _ device: APIClient.Device) async throws {
        guard let course = self.cast[place].course, !self.done.contains(place) else { return }
        switch course {
        case .windowEnds:
            guard device.state == "waiting" else { return }
            try await self.stage.endWindow(of: device.uuid)
        case .passwordChanges:
            guard device.state == "provisioned" else { return }
            try self.stage.fleet.order("change-admin-password", place, ["password": "Someone3lse!"])
            try await self.api.apply(device.uuid)
        case .registers(let password):
            guard device.state == "parked" else { return }
            try await self.api.put(oneTimePassword: password, of: device.uuid)
            try await self.api.retry(device.uuid)
        case .policyEnds:
            return
        }
        self.done.insert(place)
    }

    private mutating func endPolicy() async throws {
        guard let place = self.expected.first(where: { self.cast[$0].course == .policyEnds && !self.done.contains($0) })
        else { return }
        try await self.api.put(policy: ["schema": 1, "enabled": false])
        try await self.api.retry(self.stage.uuids[place])
        self.done.insert(place)
    }
}
