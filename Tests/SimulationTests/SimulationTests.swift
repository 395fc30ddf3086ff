import Foundation
import Testing

@Suite("Simulation", .timeLimit(.minutes(30))) struct SimulationTests {
    /// How many worlds a run of all tests makes, in about a minute and a half; `Deploy/simulate` makes more.
    static let usualCount = 4_000

    @Test("no world breaks an invariant")
    func worlds() async {
        let range = SeedRange.fromEnvironment() ?? SeedRange(first: 1, count: Self.usualCount)
        let total = await range.run()
        print(total.text)
        for report in total.broken { Issue.record("\(report.text)") }
    }

    @Test("the same seed makes the same world", arguments: [UInt64(7), 8, 9, 10, 11, 12])
    func deterministic(seed: UInt64) async {
        let first = await SeedRange(first: seed, count: 1).run()
        let second = await SeedRange(first: seed, count: 1).run()
        #expect(first.events > 0)
        #expect(first.events == second.events)
        #expect(first.digest == second.digest)
    }
}
