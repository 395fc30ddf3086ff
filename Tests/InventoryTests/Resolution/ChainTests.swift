import AMT
import Testing

@testable import Inventory

@Suite("Chain of one source") struct ChainTests {
    @Test("without a source, that is what is told")
    func noSource() {
        let resolution = Sources.resolve()
        #expect(resolution.fqdn == nil)
        #expect(resolution.lines == ["inventory.record=none", "inventory.sources=none is enabled"])
    }

    @Test("a source that was never read to its end says so, and why it failed")
    func neverSynced() {
        let resolution = Sources.resolve(SourceFinding(name: "cmdb", lastFailure: .unauthorized))
        #expect(
            resolution.lines == [
                "inventory.cmdb=never-synced", "inventory.cmdb.failure=unauthorized", "inventory.record=none",
            ])
    }

    @Test("a source that was read and has no record of the UUID")
    func noCapability() {
        #expect(
            Sources.resolve(Sources.source("cmdb")).lines == [
                "inventory.cmdb=no-capability-record", "inventory.record=none",
            ])
    }

    @Test("a record of the UUID whose resource nothing names")
    func noLocation() {
        #expect(
            Sources.resolve(Sources.source("altiris", Sources.capability(resource: "{a1}"))).lines == [
                "inventory.altiris=no-location-record", "inventory.altiris.resource={a1}",
                "inventory.record=malformed",
            ])
    }

    @Test("a name that is empty, in either kind of record", arguments: [nil, "", "  "])
    func empty(_ fqdn: String?) {
        let lines = [
            "inventory.cmdb=fqdn-empty", "inventory.cmdb.resource=r1", "inventory.record=malformed",
        ]
        #expect(Sources.resolve(Sources.source("cmdb", Sources.whole(fqdn))).lines == lines)
        let found = Sources.capability(location: Sources.location(fqdn))
        #expect(Sources.resolve(Sources.source("cmdb", found)).lines == lines)
    }

    @Test(
        "a name that is none is told with what is wrong with it",
        arguments: [("pc1", "not-qualified"), ("pc_1.corp.example", "label"), ("pc 1.example", "label")])
    func malformed(_ fqdn: String, _ refusal: String) {
        #expect(
            Sources.resolve(Sources.source("cmdb", Sources.whole(fqdn))).lines == [
                "inventory.cmdb=fqdn-malformed", "inventory.cmdb.fqdn=\(fqdn)", "inventory.cmdb.refusal=\(refusal)",
                "inventory.cmdb.resource=r1", "inventory.record=malformed",
            ])
    }

    @Test("several resources with one UUID and different names are no answer, however new one of them is")
    func severalNames() {
        let resolution = Sources.resolve(
            Sources.source(
                "altiris", Sources.whole("pc2.corp.example", resource: "r2", changed: 0),
                Sources.whole("pc1.corp.example", resource: "r1", profile: "kiosk", changed: 300)))
        #expect(resolution.fqdn == nil)
        #expect(resolution.profile == nil)
        #expect(
            resolution.lines == [
                "inventory.altiris=several-names", "inventory.altiris.names=pc1.corp.example, pc2.corp.example",
                "inventory.altiris.resource=r1", "inventory.record=ambiguous",
            ])
    }

    @Test("of many names a few are told, and how many more there are")
    func manyNames() {
        var source = Sources.source("altiris")
        source.matches = (1...8).map { Sources.whole("pc\($0).corp.example", resource: "r\($0)") }
        #expect(
            Sources.resolve(source).evidence["inventory.altiris.names"]
                == "pc1.corp.example, pc2.corp.example, pc3.corp.example, pc4.corp.example, pc5.corp.example and 3 more"
        )
    }

    @Test("several resources with the same name, or one with a name and one without, are an answer")
    func oneName() {
        let same = Sources.source(
            "a", Sources.whole("pc1.corp.example", resource: "r1"), Sources.whole("PC1.Corp.Example.", resource: "r2"))
        #expect(Sources.resolve(same).fqdn?.value.description == "pc1.corp.example")
        let half = Sources.source(
            "a", Sources.capability(resource: "r1"), Sources.whole("pc1.corp.example", resource: "r2"),
            Sources.whole("?", resource: "r3"))
        #expect(Sources.resolve(half).fqdn?.match.record.record.resource == "r2")
    }

    @Test("a chain that ends well gives name, source, the time of the source's data, records and byte order")
    func found() {
        let match = Sources.capability(
            amtVersion: "11.8.50", changed: 5,
            location: Sources.location(" PC1.Corp.Example ", site: "berlin", reported: 2, changed: 1))
        let resolution = Sources.resolve(Sources.source("altiris", synced: 3, match))
        #expect(resolution.fqdn?.value.description == "pc1.corp.example")
        #expect(resolution.fqdn?.source == "altiris")
        #expect(resolution.fqdn?.dataAt == Sources.time(daysAgo: 2))
        #expect(resolution.fqdn?.match == match)
        #expect(resolution.fqdn?.match.order == .canonical)
        #expect(resolution.amtVersion?.value == "11.8.50")
        // The capability record tells no time: then it is when the source was last seen to have it.
        #expect(resolution.amtVersion?.dataAt == Sources.time(daysAgo: 3))
        #expect(resolution.site?.value == "berlin")
        #expect(resolution.profile == nil)
        #expect(
            resolution.lines == [
                "inventory.altiris=found", "inventory.altiris.fqdn=pc1.corp.example", "inventory.altiris.resource=r1",
            ])
    }

    @Test("a failure of the last sync stands beside what the source said before")
    func failure() {
        let source = Sources.source("cmdb", failure: .timedOut, Sources.whole("pc1.corp.example"))
        #expect(
            Sources.resolve(source).lines == [
                "inventory.cmdb=found", "inventory.cmdb.failure=timed-out", "inventory.cmdb.fqdn=pc1.corp.example",
                "inventory.cmdb.resource=r1",
            ])
    }

    @Test("a record in the other byte order counts where there is no other, and says so")
    func rawOrder() {
        let raw = Sources.whole("raw.corp.example", resource: "r0", order: .raw)
        let resolution = Sources.resolve(Sources.source("cmdb", raw))
        #expect(resolution.fqdn?.match.order == .raw)
        #expect(resolution.evidence["inventory.cmdb.order"] == "raw")
        let both = Sources.resolve(Sources.source("cmdb", raw, Sources.whole("pc1.corp.example")))
        #expect(both.fqdn?.value.description == "pc1.corp.example")
        #expect(both.evidence["inventory.cmdb.order"] == nil)
        // A right one without a name is no reason to believe the other.
        #expect(Sources.resolve(Sources.source("cmdb", raw, Sources.capability())).fqdn == nil)
        // One that the source no longer has does not stand in the way.
        let gone = Sources.whole("gone.corp.example", vanished: 3)
        #expect(Sources.resolve(Sources.source("cmdb", raw, gone)).fqdn?.value.description == "raw.corp.example")
    }

    @Test("fresh data count before stale ones of the same source, and those before what has vanished")
    func standing() {
        let fresh = Sources.whole("fresh.corp.example", resource: "r3", reported: 6)
        let stale = Sources.whole("stale.corp.example", resource: "r2", reported: 8)
        let gone = Sources.whole("gone.corp.example", resource: "r1", reported: 1, vanished: 0)
        let all = Sources.resolve(Sources.source("cmdb", freshDays: 7, gone, stale, fresh))
        #expect(all.fqdn?.value.description == "fresh.corp.example")
        #expect(all.fqdn?.standing == .fresh)
        let rest = Sources.resolve(Sources.source("cmdb", freshDays: 7, gone, stale))
        #expect(rest.fqdn?.value.description == "stale.corp.example")
        #expect(rest.fqdn?.standing == .stale)
        #expect(rest.evidence["inventory.cmdb.data"] == "stale, 8 days old")
        let last = Sources.resolve(Sources.source("cmdb", freshDays: 7, gone))
        #expect(last.fqdn?.standing == .vanished)
        #expect(last.evidence["inventory.cmdb.data"] == "vanished from the source")
    }

    @Test("data of a source without days never count as old, and exactly as old as the days is not old")
    func neverOld() {
        let old = Sources.whole("pc1.corp.example", reported: 4000)
        #expect(Sources.resolve(Sources.source("cmdb", old)).fqdn?.standing == .fresh)
        let edge = Sources.whole("pc1.corp.example", reported: 7)
        #expect(Sources.resolve(Sources.source("cmdb", freshDays: 7, edge)).fqdn?.standing == .fresh)
    }

    @Test("a name is gone when the source has lost either half of the chain")
    func halfVanished() {
        let location = Sources.location("pc1.corp.example", vanished: 1)
        let noLocation = Sources.resolve(Sources.source("altiris", Sources.capability(location: location)))
        #expect(noLocation.fqdn?.standing == .vanished)
        let kept = Sources.location("pc1.corp.example")
        let noCapability = Sources.resolve(
            Sources.source("altiris", Sources.capability(vanished: 1, location: kept)))
        #expect(noCapability.fqdn?.standing == .vanished)
    }

    @Test("a fresh record without a name lets the stale one speak")
    func freshWithoutName() {
        let source = Sources.source(
            "cmdb", freshDays: 7, Sources.whole("", resource: "r1", reported: 1),
            Sources.whole("pc1.corp.example", resource: "r2", reported: 30))
        #expect(Sources.resolve(source).fqdn?.value.description == "pc1.corp.example")
    }
}
