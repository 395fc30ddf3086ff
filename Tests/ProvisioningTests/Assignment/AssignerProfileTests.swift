import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Assigner: profiles") struct AssignerProfileTests {
    @Test("a profile that a source names counts, unless the policy passes sources over")
    func source() {
        let device = AssignerTests.device("pc1.corp.example", profile: "kiosk")
        let counted = AssignerTests.assigned(AssignerTests.next(device))
        #expect(counted?.profile == AssignerTests.profiles[1])
        #expect(counted?.profileOrigin == .source("cmdb"))
        let policy = AssignerTests.policy { $0.usesSourceProfile = false }
        #expect(AssignerTests.assigned(AssignerTests.next(device, policy))?.profileOrigin == .standard)
    }

    @Test("a rule sees name, source, address, release and what else inventory says")
    func rule() throws {
        let document: DocumentValue = [
            "schema": 1,
            "rules": [
                [
                    "name": "kiosks",
                    "when": [
                        "fqdn": ["pc*"], "sources": ["cmdb"], "subnets": ["10.1.0.0/16"], "releases": ["from": "11.8"],
                    ],
                    "profile": "kiosk",
                ]
            ],
        ]
        let policy = try PolicyReader.read(document).get()
        let ruled = AssignerTests.next(AssignerTests.device("pc1.corp.example", amtVersion: "11.8.50"), policy)
        #expect(AssignerTests.assigned(ruled)?.profileOrigin == .rule("kiosks"))
        // The release that the device shows counts before the one that inventory tells.
        let shown = AssignerTests.device("pc1.corp.example", amtVersion: "11.8.50", release: "9.0.1")
        #expect(AssignerTests.assigned(AssignerTests.next(shown, policy))?.profileOrigin == .standard)
        // A name that DNS gave is no source's.
        var fallback = policy
        fallback.usesDNSFallback = true
        let named = AssignerTests.next(
            AssignerTests.device(nil, release: "15.0"), fallback, AssignerTests.answers(.confirmed("pc1.corp.example")))
        #expect(AssignerTests.assigned(named)?.profileOrigin == .standard)
    }

    @Test("a release without a rule gets its family's default")
    func family() {
        let policy = AssignerTests.policy { $0.families = [FamilyProfile(releases: .before(6), profile: "old")] }
        let device = AssignerTests.device("pc1.corp.example", release: "5.2.10")
        #expect(AssignerTests.assigned(AssignerTests.next(device, policy))?.profile.name == "old")
    }

    @Test("a release that nobody has told is asked for where it decides, once, and what comes of it counts")
    func releaseAsked() {
        let policy = AssignerTests.policy {
            $0.families = [FamilyProfile(releases: .before(6), profile: "old")]
            $0.defaultProfile = nil
        }
        let device = AssignerTests.device("pc1.corp.example")
        #expect(AssignerTests.next(device, policy) == .ask(.release))
        var answers = AssignerTests.answers()
        answers.release = .shown(AMTRelease(major: 5, minor: 2))
        #expect(AssignerTests.assigned(AssignerTests.next(device, policy, answers))?.profile.name == "old")
        answers.release = .shown(AMTRelease(major: 15, minor: 0))
        let refused = AssignerTests.next(device, policy, answers)
        #expect(AssignerTests.problem(refused)?.code == .profileUnassigned)
        #expect(AssignerTests.problem(refused)?.evidence["device.amt_version"] == "15.0")
        answers.release = .notShown
        #expect(AssignerTests.problem(AssignerTests.next(device, policy, answers))?.code == .profileUnassigned)
        // Inventory has told it.
        let told = AssignerTests.device("pc1.corp.example", amtVersion: "5.2.10")
        #expect(AssignerTests.assigned(AssignerTests.next(told, policy))?.profile.name == "old")
    }

    @Test("a release decides where a rule asks for nothing else that does not hold, and no rule above it holds")
    func releaseDecides() {
        func rule(_ name: String, _ change: (inout RuleConditions) -> Void) -> AssignmentRule {
            var conditions = RuleConditions()
            change(&conditions)
            return AssignmentRule(name: name, conditions: conditions, profile: "kiosk")
        }
        let device = AssignerTests.device("pc1.corp.example", profile: "plain")
        func next(_ rules: AssignmentRule..., families: [FamilyProfile] = []) -> Assigner.Next {
            AssignerTests.next(
                device,
                AssignerTests.policy {
                    $0.rules = rules
                    $0.families = families
                })
        }
        let byRelease = rule("new") { $0.releases = .from(16) }
        let elsewhere = rule("elsewhere") {
            $0.releases = .from(16)
            $0.domains = ["else.example"]
        }
        let here = rule("here") { $0.domains = ["corp.example"] }
        #expect(next(byRelease, here) == .ask(.release))
        #expect(AssignerTests.assigned(next(here, byRelease))?.profileOrigin == .rule("here"))
        #expect(AssignerTests.assigned(next(elsewhere))?.profileOrigin == .source("cmdb"))
        // What a source names stands above the defaults of releases.
        let families = [FamilyProfile(releases: .from(16), profile: "old")]
        #expect(AssignerTests.assigned(next(families: families))?.profileOrigin == .source("cmdb"))
    }

    @Test("a profile that does not exist is told with who names it, not replaced by the default")
    func unknownProfile() {
        let next = AssignerTests.next(AssignerTests.device("pc1.corp.example", profile: "Kiosk"))
        #expect(AssignerTests.problem(next)?.code == .profileRefused)
        #expect(
            AssignerTests.lines(next) == [
                "policy.version=7", "profile.name=Kiosk", "profile.refusal=no such profile",
                "profile.source=source cmdb",
            ])
    }

    @Test("no profile at all is a refusal as well")
    func noProfiles() {
        let next = Assigner.next(
            AssignerTests.device("pc1.corp.example"), policy: AssignmentPolicy(), profiles: [])
        #expect(AssignerTests.problem(next)?.code == .profileRefused)
    }

    @Test("a device that nothing gives a profile is told with all that a rule might look at")
    func unassigned() {
        let policy = AssignerTests.policy {
            $0.defaultProfile = nil
            var conditions = RuleConditions()
            conditions.sites = ["berlin"]
            $0.rules = [AssignmentRule(name: "berlin", conditions: conditions, profile: "kiosk")]
        }
        let next = AssignerTests.next(AssignerTests.device("pc1.corp.example", release: "15.0.23"), policy)
        #expect(AssignerTests.problem(next)?.code == .profileUnassigned)
        #expect(
            AssignerTests.lines(next) == [
                "device.amt_version=15.0.23", "device.fqdn=pc1.corp.example", "device.fqdn_source=cmdb",
                "inventory.cmdb=found", "inventory.cmdb.fqdn=pc1.corp.example", "inventory.cmdb.resource=r1",
                "policy.rules=none of 1 holds", "policy.version=7",
            ])
    }

    @Test("the program is the last place to ask for a profile too")
    func programAsked() {
        let policy = AssignerTests.policy {
            $0.defaultProfile = nil
            $0.propsUse = .lastResort
        }
        let device = AssignerTests.device("pc1.corp.example")
        #expect(AssignerTests.next(device, policy) == .ask(.props))
        let answer = PropsAnswer.answered(fqdn: nil, profile: "kiosk")
        let told = AssignerTests.next(device, policy, AssignerTests.answers(props: answer))
        #expect(AssignerTests.assigned(told)?.profileOrigin == .props)
        #expect(AssignerTests.assigned(told)?.fqdnSource == "cmdb")
        let silent = AssignerTests.next(device, policy, AssignerTests.answers(props: .timedOut))
        #expect(AssignerTests.problem(silent)?.code == .profileUnassigned)
        #expect(AssignerTests.problem(silent)?.evidence["props.answer"] == "timed-out")
        #expect(AssignerTests.problem(silent)?.retryAfterSeconds == 600)
    }

    @Test("a source's profile stands above the program's, unless the program is asked first")
    func programBesideSource() throws {
        let policy = AssignerTests.policy { $0.propsUse = .lastResort }
        let device = AssignerTests.device("", profile: "plain")
        let answer = PropsAnswer.answered(fqdn: try FQDN("pc8.corp.example"), profile: "kiosk")
        let last = AssignerTests.next(device, policy, AssignerTests.answers(props: answer))
        #expect(AssignerTests.assigned(last)?.profile.name == "plain")
        let first = AssignerTests.next(device, AssignerTests.propsFirst, AssignerTests.answers(props: answer))
        #expect(AssignerTests.assigned(first)?.profile.name == "kiosk")
    }
}
