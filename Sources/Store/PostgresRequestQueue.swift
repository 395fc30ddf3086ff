import AMT
import Inventory
import Postgres
import Provisioning
import Secrets

/// The queue on PostgreSQL, for one worker process.
package final class PostgresRequestQueue: RequestQueue {
    private let durable: PostgresPool
    private let relaxed: PostgresPool
    private let vault: CredentialVault
    private let node: Int32
    private let site: Int16
    private let lowWater: LowWaterMark
    private let inventory = InventoryReader()

    /// - Parameters:
    ///   - durable: commits are on disk, and on a synchronous standby where there is one, before they are answered.
    ///   - relaxed: for statements whose loss costs only repeated work: claims, renewals.
    ///   - node: number of this process.
    ///   - site: number of the site whose requests are claimed.
    package init(durable: PostgresPool, relaxed: PostgresPool, ring: KeyRing, node: Int32, site: Int16) {
        self.durable = durable
        self.relaxed = relaxed
        self.vault = CredentialVault(ring: ring)
        self.node = node
        self.site = site
        self.lowWater = LowWaterMark()
    }

    package func claim(limit: Int, token: Int64, lease: Duration) async throws(StoreFailure) -> [LeasedRequest] {
        let mark = self.lowWater.next(now: .now)
        let claimed = try await self.relaxed.rows(
            Statements.claimRequests,
            [
                .int2(self.site), .int4(Int32(clamping: limit)), .int8(token), .int4(self.node),
                .float8(lease.inSeconds),
                .int2(mark.priority), .timestamptz(unixMicroseconds: mark.windowEndsAt),
            ]
        ) { (row) throws(PostgresError) in try Self.leasedRequest(row, token: token) }
        self.lowWater.claimed(claimed, limit: limit)
        return claimed
    }

    private static func leasedRequest(_ row: PostgresRow, token: Int64) throws(PostgresError) -> LeasedRequest {
        let credential = try Self.credential(pid: try row.text(7), rootHashSet: try row.int4(6))
        return LeasedRequest(
            fence: LeaseFence(
                deviceUUID: try row.deviceUUID(0), generation: try row.required(row.int8(1)), token: token),
            address: PeerAddress(numeric: try row.required(row.text(2))),
            attempt: Int(try row.required(row.int4(3))),
            refusedLogons: Int(try row.required(row.int4(4))),
            step: Int(try row.required(row.int4(5))),
            credential: credential,
            priority: Int(try row.required(row.int2(8))),
            windowEndsAt: try row.required(row.time(9)),
            firstHelloAt: try row.required(row.time(10)),
            helloAt: try row.required(row.time(11)))
    }

    private static func credential(pid: String?, rootHashSet: Int32?) throws(PostgresError) -> KnownHelloCredential {
        guard let pid else { return rootHashSet == nil ? .managed : .pki }
        do throws(PIDRefusal) {
            return .psk(try PID(pid))
        } catch {
            throw PostgresError.unreadable("a stored PID is no PID: \(error.rawValue)")
        }
    }

    package func briefs(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [DeviceUUID: Brief] {
        let uuids = PostgresValue.uuids(devices.map(\.bytes))
        let results: [PostgresRows]
        var briefs: [DeviceUUID: Brief] = [:]
        var refusing: [DeviceUUID] = []
        do throws(PostgresError) {
            results = try await self.relaxed.results(
                [
                    PostgresCall(Statements.loadBriefs, [uuids]), PostgresCall(Statements.loadCredentials, [uuids]),
                    PostgresCall(Statements.loadProfileMarks, [uuids]),
                    PostgresCall(Statements.loadInstalledKeys, [uuids]),
                ] + InventoryReader.calls(devices))
            for (device, brief) in try results[0].map({ (row) throws(PostgresError) in try self.brief(row) }) {
                briefs[device] = brief
            }
            refusing = try results[0].map { (row) throws(PostgresError) -> DeviceUUID? in
                try row.required(row.bool(13)) ? row.deviceUUID(0) : nil
            }.compactMap { $0 }
            for (device, version) in try results[1].map({ (row) throws(PostgresError) in try self.version(row) }) {
                switch version {
                case .success(let version): briefs[device]?.credentials.append(version)
                case .failure(let error): briefs[device]?.unreadable = error.message
                }
            }
            for mark in try results[2].map({ (row) throws(PostgresError) in try self.vault.profileMark(row) }) {
                switch mark.known {
                case .applied(let secret): briefs[mark.device]?.appliedSecrets.append(secret)
                case .oneTimePassword(let password): briefs[mark.device]?.oneTimePassword = password
                case .unreadable(let reason): briefs[mark.device]?.unreadable = reason
                }
            }
            for (device, key) in try results[3].map({ (row) throws(PostgresError) in try self.installedKey(row) }) {
                switch key {
                case .success(let pair): briefs[device]?.installedKeys.append(pair)
                case .failure(let error): briefs[device]?.unreadable = error.message
                }
            }
            let findings = try self.inventory.findings(of: devices, marks: results[4], records: results[5])
            for (device, found) in findings { briefs[device]?.inventory = found }
        } catch {
            throw StoreFailure(error, Statements.loadBriefs)
        }
        for (device, name) in try await self.refusals(refusing) { briefs[device]?.refusedPasswords.append(name) }
        return briefs
    }

    /// Few devices have any: the journal has many parts, and is asked for those alone.
    private func refusals(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [(DeviceUUID, String)] {
        guard !devices.isEmpty else { return [] }
        return try await self.relaxed.rows(
            Statements.loadRefusals, [.uuids(devices.map(\.bytes))], repeatable: true
        ) { (row) throws(PostgresError) in (try row.deviceUUID(0), try row.text(1) ?? "") }
    }

    /// A secret that does not open is the concern of its device alone, not of the whole claim.
    private func version(
        _ row: PostgresRow
    ) throws(PostgresError) -> (DeviceUUID, Result<CredentialVersion, PostgresError>) {
        let device = try row.deviceUUID(0)
        do throws(PostgresError) {
            return (device, .success(try self.vault.version(row, device: device)))
        } catch {
            return (device, .failure(error))
        }
    }

    /// As ``version(_:)``.
    private func installedKey(
        _ row: PostgresRow
    ) throws(PostgresError) -> (DeviceUUID, Result<PresharedKeyPair, PostgresError>) {
        let device = try row.deviceUUID(0)
        let name = try row.required(row.text(1))
        let sealed = SealedSecret(keyID: try row.required(row.text(2)), box: try row.required(row.bytea(3)))
        do throws(PostgresError) {
            let secret = try self.vault.open(sealed, context: SecretContext.psk(name))
            guard let pid = try? PID(name), let pps = try? PPS(secret.reveal()) else {
                throw PostgresError.unreadable("a stored pre-shared key is none")
            }
            return (device, .success(PresharedKeyPair(pid: pid, pps: pps)))
        } catch {
            return (device, .failure(error))
        }
    }

    private func brief(_ row: PostgresRow) throws(PostgresError) -> (DeviceUUID, Brief) {
        let device = try row.deviceUUID(0)
        guard let hashes = RootHashList.decode(try row.bytea(1) ?? []) else {
            throw PostgresError.unreadable("a stored hash list is not whole")
        }
        var brief = Brief(
            rootHashes: hashes, psk: nil, inventory: InventoryFindings(), lastCertificate: nil, credentials: [])
        if let keyID = try row.text(2), let box = try row.bytea(3), let pid = try row.text(6) {
            do throws(PostgresError) {
                brief.psk = try self.vault.open(SealedSecret(keyID: keyID, box: box), context: SecretContext.psk(pid))
            } catch {
                brief.unreadable = error.message
            }
        }
        if let der = try row.bytea(4), let fqdn = try row.text(5), let serial = try row.bytea(7),
            let notBefore = try row.time(8), let notAfter = try row.time(9)
        {
            brief.lastCertificate = IssuedCertificate(
                der: der, fqdn: fqdn, serial: serial, notBefore: notBefore, notAfter: notAfter)
        }
        brief.mayBeStaged = try row.required(row.bool(10))
        brief.amtVersion = try row.text(11)
        brief.noWriteUntil = try row.time(12)
        brief.setupCertificateID = try row.int8(16)
        brief.proof = try row.text(15).flatMap { DeviceProof(rawValue: $0) }
        brief.provisionedAddress = try row.text(14).map { PeerAddress(numeric: $0) }
        return (device, brief)
    }

    package func readyCount(limit: Int) async throws(StoreFailure) -> Int {
        try await self.relaxed.rows(
            Statements.countReady, [.int2(self.site), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in Int(try row.required(row.int8(0))) }.first ?? 0
    }

    package func renew(_ fences: [LeaseFence], lease: Duration) async throws(StoreFailure) -> [LeaseFence: PeerAddress]
    {
        let held = try await self.relaxed.rows(
            Statements.renewLeases,
            [
                .uuids(fences.map(\.deviceUUID.bytes)), .int8s(fences.map(\.generation)), .int8s(fences.map(\.token)),
                .float8(lease.inSeconds),
            ]
        ) { (row) throws(PostgresError) in
            (try Self.fence(row), PeerAddress(numeric: try row.required(row.text(3))))
        }
        return Dictionary(held) { first, _ in first }
    }

    package func checkpoint(_ batch: [Checkpoint]) async throws(StoreFailure) -> Set<LeaseFence> {
        var passwords: [SealedSecret?] = []
        var mebxPasswords: [SealedSecret?] = []
        var presharedKeys: [SealedSecret?] = []
        for item in batch {
            if let credential = item.credential {
                let (password, mebxPassword) = try self.vault.seal(credential, device: item.fence.deviceUUID)
                passwords.append(password)
                mebxPasswords.append(mebxPassword)
            } else {
                passwords.append(nil)
                mebxPasswords.append(nil)
            }
            presharedKeys.append(try self.seal(item.presharedKey))
        }
        return Set(
            try await self.durable.rows(
                Statements.checkpointCredentials,
                Self.fences(batch.map(\.fence)) + [
                    .int4s(batch.map { $0.credential.map { Int32(clamping: $0.version) } }),
                    .texts(batch.map { $0.credential?.username }),
                    .texts(passwords.map { $0?.keyID }),
                    .byteas(passwords.map { $0?.box }),
                    .byteas(mebxPasswords.map { $0?.box }),
                    .texts(batch.map { $0.presharedKey?.pid.text }),
                    .texts(presharedKeys.map { $0?.keyID }),
                    .byteas(presharedKeys.map { $0?.box }),
                ],
                repeatable: true
            ) { (row) throws(PostgresError) in try Self.fence(row) })
    }

    private func seal(_ pair: PresharedKeyPair?) throws(StoreFailure) -> SealedSecret? {
        guard let pair else { return nil }
        return try self.vault.seal(pair.pps.secret, context: SecretContext.psk(pair.pid.text))
    }

    package func record(_ batch: [JournalEntry]) async throws(StoreFailure) -> Set<LeaseFence> {
        // An intent that the next attempt decides by must survive whatever comes; for the others the loss of the
        // last few lines in a crash of the database costs nothing but history.
        let mustLast = batch.contains { entry in
            entry.certificate != nil || (entry.kind == .intent && entry.step.mustLast)
        }
        let applied = AppliedSecretRows(batch)
        return Set(
            try await (mustLast ? self.durable : self.relaxed).rows(
                Statements.recordJournal,
                Self.fences(batch.map(\.fence)) + [
                    .int2s(batch.map { Int16(clamping: $0.attempt) }),
                    .texts(batch.map(\.kind.rawValue)),
                    .texts(batch.map(\.step.name)),
                    .texts(batch.map { $0.outcome?.rawValue }),
                    .texts(batch.map(\.detail)),
                    .int2s(
                        batch.map { entry in entry.kind == .intent ? entry.step.number.map { Int16(clamping: $0) } : nil
                        }),
                    .int4(self.node),
                    .byteas(batch.map { $0.certificate?.serial }),
                    .texts(batch.map { $0.certificate?.fqdn }),
                    .byteas(batch.map { $0.certificate?.der }),
                    .timestamptzs(unixMicroseconds: batch.map { $0.certificate?.notBefore.microseconds }),
                    .timestamptzs(unixMicroseconds: batch.map { $0.certificate?.notAfter.microseconds }),
                    .int4s(batch.map { $0.mebx.map { Int32(clamping: $0.version) } }),
                    .texts(batch.map { $0.mebx?.state.rawValue }),
                ] + applied.parameters + [
                    .int2s(batch.map { $0.refusedLogons.map { Int16(clamping: $0) } }),
                    .texts(batch.map { $0.proof.map { $0.proof?.rawValue ?? "none" } }),
                    applied.tokens,
                ]
            ) { (row) throws(PostgresError) in try Self.fence(row) })
    }

    package func complete(_ batch: [Completion]) async throws(StoreFailure) -> Set<LeaseFence> {
        let fences = Self.fences(batch.map(\.fence))
        let done = try await self.durable.rows(
            Statements.completeRequests,
            fences + [
                .texts(batch.map(\.facts.fqdn)), .texts(batch.map(\.facts.profile)),
                .texts(batch.map(\.facts.amtVersion)),
                .int4s(batch.map { $0.credentialVersion.map { Int32(clamping: $0) } }),
                .texts(batch.map(\.digestRealm)),
                .texts(batch.map { $0.facts.fqdn.map { "as \($0)" } }),
                .int4s(batch.map { Int32(clamping: $0.profileVersion) }),
            ] + SectionRows(batch).parameters + [
                .texts(batch.map { $0.findings?.document.canonicalText }), .texts(batch.map { $0.movedTo?.text }),
                .timestamptzs(unixMicroseconds: batch.map { $0.facts.noWriteUntil?.microseconds }),
                .int8s(batch.map(\.facts.setupCertificateID)), .bools(batch.map(\.isSetup)),
                .texts(batch.map { $0.provedAt?.text }),
            ],
            repeatable: true
        ) { (row) throws(PostgresError) in try Self.fence(row) }
        if done.count == batch.count { return Set(done) }
        // A repetition after a lost answer finds nothing to delete: the device's row tells whether it was this completion.
        let before = try await self.durable.rows(Statements.findDone, fences, repeatable: true) {
            (row) throws(PostgresError) in try Self.fence(row)
        }
        return Set(done).union(before)
    }

    package func release(_ batch: [Release]) async throws(StoreFailure) -> Set<LeaseFence> {
        Set(
            try await self.durable.rows(
                Statements.releaseRequests,
                Self.fences(batch.map(\.fence)) + [
                    .texts(batch.map(\.disposition.state)),
                    .texts(batch.map { $0.disposition.waitsFor?.rawValue }),
                    .float8s(batch.map(\.disposition.seconds)),
                    .texts(batch.map { $0.problem?.code.rawValue }),
                    .texts(batch.map { JSONText.object($0.problem?.evidence ?? [:]) }),
                    .int2s(batch.map { Int16(clamping: $0.facts.refusedLogons) }),
                    .bools(batch.map(\.countsAttempt)),
                    .texts(batch.map(\.facts.fqdn)), .texts(batch.map(\.facts.amtVersion)),
                    .texts(batch.map(\.facts.profile)),
                    .timestamptzs(unixMicroseconds: batch.map { $0.facts.noWriteUntil?.microseconds }),
                    .int8s(batch.map(\.facts.setupCertificateID)),
                ],
                repeatable: true
            ) { (row) throws(PostgresError) in try Self.fence(row) })
    }

    /// The first three columns of every fenced write: two leases of one device can be in a batch, and only one of them holds.
    private static func fence(_ row: PostgresRow) throws(PostgresError) -> LeaseFence {
        LeaseFence(
            deviceUUID: try row.deviceUUID(0), generation: try row.required(row.int8(1)),
            token: try row.required(row.int8(2)))
    }

    private static func fences(_ fences: [LeaseFence]) -> [PostgresValue] {
        [.uuids(fences.map(\.deviceUUID.bytes)), .int8s(fences.map(\.generation)), .int8s(fences.map(\.token))]
    }
}

extension Release.Disposition {
    /// Column `state`.
    fileprivate var state: String {
        switch self {
        case .handBack: "ready"
        case .wait: "waiting"
        case .park: "parked"
        }
    }

    fileprivate var waitsFor: Release.WaitsFor? {
        switch self {
        case .wait(let event, _): event
        case .handBack, .park: nil
        }
    }

    fileprivate var seconds: Double {
        switch self {
        case .wait(_, let seconds): seconds
        case .handBack, .park: 0
        }
    }
}
