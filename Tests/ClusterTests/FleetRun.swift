import Foundation

/// Who the devices of one `amtfleet` process are, and how they behave.
struct FleetPlan: Sendable {
    var name: String
    var count: Int
    /// Third and fourth number of the first device's address.
    var firstAddress: String
    var seed: UInt64 = 1
    var pskShare = 0.5
    /// Generations, in turn, in place of the usual two releases.
    var personalities: [String] = []
    /// Computers around the firmware, in turn; empty for what is usual in each generation.
    var machines: [String] = []
    /// Named in the inventory.
    var profile: String?
    /// Takes orders to devices.
    var controlPort: Int?
    /// What sets devices apart from the others; the scene writes it down.
    var devices: JSONValue = []
    /// `--OPTION VALUE` pairs and flags beyond those that every fleet has.
    var behaviour: [String] = []

    func identityArguments(in scene: Scene) -> [String] {
        [
            "--count", "\(self.count)", "--seed", "\(self.seed)", "--first-address",
            "\(scene.place.network).\(self.firstAddress)", "--psk-share", "\(self.pskShare)", "--host-prefix",
            "\(self.name)-", "--trusted-root", scene.path("root.pem"),
        ]
            + (self.personalities.isEmpty
                ? ["--release", "16.1.25", "--psk-release", "9.5.22"]
                : ["--personality", self.personalities.joined(separator: ",")])
            + (self.machines.isEmpty ? [] : ["--machine", self.machines.joined(separator: ",")])
            + (self.devices == [] ? [] : ["--devices", scene.path("\(self.name).devices")])
    }

    func arguments(in scene: Scene) -> [String] {
        self.identityArguments(in: scene)
            + [
                "--server", "127.0.0.1:\(scene.place.helloPort)", "--device-port", "\(scene.place.devicePort)",
                "--hello-schedule", "15x*", "--restart-seconds", "0.5", "--shared-keys", "--event-loops", "1",
                "--report", scene.path("\(self.name).report"), "--call-log", scene.path("\(self.name).calls"),
                "--pause-seconds", "300", "--plain-port", "\(scene.place.plainPort)",
            ] + (self.controlPort.map { ["--control", "\($0)"] } ?? []) + self.behaviour
    }
}

/// A fleet that runs.
struct FleetRun: Sendable {
    let plan: FleetPlan
    let child: ChildProgram
    let scene: Scene
    let log: CallLogReader

    /// Waits until the calls that were held have ended with their connections.
    func holdsNothing() async throws {
        try await eventually("the held calls of \(self.plan.name) end", within: .seconds(30)) {
            try self.held().isEmpty
        }
    }

    /// The calls that are held now.
    private func held() throws -> [CallLine.Name] {
        var phases: [CallLine.Name: String] = [:]
        for line in try self.calls() { phases[line.name] = line.phase }
        return phases.filter { $0.value.hasPrefix("paused") }.map(\.key)
    }

    /// SIGTERM, and back when the devices are gone.
    func stop() async throws {
        self.child.send(SIGTERM)
        _ = try await self.child.ended(within: .seconds(30))
    }

    /// What happened to calls so far, in order.
    func calls() throws -> [CallLine] { try self.log.calls() }

    /// Asks for the report, and reads it when it is there.
    func report() async throws -> [DeviceState] {
        let path = self.scene.path("\(self.plan.name).report")
        try? FileManager.default.removeItem(atPath: path)
        self.child.send(SIGHUP)
        return try await eventually("\(self.plan.name) has reported", within: .seconds(60)) {
            // The file appears whole: the program renames it into place.
            guard let data = FileManager.default.contents(atPath: path) else { return nil }
            return try JSONDecoder().decode(Report.self, from: data).devices
        }
    }

    /// All that the simulator knows of a device.
    func details(_ index: Int) throws -> JSONValue { try self.order("report", index)["report"] }

    /// Gives an order through the control port.
    @discardableResult
    func order(_ what: String, _ index: Int, _ fields: JSONValue = [:]) throws -> JSONValue {
        var order = fields
        order["do"] = .text(what)
        order["device"] = .number(Double(index))
        let answer = try ControlPort.ask(self.plan.controlPort ?? 0, order)
        guard answer["ok"].isTrue else { throw ControlPort.Refused(order: order.line, answer: answer.line) }
        return answer
    }

    private struct Report: Decodable {
        let devices: [DeviceState]
    }
}

/// A line of the call log.
struct CallLine: Decodable, Sendable {
    let device: String
    let index: Int
    let n: Int
    let call: String
    let phase: String
    let kind: String
    let by: String
    let done: Bool?
    let `return`: Int?
    let fault: String?

    /// The device was changed over the network.
    var isDoneWrite: Bool { self.kind == "write" && self.by == "network" && self.done == true && self.isEnd }

    /// The last line of a call.
    private var isEnd: Bool { ["answering", "unanswered", "discarded", "refused"].contains(self.phase) }

    /// One call of one device.
    struct Name: Hashable, Sendable {
        let index: Int
        let n: Int
    }

    var name: Name { Name(index: self.index, n: self.n) }
}

/// What the simulator says of one device.
struct DeviceState: Decodable, Sendable {
    struct Interface: Decodable, Sendable {
        let instanceID: String
        let enabled: Bool
    }

    let index: Int
    let uuid: String
    let address: String
    let fqdn: String
    let state: String
    let kind: String
    let adminUsername: String
    let digestRealm: String
    let adminDigestA1: String?
    let mebxPasswordDigest: String?
    let hostName: String
    let domainName: String
    let boundCertificateDER: String?
    let tlsSettings: [Interface]
    let hellosSent: Int
    let logonFailures: Int
}
