import Provisioning
import Testing

@Suite("Connection limits")
struct ConnectionGateTests {
    private static let first = IPAddress(v4: 0x0a00_0001)
    private static let second = IPAddress(v4: 0x0a00_0002)

    @Test("the limit on all connections holds and a closed connection makes room")
    func all() {
        var gate = ConnectionGate(connectionsMax: 2, connectionsPerSourceMax: 9)
        #expect(gate.opened() == .stay)
        #expect(gate.opened() == .stay)
        #expect(gate.opened() == .full)
        gate.closed(source: nil)
        #expect(gate.openCount == 1)
        #expect(gate.opened() == .stay)
    }

    @Test("the limit on one source holds for that source alone, and a refused connection does not lower its count")
    func bySource() {
        var gate = ConnectionGate(connectionsMax: 9, connectionsPerSourceMax: 1)
        #expect(gate.opened() == .stay)
        #expect(gate.sourceKnown(Self.first) == .stay)
        #expect(gate.opened() == .stay)
        #expect(gate.sourceKnown(Self.first) == .sourceFull)
        gate.closed(source: nil)
        #expect(gate.opened() == .stay)
        #expect(gate.sourceKnown(Self.first) == .sourceFull)
        #expect(gate.sourceKnown(Self.second) == .stay)
        gate.closed(source: Self.second)
        gate.closed(source: Self.first)
        #expect(gate.openCount == 0)
        #expect(gate.opened() == .stay)
        #expect(gate.sourceKnown(Self.first) == .stay)
    }

    @Test("a source is counted by window, and a new window begins at one")
    func tally() {
        var tally = SourceTally(window: .seconds(60), sourcesMax: 1)
        #expect(tally.count(Self.first, now: .seconds(5)) == 1)
        #expect(tally.count(Self.first, now: .seconds(64)) == 2)
        #expect(tally.count(Self.second, now: .seconds(64)) == nil)
        #expect(tally.count(Self.second, now: .seconds(65)) == 1)
        #expect(tally.count(Self.first, now: .seconds(65)) == nil)
    }
}
