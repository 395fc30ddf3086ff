import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Assigner") struct AssignerTests {
    static let profiles = [
        Profile(name: "default"), Profile(name: "kiosk", version: 3), Profile(name: "old"), Profile(name: "plain"),
    ]
    static let now = UnixTime(seconds: 1_793_491_200)
    static let uuid: DeviceUUID = {
        guard let uuid = DeviceUUID("4c4c4544-0042-3510-8051-b4c04f4e5331") else { preconditionFailure("is a UUID") }
        return uuid
    }()

    /// What one source says that is read, and one that is pushed.
    static func device(
        _ fqdn: String?, profile: String? = nil, amtVersion: String? = nil, vanished: Bool = false,
        pushed: String? = nil, address: String = "10.1.2.3", release: String? = nil, uuid: DeviceUUID = Self.uuid
    ) -> UnassignedDevice {
        let record = SourceRecord(part: .whole, resource: "r1", fqdn: fqdn, amtVersion: amtVersion, profile: profile)
        let kept = KeptRecord(record, changedAt: Self.now, vanishedAt: vanished ? Self.now : nil)
        let source = SourceFinding(
            name: "cmdb", lastSyncedAt: Self.now,
            matches: fqdn == nil && profile == nil ? [] : [RecordMatch(order: .canonical, record: kept)])
        return UnassignedDevice(
            uuid: uuid,
            resolution: Resolver.resolve(
                InventoryFindings(sources: [source] + (pushed.map { [Self.agent($0)] } ?? [])), now: Self.now),
            address: IPAddress(address), release: release.flatMap { AMTRelease(version: $0) })
    }

    /// What a program has brought, believed before all else.
    static func agent(_ fqdn: String) -> SourceFinding {
        let kept = KeptRecord(SourceRecord(part: .whole, resource: "a1", fqdn: fqdn), changedAt: Self.now)
        var finding = SourceFinding(
            name: "agent", isPushed: true, lastSyncedAt: Self.now,
            matches: [RecordMatch(order: .canonical, record: kept)])
        finding.trust.fqdn = 1
        return finding
    }

    static func policy(_ change: (inout AssignmentPolicy) -> Void = { _ in }) -> AssignmentPolicy {
        var policy = AssignmentPolicy()
        policy.version = 7
        change(&policy)
        return policy
    }

    static func answers(_ dns: NameAnswer? = nil, props: PropsAnswer? = nil) -> Assigner.Answers {
        var answers = Assigner.Answers()
        answers.dns = dns
        answers.props = props
        return answers
    }

    static func next(
        _ device: UnassignedDevice, _ policy: AssignmentPolicy = Self.policy(),
        _ answers: Assigner.Answers = Self.answers()
    ) -> Assigner.Next {
        Assigner.next(device, policy: policy, profiles: Self.profiles, answers: answers)
    }

    static func assigned(_ next: Assigner.Next) -> Assignment? {
        guard case .assigned(let assignment) = next else { return nil }
        return assignment
    }

    static func problem(_ next: Assigner.Next) -> Problem? {
        guard case .failed(let problem) = next else { return nil }
        return problem
    }

    /// The evidence as it is printed.
    static func lines(_ next: Assigner.Next) -> [String]? {
        Self.problem(next)?.evidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    static let dns = Self.policy { $0.usesDNSFallback = true }
    static let both = Self.policy {
        $0.usesDNSFallback = true
        $0.propsUse = .lastResort
    }
    static let propsFirst = Self.policy { $0.propsUse = .first }

    // MARK: - Names

    @Test("a UUID that stands in the firmware of many machines names none of them, whatever inventory has under it")
    func placeholder() throws {
        // As GLPI's list of invalid UUIDs has it.
        let uuid = try #require(DeviceUUID("03000200-0400-0500-0006-000700080009"))
        let next = Assigner.next(
            Self.device("pc1.corp.example", uuid: uuid), policy: Self.policy(), profiles: Self.profiles)
        #expect(next == .failed(Problem(.uuidDuplicate, ["uuid": "stands in the firmware of many machines"])))
    }

    @Test("a device that inventory names gets the name and the default profile, each with where it is from")
    func standard() throws {
        let assignment = try #require(Self.assigned(Self.next(Self.device("PC1.Corp.Example"))))
        #expect(assignment.fqdn.description == "pc1.corp.example")
        #expect(assignment.fqdnSource == "cmdb")
        #expect(assignment.fqdnTrust == .inventory)
        #expect(assignment.dataAt == Self.now)
        #expect(assignment.isExpected)
        #expect(assignment.profile.name == "default")
        #expect(assignment.profileOrigin == .standard)
    }

    @Test("without a record the device waits for inventory, and nobody else is asked")
    func unresolved() {
        let next = Self.next(Self.device(nil))
        #expect(Self.problem(next)?.code == .fqdnUnresolved)
        #expect(Self.problem(next)?.retryAfterSeconds == nil)
        #expect(Self.lines(next) == ["inventory.cmdb=no-capability-record", "inventory.record=none"])
    }

    @Test("a name that is none waits for inventory too, with what was wrong")
    func malformed() {
        #expect(
            Self.lines(Self.next(Self.device("pc1"))) == [
                "inventory.cmdb=fqdn-malformed", "inventory.cmdb.fqdn=pc1", "inventory.cmdb.refusal=not-qualified",
                "inventory.cmdb.resource=r1", "inventory.record=malformed",
            ])
    }

    @Test("where the policy allows it, DNS is asked for a name that inventory has not, and its name is trusted less")
    func dnsFallback() throws {
        let address = try #require(IPAddress("10.1.2.3"))
        #expect(Self.next(Self.device(nil), Self.dns) == .ask(.dns(address)))
        #expect(Self.assigned(Self.next(Self.device("pc1.corp.example"), Self.dns))?.fqdnTrust == .inventory)
        let assignment = try #require(
            Self.assigned(Self.next(Self.device(nil), Self.dns, Self.answers(.confirmed("pc9.corp.example")))))
        #expect(assignment.fqdn.description == "pc9.corp.example")
        #expect(assignment.fqdnSource == "dns")
        #expect(assignment.fqdnTrust == .dns)
        #expect(assignment.dataAt == nil)
        #expect(!assignment.isExpected)
    }

    @Test(
        "what DNS said in place of a name is told, with when it is asked again",
        arguments: [
            (.noReverse, ["dns.answer=no-reverse"], 3_600),
            (.reverseOnly("pc9.evil.example"), ["dns.answer=reverse-only", "dns.name=pc9.evil.example"], 3_600),
            (.failed("SERVFAIL"), ["dns.answer=failed", "dns.reason=SERVFAIL"], 600),
            (.timedOut, ["dns.answer=timed-out"], 600),
            (.confirmed("pc9"), ["dns.answer=malformed", "dns.name=pc9", "dns.refusal=not-qualified"], 3_600),
        ] as [(NameAnswer, [String], Double)])
    func dnsFailures(_ answer: NameAnswer, _ lines: [String], _ seconds: Double) {
        let next = Self.next(Self.device(nil), Self.dns, Self.answers(answer))
        #expect(Self.problem(next)?.code == .fqdnUnresolved)
        #expect(
            Self.lines(next)
                == ["dns.address=10.1.2.3"] + lines + ["inventory.cmdb=no-capability-record", "inventory.record=none"])
        #expect(Self.problem(next)?.retryAfterSeconds == seconds)
    }

    @Test("a device whose address is none is not asked for in DNS")
    func noAddress() {
        #expect(Self.problem(Self.next(Self.device(nil, address: "?"), Self.dns))?.code == .fqdnUnresolved)
    }

    @Test("the properties program is asked last, and only when DNS has no name either")
    func lastResort() throws {
        let device = Self.device(nil)
        #expect(Self.next(device, Self.both, Self.answers(.noReverse)) == .ask(.props))
        #expect(Self.assigned(Self.next(device, Self.both, Self.answers(.confirmed("a.b"))))?.fqdnSource == "dns")
        let answer = PropsAnswer.answered(fqdn: try FQDN("pc8.corp.example"), profile: "kiosk")
        let assignment = try #require(
            Self.assigned(Self.next(device, Self.both, Self.answers(.noReverse, props: answer))))
        #expect(assignment.fqdn.description == "pc8.corp.example")
        #expect(assignment.fqdnSource == "props")
        #expect(assignment.fqdnTrust == .props)
        #expect(!assignment.isExpected)
        #expect(assignment.profile.name == "kiosk")
        #expect(assignment.profileOrigin == .props)
    }

    @Test(
        "what the program said in place of a name is told, with when it is asked again",
        arguments: [
            (.nothing, ["props.answer=nothing"], 3_600),
            (
                .exited(code: 3, stderr: "no such host"),
                ["props.answer=exited", "props.exit_code=3", "props.stderr=no such host"], 600
            ),
            (.killed(signal: 11), ["props.answer=killed", "props.signal=11"], 600),
            (.timedOut, ["props.answer=timed-out"], 600), (.outputTooLong, ["props.answer=output-too-long"], 600),
            (.malformed("no object"), ["props.answer=malformed", "props.reason=no object"], 600),
            (.notStarted("ENOENT"), ["props.answer=not-started", "props.reason=ENOENT"], 600),
            (.tooMany, ["props.answer=too-many"], 600),
            (
                .answered(fqdn: nil, profile: "kiosk"),
                ["props.answer=answered", "props.fqdn=none", "props.profile=kiosk"], 3_600
            ),
        ] as [(PropsAnswer, [String], Double)])
    func propsFailures(_ answer: PropsAnswer, _ lines: [String], _ seconds: Double) {
        let policy = Self.policy { $0.propsUse = .lastResort }
        let next = Self.next(Self.device(nil), policy, Self.answers(props: answer))
        #expect(Self.problem(next)?.code == .fqdnUnresolved)
        #expect(Self.lines(next) == ["inventory.cmdb=no-capability-record", "inventory.record=none"] + lines)
        #expect(Self.problem(next)?.retryAfterSeconds == seconds)
    }

    @Test("asked first, the program stands above inventory; inventory speaks where the program knows nothing")
    func propsFirstOrder() throws {
        let device = Self.device("pc1.corp.example", profile: "plain")
        #expect(Self.next(device, Self.propsFirst) == .ask(.props))
        let answer = PropsAnswer.answered(fqdn: try FQDN("pc8.corp.example"), profile: "kiosk")
        let named = try #require(Self.assigned(Self.next(device, Self.propsFirst, Self.answers(props: answer))))
        #expect(named.fqdn.description == "pc8.corp.example")
        #expect(named.profile.name == "kiosk")
        #expect(!named.isExpected)
        let silent = try #require(Self.assigned(Self.next(device, Self.propsFirst, Self.answers(props: .nothing))))
        #expect(silent.fqdnSource == "cmdb")
        #expect(silent.profile.name == "plain")
        let profileOnly = PropsAnswer.answered(fqdn: nil, profile: "kiosk")
        let half = try #require(Self.assigned(Self.next(device, Self.propsFirst, Self.answers(props: profileOnly))))
        #expect(half.fqdnSource == "cmdb")
        #expect(half.profileOrigin == .props)
    }

    @Test("a program that is asked first and cannot be heard is not passed over: another name might be the wrong one")
    func propsFirstFails() {
        let next = Self.next(Self.device("pc1.corp.example"), Self.propsFirst, Self.answers(props: .timedOut))
        #expect(Self.problem(next)?.code == .fqdnUnresolved)
        #expect(Self.problem(next)?.retryAfterSeconds == 600)
        #expect(
            Self.lines(next) == [
                "inventory.cmdb=found", "inventory.cmdb.fqdn=pc1.corp.example", "inventory.cmdb.resource=r1",
                "props.answer=timed-out",
            ])
    }

    @Test(
        "a name that inventory has as well makes a device expected, whoever said it; one that it has no more does not")
    func expected() throws {
        let answer = PropsAnswer.answered(fqdn: try FQDN("pc1.corp.example"), profile: nil)
        let same = Self.next(Self.device("pc1.corp.example"), Self.propsFirst, Self.answers(props: answer))
        #expect(Self.assigned(same)?.isExpected == true)
        let gone = try #require(Self.assigned(Self.next(Self.device("pc1.corp.example", vanished: true))))
        #expect(gone.fqdnTrust == .inventory)
        #expect(!gone.isExpected)
    }

    @Test("a name that was pushed names a device, and makes it expected only where a source that is read has it too")
    func pushed() throws {
        let alone = try #require(Self.assigned(Self.next(Self.device(nil, pushed: "pc1.corp.example"))))
        #expect(alone.fqdn.description == "pc1.corp.example")
        #expect(alone.fqdnTrust == .inventory)
        #expect(!alone.isExpected)
        let other = try #require(
            Self.assigned(Self.next(Self.device("pc2.corp.example", pushed: "pc1.corp.example"))))
        #expect(other.fqdn.description == "pc1.corp.example")
        #expect(!other.isExpected)
        let same = try #require(
            Self.assigned(Self.next(Self.device("pc1.corp.example", pushed: "pc1.corp.example"))))
        #expect(same.fqdnSource == "agent")
        #expect(same.isExpected)
        let gone = Self.device("pc1.corp.example", vanished: true, pushed: "pc1.corp.example")
        #expect(try #require(Self.assigned(Self.next(gone))).isExpected == false)
        // What the program of the node or DNS says is no better for having been pushed as well.
        let answer = PropsAnswer.answered(fqdn: try FQDN("pc1.corp.example"), profile: nil)
        let named = Self.next(
            Self.device(nil, pushed: "pc1.corp.example"), Self.propsFirst, Self.answers(props: answer))
        #expect(try #require(Self.assigned(named)).isExpected == false)
    }

    @Test("with the policy switched off every device waits")
    func disabled() {
        let next = Self.next(Self.device("pc1.corp.example"), Self.policy { $0.isEnabled = false })
        #expect(Self.problem(next)?.code == .policyDisabled)
        #expect(Self.lines(next) == ["policy.version=7"])
    }
}
