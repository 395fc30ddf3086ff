import Crypto
import Foundation
import Postgres
import PostgresTestSupport
import Testing

extension ClusterTests {
    @Test("no secret is in a log, a metric, an answer, the database or an argument", .timeLimit(.minutes(4)))
    func secretSearch() async throws {
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("secrets", databaseURL: database.url) { scene in
            let search = try await SecretSearch.play(scene)
            let found = try await search.everywhere(databaseURL: database.url)
            #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
        }
    }
}

/// Provisions devices with marked secrets, and then looks for them.
private struct SecretSearch {
    let scene: Scene
    /// Every secret that the test knows, by a name for messages.
    let secrets: [String: Data]
    let uuids: [String]

    /// A device with each kind of password; the last is called back by pre-shared key.
    static func play(_ scene: Scene) async throws -> SecretSearch {
        var marked = MarkedSecrets()
        for name in ["fixed-password", "fixed-mebx"] { marked[name] = MarkedSecrets.password(20) }
        marked["master"] = MarkedSecrets.password(40)
        let password = MarkedSecrets.password(20)
        var plan = FleetPlan(
            name: "secrets", count: 4, firstAddress: "0.1", seed: 61, pskShare: 0.25,
            personalities: ["9", "16.1", "15"])
        plan.controlPort = scene.place.controlPort
        // Half of what profiles name is there from the first start, the other half comes by command.
        let given = try Self.writeFiles(marked, in: scene)
        let stage = try await ProfileStage.set(
            scene, plan, profiles: Self.profiles, secrets: marked,
            settings: [
                "bootstrap.secrets_directory": scene.path("given"), "log.level": "trace",
                "worker.restart_wait_seconds": "30",
            ], offersSecrets: { name in !given.contains(name) })
        let careful = try stage.uuid(0)
        try stage.fleet.order(
            "drift", 0,
            [
                "class": "AMT_SetupAndConfigurationService",
                "set": ["ProvisioningServerOTP": .text(Data(password.utf8).base64EncodedString())],
            ])
        try await scene.api.put(oneTimePassword: password, of: careful)
        try await eventually("all are provisioned", within: .seconds(120)) {
            // Parked until the password was registered, if a worker was faster.
            try? await scene.api.retry(careful)
            guard let devices = try? await scene.api.devices() else { return false }
            return devices.count == plan.count && devices.allSatisfy { $0.state == "provisioned" }
        }
        var secrets = marked.values.mapValues { Data($0.utf8) }
        secrets["one-time password"] = Data(password.utf8)
        secrets["API token"] = Data(Scene.token.utf8)
        for row in try String(contentsOfFile: scene.path("psk.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
        {
            let key = row.split(separator: ",").last ?? ""
            secrets["PPS"] = Data(key.utf8)
            secrets["PPS without dashes"] = Data(key.filter { $0 != "-" }.utf8)
        }
        var uuids: [String] = []
        for index in 0..<plan.count {
            let device = try await stage.state(index)
            uuids.append(device.uuid)
            secrets.merge(try Self.credentials(of: device, in: scene)) { first, _ in first }
        }
        return SecretSearch(scene: scene, secrets: secrets, uuids: uuids)
    }

    private static func profiles(_ roots: ProfileRoots) -> [JSONValue] {
        var careful = Profiles.whole(roots, name: "careful")
        careful["oneTimePassword"] = ["required": true]
        var fixed = Profiles.whole(roots, name: "fixed")
        fixed["adminPassword"] = ["policy": "fixed", "secret": "fixed-password"]
        fixed["mebxPassword"] = ["policy": "fixed", "secret": "fixed-mebx"]
        var derived = Profiles.whole(roots, name: "derived")
        derived["adminPassword"] = ["policy": "derived", "secret": "master"]
        return [careful, fixed, derived, Profiles.whole(roots)]
    }

    /// - Returns: the names of the secrets that lie in files.
    private static func writeFiles(_ marked: MarkedSecrets, in scene: Scene) throws -> Set<String> {
        let names = marked.values.keys.sorted().enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        try FileManager.default.createDirectory(atPath: scene.path("given"), withIntermediateDirectories: true)
        for name in names {
            try (marked[name] + "\n").write(toFile: scene.path("given/\(name)"), atomically: true, encoding: .utf8)
        }
        return Set(names)
    }

    /// Passwords as `provisionctl device credential` shows them, and what the firmware makes of them.
    private static func credentials(of device: DeviceState, in scene: Scene) throws -> [String: Data] {
        let output = try Tool.run(
            "\(Scene.buildFolder)/provisionctl",
            [
                "device", "credential", device.uuid, "-o", "json", "--server",
                "http://127.0.0.1:\(scene.place.apiPort)", "--token-file", scene.path("token"),
            ])
        let credentials = try JSONDecoder().decode(JSONValue.self, from: output)["credentials"].items
        try #require(!credentials.isEmpty)
        var secrets: [String: Data] = [:]
        for (place, credential) in credentials.enumerated() {
            let password = credential["password"].text ?? ""
            secrets["admin password \(place) of \(device.index)"] = Data(password.utf8)
            if let mebx = credential["mebxPassword"].text {
                secrets["MEBx password \(place) of \(device.index)"] = Data(mebx.utf8)
            }
            // Whoever has the digest can log on without the password.
            secrets["admin digest \(place) of \(device.index)"] = Data(
                Insecure.MD5.hash(data: Data("admin:\(device.digestRealm):\(password)".utf8)))
        }
        return secrets
    }

    // MARK: Search

    /// Where a secret was found, in words.
    func everywhere(databaseURL: String) async throws -> [String] {
        var places = try self.files()
        try #require(places.contains { $0.name == "run.log" })
        for path in ["/metrics", "/v1/devices", "/v1/queue", "/v1/profiles", "/v1/secrets"]
            + ["careful", "fixed", "derived", "whole"].flatMap({ ["/v1/profiles/\($0)", "/v1/profiles/\($0)/history"] })
            + self.uuids.flatMap({ ["/v1/devices/\($0)", "/v1/devices/\($0)/timeline?limit=1000"] })
        { places.append((path, try await self.scene.api.page(path))) }
        places.append(("database", try self.dump(databaseURL)))
        places.append(("support bundle", try self.bundle()))
        places += self.processes()
        let control = Data((self.uuids.first ?? "none").utf8)
        // The search finds what is there, between other things too.
        for (form, pattern) in Self.forms(of: control) where form.hasPrefix("base64") {
            let among = (0..<3).map { (Data(count: $0) + control + Data(count: 3)).base64EncodedString() }
            #expect(among.contains { Data($0.utf8).range(of: pattern) != nil }, "\(form)")
        }
        for name in ["run.log", "database", "/v1/devices", "support bundle"] {
            let place = places.first { $0.name == name }
            #expect(place?.bytes.range(of: control) != nil, "\(name) is not what it should be")
        }
        var found: [String] = []
        for (name, secret) in self.secrets.sorted(by: { $0.key < $1.key }) {
            for (form, pattern) in Self.forms(of: secret) {
                found += places.filter { $0.bytes.range(of: pattern) != nil }.map { "\(name), \(form), in \($0.name)" }
            }
        }
        return found
    }

    private typealias Place = (name: String, bytes: Data)

    /// As it is, and as programs like to write bytes. Of base64 only what does not depend on its neighbours.
    private static func forms(of secret: Data) -> [(String, Data)] {
        let hex = secret.map { String(format: "%02x", $0) }.joined()
        let base64 = (0..<3).map { shift in
            let text = (Data(count: shift) + secret).base64EncodedString()
            return String(text.dropFirst((shift * 8 + 5) / 6).prefix((secret.count * 8 - 12) / 6))
        }
        return [("plain", secret), ("hex", Data(hex.utf8)), ("HEX", Data(hex.uppercased().utf8))]
            + base64.enumerated().map { ("base64 shifted by \($0.offset)", Data($0.element.utf8)) }
    }

    /// Logs and whatever else the server leaves in its folder, without the keys that seal.
    private func files() throws -> [Place] {
        var places: [Place] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: self.scene.folder) where name.hasSuffix(".log")
        {
            places.append((name, FileManager.default.contents(atPath: self.scene.path(name)) ?? Data()))
        }
        let state = FileManager.default.enumerator(atPath: self.scene.path("var"))
        while let name = state?.nextObject() as? String {
            if let bytes = FileManager.default.contents(atPath: self.scene.path("var/\(name)")) {
                places.append(("var/\(name)", bytes))
            }
        }
        return places
    }

    /// What goes out to those who help from afar.
    private func bundle() throws -> Data {
        let file = self.scene.path("support.tar.gz")
        _ = try Tool.run(
            "\(Scene.buildFolder)/provisionctl",
            [
                "support-bundle", file, "--devices", "100", "--server", "http://127.0.0.1:\(self.scene.place.apiPort)",
                "--token-file", self.scene.path("token"),
            ])
        return try Tool.run("/bin/gzip", ["-dc", file])
    }

    private func dump(_ databaseURL: String) throws -> Data {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let program = folders.sorted().last.map { "/usr/lib/postgresql/\($0)/bin/pg_dump" } ?? "/usr/bin/pg_dump"
        return try Tool.run(program, ["--data-only", "--dbname", databaseURL])
    }

    /// Arguments of our processes; their environment is not open to everyone, and they may leave no core file.
    private func processes() -> [Place] {
        var places: [Place] = []
        for child in self.scene.running {
            let bytes = FileManager.default.contents(atPath: "/proc/\(child.pid)/cmdline") ?? Data()
            #expect(!bytes.isEmpty, "\(child.name) runs")
            places.append(("arguments of \(child.name)", bytes))
            guard child.name == "run" else { continue }
            let limits = (try? String(contentsOfFile: "/proc/\(child.pid)/limits", encoding: .utf8)) ?? ""
            let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") } ?? ""
            #expect(core.split(whereSeparator: \.isWhitespace).dropFirst(4).first == "0", "\(core)")
        }
        return places
    }
}

/// A program that runs to its end.
enum Tool {
    struct Failure: Error {
        let program: String
        let status: Int32
    }

    /// - Returns: its standard output.
    static func run(_ path: String, _ arguments: [String]) throws -> Data {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: path)
        program.arguments = arguments
        let output = Pipe()
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = output
        try program.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        program.waitUntilExit()
        guard program.terminationStatus == 0 else { throw Failure(program: path, status: program.terminationStatus) }
        return data
    }
}
