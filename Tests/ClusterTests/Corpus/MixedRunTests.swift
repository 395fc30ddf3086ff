import Foundation
import Postgres
import PostgresTestSupport
import Testing

extension ClusterTests {
    private static let mixedCount = ProcessInfo.processInfo.environment["MIXED_RUN"].flatMap { Int($0) }

    /// A longer proof, which `Deploy/mixed-run` plays: devices of the corpus and healthy ones, drawn by a seed.
    @Test(
        "of a mixed fleet every device is provisioned, or has a known code with evidence and sentences",
        .enabled(if: ClusterTests.mixedCount != nil), .timeLimit(.minutes(40)))
    func mixedRun() async throws {
        let count = try #require(Self.mixedCount)
        let seed = ProcessInfo.processInfo.environment["MIXED_RUN_SEED"].flatMap { UInt64($0) } ?? 1
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("mixed", databaseURL: database.url) { scene in
            let stage = try await CorpusStage.set(
                scene, MixedRun.cast(count, seed: seed),
                settings: [
                    "worker.slots": "1000", "worker.props_at_once": "50", "listener.refresh_seconds": "600",
                    "listener.remembered_seconds": "30",
                    "api.requests_per_second": "1000",
                ])
            let run = try await MixedRun.end(of: stage)
            for fault in run.faults { Issue.record("\(fault)") }
            print(run.table)
            print(
                "mixed run: \(count) devices, seed \(seed), \(run.provisioned) provisioned, \(run.explained) explained")
        }
    }
}

/// What became of a mixed fleet.
struct MixedRun {
    private(set) var provisioned = 0
    /// Devices that are not provisioned, or not whole, and are told why.
    private(set) var explained = 0
    private(set) var faults: [String] = []
    private var counts: [String: Int] = [:]

    /// Half of the devices are healthy, a quarter of these with a pre-shared key; the others are in any situation that comes about by
    /// itself.
    static func cast(_ count: Int, seed: UInt64) -> [Situation] {
        var generator = SplitMix(state: seed)
        let situations = Situations.all.filter(\.comesByItself)
        let presharedKey = Situation.other([.device(["psk": true, "release": "9.5.22"])])
        return (0..<count).map { _ in
            switch UInt64.random(in: 0..<8, using: &generator) {
            case 0: presharedKey
            case 1..<4: Situation.healthy
            default: situations.randomElement(using: &generator) ?? .healthy
            }
        }
    }

    /// Waits until every device is provisioned or has a problem, and looks at all of them.
    static func end(of stage: CorpusStage) async throws -> MixedRun {
        let api = stage.scene.api
        var devices: [APIClient.Device] = []
        try await eventually(
            "each of \(stage.cast.count) devices has an end", within: .seconds(1_500),
            otherwise: { "\(devices.count) seen" }
        ) {
            devices = (try? await api.devices()) ?? []
            // One of so many is always being tried again: it has the problem of the time before.
            let ended = devices.filter { $0.state == "provisioned" || $0.problem != nil }
            let healthy = Set(zip(stage.uuids, stage.cast).filter { !$1.isExpected }.map(\.0))
            return ended.count == stage.cast.count
                && devices.allSatisfy { $0.state == "provisioned" || !healthy.contains($0.uuid) }
        }
        var run = MixedRun()
        let known = try Self.knownCodes()
        for device in devices { try await run.judge(device, known, api) }
        return run
    }

    private mutating func judge(_ device: APIClient.Device, _ known: Set<String>, _ api: APIClient) async throws {
        let shown = try await api.device(device.uuid)
        var problems = shown["problem"] == .nothing ? [] : [shown["problem"]]
        if device.state == "provisioned" {
            self.provisioned += 1
            problems = shown["sections"].items.filter { $0["state"] == "failed" }.map { $0["problem"] }
        } else if problems.isEmpty {
            self.faults.append("\(device.uuid) is \(device.state) without a problem")
        }
        guard !problems.isEmpty else { return }
        self.explained += 1
        for problem in problems {
            let code = problem["code"].text ?? "none"
            self.counts[code, default: 0] += 1
            if !known.contains(code) || code == "internal-error" {
                self.faults.append("\(device.uuid): \(problem.line)")
            }
            if problem["evidence"].names.isEmpty { self.faults.append("\(device.uuid): \(code) without evidence") }
        }
        let concluded = try await api.explanation(of: device.uuid).concluded
        if concluded.isEmpty { self.faults.append("\(device.uuid): nothing follows from what was seen") }
    }

    /// Counts by code, the most frequent first.
    var table: String {
        self.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { code, count in
            String(repeating: " ", count: max(0, 6 - "\(count)".count)) + "\(count)  \(code)"
        }.joined(separator: "\n")
    }

    private static func knownCodes() throws -> Set<String> {
        let page = try CorpusTable.text(of: "docs/reference/problems.md")
        return Set(page.matches(of: #/^\| \[`([a-z-]+)`\]/#.anchorsMatchLineEndings()).map { String($0.1) })
    }
}

/// The same numbers for the same seed, on every machine.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
