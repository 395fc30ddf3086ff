import Testing

@testable import FleetSimulator

@Suite("digest")
struct DigestTests {
    @Test("the published vectors come out")
    func vectors() throws {
        let first = Digest.a1(user: "admin", realm: "Digest:727734D63A1FC0423736E48DA554E462", password: "P@ssw0rd")
        #expect(Text.hex(first) == "79d3ee92009b75d66bd8179bf8e11450")
        let header =
            "Digest username=\"admin\",realm=\"Digest:727734D63A1FC0423736E48DA554E462\","
            + "nonce=\"B9AX94iAAAAAAAAAx6rrSfPHGUrx/3uA\",uri=\"/wsman\",qop=\"auth\","
            + "response=\"af529a4dad3bc31d05033d7ae873aa4f\",nc=\"00000001\",cnonce=\"0a4f113b\""
        let credentials = try #require(DigestCredentials(header: header))
        #expect(
            Digest.response(a1: first, method: "POST", credentials: credentials, body: []) == credentials.response)
        let second = Digest.a1(user: "admin", realm: "Digest:10DF0000000000000000000000000000", password: "admin")
        #expect(Text.hex(second) == "6789adf9f4300e6b69c36ba723640cd6")
        let other = try #require(
            DigestCredentials(
                header: "Digest username=admin, realm=x, nonce=\"0123456789abcdef0123456789abcdef\", uri=\"/wsman\", "
                    + "nc=00000001, cnonce=deadbeef, qop=auth, response=1d942a88f6e02721c77453ee398c5778"))
        #expect(Digest.response(a1: second, method: "POST", credentials: other, body: []) == other.response)
    }

    @Test(
        "a header that lacks something is none",
        arguments: ["", "Basic YTpi", "Digest ", "Digest username=\"admin", "Digest a=b, =, ,"])
    func headers(text: String) {
        #expect(DigestCredentials(header: text) == nil)
    }
}

@Suite("log-on")
struct LogonTests {
    private func header(_ bench: Bench, password: String, nonce: String, qop: String = "auth", body: [UInt8] = [])
        -> String
    {
        let a1 = Digest.a1(user: "admin", realm: bench.firmware.realm, password: password)
        var a2 = "POST:/wsman"
        if qop == "auth-int" { a2 += ":" + Text.hex(Digest.md5(String(decoding: body, as: UTF8.self))) }
        let response = Text.hex(Digest.md5("\(Text.hex(a1)):\(nonce):00000001:abc:\(qop):\(Text.hex(Digest.md5(a2)))"))
        return "Digest username=\"admin\", realm=\"\(bench.firmware.realm)\", nonce=\"\(nonce)\", uri=\"/wsman\", "
            + "qop=\(qop), nc=00000001, cnonce=\"abc\", response=\"\(response)\""
    }

    private func judge(_ bench: inout Bench, _ header: String?) -> LogonVerdict {
        bench.firmware.judgeLogon(authorization: header, method: "POST", target: "/wsman", body: [], now: bench.now)
    }

    private func nonce(_ bench: inout Bench) throws -> String {
        guard case .challenged(let nonce, false) = self.judge(&bench, nil) else { throw Unexpected() }
        return nonce
    }

    private struct Unexpected: Error {}

    @Test("the right password for the device's own nonce is admitted, in both qualities")
    func admitted() throws {
        var bench = try Bench()
        let nonce = try self.nonce(&bench)
        #expect(nonce.utf8.count == 32)
        #expect(self.judge(&bench, self.header(bench, password: "admin", nonce: nonce)) == .admitted)
        #expect(self.judge(&bench, self.header(bench, password: "admin", nonce: nonce, qop: "auth-int")) == .admitted)
    }

    @Test("a nonce that is old or foreign is stale, not a failure")
    func stale() throws {
        var bench = try Bench()
        let nonce = try self.nonce(&bench)
        bench.now += bench.firmware.policy.nonceSeconds + 2
        for nonce in [nonce, "B9AX94iAAAAAAAAAx6rrSfPHGUrx/3uA", "x"] {
            guard
                case .challenged(_, let isStale) = self.judge(
                    &bench, self.header(bench, password: "admin", nonce: nonce))
            else {
                Issue.record("admitted with \(nonce)")
                continue
            }
            #expect(isStale)
        }
        #expect(bench.firmware.logonGuard.failureCount == 0)
    }

    @Test("after ten failures the right password is refused too, for 5 seconds and then for longer")
    func locked() throws {
        var bench = try Bench()
        let nonce = try self.nonce(&bench)
        let wrong = self.header(bench, password: "wrong", nonce: nonce)
        let right = self.header(bench, password: "admin", nonce: nonce)
        for _ in 0..<10 { _ = self.judge(&bench, wrong) }
        #expect(self.judge(&bench, right) != .admitted)
        bench.now += 4.9
        #expect(self.judge(&bench, right) != .admitted)
        bench.now += 0.2
        _ = self.judge(&bench, wrong)
        bench.now += 9.9
        #expect(self.judge(&bench, right) != .admitted)
        bench.now += 0.2
        #expect(self.judge(&bench, right) == .admitted)
        #expect(bench.firmware.logonGuard.failureCount == 0)
    }

    @Test("the lock grows to 80 seconds and no further")
    func longestLock() {
        var guardian = LogonGuard()
        var now = 1_000.0
        for _ in 0..<30 {
            guardian.failed(now: now)
            now += 100
        }
        guardian.failed(now: now)
        #expect(guardian.isLocked(now: now + 79.9))
        #expect(!guardian.isLocked(now: now + 80))
    }

    @Test("a device without challenge admits anybody until an admin password is set")
    func unchallenged() throws {
        var bench = try Bench(password: .unchallenged)
        #expect(self.judge(&bench, nil) == .admitted)
        let a1 = Digest.a1(user: "admin", realm: bench.firmware.realm, password: "P@ssw0rd1")
        #expect(try bench.status(Bench.setAdmin(a1)) == 0)
        #expect(bench.effects == [.dropLogons])
        let nonce = try self.nonce(&bench)
        #expect(self.judge(&bench, self.header(bench, password: "P@ssw0rd1", nonce: nonce)) == .admitted)
    }

    @Test("the newest releases offer two qualities with a blank between")
    func qualities() throws {
        #expect(try Bench().firmware.offeredQualities == "auth-int, auth")
        #expect(try Bench(release: "15.0.23").firmware.offeredQualities == "auth,auth-int")
    }
}
