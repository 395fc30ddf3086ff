import Foundation
import Testing

/// A call of the path, and on which side of it something happens to one device.
struct DeathPoint: Sendable {
    /// The device that it happens to.
    let index: Int
    let call: String
    let occurrence: Int
    /// `before` or `after`.
    let moment: String

    var option: String { "\(self.call):\(self.occurrence):\(self.moment)@\(self.index)" }
}

/// Every side of every call of the path, and the devices that are hit there.
///
/// Kinds of devices take turns in a fleet: with as many devices as there are kinds, an undisturbed fleet shows each path once.
struct CrashMatrix: Sendable {
    /// Devices of a kind that are held at once: few enough to be all at their points before the first of them gives up
    /// waiting.
    static let devicesPerWave = 15

    /// Of each kind, in the order of its path; each point has a device of that kind of its own.
    let points: [[DeathPoint]]
    /// Of each kind.
    let perWave: Int

    /// - Parameters:
    ///   - calls: of the undisturbed devices.
    ///   - kindCount: of these.
    ///   - choice: which of a kind's points are taken.
    ///   - first: a multiple of the number of kinds; the index of the first device.
    init(
        _ calls: [CallLine], kindCount: Int, first: Int = 0, perWave: Int = Self.devicesPerWave,
        choice: (_ kind: Int, _ points: [DeathPoint]) -> [DeathPoint] = { _, points in points }
    ) {
        self.perWave = perWave
        self.points = (0..<kindCount).map { kind in
            var counts: [String: Int] = [:]
            var points: [DeathPoint] = []
            for line in calls where line.index == kind && line.phase == "received" && line.by == "network" {
                counts[line.call, default: 0] += 1
                for moment in ["before", "after"] {
                    points.append(
                        DeathPoint(
                            index: kind, call: line.call, occurrence: counts[line.call] ?? 0, moment: moment))
                }
            }
            return choice(kind, points).enumerated().map { place, point in
                DeathPoint(
                    index: first + kind + place * kindCount, call: point.call, occurrence: point.occurrence,
                    moment: point.moment)
            }
        }
    }

    var all: [DeathPoint] { self.points.flatMap { $0 } }

    /// Points at about the same place of the path share a wave.
    var waves: [[DeathPoint]] {
        var waves: [[DeathPoint]] = []
        for points in self.points {
            for (number, start) in stride(from: 0, to: points.count, by: self.perWave).enumerated() {
                if waves.count == number { waves.append([]) }
                waves[number] += points[start..<min(start + self.perWave, points.count)]
            }
        }
        return waves
    }

    /// Waits until every device of a wave is held at its own point.
    ///
    /// - Returns: points at which nothing is held, because a worker gave up waiting before the last device came, or a device
    ///   did not come at all: what ends the others does not end these.
    static func hold(
        _ fleet: FleetRun, _ wave: [DeathPoint], within limit: Duration = .seconds(60)
    ) async throws -> [DeathPoint] {
        let deadline = ContinuousClock.now + limit
        while true {
            var phases: [Int: CallLine] = [:]
            var reached: Set<String> = []
            for line in try fleet.calls() where line.by == "network" {
                phases[line.index] = line
                if line.phase.hasPrefix("paused-") { reached.insert("\(line.index) \(line.call) \(line.phase)") }
            }
            let haveCome = wave.allSatisfy { reached.contains("\($0.index) \($0.call) paused-\($0.moment)") }
            if haveCome || ContinuousClock.now > deadline {
                return wave.filter { phases[$0.index]?.phase != "paused-\($0.moment)" }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
