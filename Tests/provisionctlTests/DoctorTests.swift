import Foundation
import Synchronization
import Testing

@testable import provisionctl

/// Surroundings of a test's own making.
struct FakeWorld: DoctorWorld {
    var names: [String: Resolution] = [:]
    var reaches: [String: Reach] = [:]
    var files: [String: String] = [:]
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
        let answer = self.answers[path] ?? (404, "")
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

    static let certificate = """
        {"id":3,"name":"prov","subject":"CN=prov.example.com","commonName":"prov.example.com","notAfter":"x",\
        "daysLeft":200,"importedAt":"x","rootName":null,"findingCounts":{},"takenBy":[]}
        """

    static func lint(_ kind: String, _ text: String) -> String {
        """
        {"complete":true,"chain":[],"root":null,"counted":{"kind":"\(kind)","text":"\(text)"},"findings":[],"releases":[]}
        """
    }

    /// Everything is as it should be.
    static var well: FakeWorld {
        var world = FakeWorld()
        world.answers = [
            "/readyz": (200, "{}"), "/v1/queue": (200, #"{"counts":{}}"#), "/v1/nodes": (200, Self.nodes),
            "/v1/devices": (
                200,
                #"{"devices":["# + Self.device("u1", fqdn: "pc-1.corp.example.com", address: "10.0.0.7")
                    + #"],"nextCursor":null}"#
            ),
            "/v1/certificates": (200, #"{"certificates":["# + Self.certificate + "]}"),
            "/v1/certificates/3": (200, Self.lint("last-labels", "example.com")),
        ]
        world.names = ["provisionserver.corp.example.com.": .addresses(["10.0.0.1", "10.0.0.2"])]
        world.reaches = ["10.0.0.1 9971": .open, "10.0.0.2 9971": .open, "10.0.0.7 16993": .open]
        world.files = ["/var/lib/dhcp/dhclient.eth0.leases": "lease {\n  option domain-name \"corp.example.com\";\n}\n"]
        return world
    }

    private func findings(_ world: FakeWorld, _ order: Doctor.Order = .init()) async -> DoctorReport {
        await Doctor(world: world, order: order).run()
    }

    private func worst(_ report: DoctorReport, _ check: DoctorFinding.Check) -> DoctorFinding? {
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

    @Test("devices that never said hello tell their suffix too")
    func expected() async {
        var world = Self.well
        world.answers["/v1/expected"] = (
            200,
            #"{"devices":[{"uuid":"u9","fqdn":"pc-9.far.example.com","amtVersion":null,"source":"s","site":null,"reportedAt":null}],"nextCursor":null}"#
        )
        let finding = self.worst(await self.findings(world), .name)
        #expect(finding?.level == .fault)
        #expect(finding?.sentence.hasPrefix("provisionserver.far.example.com is no name") == true)
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
        world.answers["/v1/devices"] = (
            200,
            #"{"devices":["#
                + Self.device("\(SyntheticHello.prefix)-0000-8000-8000-000000000001", fqdn: nil, address: "10.0.0.9")
                + #"],"nextCursor":null}"#
        )
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

    @Test("a certificate that ends is a warning, one that has ended a fault, none at all a warning")
    func endings() async {
        var world = Self.well
        for (days, level) in [(29, DoctorFinding.Level.warning), (-1, .fault), (31, .good)] {
            let certificate = Self.certificate.replacing("\"daysLeft\":200", with: "\"daysLeft\":\(days)")
            world.answers["/v1/certificates"] = (200, #"{"certificates":["# + certificate + "]}")
            #expect(self.worst(await self.findings(world), .certificates)?.level == level, "\(days)")
        }
        world.answers["/v1/certificates"] = (200, #"{"certificates":[]}"#)
        #expect(self.worst(await self.findings(world), .certificates)?.level == .warning)
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

    @Test("a lease says which suffix DHCP gives, in the words of each client")
    func leases() {
        #expect(NetworkFiles.optionFifteen("  option domain-name \"Corp.Example.com.\";\n") == ["corp.example.com"])
        #expect(NetworkFiles.optionFifteen("ADDRESS=10.0.0.9\nDOMAINNAME=lab.example.com\n") == ["lab.example.com"])
        #expect(NetworkFiles.optionFifteen("domain_name=lab.example.com\n") == ["lab.example.com"])
        #expect(NetworkFiles.optionFifteen("  option domain-name-servers 10.0.0.53;\n").isEmpty)
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
