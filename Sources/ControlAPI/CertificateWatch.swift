import AMT
import CoreMetrics
import Logging
import Provisioning
import ServiceLifecycle
import Telemetry

/// Shows when each certificate ends, and says so in the log and in events as the end comes near.
final class CertificateWatch: Service {
    static let interval = Duration.seconds(60)

    private let desk: CertificateDesk
    private let events: (any EventBook)?
    private let factory: any MetricsFactory
    private let logger: Logger
    private let clock = ContinuousClock()

    /// - Parameter events: told of each step, once for the whole cluster; `nil` tells nobody.
    init(desk: CertificateDesk, events: (any EventBook)?, factory: any MetricsFactory, logger: Logger) {
        self.desk = desk
        self.events = events
        self.factory = factory
        self.logger = logger
    }

    /// Returns when shutdown begins or the task is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var shown = CertificateGauges(factory: self.factory)
            while !Task.isCancelled {
                await self.look(&shown)
                // Cancelled: the loop's condition ends it.
                try? await self.clock.sleep(for: Self.interval)
            }
        }
    }

    private func look(_ shown: inout CertificateGauges) async {
        do throws(StoreFailure) {
            let now = self.desk.now()
            let certificates = try await self.desk.book.certificates()
            _ = try await self.events?.note(certificates.map { NotedStanding($0, now: now) }, kind: .certificate)
            for (certificate, step) in shown.show(certificates, now: now) {
                self.logger.warning(
                    "setup certificate ends soon", [.certificateID: certificate.id, .limit: step])
            }
        } catch {
            // The ends that are shown stay true; the readiness watch tells of the database.
            self.logger.debug("certificates could not be read", [.reason: error.kind.rawValue])
        }
    }
}

/// A gauge for each certificate, made once and destroyed with it.
struct CertificateGauges {
    let factory: any MetricsFactory
    private var gauges: [Int64: Gauge] = [:]
    private var steps: [Int64: Int] = [:]

    init(factory: any MetricsFactory) { self.factory = factory }

    /// - Returns: those that have come to another step before their end, and to which.
    mutating func show(_ certificates: [KeptCertificate], now: UnixTime) -> [(KeptCertificate, Int)] {
        for id in Set(self.gauges.keys).subtracting(certificates.map(\.id)) {
            self.gauges.removeValue(forKey: id)?.destroy()
            self.steps[id] = nil
        }
        var nearer: [(KeptCertificate, Int)] = []
        for certificate in certificates {
            let gauge = self.gauges[certificate.id] ?? self.gauge(of: certificate)
            self.gauges[certificate.id] = gauge
            gauge.record(certificate.notAfter.seconds)
            guard let step = CertificateEnd.step(until: certificate.notAfter, now: now),
                self.steps.updateValue(step, forKey: certificate.id) != step
            else { continue }
            nearer.append((certificate, step))
        }
        return nearer
    }

    private func gauge(of certificate: KeptCertificate) -> Gauge {
        Gauge(
            label: "provision.certificate.end_seconds",
            dimensions: [("certificate", certificate.name ?? String(certificate.id))], factory: self.factory)
    }
}

extension NotedStanding {
    /// How near its end a certificate is. That it has time is noted and not told.
    init(_ certificate: KeptCertificate, now: UnixTime) {
        let days = CertificateEnd.days(until: certificate.notAfter, now: now)
        let data = JSONText.object([
            ("days", .integer(Int64(days))), ("name", JSONText(certificate.name)),
            ("notAfter", JSONText(certificate.notAfter)),
        ])
        let (value, type): (String, EventType?) =
            if let step = CertificateEnd.step(until: certificate.notAfter, now: now) {
                (String(step), .certificateEnding)
            } else if certificate.notAfter <= now { ("ended", .certificateEnded) } else { ("has-time", nil) }
        self.init(subject: String(certificate.id), value: value, type: type, data: data.rendered)
    }
}
