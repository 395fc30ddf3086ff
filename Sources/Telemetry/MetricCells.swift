import CoreMetrics
import Synchronization

/// A number that grows. Whole and broken increments may meet in one cell.
final class CounterCell: CounterHandler, FloatingPointCounterHandler {
    private let whole = Atomic<Int64>(0)
    private let broken = Mutex<Double>(0)

    /// Negative amounts are ignored: a counter never falls. At the end of its range it stays there.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        var seen = self.whole.load(ordering: .relaxed)
        while true {
            let (sum, overflow) = seen.addingReportingOverflow(amount)
            let (done, original) = self.whole.weakCompareExchange(
                expected: seen, desired: overflow ? .max : sum, ordering: .relaxed)
            if done { return }
            seen = original
        }
    }

    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        self.broken.withLock { $0 += amount }
    }

    func reset() {
        self.whole.store(0, ordering: .relaxed)
        self.broken.withLock { $0 = 0 }
    }

    /// Without what was added in fractions.
    var wholeValue: Int64 { self.whole.load(ordering: .relaxed) }

    /// Whole numbers stay exact.
    var text: String {
        let whole = self.whole.load(ordering: .relaxed)
        let broken = self.broken.withLock { $0 }
        return broken == 0 ? String(whole) : MetricName.number(Double(whole) + broken)
    }
}

/// A number that rises and falls.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let bits = Atomic<UInt64>(Double(0).bitPattern)

    func set(_ value: Int64) { self.set(Double(value)) }
    func set(_ value: Double) { self.bits.store(value.bitPattern, ordering: .relaxed) }
    func record(_ value: Int64) { self.set(Double(value)) }
    func record(_ value: Double) { self.set(value) }
    func increment(by amount: Double) { self.add(amount) }
    func decrement(by amount: Double) { self.add(-amount) }

    var text: String { MetricName.number(Double(bitPattern: self.bits.load(ordering: .relaxed))) }

    private func add(_ amount: Double) {
        guard amount.isFinite else { return }
        var seen = self.bits.load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: seen) + amount).bitPattern
            let (done, original) = self.bits.weakCompareExchange(expected: seen, desired: sum, ordering: .relaxed)
            if done { return }
            seen = original
        }
    }
}

/// A distribution over fixed buckets.
final class HistogramCell: TimerHandler, RecorderHandler {
    struct Distribution: Equatable {
        /// One a bound, and one more for what is above all of them; not cumulative.
        var counts: [UInt64]
        var sum: Double
    }

    /// Upper bounds, ascending, each belonging to its bucket.
    let bounds: [Double]
    private let distribution: Mutex<Distribution>

    init(bounds: [Double]) {
        self.bounds = bounds
        self.distribution = Mutex(Distribution(counts: Array(repeating: 0, count: bounds.count + 1), sum: 0))
    }

    func recordNanoseconds(_ duration: Int64) { self.record(Double(duration) / 1_000_000_000) }
    func record(_ value: Int64) { self.record(Double(value)) }

    /// What is not a number is left out: it would poison the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = self.bounds.firstIndex { value <= $0 } ?? self.bounds.count
        self.distribution.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    var snapshot: Distribution { self.distribution.withLock { $0 } }
}
