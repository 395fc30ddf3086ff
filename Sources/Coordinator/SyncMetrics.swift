import AMT
import CoreMetrics
import Inventory

/// How each source stands, for the metrics page. Names of sources are few, and an operator's own.
///
/// - `provision_source_records{source}` gauge: records that the source has.
/// - `provision_source_synced_seconds{source}` gauge: Unix time of the last sync without a failure; 0 for never.
/// - `provision_source_failures{source}` gauge: failures in a row.
/// - `provision_source_read_records{source}` gauge: records that the last sync, or the one that runs, has read.
/// - `provision_source_held{source}` gauge: 1 while an operator has to agree to what is missing.
package struct SyncMetrics: Sendable {
    private let factory: any MetricsFactory

    /// - Parameter factory: where the handles register, by default the one that the program set up.
    package init(factory: any MetricsFactory = MetricsSystem.factory) { self.factory = factory }

    func show(_ sources: [KeptSource]) {
        for source in sources {
            self.gauge("provision_source_records", source).record(source.state.recordCount)
            self.gauge("provision_source_synced_seconds", source).record(source.state.syncedAt?.seconds ?? 0)
            self.gauge("provision_source_failures", source).record(source.state.failureCount)
            self.gauge("provision_source_read_records", source).record(source.state.progress.recordCount)
            self.gauge("provision_source_held", source).record(source.state.progress.outcome == .held ? 1 : 0)
        }
    }

    private func gauge(_ label: String, _ source: KeptSource) -> Gauge {
        Gauge(label: label, dimensions: [("source", source.name)], factory: self.factory)
    }
}
