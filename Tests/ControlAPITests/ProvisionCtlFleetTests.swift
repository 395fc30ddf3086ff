import Foundation
import HTTPTypes
import Synchronization
import Testing

/// The built `provisionctl` against answers of the API's description.
@Suite("provisionctl and the fleet as a whole")
struct ProvisionCtlFleetTests {
    static let device = "4c4c4544-0042-3510-8052-b4c04f4a3532"

    static var api: FakeFleetAPI {
        FakeFleetAPI(answers: [
            "/v1/nodes":
                #"{"nodes":[{"id":1,"name":"node-1","role":"worker","version":"0.1.0","startedAt":"2026-11-29T10:00:00.000Z","seenAt":"2026-11-29T11:00:00.000Z","leftAt":null,"state":"alive","leases":3}]}"#,
            "/v1/jobs":
                #"{"jobs":[{"name":"reap","lastStartedAt":"2026-11-29T10:00:00.000Z","lastEndedAt":null,"outcome":"done","rows":1200,"detail":null,"node":"node-1"}]}"#,
            "/v1/sites": #"{"sites":[{"name":"berlin","counts":{"waiting":1200,"parked":2}}]}"#,
            "/v1/limbo":
                #"{"devices":[{"uuid":"\#(Self.device)","fqdn":"pc-1.corp.example","site":"berlin","state":"waiting","kind":"pki","retryCount":4,"windowEndsEarliestAt":null,"windowEndsLatestAt":null,"windowEndsAt":"2026-11-29T12:00:00.000Z","confidence":"low","restart":"Pull the mains plug."}],"nextCursor":"next"}"#,
            "/v1/expected":
                #"{"devices":[{"uuid":"\#(Self.device)","fqdn":null,"amtVersion":"16.1","source":"altiris","site":null,"reportedAt":null}],"nextCursor":null}"#,
            "/v1/log-level": #"{"level":"info"}"#,
            "/v1/webhooks":
                #"{"webhooks":[{"name":"chat","version":1,"author":"ops","changedAt":"2026-11-29T11:00:00.000Z","position":"7.1","failures":2,"failure":"timed-out","failedAt":null,"deliveredAt":null,"delivered":5,"nextAt":"2026-11-29T11:00:00.000Z","document":{"secret":"hook","url":"https://chat.example.com/x"}}]}"#,
            "PUT /v1/webhooks/chat": #"{"name":"chat"}"#, "DELETE /v1/webhooks/chat": #"{"name":"chat"}"#,
            "POST /v1/webhooks/chat/replay": #"{"name":"chat"}"#,
            "/v1/devices": #"{"devices":[],"nextCursor":null}"#,
            "/v1/events":
                #"{"events":[{"id":"7.1","type":"device.parked","at":"2026-11-29T11:00:00.000Z","subject":"\#(Self.device)","site":"berlin","data":{"problem":"psk-unknown"}}],"nextAfter":"7.1","hasMore":false}"#,
            "/v1/queue": #"{"counts":{"waiting":1}}"#,
        ])
    }

    private func run(_ words: String, _ environment: [String: String], input: String = "") async throws
        -> ProvisionCtlTests.Ending
    {
        try await ProvisionCtlTests().provisionctl(
            words.split(separator: " ").map(String.init), environment, input: input)
    }

    @Test("lists of the cluster are read as they are described")
    func lists() async throws {
        let api = Self.api
        try await api.serving { environment in
            let expectations = [
                ("node list", " 1  node-1  worker  alive  0.1.0         3  2026-11-29 10:00:00Z  2026-11-29 11:00:00Z"),
                ("job list", "reap  2026-11-29 10:00:00Z  –      done     1,200  node-1  –"),
                ("site list", "berlin           0    1,200             0            0       2       0  1,202"),
                ("limbo list", "\(Self.device)  pc-1.corp.example  waiting  pki         4  2026-11-29 12:00:00Z  low"),
                ("limbo list --silent", "What helps    Pull the mains plug."),
                ("limbo list -o wide", "Pull the mains plug."),
                ("device expected", "\(Self.device)  –     16.1  altiris  –     –"),
                ("log-level show", "info"),
                ("webhook list", "chat  https://chat.example.com/x  all        5  –            2  timed-out"),
                ("event list --type device.", "device.parked         \(Self.device)  problem psk-unknown  site berlin"),
                ("node list -o yaml", "- id: 1\n  name: node-1\n"),
            ]
            for (words, text) in expectations {
                let ending = try await self.run(words, environment)
                #expect(ending.code == 0, "\(words): \(ending.complaint)")
                #expect(ending.output.contains(text), "\(words): \(ending.output)")
            }
            let json = try await self.run("node list -o json", environment)
            #expect(json.output == (Self.api.answers["/v1/nodes"] ?? "") + "\n")
        }
    }

    @Test("filters of devices go to the API as they were said")
    func filters() async throws {
        let api = Self.api
        try await api.serving { environment in
            let words =
                "device list --state parked --site berlin --profile default --problem psk-unknown --release 16.1 --fqdn pc-"
                + " --address 10.1.0.0/16 --text a+b --limit 5"
            let list = try await self.run(words, environment)
            #expect(list.output == "No devices.\n", "\(list.complaint)")
            #expect(
                api.asked.requests.withLock { $0.last }
                    == "GET /v1/devices?limit=5&state=parked&site=berlin&profile=default&problem=psk-unknown&release=16.1"
                    + "&fqdn=pc-&address=10.1.0.0/16&text=a%2Bb")
        }
    }

    @Test("orders are sent in the words of the API")
    func orders() async throws {
        let api = Self.api
        try await api.serving { environment in
            _ = try await self.run("log-level set debug", environment)
            let applied = try await self.run("webhook apply -", environment, input: "name: chat\nurl: https://h/x\n")
            #expect(applied.code == 0, "\(applied.complaint)")
            _ = try await self.run("webhook replay chat --after 7.1", environment)
            _ = try await self.run("webhook remove chat", environment)
            #expect(
                api.asked.requests.withLock { $0 } == [
                    #"PUT /v1/log-level {"level":"debug"}"#,
                    #"PUT /v1/webhooks/chat {"name":"chat","url":"https:\/\/h\/x"}"#,
                    #"POST /v1/webhooks/chat/replay {"after":"7.1"}"#, "DELETE /v1/webhooks/chat",
                ])
            #expect(try await self.run("log-level set loud", environment).code == 64)
            #expect(try await self.run("sites list", environment).code == 64)
        }
    }

    @Test("a tail comes back behind the last event that it has seen, and tells each once")
    func tail() async throws {
        let event = { (id: String) in
            "id: \(id)\nevent: device.parked\ndata: "
                + #"{"id":"\#(id)","type":"device.parked","at":"2026-11-29T11:00:00.000Z","subject":"u","site":null,"data":{}}"#
                + "\n\n"
        }
        var api = Self.api
        api.streams = [event("1.1") + event("2.1"), "id: 3.0\n:\n\n", event("4.1") + "data: {\"broken\":\n\n"]
        let asked = api.asked
        try await api.serving { environment in
            // A second between two streams; then the server is away, and it goes on trying until it is told to end.
            let ending = try await ProvisionCtlTests().ended(
                ["hello", "tail", "-o", "json"], environment, when: { asked.lastEventIDs.withLock { $0.count > 3 } })
            #expect(asked.lastEventIDs.withLock { Array($0.prefix(4)) } == [nil, "2.1", "3.0", "4.1"])
            let lines = ending.output.split(separator: "\n")
            #expect(lines.count == 3 && lines.last?.contains("4.1") == true, "\(lines)")
        }
    }

    @Test("a tail tells an outage once and goes on behind it; refused, it says where to go on")
    func outage() async throws {
        let event = { (id: String) in
            "id: \(id)\nevent: device.parked\ndata: "
                + #"{"id":"\#(id)","type":"device.parked","at":"2026-11-29T11:00:00.000Z","subject":"u","site":null,"data":{}}"#
                + "\n\n"
        }
        var api = Self.api
        api.streams = [event("1.1"), nil, event("2.1")]
        api.statusBehindStreams = .unauthorized
        let asked = api.asked
        try await api.serving { environment in
            let ending = try await self.run("event tail -o wide", environment)
            #expect(ending.code == 3, "\(ending.complaint)")
            #expect(asked.lastEventIDs.withLock { $0 } == [nil, "1.1", "1.1", "2.1"])
            let lines = ending.output.split(separator: "\n")
            #expect(lines.count == 2 && lines.first?.hasPrefix("1.1 ") == true, "\(lines)")
            #expect(ending.complaint.components(separatedBy: "It is tried again, behind 1.1.").count == 2)
            #expect(ending.complaint.components(separatedBy: "The connection is back.").count == 2)
            #expect(ending.complaint.contains("go on with --after 2.1."))
        }
    }

    @Test("lists have the newest, or what is behind a place, and say how to go on")
    func newest() async throws {
        let event = { (id: String) in
            #"{"id":"\#(id)","type":"device.parked","at":"2026-11-29T11:00:00.000Z","subject":"u","site":null,"data":{}}"#
        }
        let entry = { (number: Int) in
            #"{"number":\#(number),"at":"2026-11-29T11:00:00.000Z","atMicroseconds":0,"node":"n","caller":"desk","#
                + #""address":"","request":"r","action":"PUT /v1/log-level","subject":"s\#(number)","status":null,"#
                + #""previousHash":"","hash":""}"#
        }
        var api = Self.api
        // As a server has it whose first thousand events are of another type.
        api.answers["/v1/events"] = #"{"events":[],"nextAfter":"5.0","hasMore":true}"#
        api.answers["/v1/events?order=newest&limit=200&type=device.parked"] =
            #"{"events":[\#(event("9.1"))],"nextAfter":"9.1","hasMore":true}"#
        api.answers["/v1/events?after=5.0&limit=1000&type=device.parked"] =
            #"{"events":[\#(event("6.1")),\#(event("7.1"))],"nextAfter":"8.0","hasMore":false}"#
        api.answers["/v1/audit"] = #"{"entries":[\#(entry(1))],"nextAfter":1}"#
        api.answers["/v1/audit?order=newest&limit=1"] = #"{"entries":[\#(entry(4711))],"nextAfter":null}"#
        try await api.serving { environment in
            let newest = try await self.run("event list --type device.parked -o wide", environment)
            #expect(newest.output.hasPrefix("9.1 ") && newest.complaint.contains("add --after 0.0"), "\(newest)")
            let behind = try await self.run(
                "event list --type device.parked --after 1.1 --limit 1 -o wide", environment)
            #expect(behind.output.hasPrefix("6.1 ") && behind.output.split(separator: "\n").count == 1, "\(behind)")
            #expect(behind.complaint.contains("There are more: add --after 6.1."), "\(behind)")
            let json = try await self.run("event list --type device.parked --after 1.1 -o json", environment)
            #expect(json.output.contains(#""nextAfter": "8.0""#) && json.complaint.isEmpty, "\(json)")
            let audit = try await self.run("audit list --limit 1", environment)
            #expect(audit.output.contains("s4711") && audit.complaint.contains("add --after 0 "), "\(audit)")
            let first = try await self.run("audit list --limit 1 --after 0", environment)
            #expect(
                first.output.contains("s1") && first.complaint.contains("There are more: add --after 1."), "\(first)")
        }
    }

    @Test("a token that goes out in clear is warned of once, whatever the command")
    func clearText() async throws {
        var api = Self.api
        api.answers["/v1/devices/\(Self.device)/credential"] = #"{"uuid":"\#(Self.device)","credentials":[]}"#
        api.answers["/v1/events?after=1.1&limit=1000&type=device."] = #"{"events":[],"nextAfter":"2.0","hasMore":true}"#
        try await api.serving { environment in
            // This machine by an address that is no loopback one.
            let server = environment["PROVISIONCTL_SERVER"]?.replacing("127.0.0.1", with: "0.0.0.0")
            let open = environment.merging(["PROVISIONCTL_SERVER": server ?? ""]) { _, given in given }
            let commands = ["queue show", "device credential \(Self.device)", "event list --type device. --after 1.1"]
            for words in commands {
                let warned = try await self.run(words, open)
                #expect(warned.code == 0, "\(words): \(warned.complaint)")
                #expect(warned.complaint.components(separatedBy: "in clear text").count == 2, "\(words)")
                let silent = try await self.run(words, environment)
                #expect(silent.complaint.isEmpty, "\(words): \(silent.complaint)")
            }
        }
    }

    @Test("a watch without a terminal prints what has changed, and no more")
    func watch() async throws {
        let api = Self.api
        try await api.serving { environment in
            let ending = try await ProvisionCtlTests().ended(
                ["queue", "show", "--watch", "--interval", "1", "-o", "json"], environment,
                when: { api.asked.requests.withLock { $0.count > 2 } })
            #expect(ending.output == #"{"counts":{"waiting":1}}"# + "\n")
        }
    }

    @Test("what is not on this server is told, and found by doctor and by a bundle")
    func old() async throws {
        try await FakeFleetAPI(answers: ["/v1/queue": #"{"counts":{}}"#]).serving { environment in
            let nodes = try await self.run("node list", environment)
            #expect(nodes.code == 2 && nodes.complaint.contains("No such resource (HTTP 404)"))
        }
    }
}
