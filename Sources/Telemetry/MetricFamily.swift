/// All series of one name.
struct MetricFamily {
    enum Kind: String { case counter, gauge, histogram }

    enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)

        /// What a factory compares when it is told to destroy one.
        var identity: ObjectIdentifier {
            switch self {
            case .counter(let cell): ObjectIdentifier(cell)
            case .gauge(let cell): ObjectIdentifier(cell)
            case .histogram(let cell): ObjectIdentifier(cell)
            }
        }
    }

    let name: String
    let kind: Kind
    /// Text of the HELP line: a description, or the name under which the metric was made.
    var help: String
    /// Keyed by the label pairs as they are written between the braces.
    var series: [String: Cell] = [:]

    /// Names of sample lines, none of which another family may use.
    var sampleNames: [String] {
        switch self.kind {
        case .counter, .gauge: [self.name]
        case .histogram: [self.name, self.name + "_bucket", self.name + "_sum", self.name + "_count"]
        }
    }

    func write(into page: inout String) {
        page += "# HELP " + self.name + " " + MetricName.help(self.help) + "\n"
        page += "# TYPE " + self.name + " " + self.kind.rawValue + "\n"
        for (labels, cell) in self.series.sorted(by: { $0.key < $1.key }) {
            switch cell {
            case .counter(let counter): page += Self.sample(self.name, labels, counter.text)
            case .gauge(let gauge): page += Self.sample(self.name, labels, gauge.text)
            case .histogram(let histogram): self.write(histogram, labels: labels, into: &page)
            }
        }
    }

    /// One with labels is left out until it has a value: all steps by all outcomes are thousands of lines that say nothing.
    private func write(_ histogram: HistogramCell, labels: String, into page: inout String) {
        let distribution = histogram.snapshot
        guard labels.isEmpty || distribution.counts.contains(where: { $0 > 0 }) else { return }
        let prefix = labels.isEmpty ? "" : labels + ","
        var cumulative: UInt64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], distribution.counts) {
            cumulative += count
            page += Self.sample(
                self.name + "_bucket", prefix + "le=\"" + MetricName.number(bound) + "\"", String(cumulative))
        }
        page += Self.sample(self.name + "_sum", labels, MetricName.number(distribution.sum))
        page += Self.sample(self.name + "_count", labels, String(cumulative))
    }

    static func sample(_ name: String, _ labels: String, _ value: String) -> String {
        name + (labels.isEmpty ? "" : "{" + labels + "}") + " " + value + "\n"
    }
}
