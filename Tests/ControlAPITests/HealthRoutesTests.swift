import Hummingbird
import HummingbirdTesting
import Provisioning
import Telemetry
import Testing

@testable import ControlAPI

@Suite("health routes")
struct HealthRoutesTests {
    @Test("livez needs no token and no database")
    func livez() async throws {
        let api = TestAPI()
        api.operators.change { $0.failure = StoreFailure(kind: .unavailable, statement: "ping") }
        let response = try await api.answer(.get, "/livez", headers: [:])
        #expect(response.status == .ok)
        #expect(response.text == #"{"status":"alive"}"# + "\n")
    }

    @Test("metrics are the page that was handed in, as Prometheus asks for it")
    func metrics() async throws {
        let response = try await TestAPI().answer(.get, "/metrics", headers: [:])
        #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(response.text == "sample 1\n")
    }

    @Test("readyz follows the database")
    func readyz() async throws {
        let api = TestAPI()
        let operators = api.operators
        try await api.run { client async throws in
            func status(until wanted: Int) async throws -> Int {
                var status = 0
                // A ping a second; thirty seconds are for a loaded machine.
                for _ in 0..<600 where status != wanted {
                    status = try await client.executeRequest(uri: "/readyz", method: .get, headers: [:], body: nil)
                        .status.code
                    if status != wanted { try await Task.sleep(for: .milliseconds(50)) }
                }
                return status
            }
            #expect(try await status(until: 200) == 200)
            operators.change { $0.failure = StoreFailure(kind: .unavailable, statement: "ping") }
            #expect(try await status(until: 503) == 503)
            operators.change { $0.failure = nil }
            #expect(try await status(until: 200) == 200)
        }
    }

    @Test("requests are timed by resource and problems counted by code")
    func ownMetrics() async throws {
        let api = TestAPI([Devices.parked(7)])
        _ = try await api.answer(.get, "/v1/devices/\(Devices.uuid(7))/timeline")
        _ = try await api.answer(.get, "/v1/devices/\(Devices.uuid(8))")
        _ = try await api.answer(.get, "/nowhere")
        let page = api.metrics.page()
        #expect(
            page.contains(
                #"provision_api_duration_seconds_count{route="/v1/devices/{uuid}/timeline",status="2xx"} 1"# + "\n"))
        #expect(
            page.contains(#"provision_api_duration_seconds_count{route="/v1/devices/{uuid}",status="4xx"} 1"# + "\n"))
        #expect(page.contains(#"provision_api_duration_seconds_count{route="unknown",status="4xx"} 1"# + "\n"))
        #expect(page.contains(#"provision_api_problems_total{code="device-unknown"} 1"# + "\n"))
        #expect(page.hasSuffix("telemetry_series_dropped_total 0\n"))
    }
}

@Suite("readiness")
struct ReadinessMachineTests {
    let start = ContinuousClock().now

    @Test("is not ready before the first answer")
    func fresh() {
        #expect(!ReadinessMachine().isReady(now: self.start))
    }

    @Test("is ready after an answer in time, until the next one is overdue")
    func answered() {
        var machine = ReadinessMachine()
        machine.answered(startedAt: self.start, now: self.start + .seconds(2))
        #expect(machine.isReady(now: self.start + .seconds(2)))
        #expect(machine.isReady(now: self.start + .seconds(5)))
        #expect(!machine.isReady(now: self.start + .milliseconds(5_001)))
    }

    @Test("a late answer is none, and neither is a failure")
    func lateOrFailed() {
        var machine = ReadinessMachine()
        machine.answered(startedAt: self.start, now: self.start + .milliseconds(2_001))
        #expect(!machine.isReady(now: self.start + .milliseconds(2_001)))
        machine.answered(startedAt: self.start, now: self.start + .seconds(1))
        #expect(machine.isReady(now: self.start + .seconds(1)))
        machine.failed()
        #expect(!machine.isReady(now: self.start + .seconds(1)))
    }
}
