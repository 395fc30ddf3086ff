import CoreMetrics
import Synchronization

/// Every metric of the process, and the page on which Prometheus reads them.
///
/// The lock is taken when a handle is made, destroyed or shown, never when it counts: handles are made once, at start.
package final class MetricsRegistry: MetricsFactory {
    /// Labels come from closed sets, so that more series under one name are a mistake. Further ones count nowhere;
    /// `telemetry_series_dropped_total` says how many there were.
    package static let seriesPerNameMax = 1_000
    /// Names are constants of the source; a name made of data would grow without bound.
    package static let namesMax = 1_000

    /// Upper bounds of timers, in seconds: a batch of the queue takes milliseconds, a device minutes.
    package static let secondsBounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
    ]
    /// Upper bounds of recorded counts and sizes.
    package static let countBounds: [Double] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000,
    ]

    private static let seriesDroppedName = "telemetry_series_dropped_total"

    private struct Contents {
        var families: [String: MetricFamily] = [:]
        /// Which family writes which sample name.
        var owners = [MetricsRegistry.seriesDroppedName: MetricsRegistry.seriesDroppedName]
        var descriptions: [String: String] = [:]
        var seriesDroppedCount: UInt64 = 0
    }

    private let contents = Mutex(Contents())

    /// Empty; ``Telemetry/metrics`` is the one that the process uses, others are for tests.
    package init() {}

    /// Gives a metric its HELP line, whether it has been made or not.
    ///
    /// - Parameter label: the name that the metric is made with, for example `provision.hello.received`, with dots or underscores.
    package func describe(_ label: String, _ text: String) {
        self.contents.withLock { contents in
            guard contents.descriptions.count < Self.namesMax else { return }
            contents.descriptions[MetricName.metric(label)] = text
            for kind in [MetricFamily.Kind.counter, .gauge, .histogram] {
                for seconds in [false, true] {
                    let name = Self.name(label, kind: kind, seconds: seconds)
                    if contents.families[name]?.kind == kind { contents.families[name]?.help = text }
                }
            }
        }
    }

    /// The text exposition format, version 0.0.4. Names and series are in order, so that two pages can be compared.
    package func page() -> String {
        let (families, seriesDroppedCount) = self.contents.withLock {
            (Array($0.families.values), $0.seriesDroppedCount)
        }
        var page = ""
        for family in families.sorted(by: { $0.name < $1.name }) where !family.series.isEmpty {
            family.write(into: &page)
        }
        page += "# HELP \(Self.seriesDroppedName) Series that were refused: too many, or a name in use.\n"
        page += "# TYPE \(Self.seriesDroppedName) counter\n"
        page += "\(Self.seriesDroppedName) \(seriesDroppedCount)\n"
        return page
    }

    /// Sum of a counter's series, for what is told elsewhere than on the page.
    ///
    /// - Parameters:
    ///   - label: the name that it is made with.
    ///   - isWanted: which series, by their labels as the page shows them: `end="provisioned"`.
    /// - Returns: 0 where there is none.
    package func sum(of label: String, where isWanted: (String) -> Bool = { _ in true }) -> Int64 {
        let name = Self.name(label, kind: .counter, seconds: false)
        let series = self.contents.withLock { $0.families[name]?.series ?? [:] }
        return series.reduce(0) { sum, entry in
            guard case .counter(let cell) = entry.value, isWanted(entry.key) else { return sum }
            return sum &+ cell.wholeValue
        }
    }

    /// A counter, `_total` on the page.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.counter(label, dimensions)
    }

    /// A counter with fractions; shares its series with a whole counter of the same name.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.counter(label, dimensions)
    }

    /// A gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.gauge(label, dimensions)
    }

    /// A histogram over ``countBounds`` when it aggregates, a gauge otherwise.
    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return self.histogram(label, dimensions, bounds: Self.countBounds, seconds: false) }
        return self.gauge(label, dimensions)
    }

    /// A histogram in seconds over ``secondsBounds``, `_seconds` on the page.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        self.histogram(label, dimensions, bounds: Self.secondsBounds, seconds: true)
    }

    /// Takes the series off the page.
    package func destroyCounter(_ handler: any CounterHandler) { self.destroy(handler) }
    /// Takes the series off the page.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { self.destroy(handler) }
    /// Takes the series off the page.
    package func destroyMeter(_ handler: any MeterHandler) { self.destroy(handler) }
    /// Takes the series off the page.
    package func destroyRecorder(_ handler: any RecorderHandler) { self.destroy(handler) }
    /// Takes the series off the page.
    package func destroyTimer(_ handler: any TimerHandler) { self.destroy(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterCell {
        let fresh = CounterCell()
        guard case .counter(let cell) = self.cell(label, .counter, dimensions, fresh: .counter(fresh)) else {
            return fresh
        }
        return cell
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeCell {
        let fresh = GaugeCell()
        guard case .gauge(let cell) = self.cell(label, .gauge, dimensions, fresh: .gauge(fresh)) else { return fresh }
        return cell
    }

    private func histogram(
        _ label: String, _ dimensions: [(String, String)], bounds: [Double], seconds: Bool
    ) -> HistogramCell {
        let fresh = HistogramCell(bounds: bounds)
        let found = self.cell(label, .histogram, dimensions, fresh: .histogram(fresh), seconds: seconds)
        guard case .histogram(let cell) = found else { return fresh }
        return cell
    }

    /// Finds or keeps a series. What cannot be kept is counted, and the fresh cell counts for nobody.
    private func cell(
        _ label: String, _ kind: MetricFamily.Kind, _ dimensions: [(String, String)], fresh: MetricFamily.Cell,
        seconds: Bool = false
    ) -> MetricFamily.Cell {
        let name = Self.name(label, kind: kind, seconds: seconds)
        let labels = Self.labels(dimensions, kind: kind)
        return self.contents.withLock { contents in
            if contents.families[name] == nil {
                let family = MetricFamily(
                    name: name, kind: kind, help: contents.descriptions[MetricName.metric(label)] ?? label)
                let isFree = family.sampleNames.allSatisfy { contents.owners[$0] == nil }
                guard isFree, contents.families.count < Self.namesMax else {
                    contents.seriesDroppedCount += 1
                    return fresh
                }
                for sample in family.sampleNames { contents.owners[sample] = name }
                contents.families[name] = family
            }
            guard let family = contents.families[name], family.kind == kind else {
                contents.seriesDroppedCount += 1
                return fresh
            }
            if let known = family.series[labels] { return known }
            guard family.series.count < Self.seriesPerNameMax else {
                contents.seriesDroppedCount += 1
                return fresh
            }
            contents.families[name]?.series[labels] = fresh
            return fresh
        }
    }

    private func destroy(_ handler: AnyObject) {
        let identity = ObjectIdentifier(handler)
        self.contents.withLock { contents in
            for (name, family) in contents.families {
                guard let labels = family.series.first(where: { $0.value.identity == identity })?.key else { continue }
                contents.families[name]?.series[labels] = nil
                return
            }
        }
    }

    /// Counters end in `_total` and timers in `_seconds`, unless they say so already.
    private static func name(_ label: String, kind: MetricFamily.Kind, seconds: Bool) -> String {
        let name = MetricName.metric(label)
        let ending =
            switch kind {
            case .counter: "_total"
            case .gauge: ""
            case .histogram: seconds ? "_seconds" : ""
            }
        return name.hasSuffix(ending) ? name : name + ending
    }

    /// The pairs in order of their names. Of two with one name the first stays; `le` belongs to histograms.
    private static func labels(_ dimensions: [(String, String)], kind: MetricFamily.Kind) -> String {
        var pairs: [String: String] = [:]
        for (name, value) in dimensions {
            var label = MetricName.label(name)
            if kind == .histogram, label == "le" { label = "exported_le" }
            if pairs[label] == nil { pairs[label] = MetricName.labelValue(value) }
        }
        return pairs.sorted { $0.key < $1.key }.map { $0.key + "=\"" + $0.value + "\"" }.joined(separator: ",")
    }
}
