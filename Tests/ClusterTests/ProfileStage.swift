import Foundation
import Testing

/// A scene in which profiles are offered, with a fleet that takes orders.
struct ProfileStage: Sendable {
    let scene: Scene
    let roots: ProfileRoots
    let secrets: MarkedSecrets
    let fleet: FleetRun
    /// Rows of the inventory, without the profile that each ends with.
    private let inventory: [String]

    /// Starts a server, gives it profiles and secrets, and then lets the devices say hello.
    ///
    /// - Parameters:
    ///   - profiles: of each device in turn, when there are several.
    ///   - isOffered: whether a secret goes through the API; the server has the others from elsewhere.
    static func set(
        _ scene: Scene, _ plan: FleetPlan, profiles: (ProfileRoots) -> [JSONValue],
        secrets: MarkedSecrets = MarkedSecrets(), settings: [String: String] = [:],
        offersSecrets isOffered: (String) -> Bool = { _ in true }
    ) async throws -> ProfileStage {
        let roots = try ProfileRoots(in: scene.folder)
        let documents = profiles(roots)
        var plan = plan
        plan.controlPort = plan.controlPort ?? scene.place.controlPort
        let known = try await scene.describe(plan)
        try scene.write(inventory: [])
        try scene.write(keys: known.keys)
        try scene.configure(settings)
        _ = try await scene.started("run")
        try await Self.offer(documents, secrets, to: scene, where: isOffered)
        let names = documents.map { $0["name"].text ?? "" }
        try scene.write(inventory: Self.rows(known.inventory, names))
        let fleet = try scene.startFleet(plan)
        try await eventually("\(plan.name) takes orders", within: .seconds(60)) {
            (try? fleet.details(0)) != nil
        }
        return ProfileStage(scene: scene, roots: roots, secrets: secrets, fleet: fleet, inventory: known.inventory)
    }

    private static func rows(_ inventory: [String], _ names: [String]) -> [String] {
        inventory.enumerated().map { place, row in row + names[place % names.count] }
    }

    /// More profiles; those that are there already get a new version.
    func offer(_ documents: [JSONValue]) async throws { try await Self.offer(documents, self.secrets, to: self.scene) }

    /// Names other profiles in the inventory, of the first devices in turn, and waits until the server has read it. The rest
    /// keeps the last one.
    func assign(_ names: [String]) async throws {
        let log = self.scene.path("run.log")
        let line = "inventory synced"
        let before = try String(contentsOfFile: log, encoding: .utf8).components(separatedBy: line).count
        let rest = [String](repeating: "plain", count: max(0, self.inventory.count - names.count))
        try self.scene.write(inventory: Self.rows(self.inventory, names + rest))
        try await eventually("the inventory is read", within: .seconds(30)) {
            try String(contentsOfFile: log, encoding: .utf8).components(separatedBy: line).count > before
        }
    }

    /// Takes the configuration of devices, which keep their names and pre-shared keys, and waits until they have it again.
    func setUpAgain(_ indices: [Int], within limit: Duration = .seconds(90)) async throws {
        var marks: [Int: String] = [:]
        for index in indices {
            marks[index] = Self.mark(try await self.api.device(try self.uuid(index)))
            try self.fleet.order("partial-unprovision", index)
        }
        try await self.finished(marks, "the devices are set up again", within: limit)
    }

    static func offer(
        _ documents: [JSONValue], _ secrets: MarkedSecrets, to scene: Scene,
        where isOffered: (String) -> Bool = { _ in true }
    ) async throws {
        for (name, value) in secrets.values.sorted(by: { $0.key < $1.key }) where isOffered(name) {
            try await scene.api.put(secret: name, value)
        }
        var offered: Set<String> = []
        for document in documents where offered.insert(document["name"].text ?? "").inserted {
            try await scene.api.put(profile: document)
        }
    }

    var api: APIClient { self.scene.api }

    // MARK: Devices

    func device(_ index: Int) throws -> JSONValue { try self.fleet.details(index) }

    func state(_ index: Int) async throws -> DeviceState {
        try JSONDecoder().decode(DeviceState.self, from: Data(try self.device(index).line.utf8))
    }

    func uuid(_ index: Int) throws -> String { try self.device(index)["uuid"].text ?? "" }

    /// What the device is, from its order's answer and its report.
    func generation(_ index: Int) throws -> Generation {
        let answer = try self.fleet.order("report", index)
        return Generation(
            release: answer["report"]["release"].text ?? "", machine: answer["device"]["machine"].text ?? "")
    }

    /// A line of the report for messages: which device it is.
    func label(_ index: Int) throws -> String {
        let device = try self.device(index)
        return "\(index) \(device["kind"].text ?? "") \(device["release"].text ?? "")"
    }

    // MARK: Proofs

    /// The device is as the profile says, and the API says so.
    func prove(_ index: Int, _ profile: JSONValue, version: Int = 1) async throws {
        let generation = try self.generation(index)
        let device = try self.device(index)
        let mismatches = ProfileProof.mismatches(device, profile, self.secrets, self.roots, generation)
        let label = try self.label(index)
        #expect(mismatches.isEmpty, "\(label): \(mismatches.joined(separator: "\n"))")
        let shown = try await self.api.device(device["uuid"].text ?? "")
        #expect(shown["profileVersion"].int == version, "\(label)")
    }

    /// The sections as the API shows them: what the generation lacks is not applicable, for a reason, the rest done; of one
    /// that is not whole it is told what is missing.
    func proveSections(_ index: Int, done: Set<String> = ["applied"]) async throws {
        let generation = try self.generation(index)
        let label = try self.label(index)
        let sections = try await self.api.device(try self.uuid(index))["sections"].items
        var wrong: [String] = []
        let shown = Set(sections.compactMap { $0["section"].text })
        if shown != Generation.sections { wrong.append("sections: \(shown.sorted())") }
        for section in sections {
            let name = section["section"].text ?? ""
            let state = section["state"].text ?? ""
            let isAbsent = generation.absentSections.contains(name)
            let lacks = isAbsent || generation.incompleteSections.contains(name)
            let isTold =
                lacks
                ? section["problem"]["code"] == "capability-absent" && !section["problem"]["evidence"].names.isEmpty
                : section["problem"] == .nothing
            let isRight = isTold && (isAbsent ? state == "not-applicable" : done.contains(state))
            if !isRight { wrong.append(section.line) }
        }
        #expect(wrong.isEmpty, "\(label): \(wrong.joined(separator: "\n"))")
    }

    /// No section of the profile failed.
    func proveNoFailure(_ index: Int) async throws {
        let sections = try await self.api.device(try self.uuid(index))["sections"].items
        let failed = sections.filter { $0["state"] == "failed" }
        let label = try self.label(index)
        #expect(!sections.isEmpty && failed.isEmpty, "\(label): \(failed.map(\.line))")
    }

    // MARK: Application

    /// Gives devices their profile again, and waits until that is over.
    ///
    /// - Returns: the calls that changed each device meanwhile.
    @discardableResult
    func applyAgain(_ indices: [Int], within limit: Duration = .seconds(90)) async throws -> [Int: [String]] {
        let lineCount = try self.fleet.calls().count
        var marks: [Int: String] = [:]
        for index in indices {
            let uuid = try self.uuid(index)
            // One that is being taken up by itself cannot be ordered.
            try await eventually("\(uuid) is provisioned", within: limit) {
                try await self.api.device(uuid)["state"] == "provisioned"
            }
            marks[index] = Self.mark(try await self.api.device(uuid))
            try await self.api.apply(uuid)
        }
        try await self.finished(marks, "the profile is applied again", within: limit)
        return try self.writes(since: lineCount)
    }

    /// Waits until devices have had another completed attempt.
    private func finished(_ marks: [Int: String], _ what: String, within limit: Duration) async throws {
        var open: [String] = []
        try await eventually(what, within: limit, otherwise: { "\(open)" }) {
            open = []
            for (index, mark) in marks.sorted(by: { $0.key < $1.key }) {
                let shown = try await self.api.device(try self.uuid(index))
                if shown["state"] != "provisioned" || Self.mark(shown) == mark {
                    open.append("\(index) \(shown["state"].text ?? "") \(shown["problem"].line)")
                }
            }
            return open.isEmpty
        }
    }

    /// Changes with every completed attempt.
    private static func mark(_ shown: JSONValue) -> String {
        shown["sections"].items.map { $0["notedAt"].text ?? "" }.joined() + (shown["provisionedAt"].text ?? "")
    }

    /// The calls that changed devices over the network, after so many lines of the log.
    func writes(since lineCount: Int) throws -> [Int: [String]] {
        var writes: [Int: [String]] = [:]
        for line in try self.fleet.calls().dropFirst(lineCount) where line.isDoneWrite {
            writes[line.index, default: []].append(line.call)
        }
        return writes
    }
}
