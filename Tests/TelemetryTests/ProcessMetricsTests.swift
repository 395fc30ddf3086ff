import Foundation
import Testing

@testable import Telemetry

@Suite("process metrics")
struct ProcessMetricsTests {
    @Test("reads proc(5), whatever the program is called")
    func stat() {
        let line =
            "4711 (a b) c) S 1 4711 4711 0 -1 4194560 2200 0 0 0 250 50 0 0 20 0 4 0 12345 150000000 5000 "
            + "18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0"
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(
            ProcessMetrics.stat(line)
                == .init(
                    cpuSeconds: 300 / ticks, residentBytes: 5_000 * Double(sysconf(Int32(_SC_PAGESIZE))),
                    startTicks: 12_345))
        #expect(ProcessMetrics.stat("") == nil)
        #expect(ProcessMetrics.stat("4711 (a) S 1") == nil)
        #expect(
            ProcessMetrics.startTime(ticks: 12_345, bootStat: "cpu 1 2\nbtime 1700000000\n")
                == 1_700_000_000 + 12_345 / ticks)
        #expect(ProcessMetrics.startTime(ticks: 1, bootStat: "") == nil)
    }

    @Test("the page of this very process is plausible")
    func page() throws {
        let samples = Dictionary(
            uniqueKeysWithValues: ProcessMetrics.page().split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap
            {
                let parts = $0.split(separator: " ")
                return Double(parts[1]).map { (String(parts[0]), $0) }
            })
        #expect(samples.count == 5)
        #expect(try #require(samples["process_open_fds"]) >= 3)
        #expect(try #require(samples["process_max_fds"]) >= 64)
        #expect(try #require(samples["process_resident_memory_bytes"]) > 1_000_000)
        let age = Date().timeIntervalSince1970 - (try #require(samples["process_start_time_seconds"]))
        #expect((-5..<86_400).contains(age))
        #expect(Telemetry.metricsPage().hasSuffix(Telemetry.metrics.page()))
    }
}
