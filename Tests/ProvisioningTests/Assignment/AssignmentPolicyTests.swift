import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Assignment policy") struct AssignmentPolicyTests {
    static func subject(_ fqdn: String = "pc1.shop.corp.example") throws -> PolicySubject {
        PolicySubject(
            fqdn: try FQDN(fqdn), source: "cmdb", site: "berlin", address: IPAddress("10.1.2.3"),
            release: AMTRelease(version: "15.0.23"), fields: ["model": "HP 800"])
    }

    static func rule(_ name: String, _ when: DocumentValue, _ profile: String) -> DocumentValue {
        ["name": .text(name), "when": when, "profile": .text(profile)]
    }

    static func policy(_ document: DocumentValue) throws -> AssignmentPolicy {
        try PolicyReader.read(.object([DocumentEntry("schema", 1)] + (document.entries ?? []))).get()
    }

    static func holds(_ when: DocumentValue, _ subject: PolicySubject) throws -> Bool {
        let policy = try Self.policy(["rules": [Self.rule("r", when, "p")]])
        return policy.verdict(for: subject) == ProfileVerdict("p", .rule("r"))
    }

    @Test(
        "a condition holds for the devices that it means",
        arguments: [
            (["fqdn": ["pc?.*"]], true), (["fqdn": ["srv*", "pc1.shop.corp.example"]], true),
            (["fqdn": ["srv*"]], false),
            (["domain": ["shop.corp.example"]], true), (["domain": ["corp.example"]], true),
            (["domain": ["orp.example"]], false), (["domain": ["pc1.shop.corp.example"]], false),
            (["site": ["munich", "berlin"]], true), (["site": ["Berlin"]], false),
            (["subnets": ["10.1.0.0/16"]], true), (["subnets": ["10.2.0.0/16"]], false),
            (["releases": ["from": "15.0", "before": "16"]], true), (["releases": ["before": "15"]], false),
            (["fields": ["model": "hp*"]], true), (["fields": ["model": "dell*"]], false),
            (["fields": ["model": "hp*", "room": "*"]], false), (["sources": ["cmdb"]], true),
            (["sources": ["altiris"]], false), (["domain": ["corp.example"], "site": ["munich"]], false),
        ] as [(DocumentValue, Bool)])
    func condition(_ when: DocumentValue, _ holds: Bool) throws {
        #expect(try Self.holds(when, try Self.subject()) == holds)
    }

    @Test(
        "what is not known of a device fulfils no condition",
        arguments: [
            ["site": ["berlin"]], ["subnets": ["0.0.0.0/0"]], ["releases": ["from": "2.0"]], ["fields": ["model": "*"]],
            ["sources": ["cmdb"]],
        ] as [DocumentValue])
    func unknown(_ when: DocumentValue) throws {
        #expect(try !Self.holds(when, PolicySubject(fqdn: try FQDN("pc1.corp.example"))))
    }

    @Test("the first rule that holds decides")
    func order() throws {
        let policy = try Self.policy([
            "rules": [
                Self.rule("none", ["fqdn": ["x*"]], "a"), Self.rule("first", ["fqdn": ["pc*"]], "b"),
                Self.rule("second", ["fqdn": ["*"]], "c"),
            ]
        ])
        #expect(policy.verdict(for: try Self.subject()) == ProfileVerdict("b", .rule("first")))
    }

    @Test("a rule stands above a source, a source above the release's default, that above the default")
    func precedence() throws {
        var subject = try Self.subject()
        subject.named = ProfileVerdict("kiosk", .source("cmdb"))
        var policy = try Self.policy([
            "rules": [Self.rule("all", ["fqdn": ["*"]], "ruled")],
            "families": [
                ["releases": ["before": 6], "profile": "old"], ["releases": ["from": 15], "profile": "new"],
            ],
        ])
        #expect(policy.verdict(for: subject)?.profile == "ruled")
        policy.rules = []
        #expect(policy.verdict(for: subject) == ProfileVerdict("kiosk", .source("cmdb")))
        subject.named = nil
        #expect(policy.verdict(for: subject) == ProfileVerdict("new", .family(.from(15))))
        policy.families = []
        #expect(policy.verdict(for: subject) == ProfileVerdict("default", .standard))
        policy.defaultProfile = nil
        #expect(policy.verdict(for: subject) == nil)
    }

    @Test("where sources do not count, what one names is passed over; what the program names is not")
    func sourceProfile() throws {
        var subject = try Self.subject()
        subject.named = ProfileVerdict("kiosk", .source("cmdb"))
        let policy = try Self.policy(["sourceProfile": false])
        #expect(policy.verdict(for: subject) == ProfileVerdict("default", .standard))
        subject.named = ProfileVerdict("kiosk", .props)
        #expect(policy.verdict(for: subject)?.profile == "kiosk")
    }

    @Test("who says which profile is told in words")
    func words() {
        let origins: [ProfileOrigin] = [
            .rule("kiosks"), .source("cmdb"), .props, .family(ReleaseRange.from(11).before(16)), .standard,
        ]
        #expect(
            origins.map(\.description) == [
                "rule kiosks", "source cmdb", "props", "family from 11.0, before 16.0", "default",
            ])
    }
}
