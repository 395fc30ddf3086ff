import Foundation

/// Gathers what somebody needs who is to help from afar, and nothing that opens a door.
struct SupportBundle {
    struct Order {
        /// Devices that are explained.
        var devicesMax = 20
        var pseudonymises = false
    }

    /// One resource is not larger than this in the bundle.
    static let fileBytesMax = 4 * 1024 * 1024
    /// The newest.
    static let eventsMax = 500
    /// The newest.
    static let auditEntriesMax = 200
    static let expectedMax = 100
    /// Records that the API looks at in one call. Of a fleet that is nearly whole few of them are of devices that never called.
    static let expectedRecordsMax = 5_000
    /// Calls for them: half a million records are looked at.
    static let expectedCallsMax = 100
    static let certificatesMax = 50
    /// Devices with the same problem that are explained.
    static let devicesOfAProblemMax = 3

    /// The server's answer to a question.
    typealias Ask = @Sendable (_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> Data

    let server: URL
    let order: Order
    private let token: String
    private let ask: Ask
    /// Told what is being asked for.
    var progress: (String) -> Void = { _ in }
    /// Names that were heard of before.
    var names = Pseudonyms()

    private var answers: [(name: String, value: JSONReader.Value)] = []
    private var texts: [(name: String, text: String)] = []
    /// What could not be had.
    private(set) var gaps: [String] = []
    /// What is here in part.
    private var cuts: [String] = []

    init(client: APIClient, order: Order) {
        let ask: Ask = { path, query async throws(CommandFailure) in
            try await client.send("GET", path, query: query)
        }
        self.init(server: client.server, token: client.token, order: order, ask: ask)
    }

    init(server: URL, token: String, order: Order, ask: @escaping Ask) {
        self.server = server
        self.token = token
        self.order = order
        self.ask = ask
    }

    /// Resources that are taken as they are.
    private static let resources: [(name: String, path: String, query: [(String, String)])] = [
        ("queue", "/v1/queue", []), ("overview", "/v1/overview", []), ("nodes", "/v1/nodes", []),
        ("sites", "/v1/sites", []), ("jobs", "/v1/jobs", []), ("sources", "/v1/sources", []),
        ("settings", "/v1/settings", []), ("profiles", "/v1/profiles", []),
        ("policy", "/v1/policies/assignment", []), ("certificates", "/v1/certificates", []),
        ("certificate-outlook", "/v1/certificates/outlook", []), ("seals", "/v1/secrets/keys", []),
        ("limbo", "/v1/limbo", [("limit", "100")]), ("silent", "/v1/limbo", [("limit", "100"), ("silent", "true")]),
        ("log-level", "/v1/log-level", []),
    ]

    /// Asks for all of it. What could not be had is in ``gaps``.
    mutating func gather(doctor: DoctorReport) async {
        for resource in Self.resources { await self.take(resource.name, resource.path, resource.query) }
        await self.takeExpected()
        await self.takeCertificates()
        await self.takeWebhooks()
        await self.takeDevices()
        await self.takeEvents()
        await self.takeAudit()
        await self.takeText("metrics.txt", "/metrics")
        if let json = try? JSONEncoder().encode(doctor), let value = try? JSONReader.read(Array(json)) {
            self.answers.append(("doctor", value))
        }
    }

    // MARK: - Asking

    private func read(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> JSONReader.Value {
        try JSONReader.read(Array(try await self.ask(path, query)))
    }

    @discardableResult
    private mutating func take(
        _ name: String, _ path: String, _ query: [(String, String)] = []
    ) async -> JSONReader.Value? {
        self.progress(path)
        do throws(CommandFailure) {
            let value = try await self.read(path, query)
            self.answers.append((name, value))
            if value["nextCursor"]?.text != nil {
                self.cuts.append("\(name).json: the beginning of a list that goes on")
            }
            return value
        } catch {
            self.gaps.append("\(path): \(error.message)")
            return nil
        }
    }

    private mutating func takeText(_ name: String, _ path: String) async {
        self.progress(path)
        do throws(CommandFailure) {
            let body = try await self.ask(path, [])
            self.texts.append((name, String(decoding: body, as: UTF8.self)))
        } catch {
            self.gaps.append("\(path): \(error.message)")
        }
    }

    private mutating func takeCertificates() async {
        let list = self.answers.first { $0.name == "certificates" }?.value["certificates"]?.items ?? []
        if list.count > Self.certificatesMax {
            self.cuts.append("certificates: of the \(list.count) the first \(Self.certificatesMax) are here one by one")
        }
        for certificate in list.prefix(Self.certificatesMax) {
            guard case .literal(let id)? = certificate["id"] else { continue }
            await self.take("certificates/\(id)", "/v1/certificates/\(id)")
        }
    }

    private mutating func takeWebhooks() async {
        guard let list = await self.take("webhooks", "/v1/webhooks") else { return }
        self.answers.removeLast()
        self.answers.append(("webhooks", Self.withoutPaths(list)))
    }

    private static func withoutPaths(_ value: JSONReader.Value) -> JSONReader.Value {
        switch value {
        case .literal, .text: value
        case .list(let items): .list(items.map(Self.withoutPaths))
        case .object(let members):
            .object(
                members.map { member in
                    guard case .text(let text) = member.value, member.name.lowercased().hasSuffix("url") else {
                        return .init(name: member.name, value: Self.withoutPaths(member.value))
                    }
                    return .init(name: member.name, value: .text(Redaction.hostOnly(text)))
                })
        }
    }

    /// Some devices of each problem: those that the most others are like come first.
    private mutating func takeDevices() async {
        var stuck: [String: [String]] = [:]
        for state in ["parked", "waiting", "silent"] {
            guard
                let page = await self.take(
                    "devices-\(state)", "/v1/devices", [("state", state), ("limit", "1000")])
            else { continue }
            for device in page["devices"]?.items ?? [] {
                guard let uuid = device["uuid"]?.text else { continue }
                stuck[device["problem"]?["code"]?.text ?? state, default: []].append(uuid)
            }
        }
        let groups = stuck.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        let uuids = groups.flatMap { $0.value.prefix(Self.devicesOfAProblemMax) }.prefix(self.order.devicesMax)
        let count = stuck.values.reduce(0) { $0 + $1.count }
        if count > uuids.count { self.cuts.append("devices: \(uuids.count) of \(count) that are stuck are explained") }
        for uuid in uuids where UUID(uuidString: uuid) != nil {
            await self.take("devices/\(uuid)/device", "/v1/devices/\(uuid)")
            await self.take("devices/\(uuid)/explanation", "/v1/devices/\(uuid)/explanation")
            await self.take("devices/\(uuid)/timeline", "/v1/devices/\(uuid)/timeline", [("limit", "200")])
        }
    }

    private mutating func takeEvents() async {
        let query = [("order", "newest"), ("limit", String(Self.eventsMax))]
        guard let page = await self.take("events", EventTail.path, query) else { return }
        if page["hasMore"] == .literal("true") {
            self.cuts.append("events.json: the newest \(Self.eventsMax); there are older ones")
        }
    }

    private mutating func takeAudit() async {
        let query = [("order", "newest"), ("limit", String(Self.auditEntriesMax))]
        guard let page = await self.take("audit", AuditCommand.path, query) else { return }
        // Entries are numbered from 1, and stay for ever.
        if case .literal(let first)? = page["entries"]?.items.first?["number"], first != "1" {
            self.cuts.append("audit.json: from entry \(first) on")
        }
    }

    /// A page may hold none of them and have more behind it.
    private mutating func takeExpected() async {
        let path = "/v1/expected"
        var devices: [JSONReader.Value] = []
        var cursor: String?
        var calls = 0
        self.progress(path)
        do throws(CommandFailure) {
            repeat {
                let query = [("limit", String(Self.expectedRecordsMax))] + (cursor.map { [("cursor", $0)] } ?? [])
                let page = try await self.read(path, query)
                devices += page["devices"]?.items ?? []
                cursor = page["nextCursor"]?.text
                calls += 1
            } while cursor != nil && devices.count < Self.expectedMax && calls < Self.expectedCallsMax
        } catch {
            self.gaps.append("\(path): \(error.message)")
            guard calls > 0 else { return }
        }
        let shown = Array(devices.prefix(Self.expectedMax))
        if cursor != nil || shown.count < devices.count {
            self.cuts.append("expected.json: the first \(shown.count) of a list that goes on")
        }
        self.answers.append(("expected", .object([.init(name: "devices", value: .list(shown))])))
    }

    // MARK: - Writing

    func archive(now: Date) -> TarArchive {
        let redaction = Redaction(token: self.token)
        var answers = self.answers.map { ($0.name, redaction.json($0.value)) }
        var texts = self.texts.map { ($0.name, redaction.text($0.text)) }
        var gaps = self.gaps.map(redaction.text)
        var server = redaction.text(self.server.absoluteString)
        if self.order.pseudonymises {
            var names = self.names
            if let host = self.server.host { names.learn(name: host) }
            for (_, value) in answers { names.learn(value) }
            answers = answers.map { ($0, names.replace($1)) }
            texts = texts.map { ($0, names.replace($1)) }
            gaps = gaps.map { names.replace($0) }
            server = names.replace(server)
        }
        var files: [(name: String, data: Data)] = answers.map { ("\($0).json", Data(($1.written() + "\n").utf8)) }
        files += texts.map { ($0, Data($1.utf8)) }
        let cuts =
            self.cuts
            + files.filter { $0.data.count > Self.fileBytesMax }
            .map { "\($0.name): the first \(Self.fileBytesMax) bytes" }
        let folder = "provisionctl-support"
        var archive = TarArchive(modified: now)
        archive.add("\(folder)/README.txt", Data(self.readMe(server: server, now: now, gaps: gaps, cuts: cuts).utf8))
        for (name, data) in files { archive.add("\(folder)/\(name)", Self.cut(data)) }
        return archive
    }

    private static func cut(_ data: Data) -> Data {
        data.count <= Self.fileBytesMax
            ? data : data.prefix(Self.fileBytesMax) + Data("\n… cut at \(Self.fileBytesMax) bytes\n".utf8)
    }

    private func readMe(server: String, now: Date, gaps: [String], cuts: [String]) -> String {
        let names =
            self.order.pseudonymises
            ? "Names of hosts, domains and addresses are replaced, each by the same one throughout; UUIDs, names of sites, profiles and people are not."
            : "Names of hosts and addresses are in here; --pseudonymise replaces them."
        let missing = gaps.isEmpty ? ["Everything that was asked for is here."] : ["Not here:"] + gaps.map { "  " + $0 }
        let partial = cuts.isEmpty ? [] : ["", "Not whole:"] + cuts.map { "  " + $0 }
        return
            ([
                "Support bundle of ProvisionServer", "", "Made   \(Moment.text(now))", "Server \(server)", "",
                "Passwords, keys, tokens and their like are not in here: the server gives none of them out for it, and what "
                    + "looks like one reads \(Redaction.mark).", names, "",
            ] + missing + partial).joined(separator: "\n") + "\n"
    }
}
