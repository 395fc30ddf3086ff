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

    private enum Label: String, CaseIterable {
        case records, syncedSeconds = "synced_seconds", failures, readRecords = "read_records", held
    }

    func show(_ sources: [KeptSource]) {
        for source in sources {
            for label in Label.allCases { self.gauge(label, source.name).record(Self.value(label, source.state)) }
        }
    }

    /// Takes away what was shown of sources that are gone, or that another node shows now.
    func hide(_ names: Set<String>) {
        for name in names {
            for label in Label.allCases { self.gauge(label, name).destroy() }
        }
    }

    private static func value(_ label: Label, _ state: SourceState) -> Int64 {
        switch label {
        case .records: state.recordCount
        case .syncedSeconds: state.syncedAt?.seconds ?? 0
        case .failures: Int64(state.failureCount)
        case .readRecords: state.progress.recordCount
        case .held: state.progress.outcome == .held ? 1 : 0
        }
    }

    private func gauge(_ label: Label, _ name: String) -> Gauge {
        Gauge(label: "provision_source_\(label.rawValue)", dimensions: [("source", name)], factory: self.factory)
    }
}
