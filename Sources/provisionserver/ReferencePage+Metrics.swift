import Telemetry

extension ReferencePage {
    static var metricsText: String {
        var text = """
            # Metrics

            \(Self.origin(.metrics))
            `GET /metrics` on the API's port, in Prometheus' text format, without a token. Counters end in `_total`, durations are in seconds and end in
            `_seconds`. Labels come from closed sets; `certificate` has the names, or numbers, of the certificates that are kept, `source` the names of
            sources. A process shows the metrics of the roles that run in it; a histogram with labels is there from its first value on. [Dashboards and alerts](../how-to/monitoring.md) are there as files.

            | Metric | Kind | Labels | Is | A bad value |
            | --- | --- | --- | --- | --- |

            """
        for metric in MetricDescription.all {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            text +=
                "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels.isEmpty ? "–" : labels) | \(metric.meaning) | \(metric.worry ?? "–") |\n"
        }
        text += """

            Besides, of each process: `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_open_fds`, `process_max_fds`,
            `process_start_time_seconds`, and `telemetry_series_dropped_total`, which has to be 0.

            """
        return text
    }
}
