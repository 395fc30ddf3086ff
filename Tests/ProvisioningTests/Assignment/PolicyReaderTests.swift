import AMT
import Testing

@testable import Provisioning

@Suite("Policy reader") struct PolicyReaderTests {
    static let full: DocumentValue = [
        "schema": 1, "enabled": true,
        "rules": [
            [
                "name": "kiosks",
                "when": [
                    "fqdn": ["kiosk-*.shop.example"], "domain": ["Shop.Example."], "site": ["Köln"],
                    "subnets": ["10.1.2.3/16", "2001:db8::/32"], "releases": ["from": "11", "before": 16],
                    "fields": ["model": "HP*", "department": "sales"], "sources": ["cmdb"],
                ],
                "profile": "kiosk",
            ],
            ["name": "old", "when": ["releases": ["before": "6.1"]], "profile": "legacy"],
        ],
        "sourceProfile": false, "families": [["releases": ["from": "16.0"], "profile": "modern"]],
        "defaultProfile": "plain", "dnsFallback": true, "propsCommand": "lastResort",
    ]

    static func faults(_ document: DocumentValue) -> [String] {
        switch PolicyReader.read(document) {
        case .success: []
        case .failure(let faults): faults.faults.map { "\($0.path) \($0.code.rawValue)" }
        }
    }

    static func with(_ path: String, _ value: DocumentValue?) -> [String] {
        Self.faults(Documents.setting(path, value, in: Self.full))
    }

    @Test("the smallest document says what the standard policy says")
    func smallest() throws {
        let policy = try PolicyReader.read(["schema": 1]).get()
        #expect(policy == AssignmentPolicy())
        #expect(policy.isEnabled)
        #expect(policy.usesSourceProfile)
        #expect(policy.defaultProfile == "default")
        #expect(!policy.usesDNSFallback)
        #expect(policy.propsUse == .never)
        #expect(policy.canonicalText == #"{"schema":1}"#)
    }

    @Test("every field is read")
    func full() throws {
        let policy = try PolicyReader.read(Self.full).get()
        let conditions = policy.rules[0].conditions
        #expect(conditions.fqdns == [TextPattern("kiosk-*.shop.example")])
        #expect(conditions.domains == ["shop.example"])
        #expect(conditions.sites == ["Köln"])
        #expect(conditions.subnets.map(\.description) == ["10.1.0.0/16", "2001:db8::/32"])
        #expect(conditions.releases == ReleaseRange.from(11).before(16))
        #expect(
            conditions.fields == [
                FieldCondition("department", TextPattern("sales")), FieldCondition("model", TextPattern("HP*")),
            ])
        #expect(conditions.sources == ["cmdb"])
        #expect(policy.rules[1].conditions.releases == .before(6, 1))
        #expect(policy.families == [FamilyProfile(releases: .from(16), profile: "modern")])
        #expect(!policy.usesSourceProfile)
        #expect(policy.usesDNSFallback)
        #expect(policy.propsUse == .lastResort)
        #expect(policy.profileNames == ["kiosk", "legacy", "modern", "plain"])
    }

    @Test("a policy's own document gives it again, and equal policies have equal texts")
    func again() throws {
        let policy = try PolicyReader.read(Self.full).get()
        #expect(try PolicyReader.read(policy.document).get() == policy)
        let text = try DocumentValue.read(json: Array(policy.canonicalText.utf8)).get()
        #expect(try PolicyReader.read(text).get().canonicalText == policy.canonicalText)
    }

    @Test("null is no default profile, and stays it; nothing is the standard one")
    func noDefault() throws {
        let policy = try PolicyReader.read(["schema": 1, "defaultProfile": .null]).get()
        #expect(policy.defaultProfile == nil)
        #expect(policy.canonicalText == #"{"defaultProfile":null,"schema":1}"#)
        #expect(try PolicyReader.read(policy.document).get().defaultProfile == nil)
    }

    @Test(
        "what is wrong is named with field and code",
        arguments: [
            ("schema", nil, "schema missing"), ("schema", 2, "schema out-of-range"),
            ("enabled", "yes", "enabled wrong-kind"), ("rule", [], "rule unknown-key"),
            ("rules", [:], "rules wrong-kind"), ("rules[0]", "x", "rules[0] wrong-kind"),
            ("rules[0].name", nil, "rules[0].name missing"), ("rules[0].name", "Kiosks", "rules[0].name characters"),
            ("rules[1].name", "kiosks", "rules[1].name duplicate"), ("rules[0].when", nil, "rules[0].when missing"),
            ("rules[0].when", [:], "rules[0].when needed"), ("rules[0].when", [], "rules[0].when wrong-kind"),
            ("rules[0].profile", "", "rules[0].profile length"), ("rules[0].when.fqdn", [], "rules[0].when.fqdn count"),
            ("rules[0].when.fqdn", ["a\u{7}"], "rules[0].when.fqdn[0] characters"),
            ("rules[0].when.domain[0]", "a..b", "rules[0].when.domain[0] host-name"),
            ("rules[0].when.subnets[1]", "10.0.0.0/33", "rules[0].when.subnets[1] address"),
            ("rules[0].when.releases", [:], "rules[0].when.releases needed"),
            ("rules[0].when.releases.from", 11.1, "rules[0].when.releases.from wrong-kind"),
            ("rules[0].when.releases.from", "eleven", "rules[0].when.releases.from characters"),
            ("rules[0].when.releases.from", -1, "rules[0].when.releases.from out-of-range"),
            ("rules[0].when.releases.from", "16.0", "rules[0].when.releases.before contradiction"),
            ("rules[0].when.fields", [:], "rules[0].when.fields count"),
            ("rules[0].when.fields.model", 3, "rules[0].when.fields.model wrong-kind"),
            ("rules[0].when.sources[0]", "C MDB", "rules[0].when.sources[0] characters"),
            ("families[0].profile", nil, "families[0].profile missing"),
            ("families[0].releases.since", "4.0", "families[0].releases.since unknown-key"),
            ("defaultProfile", false, "defaultProfile wrong-kind"),
            ("propsCommand", "always", "propsCommand not-one-of"), ("dnsFallback", .null, "dnsFallback wrong-kind"),
        ] as [(String, DocumentValue?, String)])
    func named(_ path: String, _ value: DocumentValue?, _ fault: String) {
        #expect(Self.with(path, value) == [fault])
    }

    @Test("all faults are named at once")
    func all() {
        let document: DocumentValue = [
            "schema": 1, "enabeld": true, "rules": [["name": "a b", "when": ["site": [1]]]], "propsCommand": 1,
        ]
        #expect(
            Self.faults(document) == [
                "enabeld unknown-key", "rules[0].name characters", "rules[0].when.site[0] wrong-kind",
                "rules[0].profile missing", "propsCommand wrong-kind",
            ])
    }

    @Test("a key that nearly fits is told which it nearly is")
    func suggestion() {
        guard case .failure(let faults) = PolicyReader.read(["schema": 1, "enabeld": true]) else {
            Issue.record("an unknown key was read")
            return
        }
        #expect(
            faults.faults.map(\.description) == [
                "enabeld: is no key of an assignment policy; did you mean `enabled`? (unknown-key)"
            ])
    }

    @Test("a document of another kind, and one with a key twice, is told")
    func otherKinds() {
        #expect(Self.faults([]) == [" wrong-kind"])
        #expect(Self.faults(["schema": 1, "enabled": true, "enabled": false]) == ["enabled duplicate-key"])
    }

    @Test("more rules than there may be are one fault")
    func tooMany() {
        let rules = DocumentValue.list(Array(repeating: [:], count: PolicyReader.ruleCountMax + 1))
        #expect(Self.faults(["schema": 1, "rules": rules]) == ["rules count"])
    }
}
