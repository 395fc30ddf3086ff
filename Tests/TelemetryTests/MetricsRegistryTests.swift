import CoreMetrics
import Telemetry
import Testing

/// Expectations follow "Exposition formats, text-based format" of the Prometheus documentation, version 0.0.4.
@Suite("metrics page")
struct MetricsRegistryTests {
    static let dropped = """
        # HELP telemetry_series_dropped_total Series that were refused: too many, or a name in use.
        # TYPE telemetry_series_dropped_total counter
        telemetry_series_dropped_total 0

        """

    @Test("a fresh registry shows only its own counter")
    func empty() {
        #expect(MetricsRegistry().page() == Self.dropped)
    }

    @Test("counters end in _total, gauges keep their name, all in order")
    func countersAndGauges() {
        let registry = MetricsRegistry()
        registry.describe("provision.hello.received", "Hellos that were read, by outcome.")
        let psk = Counter(
            label: "provision.hello.received", dimensions: [("version", "2"), ("outcome", "admitted")],
            factory: registry)
        let pki = Counter(
            label: "provision.hello.received", dimensions: [("outcome", "admitted"), ("version", "3")],
            factory: registry)
        let age = Gauge(label: "provision.queue.oldest_waiting_seconds", dimensions: [], factory: registry)
        let bytes = FloatingPointCounter(label: "a_total", dimensions: [], factory: registry)
        psk.increment(by: 2)
        pki.increment()
        age.record(1.5)
        bytes.increment(by: 0.25)
        #expect(
            registry.page() == """
                # HELP a_total a_total
                # TYPE a_total counter
                a_total 0.25
                # HELP provision_hello_received_total Hellos that were read, by outcome.
                # TYPE provision_hello_received_total counter
                provision_hello_received_total{outcome="admitted",version="2"} 2
                provision_hello_received_total{outcome="admitted",version="3"} 1
                # HELP provision_queue_oldest_waiting_seconds provision.queue.oldest_waiting_seconds
                # TYPE provision_queue_oldest_waiting_seconds gauge
                provision_queue_oldest_waiting_seconds 1.5

                """ + Self.dropped)
    }

    @Test("a histogram with labels is on the page from its first value on, one without labels at once")
    func unusedHistograms() {
        let registry = MetricsRegistry()
        let timers = ["clock", "commit"].map {
            registry.makeTimer(label: "provision.step.duration", dimensions: [("step", $0)])
        }
        _ = registry.makeTimer(label: "provision.hello.batch", dimensions: [])
        timers[1].recordNanoseconds(1_000_000)
        let page = registry.page()
        #expect(!page.contains("clock"))
        #expect(page.contains(#"provision_step_duration_seconds_count{step="commit"} 1"#))
        #expect(page.contains("provision_hello_batch_seconds_count 0"))
    }

    @Test("a timer is a cumulative histogram in seconds, with +Inf, sum and count")
    func timer() {
        let registry = MetricsRegistry()
        let timer = Timer(label: "provision.step.duration", dimensions: [("step", "commit")], factory: registry)
        timer.recordNanoseconds(1_000_000)  // exactly 0.001 s: belongs to its bound
        timer.recordMilliseconds(40)
        timer.recordSeconds(2)
        timer.recordSeconds(1_000)
        #expect(
            registry.page() == """
                # HELP provision_step_duration_seconds provision.step.duration
                # TYPE provision_step_duration_seconds histogram
                provision_step_duration_seconds_bucket{step="commit",le="0.001"} 1
                provision_step_duration_seconds_bucket{step="commit",le="0.0025"} 1
                provision_step_duration_seconds_bucket{step="commit",le="0.005"} 1
                provision_step_duration_seconds_bucket{step="commit",le="0.01"} 1
                provision_step_duration_seconds_bucket{step="commit",le="0.025"} 1
                provision_step_duration_seconds_bucket{step="commit",le="0.05"} 2
                provision_step_duration_seconds_bucket{step="commit",le="0.1"} 2
                provision_step_duration_seconds_bucket{step="commit",le="0.25"} 2
                provision_step_duration_seconds_bucket{step="commit",le="0.5"} 2
                provision_step_duration_seconds_bucket{step="commit",le="1"} 2
                provision_step_duration_seconds_bucket{step="commit",le="2.5"} 3
                provision_step_duration_seconds_bucket{step="commit",le="5"} 3
                provision_step_duration_seconds_bucket{step="commit",le="10"} 3
                provision_step_duration_seconds_bucket{step="commit",le="30"} 3
                provision_step_duration_seconds_bucket{step="commit",le="60"} 3
                provision_step_duration_seconds_bucket{step="commit",le="120"} 3
                provision_step_duration_seconds_bucket{step="commit",le="300"} 3
                provision_step_duration_seconds_bucket{step="commit",le="600"} 3
                provision_step_duration_seconds_bucket{step="commit",le="+Inf"} 4
                provision_step_duration_seconds_sum{step="commit"} 1002.041
                provision_step_duration_seconds_count{step="commit"} 4

                """ + Self.dropped)
    }

    @Test("a recorder counts in units, without labels")
    func recorder() {
        let registry = MetricsRegistry()
        let recorder = Recorder(label: "provision.batch.hellos", dimensions: [], factory: registry)
        recorder.record(3)
        recorder.record(Double.nan)
        let page = registry.page()
        #expect(page.contains("\nprovision_batch_hellos_bucket{le=\"2\"} 0\n"))
        #expect(page.contains("\nprovision_batch_hellos_bucket{le=\"5\"} 1\n"))
        #expect(page.contains("\nprovision_batch_hellos_sum 3\nprovision_batch_hellos_count 1\n"))
    }

    @Test("names are made legal; label values and help texts are escaped")
    func sanitises() {
        let registry = MetricsRegistry()
        registry.describe("1 bad-näme:x", "back\\slash and\nnewline \"quoted\"")
        let gauge = Gauge(
            label: "1 bad-näme:x", dimensions: [("9la-bel", "a\\b\"c\nd"), ("__name__", "é")], factory: registry)
        gauge.record(Double.infinity)
        #expect(
            registry.page() == #"""
                # HELP _1_bad_n_me_x back\\slash and\nnewline "quoted"
                # TYPE _1_bad_n_me_x gauge
                _1_bad_n_me_x{_9la_bel="a\\b\"c\nd",_name__="é"} +Inf

                """# + Self.dropped)
    }

    @Test("a label never appears twice, and le of a histogram is the bucket's")
    func labelClashes() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c", dimensions: [("a.b", "1"), ("a_b", "2")], factory: registry)
        counter.increment()
        Timer(label: "t", dimensions: [("le", "x")], factory: registry).recordSeconds(1)
        let page = registry.page()
        #expect(page.contains("c_total{a_b=\"1\"} 1\n"))
        #expect(page.contains("t_seconds_count{exported_le=\"x\"} 1\n"))
    }

    @Test("whole numbers stay exact beyond what a double can count, and a counter never falls")
    func wholeNumbers() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c", dimensions: [], factory: registry)
        counter.increment(by: Int64(9_007_199_254_740_993))
        counter.increment(by: Int64(-5))
        #expect(registry.page().contains("c_total 9007199254740993\n"))
        counter.increment(by: Int64.max)
        #expect(registry.page().contains("c_total 9223372036854775807\n"))
        counter.reset()
        #expect(registry.page().contains("c_total 0\n"))
    }

    @Test("a meter rises and falls")
    func meter() {
        let registry = MetricsRegistry()
        let meter = Meter(label: "open", dimensions: [], factory: registry)
        meter.increment()
        meter.increment()
        meter.decrement(by: 0.5)
        #expect(registry.page().contains("# TYPE open gauge\nopen 1.5\n"))
    }

    @Test("two handles of one series count together")
    func sameSeries() {
        let registry = MetricsRegistry()
        let one = Counter(label: "c", dimensions: [("k", "v")], factory: registry)
        let two = Counter(label: "c", dimensions: [("k", "v")], factory: registry)
        one.increment()
        two.increment()
        #expect(registry.page().contains("c_total{k=\"v\"} 2\n"))
    }

    @Test("the thousand-and-first series of a name is refused and counted, and its handle still works")
    func overflow() {
        let registry = MetricsRegistry()
        for index in 0..<1_000 {
            Counter(label: "c", dimensions: [("i", String(index))], factory: registry).increment()
        }
        let over = Counter(label: "c", dimensions: [("i", "1000")], factory: registry)
        over.increment()
        let page = registry.page()
        #expect(page.contains("c_total{i=\"999\"} 1\n"))
        #expect(!page.contains("i=\"1000\""))
        #expect(page.hasSuffix("telemetry_series_dropped_total 1\n"))
    }

    @Test("two kinds under one name would make the page unreadable: the second is refused")
    func kindClash() {
        let registry = MetricsRegistry()
        Counter(label: "x", dimensions: [], factory: registry).increment()
        Gauge(label: "x_total", dimensions: [], factory: registry).record(7)
        Recorder(label: "y", dimensions: [], factory: registry).record(1)
        Gauge(label: "y_count", dimensions: [], factory: registry).record(7)
        Gauge(label: "telemetry_series_dropped_total", dimensions: [], factory: registry).record(7)
        let page = registry.page()
        #expect(page.contains("x_total 1\n"))
        #expect(page.contains("y_count 1\n"))
        #expect(!page.contains(" 7\n"))
        #expect(page.hasSuffix("telemetry_series_dropped_total 3\n"))
    }

    @Test("a destroyed series leaves the page")
    func destroyed() {
        let registry = MetricsRegistry()
        let stays = Counter(label: "c", dimensions: [("k", "stays")], factory: registry)
        let goes = Counter(label: "c", dimensions: [("k", "goes")], factory: registry)
        stays.increment()
        goes.destroy()
        let page = registry.page()
        #expect(page.contains("k=\"stays\""))
        #expect(!page.contains("k=\"goes\""))
    }

    @Test("increments of many tasks are all counted")
    func concurrent() async {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c", dimensions: [], factory: registry)
        let meter = Meter(label: "m", dimensions: [], factory: registry)
        let timer = Timer(label: "t", dimensions: [], factory: registry)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment()
                        meter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }
        let page = registry.page()
        #expect(page.contains("c_total 8000\n"))
        #expect(page.contains("\nm 8000\n"))
        #expect(page.contains("t_seconds_count 8000\n"))
    }

    @Test("the series of a counter are summed, all of them or those that are wanted, and one that there is not is 0")
    func sum() {
        let registry = MetricsRegistry()
        for (end, count) in [("provisioned", 3), ("psk-unknown", 4)] as [(String, Int64)] {
            registry.makeCounter(label: "request.settled", dimensions: [("end", end)]).increment(by: count)
        }
        #expect(registry.sum(of: "request.settled") == 7)
        #expect(registry.sum(of: "request.settled") { $0 == #"end="provisioned""# } == 3)
        #expect(registry.sum(of: "request.unknown") == 0)
    }
}
