import AMT
import Postgres
import Provisioning
import Secrets
import Testing

@testable import Store

@Suite("Rotation and proof of what is sealed") struct SecretKeepingTests {
    static let oldKey = (id: "k1", key: [UInt8](repeating: 7, count: 32))
    static let newKey = (id: "k2", key: [UInt8](repeating: 8, count: 32))

    static func ring(_ keys: (id: String, key: [UInt8])...) throws -> KeyRing { try #require(KeyRing(keys)) }

    /// Two records of each kind, but for the authority: there is one. Sealed as the roles seal them, under the fixture's key.
    static func fill(_ fixture: StoreFixture) async throws {
        let imports = PostgresImport(pool: fixture.pool, ring: fixture.ring)
        _ = try await imports.keep([
            ImportedCredential(
                device: StoreFixture.uuid(1), username: "admin", password: Secret(text: "Passw0rd-1"),
                mebxPassword: Secret(text: "Screen-1")),
            ImportedCredential(
                device: StoreFixture.uuid(2), username: "admin", password: Secret(text: "Passw0rd-2"), mebxPassword: nil
            ),
        ])
        // PID and PPS of the reference's examples.
        _ = try await imports.keep([
            ImportedKey(pid: try PID("0000-037M"), pps: try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"))
        ])
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "first"))
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "second"))
        for number in [1, 2] {
            try await fixture.profiles.registerOTP(StoreFixture.uuid(number), Secret(text: "otp-\(number)"))
            _ = try await fixture.keys.take(Self.certificate(UInt8(number)))
        }
        _ = try await fixture.keys.keep(
            AuthorityMaterial(certificateDER: [0x30], keyPEM: Secret(text: "authority-key")))
    }

    static func certificate(_ number: UInt8) -> PostgresKeyBook.NewSetupCertificate {
        PostgresKeyBook.NewSetupCertificate(
            subject: "s\(number)", rootDigests: ([1], [2], [3]),
            leafSHA256: [UInt8](repeating: 0xa0 + number, count: 32),
            chainPEM: "chain", keyPEM: Secret(text: "setup-key-\(number)"), notAfter: UnixTime(seconds: 4_000_000_000))
    }

    /// All that was filled in, as a node reads it that has this ring alone.
    static func opened(_ fixture: StoreFixture, _ ring: KeyRing) async throws -> [String] {
        let keys = PostgresKeyBook(pool: fixture.pool, ring: ring)
        let profiles = PostgresProfileBook(pool: fixture.pool, ring: ring)
        let queue = PostgresRequestQueue(
            durable: fixture.pool, relaxed: fixture.pool, ring: ring, node: 1, site: 1)
        var texts: [String] = []
        _ = try await fixture.inbox.admit([1, 2].map { StoreFixture.hello($0) })
        let briefs = try await queue.briefs([StoreFixture.uuid(1), StoreFixture.uuid(2)])
        for number in [1, 2] {
            let brief = try #require(briefs[StoreFixture.uuid(number)])
            for credential in brief.credentials {
                texts += [credential.password.reveal(), credential.mebxPassword?.reveal() ?? "–"]
            }
            texts.append(brief.oneTimePassword?.reveal() ?? "–")
        }
        texts += try await profiles.openSecrets(["wifi"]).values.map { $0.secret.reveal() }
        texts += try await keys.setupCertificates().map { $0.chain.keyPEM.reveal() }
        texts.append(try #require(try await keys.authority()).keyPEM.reveal())
        return texts
    }

    static let everything = [
        "Passw0rd-1", "Screen-1", "otp-1", "Passw0rd-2", "–", "otp-2", "second", "setup-key-1", "setup-key-2",
        "authority-key",
    ]

    static let counts: [SealedKind: Int64] = [
        .authority: 1, .credential: 2, .oneTimePassword: 2, .presharedKey: 1, .profileSecret: 2, .setupCertificate: 2,
    ]

    /// One round. Every step gets further, or it would not end.
    static func rotate(_ keeping: PostgresSecretKeeping, by count: Int = 3) async throws -> [RotationStep] {
        var steps: [RotationStep] = []
        var place: RotationPlace?
        repeat {
            let step = try await keeping.rotate(count, after: place)
            steps.append(step)
            try #require(steps.count < 100)
            place = step.next
        } while place != nil
        return steps
    }

    static func rewrapped(_ steps: [RotationStep]) -> Int { steps.reduce(0) { $0 + $1.rewrapped.values.reduce(0, +) } }

    @Test(
        "every kind of record is under the new key afterwards, and opens without the old one", arguments: [1, 3, 100])
    func everyKind(batch: Int) async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        #expect(try await Self.opened(fixture, fixture.ring) == Self.everything)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        let before = try await keeping.census()
        #expect(before.keyIDs == ["k2", "k1"])
        #expect(before.remaining == 10)
        for kind in SealedKind.allCases {
            #expect(before.count("k1", kind) == Self.counts[kind])
            #expect(before.count("k2", kind) == 0)
        }
        let steps = try await Self.rotate(keeping, by: batch)
        #expect(Self.rewrapped(steps) == 10)
        #expect(steps.allSatisfy { $0.rewrapped.values.reduce(0, +) <= batch && $0.left == 0 && $0.failures.isEmpty })
        let after = try await keeping.census()
        #expect(after.remaining == 0)
        for kind in SealedKind.allCases { #expect(after.count("k2", kind) == Self.counts[kind]) }
        #expect(try await Self.opened(fixture, try Self.ring(Self.newKey)) == Self.everything)
        // The pre-shared key is for devices that name its PID.
        let psk = try #require(
            try await fixture.text("select key_id || encode(sealed_pps, 'hex') from provision.psk_key"))
        let box = try #require(Hex.bytes(String(psk.dropFirst(2))))
        let sealed = SealedSecret(keyID: String(psk.prefix(2)), box: box)
        #expect(try Self.ring(Self.newKey).open(sealed, context: "psk/0000037M").count == 32)
    }

    @Test("a rotation leaves every payload as it is, and a second one finds nothing to do")
    func payload() async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        let payloads = """
            select string_agg(encode(provision.sealed_payload(sealed_password), 'hex'), ' ' order by device_uuid)
            from provision.credential
            """
        let before = try await fixture.text(payloads)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        _ = try await Self.rotate(keeping)
        #expect(try await fixture.text(payloads) == before)
        // 12 of nonce, 10 of the password, 16 of tag; twice, in hexadecimal digits.
        #expect(before?.count == 2 * 2 * 38 + 1)
        #expect(Self.rewrapped(try await Self.rotate(keeping)) == 0)
    }

    @Test("what was interrupted after any step is finished by whoever comes next, from the beginning or from there")
    func interrupted() async throws {
        for steps in 1...5 {
            let fixture = try await StoreFixture()
            try await Self.fill(fixture)
            let ring = try Self.ring(Self.newKey, Self.oldKey)
            var place: RotationPlace?
            for _ in 0..<steps {
                place = try await PostgresSecretKeeping(pool: fixture.pool, ring: ring).rotate(2, after: place).next
            }
            let done = 10 - (try await PostgresSecretKeeping(pool: fixture.pool, ring: ring).census()).remaining
            #expect(done == 2 * Int64(steps))
            let rest = try await Self.rotate(PostgresSecretKeeping(pool: fixture.pool, ring: ring))
            #expect(Self.rewrapped(rest) == 10 - 2 * steps)
            #expect(try await Self.opened(fixture, try Self.ring(Self.newKey)) == Self.everything)
        }
    }

    @Test("two that rotate at once do each record once, and neither waits for what the other holds")
    func twoAtOnce() async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        let ring = try Self.ring(Self.newKey, Self.oldKey)
        let all = try await withThrowingTaskGroup(of: [RotationStep].self) { group in
            for _ in 0..<4 {
                group.addTask { try await Self.rotate(PostgresSecretKeeping(pool: fixture.pool, ring: ring), by: 2) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Self.rewrapped(all) == 10)
        #expect(try await Self.opened(fixture, try Self.ring(Self.newKey)) == Self.everything)
    }

    @Test(
        "a record that somebody changes between reading and writing keeps what was written, and waits for the next round"
    )
    func changedMeanwhile() async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        // What the statement gets is what was read before; the row says something else by now.
        let place = StoreFixture.uuid(1).description
        let read = try await fixture.pool.rows(
            Statements.takeOTPsOfKey, [.text("k1"), .text("00000000-0000-0000-0000-000000000000"), .int4(1)]
        ) { (row) throws(PostgresError) in (try row.required(row.text(0)), try row.required(row.bytea(1))) }
        #expect(read.map(\.0) == [place])
        try await fixture.profiles.registerOTP(StoreFixture.uuid(1), Secret(text: "newer"))
        let written = try await fixture.pool.rows(
            Statements.rewrapOTPs,
            [.texts([place]), .text("k1"), .text("k2"), .byteas([read[0].1]), .byteas([[1, 2, 3]])]
        ) { (row) throws(PostgresError) in try row.text(0) }
        #expect(written.isEmpty)
        // Nor is one touched that has another key by now, or is held.
        try await fixture.run(
            "update provision.device_otp set key_id = 'k3' where device_uuid = $1", [.uuid(StoreFixture.uuid(2).bytes)])
        let steps = try await Self.rotate(keeping)
        #expect(steps.reduce(0) { $0 + ($1.rewrapped[.oneTimePassword] ?? 0) } == 1)
        try await fixture.run("update provision.device_otp set key_id = 'k1' where key_id = 'k3'")
        #expect(Self.rewrapped(try await Self.rotate(keeping)) == 1)
        #expect(
            try await Self.opened(fixture, try Self.ring(Self.newKey)).filter { $0 == "newer" || $0 == "otp-2" } == [
                "newer", "otp-2",
            ])
    }

    @Test("a record that is held is not waited for")
    func held() async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        let holder = try await PostgresConnection.open(fixture.settings)
        try await holder.runScript("begin; select from provision.credential where version = 1 limit 1 for update")
        let steps = try await Self.rotate(keeping)
        #expect(steps.reduce(0) { $0 + $1.left } == 1)
        #expect(Self.rewrapped(steps) == 9)
        try await holder.runScript("commit")
        await holder.close()
        #expect(Self.rewrapped(try await Self.rotate(keeping)) == 1)
    }

    @Test("a record that does not open stays, is named, and keeps none of the others back")
    func damaged() async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        let ring = try Self.ring(Self.newKey, Self.oldKey)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: ring)
        // The box of one device moved to the other one, and a key that nobody has.
        try await fixture.run(
            """
            update provision.credential c set sealed_password = o.sealed_password
            from provision.credential o where c.device_uuid = $1 and o.device_uuid <> $1
            """, [.uuid(StoreFixture.uuid(1).bytes)])
        try await fixture.run("update provision.profile_secret set key_id = 'lost' where version = 2")
        let moved = SealedFailure(
            record: SealedRecord(kind: .credential, place: "\(StoreFixture.uuid(1))/1"), part: "password", keyID: "k1",
            reason: .boxInvalid)
        let steps = try await Self.rotate(keeping, by: 1)
        #expect(steps.flatMap(\.failures) == [moved])
        #expect(Self.rewrapped(steps) == 8)
        let census = try await keeping.census()
        #expect(census.remaining == 2)
        #expect(census.allKeyIDs == ["k2", "k1", "lost"])
        #expect(census.count("lost", .profileSecret) == 1)
        let verified = try await keeping.verify(100)
        #expect(verified.map(\.kind) == SealedKind.allCases)
        let lost = SealedFailure(
            record: SealedRecord(kind: .profileSecret, place: "wifi/2"), part: "value", keyID: "lost",
            reason: .keyUnknown)
        #expect(verified.flatMap(\.failures) == [moved, lost])
        #expect(verified.map(\.opened) == [1, 1, 2, 1, 1, 2])
    }

    @Test("a proof finds one bit in a payload that a rotation has passed by, and all of it before that")
    func bit() async throws {
        let fixture = try await StoreFixture()
        try await Self.fill(fixture)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        #expect(try await keeping.verify(100).reduce(0) { $0 + $1.opened } == 10)
        try await fixture.run(
            """
            update provision.credential set sealed_mebx_password = set_bit(sealed_mebx_password, 8 * 85,
                1 - get_bit(sealed_mebx_password, 8 * 85)) where sealed_mebx_password is not null
            """)
        #expect(Self.rewrapped(try await Self.rotate(keeping)) == 10)
        let failures = try await keeping.verify(100).flatMap(\.failures)
        #expect(failures.map(\.part) == ["mebx"])
        #expect(failures.map(\.keyID) == ["k2"])
        #expect(failures.map(\.reason) == [.boxInvalid])
    }

    @Test("boxes of before are rotated too, and a key that is the only one has nothing to rotate")
    func before() async throws {
        let fixture = try await StoreFixture()
        // Python's `cryptography`: AESGCM(b"\\x07" * 32), nonce 0x10…0x1b, b"older", associated data b"profile-secret/wifi/1".
        let box = "101112131415161718191a1b\(Self.olderBox)"
        try await fixture.run(
            "insert into provision.profile_secret (name, version, key_id, sealed_value) values ('wifi', 1, 'k1', decode($1::text, 'hex'))",
            [.text(box)])
        #expect(try await fixture.profiles.openSecrets(["wifi"])["wifi"]?.secret.reveal() == "older")
        let single = try await PostgresSecretKeeping(pool: fixture.pool, ring: fixture.ring).rotate(10, after: nil)
        #expect(single == RotationStep())
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        #expect(Self.rewrapped(try await Self.rotate(keeping)) == 1)
        let book = PostgresProfileBook(pool: fixture.pool, ring: try Self.ring(Self.newKey))
        #expect(try await book.openSecrets(["wifi"])["wifi"]?.secret.reveal() == "older")
    }

    static let olderBox = "a37f8e325eac3a7f5f810bb827e294fd5e1c8ec925"

    @Test("records of an older key are found by its index, and not by reading the table")
    func plan() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: 20_000) {
            """
            insert into provision.credential (device_uuid, version, username, key_id, sealed_password, lease_generation)
            select md5(n::text)::uuid, 1, 'admin', case when n < 3 then 'k1' else 'k2' end, '\\x00', 0
            from generate_series(\($0), \($1)) n
            """
        }
        try await fixture.run("analyze provision.credential")
        let explain = PostgresStatement(
            name: "explain_take", sql: "explain " + Statements.takeCredentialsOfKey.sql, effect: .reads)
        let start = SealedRecord.start(of: .credential).place
        let plan = try await fixture.pool.rows(explain, [.text("k1"), .text(start), .int4(1_000)]) {
            (row) throws(PostgresError) in try row.required(row.text(0))
        }.joined(separator: "\n")
        #expect(plan.contains("credential_by_key") && !plan.contains("Seq Scan"), "\(plan)")
    }

    @Test("a proof reads a few blocks of a large table, and not the same records each time")
    func sample() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: 20_000) {
            """
            insert into provision.psk_key (pid, key_id, sealed_pps)
            select to_char(n, 'FM00000000'), 'k1', decode(repeat('00', 120), 'hex') from generate_series(\($0), \($1)) n
            """
        }
        try await fixture.run("analyze provision.psk_key")
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: fixture.ring)
        var seen: Set<String> = []
        for _ in 0..<3 {
            let failures = try await keeping.verify(20).flatMap(\.failures)
            #expect((5...20).contains(failures.count))
            seen.formUnion(failures.map(\.record.place))
        }
        // Three times twenty of twenty thousand: that ten of them meet again is not to be expected in the life of this test.
        #expect(seen.count > 25)
        let explain = PostgresStatement(
            name: "explain_sample", sql: "explain (analyze, costs off, timing off) " + Statements.samplePSKKeys.sql,
            effect: .reads)
        let plan = try await fixture.pool.rows(explain, [.int4(20)]) { (row) throws(PostgresError) in
            try row.required(row.text(0))
        }
        let scanned = try #require(plan.joined().firstMatch(of: /Sample Scan on psk_key \(actual rows=(\d+)/))
        #expect(try #require(Int(scanned.1)) < 10_000)
    }

    @Test("a checkpoint that is repeated after a lost answer is durable, with a rotation in between as well")
    func repeated() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        let vault = CredentialVault(ring: fixture.ring)
        func write(_ passwords: (SealedSecret, SealedSecret?), _ pps: SealedSecret) async throws -> [String] {
            try await fixture.pool.rows(
                Statements.checkpointCredentials,
                [
                    .uuids([fence.deviceUUID.bytes]), .int8s([fence.generation]), .int8s([fence.token]), .int4s([1]),
                    .texts(["admin"]), .texts([passwords.0.keyID]), .byteas([passwords.0.box]),
                    .byteas([passwords.1?.box]), .texts(["0000037M"]), .texts([pps.keyID]), .byteas([pps.box]),
                ]
            ) { (row) throws(PostgresError) in try row.deviceUUID(0).description }
        }
        func seal() throws -> ((SealedSecret, SealedSecret?), SealedSecret) {
            let credential = CredentialVersion(
                version: 1, status: .pending, username: "admin", password: Secret(text: "Passw0rd-1"),
                mebxPassword: Secret(text: "Screen-1"))
            return (
                try vault.seal(credential, device: fence.deviceUUID),
                try vault.seal(Secret(text: "pps"), context: SecretContext.psk("0000037M"))
            )
        }
        let (passwords, pps) = try seal()
        let device = [fence.deviceUUID.description]
        #expect(try await write(passwords, pps) == device)
        #expect(try await write(passwords, pps) == device)
        let keeping = PostgresSecretKeeping(pool: fixture.pool, ring: try Self.ring(Self.newKey, Self.oldKey))
        #expect(Self.rewrapped(try await Self.rotate(keeping)) == 2)
        #expect(try await write(passwords, pps) == device)
        // Equal secrets that were sealed anew are others.
        let (others, otherPPS) = try seal()
        #expect(try await write(others, pps) == [])
        #expect(try await write((passwords.0, others.1), pps) == [])
        #expect(try await write(passwords, otherPPS) == [])
        #expect(try await write((passwords.0, nil), pps) == [])
        #expect(try await keeping.census().remaining == 0)
    }
}
