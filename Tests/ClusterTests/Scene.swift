import Foundation
import Testing

/// The folder, configuration and processes of one test. Nothing of it outlives the test process.
final class Scene: Sendable {
    let place: Place
    let folder: String
    let databaseURL: String?
    private let children = ChildList()

    static let buildFolder: String = {
        // Programs that were built for release, where the proof is a long one.
        if let folder = ProcessInfo.processInfo.environment["CLUSTER_TESTS_PROGRAMS"] { return folder }
        // The programs lie beside the test bundle.
        let own = ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }()

    /// Sets the scene, plays, and clears up however that ended.
    ///
    /// - Parameter databaseURL: `nil` for a private PostgreSQL in the scene's folder.
    static func play(
        _ name: String, databaseURL: String? = nil, _ body: (Scene) async throws -> Void
    ) async throws {
        let scene = try Scene(name, databaseURL: databaseURL)
        do {
            try await body(scene)
        } catch {
            await scene.strike()
            throw error
        }
        await scene.strike()
    }

    private init(_ name: String, databaseURL: String?) throws {
        self.place = try Place.free()
        self.databaseURL = databaseURL
        self.folder = "/tmp/provision-cluster-\(getpid())-\(name)"
        try FileManager.default.createDirectory(atPath: "\(self.folder)/pids", withIntermediateDirectories: true)
        // The private PostgreSQL runs under another account when the tests run as root.
        chmod(self.folder, 0o755)
        try SetupCertificates.make(in: self.folder)
        try self.endWithUs()
    }

    func path(_ name: String) -> String { "\(self.folder)/\(name)" }

    /// Writes the configuration file. An empty value leaves a setting as it is by itself.
    func configure(_ extra: [String: String] = [:]) throws {
        var settings = [
            "state_directory": self.path("var"), "inventory.file": self.path("inventory.csv"),
            "bootstrap.setup_certificate_chain": self.path("chain.pem"),
            "bootstrap.setup_certificate_key": self.path("leaf.key"), "bootstrap.psk_file": self.path("psk.csv"),
            "bootstrap.api_token_file": self.path("token"), "listener.bind": "127.0.0.1",
            "listener.port": "\(self.place.helloPort)", "worker.device_port": "\(self.place.devicePort)",
            "worker.plain_port": "\(self.place.plainPort)",
            // Most scenes are about something else.
            "worker.shared_secrets": "expected",
            // Three trials are one attempt: a device that may have a password of ours, and has not, opens with the third. With the two
            // passwords that are tried by themselves it would be left alone for a minute first, in every scene that interrupts anything.
            "worker.setup_passwords_file": self.path("setup-passwords"),
            "worker.lease_seconds": "20", "worker.slots": "500", "api.port": "\(self.place.apiPort)",
            "log.level": "debug",
        ]
        if let databaseURL { settings["database.url"] = databaseURL }
        settings.merge(extra) { $1 }
        try self.write("setup-passwords", "admin\n")
        let lines = settings.filter { !$1.isEmpty }.sorted { $0.key < $1.key }.map { "\($0): \"\($1)\"" }
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: self.path("conf.yaml"), atomically: true, encoding: .utf8)
        try (Self.token + "\n").write(toFile: self.path("token"), atomically: true, encoding: .utf8)
    }

    /// Opens the API of servers that live for one test.
    static let token = "cluster-test-token-0123456789"

    var api: APIClient { APIClient(port: self.place.apiPort, token: Self.token) }

    // MARK: Processes

    /// Starts `provisionserver COMMAND`.
    func start(_ command: String, config: String = "conf.yaml") throws -> ChildProgram {
        let child = try ChildProgram(
            "\(Self.buildFolder)/provisionserver", [command, "--config", self.path(config)], name: command,
            logPath: self.path("\(command).log"), record: self.path("pids"))
        self.children.add(child)
        return child
    }

    /// Starts `provisionserver COMMAND` and waits until its roles have begun.
    func started(_ command: String, config: String = "conf.yaml") async throws -> ChildProgram {
        let before = (try? String(contentsOfFile: self.path("\(command).log"), encoding: .utf8))?.utf8.count ?? 0
        let child = try self.start(command, config: config)
        try await eventually(
            "\(command) has started", within: .seconds(90), otherwise: { String(child.log.suffix(2000)) }
        ) {
            guard child.look() == nil else { return true }
            let fresh = String(decoding: Array(child.log.utf8.dropFirst(before)), as: UTF8.self)
            // The API's port is the last to open.
            return fresh.contains(["run", "api"].contains(command) ? "api listens" : "started role=")
        }
        try #require(child.look() == nil, "\(command) ended: \(child.log.suffix(2000))")
        return child
    }

    /// Runs `provisionserver COMMAND` to its end.
    func run(_ command: String) async throws {
        let child = try self.start(command)
        let ending = try await child.ended(within: .seconds(90))
        try #require(ending == .exited(0), "\(command): \(child.log.suffix(2000))")
    }

    func startFleet(_ fleet: FleetPlan) throws -> FleetRun {
        try self.write("\(fleet.name).devices", fleet.devices.line)
        let child = try ChildProgram(
            "\(Self.buildFolder)/amtfleet", ["run"] + fleet.arguments(in: self), name: fleet.name,
            logPath: self.path("\(fleet.name).log"), record: self.path("pids"))
        self.children.add(child)
        return FleetRun(
            plan: fleet, child: child, scene: self, log: CallLogReader(path: self.path("\(fleet.name).calls")))
    }

    /// A simulated inventory over HTTP, and where it is.
    func startInventory(_ arguments: [String]) async throws -> (child: ChildProgram, url: String) {
        let child = try ChildProgram(
            "\(Self.buildFolder)/amtfleet", ["inventory", "--listen", "127.0.0.1:0"] + arguments, name: "inventory",
            logPath: self.path("inventory.log"), record: self.path("pids"))
        self.children.add(child)
        try await eventually("the inventory listens", within: .seconds(60)) { child.log.contains("listening on ") }
        let line = child.log.split(separator: "\n").first { $0.hasPrefix("listening on ") }
        return (child, try #require(line.map { String($0.dropFirst("listening on ".count)) }))
    }

    /// What a server is told of a fleet's devices: rows of CSV files, in the order of the devices.
    struct Known: Sendable {
        let inventory: [String]
        let keys: [String]

        /// The same with a profile for every device.
        func offering(_ profile: String) -> Known {
            Known(inventory: self.inventory.map { $0 + profile }, keys: self.keys)
        }
    }

    /// Rows of the inventory end with the name of the profile, or with nothing.
    func describe(_ fleet: FleetPlan) async throws -> Known {
        try self.write("\(fleet.name).devices", fleet.devices.line)
        let files = [self.path("\(fleet.name).inventory"), self.path("\(fleet.name).psk")]
        let child = try ChildProgram(
            "\(Self.buildFolder)/amtfleet",
            ["describe"] + fleet.identityArguments(in: self)
                + ["--write-inventory", files[0], "--write-psk", files[1]],
            name: "describe", logPath: self.path("describe.log"), record: self.path("pids"))
        let ending = try await child.ended(within: .seconds(60))
        try #require(ending == .exited(0), "\(child.log)")
        let rows = try files.map { path in
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map { String($0) }
        }
        return Known(inventory: rows[0].map { "\($0),\(fleet.profile ?? "")" }, keys: rows[1])
    }

    /// Writes a file of the scene.
    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: self.path(name), atomically: true, encoding: .utf8)
    }

    /// Replaces the inventory file.
    func write(inventory rows: [String]) throws {
        try ((["uuid,fqdn,profile"] + rows).joined(separator: "\n") + "\n").write(
            toFile: self.path("inventory.csv"), atomically: true, encoding: .utf8)
    }

    /// Replaces the file of pre-shared keys.
    func write(keys rows: [String]) throws {
        try ((["pid,pps"] + rows).joined(separator: "\n") + "\n").write(
            toFile: self.path("psk.csv"), atomically: true, encoding: .utf8)
    }

    /// Makes all devices of a fleet known.
    func know(_ fleet: FleetPlan) async throws {
        let known = try await self.describe(fleet)
        try self.write(inventory: known.inventory)
        try self.write(keys: known.keys)
    }

    /// The processes that have not ended.
    var running: [ChildProgram] { self.children.all.filter { $0.look() == nil } }

    /// Ends what still runs and removes the folder.
    private func strike() async {
        for child in self.children.all { child.send(SIGKILL) }
        // Whatever is left, the watcher ends with the test process.
        for child in self.children.all { _ = try? await child.ended(within: .seconds(10)) }
        if self.databaseURL == nil { self.stopPrivatePostgres() }
        if ProcessInfo.processInfo.environment["CLUSTER_TESTS_KEEP"] == nil {
            try? FileManager.default.removeItem(atPath: self.folder)
        }
    }

    /// The process of the private PostgreSQL, if its lock file names one.
    var privatePostgres: pid_t? {
        let path = self.path("var/postgresql/data/postmaster.pid")
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(separator: "\n").first, let pid = pid_t(line), kill(pid, 0) == 0
        else { return nil }
        return pid
    }

    private func stopPrivatePostgres() {
        if let pid = self.privatePostgres { _ = kill(pid, SIGQUIT) }
    }

    /// A watcher that outlives us, because a killed test process cannot clean up behind itself.
    private func endWithUs() throws {
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        watcher.arguments = [
            "-c",
            """
            while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 1; done
            [ -d "$2" ] || exit 0
            for file in "$2"/pids/*; do
                pid=${file##*/}
                # Not its exe: what may not be dumped shows that to root alone.
                case $(cat "/proc/$pid/comm") in provisionserver | amtfleet) kill -KILL "$pid" ;; esac
            done
            pid=$(head -n 1 "$2/var/postgresql/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
            [ -n "$CLUSTER_TESTS_KEEP" ] || { sleep 1; rm -rf "$2"; }
            """,
            "watcher", String(getpid()), self.folder,
        ]
        watcher.standardInput = FileHandle.nullDevice
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try watcher.run()
    }
}
