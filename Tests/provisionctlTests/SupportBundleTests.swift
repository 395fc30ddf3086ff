import Foundation
import Synchronization
import Testing

@testable import provisionctl

@Suite("support bundles")
struct SupportBundleTests {
    static let token = String(repeating: "5f", count: 32)

    private func redacted(_ json: String) throws -> String {
        Redaction(token: Self.token).json(try JSONReader.read(Array(json.utf8))).written()
    }

    @Test(
        "hold no secret, wherever it stands",
        arguments: [
            #"{"password":"hush-hush"}"#, #"{"mebxPassword":"hush-hush"}"#, #"{"client_secret":"hush-hush"}"#,
            #"{"settings":[{"key":"database.url","value":"hush-hush","isSecret":true,"origin":"file"}]}"#,
            #"{"isSecret":true,"value":{"deep":["hush-hush"]}}"#,
            #"{"url":"https://user:hush-hush@amt.example.com/x"}"#,
            #"{"detail":"host=db password='hush-hush' user=x"}"#,
            #"{"detail":"password=hush-hush"}"#, #"{"url":"https://h/x?token=hush-hush&a=b"}"#,
            #"{"detail":"Authorization: Bearer hush-hush-hush-hush"}"#, #"{"a":[{"Token":"hush-hush"}]}"#,
            #"{"pem":"-----BEGIN EC PRIVATE KEY-----\nhush-hush\n-----END EC PRIVATE KEY-----\n"}"#,
        ])
    func redaction(_ json: String) throws {
        let text = try self.redacted(json)
        #expect(!text.contains("hush-hush"), "\(text)")
        #expect(text.contains(Redaction.mark))
    }

    @Test("hold no token of their maker and no PPS")
    func values() {
        let redaction = Redaction(token: Self.token)
        #expect(redaction.text("x\(Self.token)y") == "x\(Redaction.mark)y")
        #expect(redaction.text("PPS NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ.") == "PPS \(Redaction.mark).")
        #expect(
            Redaction.hostOnly("https://hooks.example.com/services/T0/B0/hush?x=1")
                == "https://hooks.example.com/\(Redaction.mark)")
    }

    @Test("keep what is no secret")
    func kept() throws {
        let json =
            #"{"key":"worker.slots","value":"200","isSecret":false,"secret":null,"counts":{"key":3},"sha256":"00ff"}"#
        let value = try JSONReader.read(Array(json.utf8))
        #expect(Redaction(token: Self.token).json(value) == value)
        #expect(
            Redaction(token: Self.token).text("No psk key has the PID 4444-4445.")
                == "No psk key has the PID 4444-4445.")
    }

    @Test("give a host and an address the same other name everywhere, and leave what is neither")
    func pseudonyms() throws {
        var names = Pseudonyms()
        let json = #"""
            {"fqdn":"pc-1.corp.example.com","address":"10.1.2.3","amtVersion":"16.1.25.14","code":"psk-unknown",
            "detail":"PC-1.corp.example.com at 10.1.2.3:16993 (fe80::1) and pc-2.corp.example.com. Since 12:30:45, on 127.0.0.1, of provisionserver 0.1.0.",
            "uuid":"4c4c4544-0042-3510-8052-b4c04f4a3532"}
            """#
        let value = try JSONReader.read(Array(json.utf8))
        names.learn(value)
        let replaced = names.replace(value)
        let text = replaced.written()
        for gone in ["pc-1", "PC-1", "pc-2", "corp", "example.com", "10.1.2.3", "fe80"] {
            #expect(!text.contains(gone), "\(gone) in \(text)")
        }
        let fqdn = try #require(replaced["fqdn"]?.text)
        let address = try #require(replaced["address"]?.text)
        #expect(replaced["detail"]?.text?.hasPrefix("\(fqdn) at \(address):16993 (address-") == true, "\(text)")
        #expect(
            replaced["detail"]?.text?.hasSuffix("Since 12:30:45, on 127.0.0.1, of provisionserver 0.1.0.") == true,
            "\(text)")
        for name in ["amtVersion", "code", "uuid"] { #expect(replaced[name] == value[name]) }
    }

    @Test("take every name that ends in a domain for one, also in a domain of one word")
    func domains() {
        var names = Pseudonyms()
        for suffix in ["Lab.Corp.internal.", "office", "10.1.2.3", "localhost"] { names.learn(suffix: suffix) }
        names.learn(name: "pc-1.branch.test.")
        let text = names.replace(
            "provisionserver.lab.corp.internal. dc1.corp.internal, PC-2.office; lab.corp.internal office PC-1.branch.test "
                + "standard-office 0.1.0 example.com localhost")
        for gone in ["corp", "internal", "dc1", "pc-2", " office", "branch", "pc-1"] {
            #expect(!text.lowercased().contains(gone), "\(gone) in \(text)")
        }
        #expect(text.hasSuffix("standard-office 0.1.0 example.com localhost"))
    }

    @Test("what is written of JSON is the JSON that was read")
    func written() throws {
        let json = #"{"a":[],"b":{},"c":[1,"x\n\"ä",null,{"d":0.10}]}"#
        let value = try JSONReader.read(Array(json.utf8))
        #expect(try JSONReader.read(Array(value.written().utf8)) == value)
    }

    // MARK: - The whole bundle

    /// What a bundle has of a server that answers by path and query, or by path alone; as text, for tar keeps it as it is.
    private func bundle(
        _ answers: [String: String], doctor: DoctorReport = DoctorReport([]), names: Pseudonyms? = nil,
        asked: SharedState<[String]> = SharedState([])
    ) async throws -> String {
        var bundle = SupportBundle(
            server: try #require(URL(string: "https://amt.test:8971")), token: Self.token,
            order: .init(pseudonymises: names != nil)
        ) { path, query async throws(CommandFailure) in
            let question = query.isEmpty ? path : path + "?" + query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
            asked.value.withLock { $0.append(question) }
            guard let answer = answers[question] ?? answers[path] else {
                throw .server(status: 404, title: "No such resource", detail: "", instance: nil)
            }
            return Data(answer.utf8)
        }
        if let names { bundle.names = names }
        await bundle.gather(doctor: doctor)
        return String(decoding: bundle.archive(now: Date(timeIntervalSince1970: 1_795_953_600)).tar, as: UTF8.self)
    }

    @Test("have the newest events and the end of the audit log, and say that there are older ones")
    func newest() async throws {
        let text = try await self.bundle([
            "/v1/events": #"{"events":[],"nextAfter":"1.1","hasMore":true}"#,
            "/v1/events?order=newest&limit=500":
                #"{"events":[{"id":"9.9","type":"device.parked"}],"nextAfter":"9.9","hasMore":true}"#,
            "/v1/audit?order=newest&limit=200":
                #"{"entries":[{"number":4711,"action":"PUT /v1/log-level"}],"nextAfter":null}"#,
        ])
        #expect(text.contains(#""id": "9.9""#) && text.contains("PUT /v1/log-level"))
        #expect(
            text.contains(
                "\nNot whole:\n  events.json: the newest 500; there are older ones\n  audit.json: from entry 4711 on\n")
        )
        #expect(text.contains("\nNot here:\n") && text.contains("  /metrics: No such resource (HTTP 404)."))
    }

    @Test("say nothing of parts where all is whole")
    func whole() async throws {
        let text = try await self.bundle([
            "/v1/events": #"{"events":[],"nextAfter":"1.1","hasMore":false}"#,
            "/v1/audit": #"{"entries":[{"number":1,"action":"PUT /v1/log-level"}],"nextAfter":null}"#,
            "/v1/expected": #"{"devices":[],"nextCursor":null}"#,
        ])
        #expect(!text.contains("Not whole:"))
    }

    @Test("go on over records of devices that have called to those that inventory expects")
    func expected() async throws {
        let text = try await self.bundle([
            "/v1/expected?limit=5000": #"{"devices":[],"nextCursor":"c1"}"#,
            "/v1/expected?limit=5000&cursor=c1": #"{"devices":[{"uuid":"never-called"}],"nextCursor":null}"#,
        ])
        #expect(text.contains(#""uuid": "never-called""#) && !text.contains("expected.json: the first"))
    }

    @Test("do not go on for ever, and say so")
    func bounds() async throws {
        let asked = SharedState<[String]>([])
        let none = try await self.bundle(["/v1/expected": #"{"devices":[],"nextCursor":"c"}"#], asked: asked)
        #expect(none.contains("  expected.json: the first 0 of a list that goes on\n"))
        let count = asked.value.withLock { $0.count { $0.hasPrefix("/v1/expected") } }
        #expect(count == SupportBundle.expectedCallsMax)
        let devices = Array(repeating: #"{"uuid":"u"}"#, count: 101).joined(separator: ",")
        let many = try await self.bundle(["/v1/expected": #"{"devices":[\#(devices)],"nextCursor":null}"#])
        #expect(many.contains("  expected.json: the first 100 of a list that goes on\n"))
    }

    @Test("a list with more behind it, and a file that is too large, are said to be in part")
    func parts() async throws {
        let large = Array(repeating: String(repeating: "1", count: 1_000), count: 4_200).joined(separator: ",")
        let text = try await self.bundle([
            "/v1/limbo?limit=100": #"{"devices":[],"nextCursor":"c"}"#, "/v1/jobs": #"{"jobs":[\#(large)]}"#,
        ])
        #expect(text.contains("  limbo.json: the beginning of a list that goes on\n"))
        #expect(text.contains("  jobs.json: the first \(SupportBundle.fileBytesMax) bytes\n"))
    }

    /// A machine and a fleet whose names stand in the sentences of a doctor alone.
    private static var named: FakeWorld {
        var world = DoctorTests.well
        world.files = [
            NetworkFiles.resolver: "search lab.corp.internal office\n",
            "/var/lib/dhcp/dhclient.eth0.leases": "lease {\n  option domain-name \"branch.test\";\n}\n",
        ]
        world.names = [:]
        world.answers["/v1/nodes"] = (
            200, DoctorTests.nodes.replacing("\"name\":\"a\"", with: "\"name\":\"amt-db7\"")
        )
        world.answers["/v1/devices"] = (
            200,
            #"{"devices":["# + DoctorTests.device("u1", fqdn: "pc-1.far.site.test", address: "10.0.0.7")
                + #"],"nextCursor":null}"#
        )
        return world
    }

    @Test("of which names were taken have none, wherever it stands")
    func nameless() async throws {
        let names = SharedState(Pseudonyms())
        let doctor = await Doctor(world: NotedWorld(world: Self.named, names: names), order: .init()).run()
        let sentences = doctor.findings.map(\.sentence).joined(separator: "\n")
        for name in [
            "provisionserver.office is", "provisionserver.lab.corp.internal is", "branch.test", "pc-1.far.site",
        ] {
            #expect(sentences.contains(name), "\(name) in \(sentences)")
        }
        let answers = [
            "/v1/nodes": #"{"nodes":[{"id":1,"name":"amt-db7","role":"worker"},{"name":"N1.ops.example"}]}"#,
            "/v1/events":
                #"{"events":[{"type":"node.left","data":{"name":"amt-old3"}},{"type":"profile.changed","data":{"name":"x"}}]}"#,
            "/v1/profiles": #"{"profiles":[{"name":"frankfurt"}]}"#, "/v1/sites": #"{"sites":[{"name":"berlin"}]}"#,
            "/v1/jobs": #"{"jobs":[{"name":"reap","detail":"amt-old3 and amt-db7: done"}]}"#,
        ]
        let text = try await self.bundle(answers, doctor: doctor, names: names.value.withLock { $0 }).lowercased()
        for gone in [
            "amt-db7", "amt-old3", "n1.ops", "ops.example", "lab.corp", "corp.internal", "office", "branch.test",
            "far.site", "site.test", "amt.test", "10.0.0.7",
        ] { #expect(!text.contains(gone), "\(gone)") }
        for kept in ["frankfurt", "berlin", "reap", "\"x\"", "worker"] { #expect(text.contains(kept), "\(kept)") }
        // Whoever did not ask for it has them as they are.
        let plain = try await self.bundle(answers, doctor: doctor)
        #expect(plain.contains("amt-db7") && plain.contains("provisionserver.lab.corp.internal"))
    }

    @Test("are archives that the system's tar reads, byte for byte")
    func tar() throws {
        let folder = try SurroundingsTests.Folder()
        var archive = TarArchive(modified: Date(timeIntervalSince1970: 1_795_953_600))
        // One that is long, an empty file, and one that ends at a block.
        let contents: [String: Data] = [
            "top/large.txt": Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }), "top/empty.json": Data(),
            "top/a/512": Data(count: 512),
        ]
        for (name, data) in contents.sorted(by: { $0.key < $1.key }) { archive.add(name, data) }
        let path = folder.path + "/x.tar.gz"
        let gzip = try #require(archive.gzip)
        #expect(gzip.count < archive.tar.count / 10, "much of it is the same again and again")
        try gzip.write(to: URL(fileURLWithPath: path))
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-C", folder.path, "-xzf", path]
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        for (name, data) in contents {
            #expect(FileManager.default.contents(atPath: folder.path + "/" + name) == data, "\(name)")
        }
    }
}
