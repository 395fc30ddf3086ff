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
    static let eventsMax = 500
    /// Pages of events that are gone through to find the newest.
    static let eventPagesMax = 50
    static let auditEntriesMax = 200
    static let certificatesMax = 50
    /// Devices with the same problem that are explained.
    static let devicesOfAProblemMax = 3

    let client: APIClient
    let order: Order
    /// Told what is being asked for.
    var progress: (String) -> Void = { _ in }

    private var answers: [(name: String, value: JSONReader.Value)] = []
    private var texts: [(name: String, text: String)] = []
    private var gaps: [String] = []

    init(client: APIClient, order: Order) {
        self.client = client
        self.order = order
    }

    /// Resources that are taken as they are.
    private static let resources: [(name: String, path: String, query: [(String, String)])] = [
        ("queue", "/v1/queue", []), ("overview", "/v1/overview", []), ("nodes", "/v1/nodes", []),
        ("sites", "/v1/sites", []), ("jobs", "/v1/jobs", []), ("sources", "/v1/sources", []),
        ("settings", "/v1/settings", []), ("profiles", "/v1/profiles", []),
        ("policy", "/v1/policies/assignment", []), ("certificates", "/v1/certificates", []),
        ("certificate-outlook", "/v1/certificates/outlook", []), ("seals", "/v1/secrets/keys", []),
        ("limbo", "/v1/limbo", [("limit", "100")]), ("silent", "/v1/limbo", [("limit", "100"), ("silent", "true")]),
        ("expected", "/v1/expected", [("limit", "100")]), ("log-level", "/v1/log-level", []),
    ]

    /// - Returns: the archive, and what could not be had.
    mutating func gather(doctor: DoctorReport, now: Date) async throws(CommandFailure) -> (gzip: Data, gaps: [String]) {
        for resource in Self.resources { await self.take(resource.name, resource.path, resource.query) }
        await self.takeCertificates()
        await self.takeWebhooks()
        await self.takeDevices()
        await self.takeEvents()
        await self.takeAudit()
        await self.takeText("metrics.txt", "/metrics")
        if let json = try? JSONEncoder().encode(doctor), let value = try? JSONReader.read(Array(json)) {
            self.answers.append(("doctor", value))
        }
        guard let gzip = self.archive(now: now).gzip else {
            throw .incomplete("There is no memory to pack the bundle.")
        }
        return (gzip, self.gaps)
    }

    // MARK: - Asking

    private func read(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> JSONReader.Value {
        try JSONReader.read(Array(try await self.client.send("GET", path, query: query)))
    }

    @discardableResult
    private mutating func take(
        _ name: String, _ path: String, _ query: [(String, String)] = []
    ) async -> JSONReader.Value? {
        self.progress(path)
        do throws(CommandFailure) {
            let value = try await self.read(path, query)
            self.answers.append((name, value))
            return value
        } catch {
            self.gaps.append("\(path): \(error.message)")
            return nil
        }
    }

    private mutating func takeText(_ name: String, _ path: String) async {
        self.progress(path)
        do throws(CommandFailure) {
            let body = try await self.client.send("GET", path)
            self.texts.append((name, String(decoding: body, as: UTF8.self)))
        } catch {
            self.gaps.append("\(path): \(error.message)")
        }
    }

    private mutating func takeCertificates() async {
        let list = self.answers.first { $0.name == "certificates" }?.value["certificates"]?.items ?? []
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
        for uuid in uuids where UUID(uuidString: uuid) != nil {
            await self.take("devices/\(uuid)/device", "/v1/devices/\(uuid)")
            await self.take("devices/\(uuid)/explanation", "/v1/devices/\(uuid)/explanation")
            await self.take("devices/\(uuid)/timeline", "/v1/devices/\(uuid)/timeline", [("limit", "200")])
        }
    }

    /// Pages begin with the oldest.
    private mutating func takeEvents() async {
        var events: [JSONReader.Value] = []
        var after: String?
        self.progress(EventTail.path)
        do throws(CommandFailure) {
            for _ in 0..<Self.eventPagesMax {
                let query = [("limit", "1000")] + (after.map { [("after", $0)] } ?? [])
                let page = try await self.read(EventTail.path, query)
                events = (events + (page["events"]?.items ?? [])).suffix(Self.eventsMax)
                after = page["nextAfter"]?.text
                guard page["hasMore"] == .literal("true"), after != nil else { break }
            }
            self.answers.append(("events", .object([.init(name: "events", value: .list(events))])))
        } catch {
            self.gaps.append("\(EventTail.path): \(error.message)")
        }
    }

    /// Entries are numbered without gaps, so that the end is found by asking what is behind a number.
    private mutating func takeAudit() async {
        self.progress(AuditCommand.path)
        do throws(CommandFailure) {
            var (known, beyond) = (Int64(0), Int64(1))
            while try await self.hasAudit(behind: beyond) { (known, beyond) = (beyond, beyond * 2) }
            while beyond - known > 1 {
                let middle = known + (beyond - known) / 2
                if try await self.hasAudit(behind: middle) { known = middle } else { beyond = middle }
            }
            let after = max(0, beyond - Int64(Self.auditEntriesMax))
            let page = try await self.read(
                AuditCommand.path, [("after", String(after)), ("limit", String(Self.auditEntriesMax))])
            self.answers.append(("audit", page))
        } catch {
            self.gaps.append("\(AuditCommand.path): \(error.message)")
        }
    }

    private func hasAudit(behind number: Int64) async throws(CommandFailure) -> Bool {
        let page = try await self.read(AuditCommand.path, [("after", String(number)), ("limit", "1")])
        return !(page["entries"]?.items ?? []).isEmpty
    }

    // MARK: - Writing

    private func archive(now: Date) -> TarArchive {
        let redaction = Redaction(token: self.client.token)
        var answers = self.answers.map { ($0.name, redaction.json($0.value)) }
        var texts = self.texts.map { ($0.name, redaction.text($0.text)) }
        var gaps = self.gaps.map(redaction.text)
        var server = redaction.text(self.client.server.absoluteString)
        if self.order.pseudonymises {
            var names = Pseudonyms()
            if let host = self.client.server.host { names.learn(name: host) }
            for (_, value) in answers { names.learn(value) }
            answers = answers.map { ($0, names.replace($1)) }
            texts = texts.map { ($0, names.replace($1)) }
            gaps = gaps.map { names.replace($0) }
            server = names.replace(server)
        }
        let folder = "provisionctl-support"
        var archive = TarArchive(modified: now)
        archive.add("\(folder)/README.txt", Data(self.readMe(server: server, now: now, gaps: gaps).utf8))
        for (name, value) in answers { archive.add("\(folder)/\(name).json", Self.cut(value.written() + "\n")) }
        for (name, text) in texts { archive.add("\(folder)/\(name)", Self.cut(text)) }
        return archive
    }

    private static func cut(_ text: String) -> Data {
        let data = Data(text.utf8)
        return data.count <= Self.fileBytesMax
            ? data : data.prefix(Self.fileBytesMax) + Data("\n… cut at \(Self.fileBytesMax) bytes\n".utf8)
    }

    private func readMe(server: String, now: Date, gaps: [String]) -> String {
        let names =
            self.order.pseudonymises
            ? "Names of hosts and addresses are replaced, each by the same one throughout; UUIDs, names of sites, profiles and people are not."
            : "Names of hosts and addresses are in here; --pseudonymise replaces them."
        let missing = gaps.isEmpty ? ["Everything that was asked for is here."] : ["Not here:"] + gaps.map { "  " + $0 }
        return
            ([
                "Support bundle of ProvisionServer", "", "Made   \(Moment.text(now))", "Server \(server)", "",
                "Passwords, keys, tokens and their like are not in here: the server gives none of them out for it, and what "
                    + "looks like one reads \(Redaction.mark).", names, "",
            ] + missing).joined(separator: "\n") + "\n"
    }
}
