import Hummingbird
import HummingbirdTesting
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

@Suite("Health of a process without an API") struct HealthServiceTests {
    @Test("it has health and metrics without a token, and nothing else")
    func served() async throws {
        let service = HealthService(
            bind: "127.0.0.1", port: 0, operators: MemoryOperatorBook([]), metricsPage: { "sample 1\n" },
            logger: LogLines().logger, metricsFactory: MetricsRegistry())
        try await service.testable.test(.router) { client in
            let live = try await client.executeRequest(uri: "/livez", method: .get, headers: [:], body: nil)
            #expect(live.status == .ok)
            let metrics = try await client.executeRequest(uri: "/metrics", method: .get, headers: [:], body: nil)
            #expect(metrics.text == "sample 1\n")
            for path in ["/v1/devices", "/openapi.json", "/console/"] {
                let other = try await client.executeRequest(
                    uri: path, method: .get, headers: TestAPI.authorized, body: nil)
                #expect(other.status == .notFound, "\(path)")
            }
        }
    }
}
