import Foundation
import Postgres

/// A cluster with a fleet in which each device is in a situation of its own.
struct CorpusStage: Sendable {
    let scene: Scene
    let cast: [Situation]
    let fleet: FleetRun
    /// UUIDs, in the order of the cast.
    let uuids: [String]

    /// Sources beside the file, by what is in them.
    private static let sources = ["cmdb", "archive", "parts", "absent"]

    /// Waits that are minutes in the field are seconds here. Few devices at once: what is too slow under their load would be another
    /// situation than the one that is played.
    private static let haste = [
        "worker.shared_secrets": "proven", "worker.connect_timeout_seconds": "5", "worker.slots": "24",
        "worker.restart_wait_seconds": "6",
        "worker.busy_wait_seconds": "2", "worker.rounds_max": "2", "worker.attempts_max": "8",
        "worker.props_seconds": "2", "listener.refresh_seconds": "0", "listener.remembered_seconds": "0",
        "issuer.kind": "command",
        "issuer.command_seconds": "4", "worker.setup_passwords_file": "", "log.level": "info",
    ]

    static func set(_ scene: Scene, _ cast: [Situation], settings: [String: String] = [:]) async throws -> CorpusStage {
        try SetupCertificates.makeIssuer(in: scene.folder)
        try SetupCertificates.makeUnfit(in: scene.folder)
        var plan = FleetPlan(name: "corpus", count: cast.count, firstAddress: "0.1", seed: 97, pskShare: 0)
        plan.controlPort = scene.place.controlPort
        plan.devices = .list(try cast.enumerated().map { try Self.traits($1, index: $0, scene) })
        plan.behaviour = ["--faults", scene.path("faults.json")]
        try scene.write("faults.json", JSONValue.list(cast.enumerated().flatMap { $1.rules(index: $0) }).line)
        let known = try await scene.describe(plan)
        let uuids = known.inventory.map { String($0.prefix(36)) }
        try Self.write(keys: known.keys, of: cast, scene)
        try Self.write(inventory: known.inventory, of: cast, withVanished: true, scene)
        try Self.writePrograms(uuids, of: cast, scene)
        var all = Self.haste.merging(settings) { $1 }
        all["issuer.command"] = scene.path("issue")
        all["issuer.authority_file"] = scene.path("issuer.pem")
        all["worker.props_command"] = scene.path("props")
        all["inventory.directory"] = scene.folder
        all["bootstrap.sources"] = Self.sources.map { scene.path("\($0).yaml") }.joined(separator: ",")
        try scene.configure(all)
        _ = try await scene.started("run")
        try await Self.offer(to: scene)
        try await Self.read(scene)
        try Self.write(inventory: known.inventory, of: cast, withVanished: false, scene)
        if cast.contains(where: { $0.naming == .vanished }) {
            let count = try await scene.api.source("archive").records
            try await eventually("a record has vanished", within: .seconds(30)) {
                try await scene.api.source("archive").records < count
            }
        }
        return CorpusStage(scene: scene, cast: cast, fleet: try scene.startFleet(plan), uuids: uuids)
    }

    private static func traits(_ situation: Situation, index: Int, _ scene: Scene) throws -> JSONValue {
        var traits = situation.traits(index: index)
        // The name of a file stands for what is in it.
        if let file = traits["trustedRoot"].text {
            traits["trustedRoot"] = .text(try String(contentsOfFile: scene.path(file), encoding: .utf8))
        }
        return traits
    }

    /// All that is read is read before the first hello.
    private static func read(_ scene: Scene) async throws {
        for name in ["cmdb", "archive", "parts", "file"] {
            try await eventually("the source \(name) is read", within: .seconds(60)) {
                try await scene.api.source(name).sync?.outcome == "done"
            }
        }
        try await eventually("the source absent has failed", within: .seconds(60)) {
            try await scene.api.source("absent").sync?.outcome == "failed"
        }
    }

    // MARK: What the server is told

    private static func write(keys: [String], of cast: [Situation], _ scene: Scene) throws {
        var keys = keys[...]
        var rows: [String] = []
        for situation in cast where situation.traits(index: 0)["psk"].isTrue {
            guard let row = keys.popFirst() else { break }
            switch situation.key {
            case .known: rows.append(row)
            case .unknown: break
            // The first published one.
            case .wrong: rows.append(row.prefix(9) + "NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ")
            }
        }
        try scene.write(keys: rows)
    }

    private static func write(
        inventory known: [String], of cast: [Situation], withVanished: Bool, _ scene: Scene
    ) throws {
        var file: [String] = []
        var lists: [String: [JSONValue]] = ["cmdb": [], "archive": [], "capability": [], "location": []]
        var place = 0
        func add(_ list: String, _ uuid: String, _ name: String, _ more: JSONValue = [:]) {
            var record = more
            record["resource"] = .text("r\(place)\(name)")
            record["uuid"] = .text(uuid)
            record["fqdn"] = .text(name)
            lists[list]?.append(record)
        }
        for (index, situation) in cast.enumerated() {
            place = index
            let columns = known[index].split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
            let profile = situation.profile ?? ""
            switch situation.naming {
            case .plainly: file.append("\(columns[0]),\(columns[1]),\(profile)")
            case .by(let name): file.append("\(columns[0]),\(Self.unique(name, index)),\(profile)")
            case .nobody, .program: break
            case .records(let names): for name in names { add("cmdb", columns[0], name) }
            case .swapped(let name): add("cmdb", Self.swapped(columns[0]), name)
            case .withoutLocation: add("capability", columns[0], "")
            case .old(let name): add("archive", columns[0], name, ["reportedAt": "2019-04-03T00:00:00Z"])
            case .vanished:
                guard withVanished else { break }
                add("archive", columns[0], columns[1], ["profile": .text(profile)])
            }
        }
        // Two machines of one UUID have one row.
        try scene.write(inventory: Dictionary(grouping: file) { $0.prefix(36) }.compactMap { $1.first }.sorted())
        for (name, records) in lists { try scene.write("\(name).json", JSONValue.list(records).line) }
        try Self.writeSources(scene)
    }

    /// No two devices have one name: the place stands behind the first label.
    private static func unique(_ name: String, _ place: Int) -> String {
        let labels = name.split(separator: ".", maxSplits: 1)
        return "\(labels[0])-\(place)." + labels.dropFirst().joined()
    }

    private static func writeSources(_ scene: Scene) throws {
        let columns = "{resource: /resource, uuid: /uuid, fqdn: /fqdn, profile: /profile, reportedAt: /reportedAt}"
        func whole(_ name: String, _ more: String = "") throws {
            try scene.write(
                "\(name).yaml",
                """
                name: \(name)
                kind: json
                \(more)
                shrinkPercentMax: 100
                schedule: {everySeconds: 2}
                feeds:
                  - {part: whole, url: "file://\(scene.path("\(name).json"))", columns: \(columns)}

                """)
        }
        try whole("cmdb")
        try whole("archive", "freshDays: 30")
        try whole("absent")
        try scene.write(
            "parts.yaml",
            """
            name: parts
            kind: json
            feeds:
              - {part: capability, url: "file://\(scene.path("capability.json"))", columns: {resource: /resource, uuid: /uuid}}
              - {part: location, url: "file://\(scene.path("location.json"))", columns: {resource: /resource, fqdn: /fqdn}}

            """)
    }

    /// As SMBIOS has it: the first three groups with their bytes turned round.
    private static func swapped(_ uuid: String) -> String {
        uuid.split(separator: "-").enumerated().map { place, group in
            guard place < 3 else { return String(group) }
            let pairs = stride(from: 0, to: group.count, by: 2).map { group.dropFirst($0).prefix(2) }
            return pairs.reversed().joined()
        }.joined(separator: "-")
    }

    /// The properties program, and one that asks the issuer where the name says nothing else.
    private static func writePrograms(_ uuids: [String], of cast: [Situation], _ scene: Scene) throws {
        let lines = zip(uuids, cast).compactMap { uuid, situation in
            if case .program(let line) = situation.naming { "*\(uuid)*) \(line) ;;" } else { nil }
        }
        try scene.write("props", "#!/bin/sh\ncase $(cat) in\n\(lines.joined(separator: "\n"))\n*) echo '{}' ;;\nesac\n")
        try scene.write(
            "issue",
            """
            #!/bin/sh
            case $1 in
            refuses-*) echo "this name is not for you" >&2; exit 1 ;;
            mumbles-*) echo "signed" ;;
            dawdles-*) sleep 60 ;;
            *) exec "\(scene.path("sign"))" "$@" ;;
            esac

            """)
        for name in ["props", "issue"] { chmod(scene.path(name), 0o755) }
    }

    private static func offer(to scene: Scene) async throws {
        let api = scene.api
        for (name, value) in MarkedSecrets().values where name == "workshop-passphrase" {
            try await api.put(secret: name, value)
        }
        for profile in Profiles.corpus { try await api.put(profile: profile) }
        try await api.put(policy: ["schema": 1, "defaultProfile": .nothing, "propsCommand": "lastResort"])
        for name in ["usage", "sha1", "old", "short"] {
            let pem = try String(contentsOfFile: scene.path("\(name).chain"), encoding: .utf8)
            try await api.put(certificate: name, pem)
        }
    }

    /// Puts a device's clock forward, as far as the server knows of it.
    func endWindow(of uuid: String) async throws {
        let connection = try await PostgresConnection.open(PostgresSettings(url: self.scene.databaseURL ?? ""))
        let statement = PostgresStatement(
            name: "end_window",
            sql:
                "update provision.request set window_ends_at = now() - interval '1 second' where device_uuid::text = $1",
            effect: .writes)
        _ = try await connection.run(PostgresCall(statement, [.text(uuid)]))
        await connection.close()
    }
}
