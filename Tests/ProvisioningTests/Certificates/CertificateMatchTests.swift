import AMT
import Provisioning
import Testing

@Suite("Which certificates a device is shown")
struct CertificateMatchTests {
    static func known(
        _ id: Int64, root: [UInt8] = Chains.goDaddyG2, name: String = "provision.example.com",
        end: Int64 = 2 * Chains.year, change: (inout [CertificateFacts]) -> Void = { _ in }
    ) -> KnownCertificate {
        var chain = Chains.good(name, root: root)
        chain[0].notAfter = UnixTime(seconds: Chains.now.seconds + end)
        change(&chain)
        return KnownCertificate(
            id: id, name: nil, lint: Chains.lint(chain),
            rootDigests: [Chains.digest("sha1", count: 20), root, Chains.digest("sha384", count: 48)],
            notAfter: chain[0].notAfter)
    }

    static let listed = [RootHash(algorithm: 2, bytes: Chains.goDaddyG2)]

    private func order(_ certificates: [KnownCertificate], attempt: Int) -> [String] {
        CertificateMatch.all(
            certificates, for: CertificateSeeker(rootHashes: Self.listed, attempt: attempt), now: Chains.now
        ).map { "\($0.id):\($0.place.map(String.init) ?? "-")" }
    }

    @Test("each attempt shows the next certificate whose root is listed, and begins anew behind the last")
    func order() {
        let all = [Self.known(1), Self.known(2, root: Chains.veriSignG1), Self.known(3), Self.known(4)]
        #expect(self.order(all, attempt: 1) == ["1:1", "3:2", "4:3", "2:-"])
        #expect(self.order(all, attempt: 2) == ["3:1", "4:2", "1:3", "2:-"])
        #expect(self.order(all, attempt: 4) == ["1:1", "3:2", "4:3", "2:-"])
        #expect(self.order([], attempt: 3).isEmpty)
        #expect(self.order([Self.known(2, root: Chains.veriSignG1)], attempt: 2) == ["2:-"])
    }

    private func answers(_ certificate: KnownCertificate, _ seeker: CertificateSeeker) -> [CertificateMatch.Answer] {
        CertificateMatch.all([certificate], for: seeker, now: Chains.now).first?.reasons.map(\.answer) ?? []
    }

    @Test("root, release, suffix and end are judged one by one, and what is not known is not guessed")
    func reasons() {
        var seeker = CertificateSeeker(rootHashes: Self.listed)
        #expect(self.answers(Self.known(1), seeker) == [.yes, .unknown, .unknown, .yes, .unknown])
        seeker.worked = 1
        #expect(self.answers(Self.known(1), seeker).last == .yes && self.answers(Self.known(2), seeker).last == .no)
        seeker.release = AMTRelease(major: 16, minor: 0, micro: 15)
        seeker.suffixes = [.init("corp.example.com", source: "inventory")]
        #expect(self.answers(Self.known(1), seeker) == [.yes, .yes, .yes, .yes, .yes])
        seeker.suffixes = [.init("corp.example.net", source: "inventory")]
        let weak = Self.known(1, end: -10) { $0[2].signatureDigest = .sha1 }
        #expect(self.answers(weak, seeker) == [.yes, .no, .no, .no, .yes])
        // Of AMT 15 the desktop parts refuse it, and nothing says which part it is.
        seeker.release = AMTRelease(major: 15, minor: 0, micro: 23)
        #expect(self.answers(weak, seeker)[1] == .unknown)
        seeker.rootHashes = nil
        #expect(self.answers(weak, seeker)[0] == .unknown)
        seeker.rootHashes = [RootHash(algorithm: 2, bytes: Chains.veriSignG1)]
        #expect(self.answers(weak, seeker)[0] == .no)
    }

    private static func choices(
        _ ids: [Int64], ended: Set<Int64> = [], worked: Int64? = nil, attempts: ClosedRange<Int> = 1...6
    ) -> [Int64?] {
        let candidates = ids.map { SetupCertificateOrder.Candidate(id: $0, hasEnded: ended.contains($0)) }
        return attempts.map { SetupCertificateOrder.choice(of: candidates, attempt: $0, worked: worked) }
    }

    @Test("those that match take turns in the order of import; one that has ended comes behind those that have not")
    func turns() {
        #expect(Self.choices([1, 2, 3]) == [1, 2, 3, 1, 2, 3])
        #expect(Self.choices([1, 2, 3], ended: [1]) == [2, 3, 1, 2, 3, 1])
        #expect(Self.choices([1], ended: [1], attempts: 1...2) == [1, 1])
        #expect(Self.choices([], attempts: 1...1) == [nil])
        #expect(Self.choices([5, 6], attempts: 0...0) == [5])
    }

    @Test("the one that has opened the device before has every other attempt, so that it may have stopped working")
    func worked() {
        #expect(Self.choices([1, 2, 3], worked: 3) == [3, 1, 3, 2, 3, 1])
        #expect(Self.choices([1, 2, 3], worked: 9) == [1, 2, 3, 1, 2, 3])
        #expect(Self.choices([4], worked: 4, attempts: 1...3) == [4, 4, 4])
        let candidates = [1, 2, 3].map { SetupCertificateOrder.Candidate(id: $0, hasEnded: false) }
        #expect(SetupCertificateOrder.order(of: candidates, attempt: 1, worked: 2) == [2, 1, 3])
        #expect(SetupCertificateOrder.order(of: candidates, attempt: 2, worked: 2) == [1, 2, 3])
        #expect(SetupCertificateOrder.order(of: candidates, attempt: 3, worked: nil) == [3, 1, 2])
    }
}

@Suite("How long devices can still be provisioned")
struct CertificateOutlookTests {
    private static let other = RootHash(algorithm: 2, bytes: Chains.digest("other"))

    private func outlook(_ certificates: [KnownCertificate], releases: [UInt32?] = [16, 12, nil]) -> CertificateOutlook
    {
        let groups = zip(releases, [5, 3, 2]).map { major, count in
            HelloGroup(
                rootHashes: CertificateMatchTests.listed + [Self.other],
                release: major.map { AMTRelease(major: $0, minor: 0) }, deviceCount: count)
        }
        return CertificateOutlook(
            groups + [HelloGroup(rootHashes: [Self.other], release: nil, deviceCount: 7)], certificates: certificates,
            now: Chains.now)
    }

    @Test("a certificate serves the devices that list its root until the month of its end")
    func months() {
        // It ends on 2027-01-08.
        let outlook = self.outlook([CertificateMatchTests.known(1, end: 40 * 86_400)])
        #expect(outlook.months.prefix(3).map(\.description) == ["2026-11", "2026-12", "2027-01"])
        #expect(outlook.months.count == 24)
        #expect(outlook.deviceCount == 17)
        #expect(Array(outlook.reachable.prefix(4)) == [10, 10, 10, 0])
        #expect(outlook.certificates.first?.deviceCount == 10)
        #expect(outlook.certificates.first?.step == 60)
        #expect(outlook.roots.map(\.deviceCount) == [17, 10])
        #expect(outlook.roots[0].certificates.isEmpty && outlook.roots[0].reachable.allSatisfy { $0 == 0 })
        #expect(outlook.roots[1].name == "Go Daddy Root G2")
        #expect(Array(outlook.roots[1].reachable.prefix(4)) == [10, 10, 10, 0])
    }

    @Test("devices whose release refuses the chain do not count")
    func weak() {
        let weak = CertificateMatchTests.known(1) { $0[1].signatureDigest = .sha1 }
        let outlook = self.outlook([weak])
        #expect(outlook.certificates.first?.deviceCount == 5, "12, and what is not known yet")
        #expect(outlook.reachable.first == 5)
    }

    @Test("one that has ended serves nobody, and another takes over where it serves the same root")
    func successor() {
        let ended = CertificateMatchTests.known(1, end: -86_400)
        #expect(self.outlook([ended]).reachable.allSatisfy { $0 == 0 })
        #expect(self.outlook([ended]).certificates.first?.step == nil)
        #expect(self.outlook([ended, CertificateMatchTests.known(2)]).reachable.first == 10)
    }

    @Test("a kept certificate whose root nobody lists is shown with no device")
    func unlisted() {
        let outlook = self.outlook([CertificateMatchTests.known(1, root: Chains.veriSignG1)])
        #expect(outlook.roots.last?.deviceCount == 0 && outlook.roots.last?.certificates == [1])
    }

    @Test(
        "months of the calendar",
        arguments: [
            (0, "1970-01", 0), (951_782_400, "2000-02", 949_363_200), (1_709_164_800, "2024-02", 1_706_745_600),
            (1_735_689_599, "2024-12", 1_733_011_200), (1_735_689_600, "2025-01", 1_735_689_600),
            (-1, "1969-12", -2_678_400),
        ] as [(Int64, String, Int64)])
    func calendar(seconds: Int64, text: String, start: Int64) {
        let month = CalendarMonth(of: UnixTime(seconds: seconds))
        #expect(month.description == text)
        #expect(month.start == UnixTime(seconds: start))
        #expect(CalendarMonth(of: month.next.start) == month.next)
    }
}
