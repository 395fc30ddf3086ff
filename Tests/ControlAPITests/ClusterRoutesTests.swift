import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

@Suite("The cluster over the API") struct ClusterRoutesTests {
    private let api = TestAPI()
    private static let now = MemoryDeviceCertificates.nowText

    @Test("an overview has every state and every band, whether there are devices in it or not")
    func overview() async throws {
        let answer = try await self.api.answer(.get, "/v1/overview")
        #expect(
            answer.text == """
                {"counts":{"discovered":0,"waiting":4,"provisioning":0,"provisioned":0,"parked":0,"silent":0},"oldestReadyAt":null,\
                "oldestWaitingAt":"\(Self.now)","minutes":[{"at":"\(Self.now)","hellos":5,"provisioned":2,"failed":1}],\
                "limbo":[{"band":"closed","devices":0},{"band":"hour","devices":3},{"band":"day","devices":0},{"band":"later","devices":0}]}

                """)
    }

    @Test("who asks for an overview within five seconds of another one costs the database nothing")
    func kept() async throws {
        let book = MemoryClusterBook()
        let now = Mutex(ContinuousClock().now)
        let kept = Kept(ageMax: APILimits.overviewAgeMax, now: { now.withLock { $0 } }) { try await book.overview() }
        var counts: [Int] = []
        for seconds in [0, 4, 2] {
            now.withLock { $0 += .seconds(seconds) }
            _ = try await kept.value()
            counts.append(book.state.withLock { $0.readCount })
        }
        #expect(counts == [1, 1, 2])
    }

    @Test("nodes, sites and housekeeping are shown")
    func lists() async throws {
        let nodes = try await self.api.answer(.get, "/v1/nodes").text
        #expect(
            nodes.hasPrefix(
                #"{"nodes":[{"id":3,"name":"n1","role":"worker","version":"0.1.0","startedAt":"\#(Self.now)","seenAt":"\#(Self.now)","leftAt":null,"state":"alive","leases":12},"#
            ))
        #expect(nodes.contains(#""version":null"#) && nodes.contains(#""state":"left""#))
        #expect(
            try await self.api.answer(.get, "/v1/sites").text.hasPrefix(
                #"{"sites":[{"name":"berlin","counts":{"discovered":0,"#))
        self.api.cluster.state.withLock {
            $0.jobs = [
                JobView(
                    name: "promote_due", node: "n1", startedAt: MemoryDeviceCertificates.now,
                    endedAt: MemoryDeviceCertificates.now, outcome: .failed(reason: "refused"))
            ]
        }
        #expect(
            try await self.api.answer(.get, "/v1/jobs").text
                == #"{"jobs":[{"name":"promote_due","node":"n1","lastStartedAt":"\#(Self.now)","lastEndedAt":"\#(Self.now)","outcome":"failed","rows":null,"detail":"refused"}]}"#
                + "\n")
    }

    @Test("a setting that is a secret, or an address with a password in it, is named and not shown")
    func settings() async throws {
        let text = try await self.api.answer(.get, "/v1/settings").text
        #expect(text.contains(#"{"key":"site","value":"berlin","isSecret":false,"origin":"file"}"#))
        #expect(text.contains(#"{"key":"database.url","value":null,"isSecret":true,"origin":"environment"}"#))
        #expect(text.contains(#"{"key":"issuer.url","value":null,"isSecret":true,"origin":"file"}"#))
        #expect(text.contains(#"{"key":"api.port","value":"8971","isSecret":false,"origin":"default"}"#))
        #expect(!text.contains("hunter2"))
    }

    @Test("the level of logging is one of seven, or what the settings say; who orders it is noted")
    func level() async throws {
        #expect(try await self.api.answer(.get, "/v1/log-level").text == #"{"level":null}"# + "\n")
        for body in [#"{"level":"loud"}"#, #"{"level":1}"#, "{}", #"{"level":"info","more":1}"#] {
            let answer = try await self.api.answer(.put, "/v1/log-level", body: body)
            #expect(answer.status == .badRequest && answer.text.contains(#""field":"level""#))
        }
        #expect(
            try await self.api.answer(.put, "/v1/log-level", body: #"{"level":"debug"}"#).text == #"{"level":"debug"}"#
                + "\n")
        #expect(self.api.cluster.state.withLock { $0.level } == "debug")
        #expect(try await self.api.answer(.put, "/v1/log-level", body: #"{"level":null}"#).status == .ok)
        #expect(self.api.cluster.state.withLock { $0.level } == nil)
    }

    @Test(
        "the metrics page has every state, band and role of the whole cluster, 0 where there is none, and how old the oldest requests are"
    )
    func gauges() async throws {
        let registry = MetricsRegistry()
        let book = MemoryClusterBook()
        var gauges = ClusterGauges(factory: registry)
        gauges.show(
            try await book.overview(), nodes: try await book.nodes(), now: MemoryDeviceCertificates.now + .seconds(90))
        let page = registry.page()
        for line in [
            #"provision_devices{state="waiting"} 4"#, #"provision_devices{state="parked"} 0"#,
            #"provision_limbo_devices{band="hour"} 3"#, #"provision_limbo_devices{band="later"} 0"#,
            #"provision_nodes{role="worker"} 1"#, #"provision_nodes{role="api"} 0"#,
            "provision_queue_oldest_ready_seconds 0", "provision_queue_oldest_waiting_seconds 90",
            "provision_cluster_looked_at_seconds \((MemoryDeviceCertificates.now + .seconds(90)).seconds)",
        ] { #expect(page.contains(line + "\n"), "\(line)") }
        // What nobody can look at any more is not shown as if it were so; how long ago it was, stays.
        gauges.missed(now: MemoryDeviceCertificates.now + .seconds(149))
        #expect(registry.page().contains(#"provision_devices{state="waiting"} 4"#))
        gauges.missed(now: MemoryDeviceCertificates.now + .seconds(150))
        let old = registry.page()
        #expect(!old.contains("provision_devices{") && !old.contains("provision_nodes{"))
        #expect(!old.contains("provision_queue_oldest") && old.contains("provision_cluster_looked_at_seconds "))
        gauges.show(try await book.overview(), nodes: try await book.nodes(), now: MemoryDeviceCertificates.now)
        #expect(registry.page().contains(#"provision_devices{state="waiting"} 4"#))
    }
}
