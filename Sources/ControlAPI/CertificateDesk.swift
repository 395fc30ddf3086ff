import AMT
import Inventory
import Provisioning

/// What the routes of certificates need of the world.
package struct CertificateDesk: Sendable {
    let book: any CertificateBook
    let reading: any CertificateReading
    /// Where a device's name comes from that is not provisioned yet; `nil` where there is no inventory.
    let resolutions: (any ResolutionBook)?
    let now: @Sendable () -> UnixTime

    /// - Parameters:
    ///   - resolutions: without it a device's suffix is that of its last provisioning.
    ///   - now: the time of day, against which certificates end.
    package init(
        book: any CertificateBook, reading: any CertificateReading, resolutions: (any ResolutionBook)? = nil,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.book = book
        self.reading = reading
        self.resolutions = resolutions
        self.now = now
    }

    /// A kept certificate with what is to be said of it now.
    struct Known {
        let kept: KeptCertificate
        let lint: CertificateLint

        var known: KnownCertificate {
            KnownCertificate(
                id: self.kept.id, name: self.kept.name, lint: self.lint, rootDigests: self.kept.rootDigests,
                notAfter: self.kept.notAfter)
        }
    }

    /// Every certificate in the order of import.
    func known() async throws -> [Known] {
        var known: [Known] = []
        for kept in try await self.book.certificates() { known.append(try await self.known(kept)) }
        return known
    }

    func known(_ kept: KeptCertificate) async throws -> Known {
        do throws(CertificateReadingFailure) {
            let read = try await self.reading.read([Array(kept.chainPEM.utf8)], passphrase: nil)
            // The key is kept apart, and was the leaf's when it came.
            let given = GivenCertificates(read.given.certificates, hasKey: true, keyOwners: [kept.leafSHA256])
            return Known(kept: kept, lint: CertificateLint(given, now: self.now()))
        } catch .readerBusy {
            throw APIProblem(code: .overloaded, detail: CertificateReadingFailure.readerBusy.text)
        } catch {
            throw StoreFailure(kind: .unreadable, statement: "kept certificate: \(error.rawValue)")
        }
    }
}
