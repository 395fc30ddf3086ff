import AMT
import CoreMetrics
import Logging
import Provisioning
import ServiceLifecycle
import Telemetry

/// Shows when each certificate ends, and says so in the log as the end comes near.
final class CertificateWatch: Service {
    static let interval = Duration.seconds(60)

    private let desk: CertificateDesk
    private let factory: any MetricsFactory
    private let logger: Logger
    private let clock = ContinuousClock()

    init(desk: CertificateDesk, factory: any MetricsFactory, logger: Logger) {
        self.desk = desk
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
            for (certificate, step) in shown.show(try await self.desk.book.certificates(), now: now) {
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
