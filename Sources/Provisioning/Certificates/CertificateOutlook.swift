import AMT

/// Devices that listed the same roots and are of the same release.
package struct HelloGroup: Equatable, Sendable {
    package let rootHashes: [RootHash]
    /// `nil` where it is not known yet.
    package let release: AMTRelease?
    package let deviceCount: Int

    /// - Parameter deviceCount: devices whose newest hello had this list.
    package init(rootHashes: [RootHash], release: AMTRelease?, deviceCount: Int) {
        self.rootHashes = rootHashes
        self.release = release
        self.deviceCount = deviceCount
    }
}

/// How long how many devices can still be provisioned with the certificates that are kept.
package struct CertificateOutlook: Equatable, Sendable {
    /// Months that are looked ahead, the running one included.
    package static let monthCount = 24
    /// Roots that are listed; those that more devices list come first.
    package static let rootCountMax = 100

    /// A root that devices list.
    package struct Root: Equatable, Sendable {
        package let hash: RootHash
        /// `nil` for one that no published list has.
        package let name: String?
        /// Devices whose newest hello lists it.
        package let deviceCount: Int
        /// The certificates below it.
        package let certificates: [Int64]
        /// Devices that could be provisioned by way of it, month by month.
        package let reachable: [Int]
    }

    /// A certificate that is kept.
    package struct Certificate: Equatable, Sendable {
        package let id: Int64
        package let notAfter: UnixTime
        /// Devices that list its root and whose release takes its chain.
        package let deviceCount: Int
        /// Days before the end at which it is time to do something: 90, 60, 30, 7 or 1; `nil` when there is time.
        package let step: Int?
    }

    package let months: [CalendarMonth]
    /// Devices that are known by a hello with a list.
    package let deviceCount: Int
    /// Devices that could be provisioned by any certificate, month by month.
    package let reachable: [Int]
    package let certificates: [Certificate]
    package let roots: [Root]

    /// - Parameter certificates: those that are kept.
    package init(_ groups: [HelloGroup], certificates: [KnownCertificate], now: UnixTime) {
        var months = [CalendarMonth(of: now)]
        for _ in 1..<Self.monthCount { months.append((months.last ?? CalendarMonth(of: now)).next) }
        // A certificate serves in a month at whose beginning, or now, it has not ended.
        let moments = months.map { max($0.start, now) }
        self.months = months
        self.deviceCount = groups.reduce(0) { $0 + $1.deviceCount }
        self.certificates = certificates.map { certificate in
            Certificate(
                id: certificate.id, notAfter: certificate.notAfter,
                deviceCount: Self.count(groups) { Self.serves(certificate, $0) },
                step: CertificateEnd.step(until: certificate.notAfter, now: now))
        }
        self.reachable = moments.map { moment in
            Self.count(groups) { group in
                certificates.contains { $0.notAfter > moment && Self.serves($0, group) }
            }
        }
        self.roots = Self.roots(groups, certificates, moments)
    }

    private static func count(_ groups: [HelloGroup], _ isMeant: (HelloGroup) -> Bool) -> Int {
        groups.reduce(0) { $0 + (isMeant($1) ? $1.deviceCount : 0) }
    }

    private static func serves(_ certificate: KnownCertificate, _ group: HelloGroup) -> Bool {
        guard SetupCertificateOrder.isListed(certificate.rootDigests, in: group.rootHashes) else { return false }
        guard let release = group.release else { return true }
        let rows = CertificateRelease.rows(of: release).map(\.name)
        let verdicts = certificate.lint.releases.filter { rows.contains($0.release) }
        return verdicts.isEmpty || verdicts.contains { $0.answer != .no }
    }

    private static func roots(
        _ groups: [HelloGroup], _ certificates: [KnownCertificate], _ moments: [UnixTime]
    ) -> [Root] {
        var counts: [RootHash: Int] = [:]
        for group in groups {
            for hash in Set(group.rootHashes) { counts[hash, default: 0] += group.deviceCount }
        }
        let known = certificates.filter { certificate in
            !counts.keys.contains { hash in certificate.rootDigests.contains { hash.names($0) } }
        }.compactMap { certificate in certificate.lint.root.map { RootHash(algorithm: 2, bytes: $0.sha256) } }
        for hash in known { counts[hash] = 0 }
        let ordered = counts.sorted { left, right in
            left.value != right.value
                ? left.value > right.value : left.key.bytes.lexicographicallyPrecedes(right.key.bytes)
        }
        return ordered.prefix(Self.rootCountMax).map { hash, count in
            let below = certificates.filter { certificate in certificate.rootDigests.contains { hash.names($0) } }
            let listing = groups.filter { $0.rootHashes.contains(hash) }
            return Root(
                hash: hash, name: FactoryRoot.name(of: hash), deviceCount: count, certificates: below.map(\.id),
                reachable: moments.map { moment in
                    Self.count(listing) { group in
                        below.contains { $0.notAfter > moment && Self.serves($0, group) }
                    }
                })
        }
    }
}
