import AMT
import Provisioning
import Synchronization

@testable import ControlAPI

/// Certificates of devices in memory, and a writer whose lists can be read.
final class MemoryDeviceCertificates: DeviceCertificateBook {
    static let now = UnixTime(seconds: 1_795_910_400)
    static let nowText = "2026-11-29T00:00:00.000Z"

    let all = Mutex<[DeviceCertificateView]>([])
    let authorityDER = Mutex<[UInt8]?>([0x30, 0x03, 1, 2, 3])

    let clock = Mutex(MemoryDeviceCertificates.now)
    /// Lists that were signed.
    let listCount = Mutex(0)

    var desk: DeviceCertificateDesk {
        DeviceCertificateDesk(book: self, writer: PlainWriter(book: self), now: { self.clock.withLock { $0 } })
    }

    func certificates(of device: DeviceUUID, limit: Int) async throws(StoreFailure) -> [DeviceCertificateView] {
        self.all.withLock { $0.filter { $0.device == device } }
    }

    func revoke(
        serial: [UInt8], of device: DeviceUUID, reason: RevocationReason
    ) async throws(StoreFailure) -> DeviceCertificateView? {
        self.all.withLock { all in
            guard let index = all.firstIndex(where: { $0.serial == serial && $0.device == device }) else { return nil }
            let old = all[index]
            guard old.revokedAt == nil else { return old }
            all[index] = DeviceCertificateView(
                serial: old.serial, device: old.device, fqdn: old.fqdn, notBefore: old.notBefore,
                notAfter: old.notAfter,
                issuedAt: old.issuedAt, revokedAt: Self.now, reason: reason)
            return all[index]
        }
    }

    func revoked(endingAfter moment: UnixTime, limit: Int) async throws(StoreFailure) -> [RevokedCertificate] {
        self.all.withLock { all in
            all.filter { $0.notAfter > moment }.compactMap { view in
                guard let revokedAt = view.revokedAt, let reason = view.reason else { return nil }
                return RevokedCertificate(serial: view.serial, der: [], revokedAt: revokedAt, reason: reason)
            }
        }
    }

    func authority() async throws(StoreFailure) -> AuthorityMaterial? {
        self.authorityDER.withLock { $0 }.map { AuthorityMaterial(certificateDER: $0, keyPEM: Secret(text: "key")) }
    }

    private struct PlainWriter: RevocationListMaking {
        let book: MemoryDeviceCertificates

        func list(
            of authority: AuthorityMaterial, revoked: [RevokedCertificate], now: UnixTime, until: UnixTime
        ) async -> [UInt8]? {
            self.book.listCount.withLock { $0 += 1 }
            let days = (until.seconds - now.seconds) / 86_400
            return Array(
                "list for \(days) days: \(revoked.map { "\(Hex.text($0.serial)) \($0.reason.rawValue)" })".utf8)
        }
    }
}
