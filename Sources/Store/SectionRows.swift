import AMT
import Postgres
import Provisioning

/// The sections of a batch of completions as the last parameters of complete_requests: one row a section.
struct SectionRows {
    /// A date further off says nothing.
    static let retrySecondsMax: Double = 366 * 86_400

    private var devices: [[UInt8]] = []
    private var reports: [SectionReport] = []

    init(_ batch: [Completion]) {
        for completion in batch {
            for report in completion.sections {
                self.devices.append(completion.fence.deviceUUID.bytes)
                self.reports.append(report)
            }
        }
    }

    var parameters: [PostgresValue] {
        [
            .uuids(self.devices),
            .texts(self.reports.map(\.section.rawValue)),
            .texts(self.reports.map(\.state.rawValue)),
            .texts(self.reports.map { $0.problem?.code.rawValue }),
            .texts(self.reports.map { JSONText.object($0.problem?.evidence ?? [:]) }),
            .float8s(self.reports.map { $0.retryAfterSeconds.map(Self.bounded) }),
            .float8s(self.reports.map { $0.retryAgainAfterSeconds.map(Self.bounded) }),
        ]
    }

    /// An interval that PostgreSQL can add to a moment.
    private static func bounded(_ seconds: Double) -> Double {
        seconds > 0 ? min(seconds, Self.retrySecondsMax) : 0
    }
}
