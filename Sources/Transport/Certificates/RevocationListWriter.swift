import AMT
import CLibSSL
import Provisioning

/// Writes and signs lists of revoked certificates by OpenSSL, on a thread of its own.
package final class RevocationListWriter: RevocationListMaking {
    private static let patience = Duration.seconds(10)
    private static let waitingMax = 16

    private let crew = BlockingCrew(threadsMax: 1, waitingMax: waitingMax)

    /// A writer for the whole process.
    package init() {}

    package func list(
        of authority: AuthorityMaterial, revoked: [RevokedCertificate], now: UnixTime, until: UnixTime
    ) async -> [UInt8]? {
        let outcome = await self.crew.run(within: Self.patience) {
            Self.written(authority, revoked, now: now, until: until)
        }
        switch outcome {
        case .done(let list): return list
        case .late, .crowded: return nil
        }
    }

    /// What another authority has signed is not this one's to take back.
    private static func isSigned(_ der: [UInt8], by authority: [UInt8]) -> Bool {
        guard let bundle = try? CertificateBundle(), (try? bundle.add(der, passphrase: nil)) != nil,
            (try? bundle.add(authority, passphrase: nil)) != nil
        else { return false }
        return cssl_bundle_is_signed_by(bundle.pointer, 0, 1) == 1
    }

    private static func written(
        _ authority: AuthorityMaterial, _ revoked: [RevokedCertificate], now: UnixTime, until: UnixTime
    ) -> [UInt8]? {
        guard let list = cssl_revocation_list_new(now.seconds, until.seconds) else { return nil }
        defer { cssl_revocation_list_free(list) }
        for entry in revoked where Self.isSigned(entry.der, by: authority.certificateDER) {
            let added = entry.serial.withUnsafeBufferPointer { serial -> Int32 in
                guard let base = serial.baseAddress else { return 0 }
                return cssl_revocation_list_add(
                    list, base, serial.count, entry.revokedAt.seconds, Int32(entry.reason.code))
            }
            guard added == 1 else { return nil }
        }
        let told = ToldFacts()
        let isSigned = authority.certificateDER.withUnsafeBufferPointer { certificate -> Bool in
            authority.keyPEM.withRevealedBytes { key in
                guard let certificateBase = certificate.baseAddress, let keyBase = key.baseAddress else { return false }
                return cssl_revocation_list_sign(
                    list, certificateBase, certificate.count, keyBase, key.count, ToldFacts.take, told.context) == 1
            }
        }
        return isSigned ? told.bytes(CSSL_FACT_REVOCATION_LIST) : nil
    }
}
