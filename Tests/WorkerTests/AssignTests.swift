import AMT
import Inventory
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Assigning in a run", .timeLimit(.minutes(10))) struct AssignTests {
    static func policy(_ change: (inout AssignmentPolicy) -> Void) -> AssignmentPolicy {
        var policy = AssignmentPolicy()
        policy.version = 7
        change(&policy)
        return policy
    }

    static func evidence(_ run: TestRun) -> [String]? {
        run.queue.releases.first?.problem?.evidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    @Test(
        "an operator's order asks for what was kept before it, any other request for what is known",
        arguments: [0, 1, 5])
    func ordered(_ priority: Int) async throws {
        var run = try TestRun()
        run.priority = priority
        _ = await run.run()
        let asked = run.events.lines.filter { $0.hasSuffix("as ordered") }
        #expect(Set(asked) == (priority == 0 ? ["profiles as ordered", "policy as ordered"] : []))
    }

    @Test("a device that inventory names is given its name without asking anybody else, and it is known who said what")
    func inventory() async throws {
        var run = try TestRun()
        run.policy = Self.policy { $0.usesDNSFallback = true }
        run.nameLookup = MemoryNames(events: run.events, answer: .confirmed("dns.corp.example"))
        #expect(await run.run() == .provisioned)
        let facts = try #require(run.queue.completions.first?.facts)
        #expect(facts.fqdn == "pc1.corp.example")
        #expect(facts.fqdnSource == "file")
        #expect(facts.profile == "default")
        #expect(facts.profileSource == "default")
        #expect(run.events.lines("dns").isEmpty)
    }

    @Test("where the policy says so, DNS is asked for the name of the hello's address, and the device gets it")
    func dns() async throws {
        var run = try TestRun()
        run.record = nil
        run.policy = Self.policy { $0.usesDNSFallback = true }
        run.nameLookup = MemoryNames(events: run.events, answer: .confirmed("dns.corp.example"))
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("dns") == ["dns 192.0.2.10"])
        #expect(run.transport.firmware.hostName == "dns")
        #expect(run.queue.completions.first?.facts.fqdnSource == "dns")
    }

    @Test("the properties program is told what it needs, and its profile counts")
    func props() async throws {
        var run = try TestRun()
        run.record = nil
        run.profile = Profile(name: "kiosk")
        run.policy = Self.policy { $0.propsUse = .lastResort }
        run.propsCommand = MemoryProps(
            events: run.events, answer: .answered(fqdn: try FQDN("props.corp.example"), profile: "kiosk"))
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("props") == ["props \(run.device) 192.0.2.10 no release"])
        let facts = try #require(run.queue.completions.first?.facts)
        #expect(facts.fqdn == "props.corp.example")
        #expect(facts.fqdnSource == "props")
        #expect(facts.profileSource == "props")
    }

    @Test("a node that can ask nobody says so, and the device waits for inventory, for ten minutes at most")
    func nobodyToAsk() async throws {
        var run = try TestRun()
        run.record = nil
        run.policy = Self.policy {
            $0.usesDNSFallback = true
            $0.propsUse = .lastResort
        }
        #expect(await run.run() == .stopped(.fqdnUnresolved))
        #expect(run.queue.releases.first?.disposition == .wait(for: .inventory, seconds: 600))
        #expect(
            Self.evidence(run) == [
                "dns.address=192.0.2.10", "dns.answer=failed", "dns.reason=this node looks up no names",
                "inventory.file=no-capability-record", "inventory.record=none", "props.answer=not-started",
                "props.reason=this node has no properties program",
            ])
        #expect(run.events.lines("call").isEmpty)
    }

    @Test("with the policy switched off no device is called; it waits")
    func disabled() async throws {
        var run = try TestRun()
        run.policy = Self.policy { $0.isEnabled = false }
        #expect(await run.run() == .stopped(.policyDisabled))
        #expect(run.queue.releases.first?.disposition == .wait(for: .inventory, seconds: 86_400))
        #expect(Self.evidence(run) == ["policy.version=7"])
        #expect(run.events.lines("call").isEmpty)
    }

    @Test("a device that nothing gives a profile is parked")
    func unassigned() async throws {
        var run = try TestRun()
        run.policy = Self.policy { $0.defaultProfile = nil }
        #expect(await run.run() == .stopped(.profileUnassigned))
        #expect(run.queue.releases.first?.disposition == .park)
    }

    static let bySecondRelease = Self.policy {
        $0.families = [
            FamilyProfile(releases: .before(12), profile: "old"), FamilyProfile(releases: .from(16), profile: "new"),
        ]
    }

    @Test("a device that nobody has seen is opened for its release where the policy asks for it")
    func family() async throws {
        var run = try TestRun()
        var new = Profile(name: "new", version: 3)
        new.adminPassword = .fixed(SecretReference("admin"))
        run.otherProfiles = [new]
        run.secrets = ["admin": KeptSecret(name: "admin", version: 1, value: Secret(text: "Admin-0000!"))]
        run.policy = Self.bySecondRelease
        #expect(await run.run() == .provisioned)
        let completion = try #require(run.queue.completions.first)
        #expect(completion.facts.profile == "new")
        #expect(completion.facts.profileSource == "family from 16.0")
        #expect(completion.profileVersion == 3)
        // The secrets of what it gets are known, though they were not when it was opened first.
        #expect(run.transport.firmware.adminA1 == SmallFirmware.a1("Admin-0000!"))
        let calls = run.events.lines("call")
        #expect(
            calls.prefix(4) == [
                "call AMT_SetupAndConfigurationService.GetUuid", "call CIM_SoftwareIdentity.Enumerate",
                "call CIM_SoftwareIdentity.Pull", "call AMT_SetupAndConfigurationService.GetUuid",
            ])
    }

    @Test("a device that has shown its release before is not opened for it, nor is one for which it does not matter")
    func knownRelease() async throws {
        var run = try TestRun()
        run.otherProfiles = [Profile(name: "old")]
        run.policy = Self.bySecondRelease
        run.amtVersion = "11.8.50"
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.facts.profile == "old")
        #expect(run.events.lines("call").prefix(2).last == "call AMT_SetupAndConfigurationService.Get")
        var ruled = try TestRun()
        ruled.policy = Self.policy {
            $0.families = Self.bySecondRelease.families
            var conditions = RuleConditions()
            conditions.domains = ["corp.example"]
            $0.rules = [AssignmentRule(name: "all", conditions: conditions, profile: "default")]
        }
        #expect(await ruled.run() == .provisioned)
        #expect(ruled.events.lines("call").prefix(2).last == "call AMT_SetupAndConfigurationService.Get")
    }

    @Test("a device that gets no profile for its release is parked with it, and nothing was written to it")
    func familyOfNone() async throws {
        var run = try TestRun()
        run.policy = Self.policy {
            $0.families = [FamilyProfile(releases: .before(12), profile: "default")]
            $0.defaultProfile = nil
        }
        #expect(await run.run() == .stopped(.profileUnassigned))
        let release = try #require(run.queue.releases.first)
        #expect(release.disposition == .park)
        #expect(release.problem?.evidence["device.amt_version"] == "16.1.25")
        // The next look needs no call.
        #expect(release.facts.amtVersion == "16.1.25")
        #expect(DeviceRunTests.writes(run).isEmpty)
    }

    @Test("a device that cannot be opened for its release waits as any that cannot be opened")
    func notOpened() async throws {
        var run = try TestRun()
        run.policy = Self.bySecondRelease
        run.transport.state.withLock { _ = $0.unreachable.insert("192.0.2.10") }
        #expect(await run.run() == .stopped(.deviceUnreachable))
        #expect(run.queue.releases.first?.facts.profile == nil)
    }

    @Test("a device that has refused versions before it was opened for its release does not refuse them again")
    func releaseBehindRefusals() async throws {
        var run = try TestRun()
        run.policy = Self.bySecondRelease
        run.otherProfiles = [Profile(name: "new")]
        run.credentials = (1...2).reversed().map {
            TestRun.version($0, .pending, password: "Never-000\($0)!", mebx: nil)
        }
        #expect(await run.run() == .provisioned)
        let refused = run.queue.entries.filter { $0.outcome == .refused && $0.step == .logOn }
        #expect(refused.map(\.detail) == ["credential version 2", "credential version 1"])
    }

    @Test("an answer that is lost while the device is asked for its release is asked for again")
    func lostRelease() async throws {
        var run = try TestRun()
        run.otherProfiles = [Profile(name: "new")]
        run.policy = Self.bySecondRelease
        run.transport.trouble("CIM_SoftwareIdentity.Enumerate", .answerLost, .answerLost, .answerLost)
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.facts.profile == "new")
    }

    @Test(
        "secrets that many devices share are kept from one that inventory does not expect; the rest of its profile it gets"
    )
    func withheld() async throws {
        var run = try FullProfile.run()
        run.record = nil
        run.policy = Self.policy {
            $0.usesDNSFallback = true
            $0.defaultProfile = "full"
        }
        run.nameLookup = MemoryNames(events: run.events, answer: .confirmed("pc1.corp.example"))
        #expect(await run.run() == .provisioned)
        #expect(Set(run.sections(.failed)) == [.users, .kvm, .wifi, .remoteAccess])
        let problem = try #require(run.reports[.wifi]?.problem)
        #expect(problem.code == .secretWithheld)
        #expect(problem.evidence["profile.secret"] == "wlan")
        #expect(run.held.state.withLock { $0.secrets.values.allSatisfy(\.isEmpty) })
        #expect(run.queue.completions.first?.facts.fqdn == "pc1.corp.example")
    }

    @Test(
        "by itself a device that proves nothing gets none of them, though inventory expects it; the setting is in the evidence"
    )
    func unproven() async throws {
        var run = try FullProfile.run()
        run.settings.sharedSecrets = .proven
        #expect(await run.run() == .provisioned)
        #expect(Set(run.sections(.failed)) == [.users, .kvm, .wifi, .remoteAccess])
        let evidence = try #require(run.reports[.wifi]?.problem).evidence
        #expect(evidence["setting"] == "worker.shared_secrets: proven" && evidence["device.proof"] == "none")
    }

    @Test("one for whose firmware its maker vouches gets them, and what it proved is durable before it is configured")
    func onDie() async throws {
        var run = try FullProfile.run()
        run.settings.sharedSecrets = .proven
        run.onDie = .verified
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed).isEmpty)
        let entries = run.queue.entries
        let proof = try #require(entries.firstIndex { $0.proof == ProofNote(.onDieCertificate) })
        let commit = try #require(entries.firstIndex { $0.step.name == "commit" && $0.kind == .intent })
        #expect(proof < commit && entries[proof].outcome == .verified)
        #expect(run.queue.completions.first?.facts.setupCertificateID == 1, "and which certificate has opened it")
    }

    @Test("one whose chain is not what it should be gets none, whatever inventory says, and the journal says why")
    func wrongChain() async throws {
        var run = try FullProfile.run()
        run.onDie = .refused(.chain, detail: "unable to get local issuer certificate (20 at depth 3)")
        #expect(await run.run() == .provisioned)
        #expect(run.reports[.wifi]?.problem?.code == .secretWithheld)
        #expect(run.reports[.wifi]?.problem?.evidence["device.proof"] == "chain-refused")
        let told = run.queue.entries.filter { $0.step.name == "prove" }
        #expect(told.map(\.outcome) == [.refused] && told.first?.proof == ProofNote(.chainRefused))
        #expect(told.first?.detail?.contains("local issuer") == true)
    }

    @Test("a device that takes the line of setup loses what it had proved, though it says that it is configured")
    func provedAnew() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.credential = .pki
        second.settings.sharedSecrets = .proven
        second.proof = .oneTimePassword
        second.transport.state.withLock { $0.isSetupAlwaysOpen = true }
        #expect(await second.run() == .provisioned)
        #expect(second.queue.entries.compactMap(\.proof) == [ProofNote(nil)])
    }

    @Test("a configured device is what it proved to be in its setup")
    func configured() async throws {
        for (proof, failed) in [(DeviceProof.oneTimePassword, false), (nil, true)] as [(DeviceProof?, Bool)] {
            var run = try await ManagedRunTests.second()
            run.settings.sharedSecrets = .proven
            run.proof = proof
            #expect(await run.run() == .provisioned)
            #expect((run.reports[.wifi]?.problem?.code == .secretWithheld) == failed)
        }
    }

    @Test("a device that proved its pre-shared key gets them, whoever named it")
    func presharedKey() async throws {
        var run = try FullProfile.run()
        run.record = nil
        run.credential = .psk(try PID("0123456X"))
        run.policy = Self.policy {
            $0.usesDNSFallback = true
            $0.defaultProfile = "full"
        }
        run.nameLookup = MemoryNames(events: run.events, answer: .confirmed("pc1.corp.example"))
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed).isEmpty)
    }

    @Test("a fixed password is such a secret too: without it there is no setup, and nothing is written")
    func fixedPassword() async throws {
        var run = try TestRun()
        run.record = nil
        run.profile.adminPassword = .fixed(SecretReference("admin"))
        run.secrets = ["admin": KeptSecret(name: "admin", version: 1, value: Secret(text: "Admin-0000!"))]
        run.policy = Self.policy { $0.usesDNSFallback = true }
        run.nameLookup = MemoryNames(events: run.events, answer: .confirmed("pc1.corp.example"))
        #expect(await run.run() == .stopped(.secretWithheld))
        #expect(DeviceRunTests.writes(run).isEmpty)
    }
}
