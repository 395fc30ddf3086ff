import Foundation
import Synchronization
import Testing

@testable import provisionctl

/// Surroundings of a test's own making.
struct FakeWorld: DoctorWorld {
    var names: [String: Resolution] = [:]
    var reaches: [String: Reach] = [:]
    var files: [String: String] = [:]
    /// By path; a page behind the first one by `path?cursor=…`.
    var answers: [String: (status: Int, body: String)] = [:]
    var headers: [String: String] = ["date": "Sun, 29 Nov 2026 12:00:00 GMT"]
    var now = Date(timeIntervalSince1970: 1_795_953_600)
    var isAway = false

    func addresses(of name: String) async -> Resolution { self.names[name] ?? .unknown }
    func reach(_ address: String, port: UInt16) async -> Reach { self.reaches["\(address) \(port)"] ?? .silent }
    func text(ofFile path: String) -> String? { self.files[path] }
    func files(in folder: String) -> [String] { self.files.keys.filter { $0.hasPrefix(folder + "/") }.sorted() }

    func answer(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> HTTPAnswer {
        guard !self.isAway else { throw .unreachable(server: "http://amt", reason: "nothing listens there") }
        let cursor = query.first { $0.0 == "cursor" }.map { "?cursor=\($0.1)" } ?? ""
        let answer = self.answers[path + cursor] ?? (404, "")
        return HTTPAnswer(status: answer.status, headers: self.headers, body: Data(answer.body.utf8))
    }
}

@Suite("doctor")
struct DoctorTests {
    static func device(_ uuid: String, fqdn: String?, address: String?, state: String = "waiting") -> String {
        let text = { (text: String?) in text.map { "\"\($0)\"" } ?? "null" }
        return """
            {"uuid":"\(uuid)","state":"\(state)","site":"default","fqdn":\(text(fqdn)),"address":\(text(address)),\
            "amtVersion":null,"profile":null,"problem":null,"attempt":0,"nextAttemptAt":null,"firstHelloAt":null,\
            "lastHelloAt":null,"provisionedAt":null,"profileVersion":null,"proof":null}
            """
    }

    static let nodes = """
        {"nodes":[\(["listener", "worker", "coordinator", "api"].map(Self.node).joined(separator: ","))]}
        """

    static func node(_ role: String) -> String {
        """
        {"id":1,"name":"a","role":"\(role)","version":"0.1.0","startedAt":"x","seenAt":"x","leftAt":null,\
        "state":"alive","leases":1}
        """
    }

    static func devices(_ devices: [String], next: String? = nil) -> (status: Int, body: String) {
        let next = next.map { "\"\($0)\"" } ?? "null"
        return (200, #"{"devices":[\#(devices.joined(separator: ","))],"nextCursor":\#(next)}"#)
    }

    static func expected(_ uuid: String, fqdn: String) -> String {
        """
        {"uuid":"\(uuid)","fqdn":"\(fqdn)","amtVersion":null,"source":"s","site":null,"reportedAt":null}
        """
    }

    static func certificate(_ id: Int = 3, name: String = "prov", days: Int = 200, takenBy: [String] = []) -> String {
        """
        {"id":\(id),"name":"\(name)","subject":"CN=\(name).example.com","commonName":"\(name).example.com","notAfter":"x",\
        "daysLeft":\(days),"importedAt":"x","rootName":null,"findingCounts":{},"takenBy":\(takenBy)}
        """
    }

    static func certificates(_ certificates: [String]) -> (status: Int, body: String) {
        (200, #"{"certificates":[\#(certificates.joined(separator: ","))]}"#)
    }

    static func lint(_ kind: String, _ text: String, root: String? = nil) -> String {
        let root = root.map { #"{"name":null,"sha1":"x","sha256":"\#($0)","lists":[]}"# } ?? "null"
        return """
            {"complete":true,"chain":[],"root":\(root),"counted":{"kind":"\(kind)","text":"\(text)"},"findings":[],\
            "releases":[]}
            """
    }

    static func lease(_ interface: String, _ domain: String, expire: String) -> String {
        """
        lease {
          interface "\(interface)";
          option domain-name "\(domain)";
          option domain-name-servers 10.0.0.53;
          expire \(expire);
        }

        """
    }

    /// Everything is as it should be.
    static var well: FakeWorld {
        var world = FakeWorld()
        world.answers = [
            "/readyz": (200, "{}"), "/v1/queue": (200, #"{"counts":{}}"#), "/v1/nodes": (200, Self.nodes),
            "/v1/devices": Self.devices([Self.device("u1", fqdn: "pc-1.corp.example.com", address: "10.0.0.7")]),
            "/v1/expected": Self.devices([]), "/v1/certificates": Self.certificates([Self.certificate()]),
            "/v1/certificates/3": (200, Self.lint("last-labels", "example.com")),
        ]
        world.names = ["provisionserver.corp.example.com.": .addresses(["10.0.0.1", "10.0.0.2"])]
        world.reaches = ["10.0.0.1 9971": .open, "10.0.0.2 9971": .open, "10.0.0.7 16993": .open]
        let lease = Self.lease("eth0", "corp.example.com", expire: "1 2026/11/30 12:00:00")
        world.files = ["/var/lib/dhcp/dhclient.eth0.leases": lease]
        return world
    }

    func findings(_ world: FakeWorld, _ order: Doctor.Order = .init()) async -> DoctorReport {
        await Doctor(world: world, order: order).run()
    }

    func worst(_ report: DoctorReport, _ check: DoctorFinding.Check) -> DoctorFinding? {
        report.findings.filter { $0.check == check }.max { $0.level < $1.level }
    }

    @Test("finds nothing where all is well, and has looked at everything")
    func well() async {
        let report = await self.findings(Self.well)
        #expect(report.worst == .good, "\(report.findings)")
        #expect(report.status == .done)
        #expect(Set(report.findings.map(\.check)) == Set(DoctorFinding.Check.allCases))
    }

    @Test("what is bad says what to paste")
    func paste() async {
        var world = FakeWorld()
        world.isAway = true
        let reports = [await self.findings(world), await self.findings(.init())]
        for finding in reports.flatMap(\.findings) where finding.level >= .warning {
            #expect(!finding.paste.isEmpty, "\(finding.sentence)")
        }
    }

    @Test("a server that is away is a fault, and names are looked at all the same")
    func away() async {
        var world = Self.well
        world.isAway = true
        let report = await self.findings(world, .init(suffixes: ["corp.example.com"]))
        #expect(report.status == .failed)
        #expect(self.worst(report, .api)?.level == .fault)
        #expect(self.worst(report, .listener)?.level == .good)
        #expect(self.worst(report, .certificates) == nil)
    }

    @Test("a database that is away is a fault of its own")
    func database() async {
        var world = Self.well
        world.answers["/readyz"] = (503, "")
        let report = await self.findings(world)
        #expect(self.worst(report, .database)?.level == .fault)
        #expect(self.worst(report, .api)?.level == .good)
    }

    @Test(
        "clocks that are apart are told with how far",
        arguments: [
            (3, DoctorFinding.Level.good, "agree"), (60, .warning, "60 seconds behind"), (-600, .fault, "ahead of"),
        ])
    func clock(_ seconds: Int, _ level: DoctorFinding.Level, _ text: String) async throws {
        var world = Self.well
        world.now += TimeInterval(seconds)
        let finding = try #require(self.worst(await self.findings(world), .clock))
        #expect(finding.level == level)
        #expect(finding.sentence.contains(text), "\(finding.sentence)")
    }

    @Test(
        "a suffix without the name is a fault when devices have it, and a warning when this machine alone searches it")
    func names() async throws {
        var world = Self.well
        world.names = [:]
        let devices = try #require(self.worst(await self.findings(world), .name))
        #expect(devices.level == .fault)
        #expect(devices.sentence.contains("provisionserver.corp.example.com is no name"))
        #expect(devices.paste.contains("provisionserver.corp.example.com. 300 IN A ADDRESS-OF-A-LISTENER"))
        var search = FakeWorld()
        search.files = [NetworkFiles.resolver: "nameserver 10.0.0.53\nsearch office.example.com\n"]
        let searched = try #require(self.worst(await self.findings(search), .name))
        #expect(searched.level == .warning)
        world.names = ["provisionserver.corp.example.com.": .unavailable]
        #expect(self.worst(await self.findings(world), .name)?.sentence.contains("No name server") == true)
    }

    @Test("what DHCP gives this machine is a fault without the name, and well where devices have other suffixes")
    func ownSuffix() async throws {
        var world = Self.well
        world.files = ["/run/systemd/netif/leases/2": "ADDRESS=10.9.0.9\nDOMAINNAME=office.example.org\n"]
        let report = await self.findings(world)
        #expect(report.status == .done, "\(report.findings)")
        #expect(self.worst(report, .dhcp)?.level == .note)
        let finding = try #require(
            report.findings.first { $0.sentence.hasPrefix("provisionserver.office.example.org is no name") })
        #expect(finding.level == .note)
        #expect(!report.findings.contains { $0.check == .certificates && $0.sentence.contains("office.example.org") })
        world.names["provisionserver.office.example.org."] = .unavailable
        #expect(await self.findings(world).findings.allSatisfy { $0.level <= .note })
        // Where nothing is known of devices it is the best that there is.
        world.names["provisionserver.office.example.org."] = nil
        world.answers["/v1/devices"] = Self.devices([])
        let alone = await self.findings(world)
        #expect(self.worst(alone, .name)?.level == .fault)
        #expect(self.worst(alone, .certificates)?.sentence.contains("office.example.org") == true)
    }

    @Test("a lease that has ended does not say what DHCP gives")
    func endedLease() async {
        var world = Self.well
        let ended = Self.lease("eth0", "old.example.org", expire: "6 2026/11/28 12:00:00")
        world.files = ["/var/lib/dhcp/dhclient.eth0.leases": ended]
        let report = await self.findings(world)
        #expect(report.status == .done, "\(report.findings)")
        #expect(self.worst(report, .dhcp)?.sentence.hasPrefix("This machine has no lease") == true)
        #expect(!report.findings.contains { $0.sentence.contains("old.example.org") })
    }

    @Test("suffixes beyond those that are looked at are told, with what looks at them")
    func manySuffixes() async throws {
        var world = Self.well
        let suffixes = (10..<35).map { "s\($0).example.com" }
        world.answers["/v1/devices"] = Self.devices(suffixes.map { Self.device($0, fqdn: "pc.\($0)", address: nil) })
        for suffix in suffixes { world.names["provisionserver.\(suffix)."] = .addresses(["10.0.0.1"]) }
        let report = await self.findings(world)
        let finding = try #require(self.worst(report, .name))
        #expect(finding.level == .note)
        #expect(finding.sentence.hasPrefix("There are 26 suffixes. The first 20 were looked at"))
        #expect(finding.sentence.hasSuffix(suffixes.suffix(5).joined(separator: ", ") + " and 1 more."))
        let left = Array(suffixes.suffix(5)) + ["corp.example.com"]
        #expect(finding.paste == ["provisionctl doctor " + left.map { "--suffix \($0)" }.joined(separator: " ")])
        // Those that are named are looked at, however many they are.
        let named = await self.findings(FakeWorld(), .init(suffixes: suffixes))
        #expect(named.findings.count { $0.check == .name } == 25)
        #expect(named.findings.allSatisfy { $0.check != .name || $0.level == .fault })
    }

    @Test("devices that never said hello tell their suffix too, from page to page")
    func expected() async {
        var world = Self.well
        let far = Self.devices([Self.expected("u9", fqdn: "pc-9.far.example.com")])
        world.answers["/v1/expected"] = far
        let finding = self.worst(await self.findings(world), .name)
        #expect(finding?.level == .fault)
        #expect(finding?.sentence.hasPrefix("provisionserver.far.example.com is no name") == true)
        // A page may be empty and have more behind it.
        world.answers["/v1/expected"] = Self.devices([], next: "a")
        world.answers["/v1/expected?cursor=a"] = far
        #expect(self.worst(await self.findings(world), .name) == finding)
    }

    @Test("devices and records that nobody has looked at are told")
    func cuts() async throws {
        var world = Self.well
        let device = Self.device("u1", fqdn: "pc-1.corp.example.com", address: "10.0.0.7")
        world.answers["/v1/devices"] = Self.devices([device], next: "u1")
        let devices = try #require(self.worst(await self.findings(world), .devices))
        #expect(devices.level == .note)
        #expect(devices.sentence.hasPrefix("There are more devices than the 1 that were looked at."))
        world = Self.well
        world.answers["/v1/expected"] = Self.devices([], next: "a")
        world.answers["/v1/expected?cursor=a"] = Self.devices([], next: "a")
        let report = await self.findings(world)
        #expect(report.status == .done)
        let records = try #require(self.worst(report, .devices))
        #expect(records.level == .note)
        #expect(records.sentence.hasPrefix("Inventory has more than the 100000 records"))
    }

    @Test(
        "a question that is not answered is a warning with what to paste, and not an empty answer",
        arguments: [
            ("/v1/devices", DoctorFinding.Check.devices, "Devices were not told: "),
            ("/v1/expected", .devices, "Devices that inventory expects were not all told: "),
            ("/v1/nodes", .nodes, "Nodes were not told: "),
            ("/v1/certificates", .certificates, "Certificates were not told: "),
            ("/v1/certificates/3", .certificates, "The certificate prov (number 3) could not be looked at: "),
        ])
    func unanswered(_ path: String, _ check: DoctorFinding.Check, _ beginning: String) async throws {
        var world = Self.well
        world.answers[path] = (500, "")
        let report = await self.findings(world)
        #expect(report.status == .warned, "\(report.findings)")
        let finding = try #require(report.findings.first { $0.check == check && $0.level == .warning })
        #expect(finding.sentence.hasPrefix(beginning) && finding.sentence.contains("HTTP 500"), "\(finding.sentence)")
        #expect(report.findings.allSatisfy { $0.level < .warning || !$0.paste.isEmpty })
    }

    @Test("a server that does not know of expected devices is told, and is no worse for it")
    func expectedUnknown() async {
        var world = Self.well
        world.answers["/v1/expected"] = nil
        let report = await self.findings(world)
        #expect(report.status == .done)
        #expect(self.worst(report, .devices)?.level == .note)
        #expect(self.worst(report, .devices)?.sentence.contains("not available on this server") == true)
    }

    @Test("a device that is named is called, unknown, or not told")
    func named() async {
        var world = Self.well
        let order = Doctor.Order(devices: ["u1"])
        world.answers["/v1/devices/u1"] = (200, Self.device("u1", fqdn: "pc-1.corp.example.com", address: "10.0.0.7"))
        #expect(self.worst(await self.findings(world, order), .devices)?.level == .good)
        world.answers["/v1/devices/u1"] = nil
        let unknown = self.worst(await self.findings(world, order), .devices)
        #expect(unknown?.level == .warning && unknown?.sentence == "The server knows no device u1.")
        world.answers["/v1/devices/u1"] = (500, "")
        let untold = self.worst(await self.findings(world, order), .devices)
        #expect(untold?.level == .warning)
        #expect(untold?.sentence.hasPrefix("Whether the server knows the device u1 was not told: ") == true)
    }

    @Test(
        "a listener that is not reached is told by how it is not",
        arguments: [
            (Reach.refused, "refuses", DoctorFinding.Level.fault), (.silent, "does not answer", .fault),
            (.noRoute, "no way", .warning),
        ])
    func listeners(_ reach: Reach, _ text: String, _ level: DoctorFinding.Level) async throws {
        var world = Self.well
        world.reaches["10.0.0.2 9971"] = reach
        let finding = try #require(self.worst(await self.findings(world), .listener))
        #expect(finding.level == level)
        #expect(finding.sentence.contains("10.0.0.2:9971") && finding.sentence.contains(text))
    }

    @Test("a device that is not reached is a warning, for workers may reach it")
    func devices() async throws {
        var world = Self.well
        world.reaches["10.0.0.7 16993"] = .refused
        let report = await self.findings(world)
        #expect(report.status == .warned)
        let finding = try #require(self.worst(report, .devices))
        #expect(finding.sentence.contains("pc-1.corp.example.com at 10.0.0.7 port 16993 refuses"))
        #expect(finding.paste.contains("provisionctl device explain u1"))
    }

    @Test("synthetic devices are not called")
    func synthetic() async {
        var world = Self.well
        world.answers["/v1/devices"] = Self.devices([
            Self.device("\(SyntheticHello.prefix)-0000-8000-8000-000000000001", fqdn: nil, address: "10.0.0.9")
        ])
        #expect(self.worst(await self.findings(world), .devices) == nil)
    }

    @Test(
        "certificates are held against the suffixes, by what the API says is compared",
        arguments: [
            ("last-labels", "example.com", true), ("last-labels", "example.org", false),
            ("whole-domain", "corp.example.com", true), ("whole-domain", "example.com", false),
            ("whole-name", "prov.corp.example.com", true), ("whole-name", "prov.lab.example.com", false),
            ("last-labels", "ample.com", false),
        ])
    func agreement(_ kind: String, _ text: String, _ fits: Bool) async {
        var world = Self.well
        world.answers["/v1/certificates/3"] = (200, Self.lint(kind, text))
        #expect((self.worst(await self.findings(world), .certificates)?.level == .good) == fits)
    }

    @Test(
        "a role without a process is a fault; a process that went without a word, and several versions, are warned of")
    func nodes() async {
        var world = Self.well
        let with = { (node: String) in Self.nodes.replacing("]}", with: ",\(node)]}") }
        let left = { (name: String, seen: String) in
            Self.node("worker").replacing("\"name\":\"a\"", with: "\"name\":\"\(name)\"")
                .replacing(
                    "\"seenAt\":\"x\",\"leftAt\":null",
                    with: "\"seenAt\":\"\(seen)\",\"leftAt\":\"2026-11-29T12:00:00.000Z\""
                )
                .replacing("alive", with: "left")
        }
        world.answers["/v1/nodes"] = (200, with(left("b", "2026-11-29T11:58:55.000Z")))
        #expect(self.worst(await self.findings(world), .nodes)?.sentence.hasPrefix("b (worker) went") == true)
        // Nobody was there to give it up: it has left a minute after it was seen.
        world.answers["/v1/nodes"] = (200, with(left("b", "2026-11-29T11:59:00.000Z")))
        #expect(self.worst(await self.findings(world), .nodes)?.sentence.hasPrefix("b (worker) went") == true)
        // It said goodbye; or it is there again.
        for node in [left("b", "2026-11-29T11:59:55.000Z"), left("a", "2026-11-29T11:58:55.000Z")] {
            world.answers["/v1/nodes"] = (200, with(node))
            #expect(self.worst(await self.findings(world), .nodes)?.level == .good)
        }
        world.answers["/v1/nodes"] = (200, Self.nodes.replacing("\"coordinator\"", with: "\"worker\""))
        #expect(self.worst(await self.findings(world), .nodes)?.sentence == "No coordinator is alive.")
        let newer = Self.node("api").replacing("0.1.0", with: "0.2.0")
        world.answers["/v1/nodes"] = (200, Self.nodes.replacing("]}", with: ",\(newer)]}"))
        #expect(self.worst(await self.findings(world), .nodes)?.sentence.contains("0.1.0, 0.2.0") == true)
        world.answers["/v1/nodes"] = nil
        let finding = self.worst(await self.findings(world), .nodes)
        #expect(finding?.level == .note && finding?.sentence.contains("not available") == true)
    }

    @Test("the last search domains of the resolver count")
    func searchDomains() {
        #expect(
            NetworkFiles.searchDomains("domain a.b\nsearch one.example two.example.\n") == [
                "one.example", "two.example",
            ])
        #expect(NetworkFiles.searchDomains("# search no.example\n").isEmpty)
    }

    @Test("is laid out with a level, a sentence and what to paste")
    func page() {
        let report = DoctorReport([
            DoctorFinding(level: .good, check: .api, sentence: "The API answers.", paste: ["not shown"]),
            DoctorFinding(level: .fault, check: .name, sentence: "It is\u{1b} none.", paste: ["dig x"]),
        ])
        #expect(
            Pages(columnsMax: nil, hasColour: false).doctor(report) == [
                "good    api           The API answers.", #"fault   name          It is\u{1b} none."#,
                "                        dig x",
            ])
    }

    @Test("a date of HTTP is read, and nothing else", arguments: ["", "yesterday", "2026-11-29T12:00:00Z"])
    func dates(_ text: String) {
        #expect(HTTPDate.read(text) == nil)
        #expect(HTTPDate.read("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
    }
}
