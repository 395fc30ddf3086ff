import AMT
import Testing

@testable import Inventory

@Suite("Resolver") struct ResolverTests {
    @Test("the most trusted source names the device; what others say is shown")
    func trust() {
        let resolution = Sources.resolve(
            Sources.source("cmdb", fqdnRank: 2, Sources.whole("pc2.corp.example", changed: 0)),
            Sources.source("altiris", fqdnRank: 1, Sources.whole("pc1.corp.example", changed: 90)),
            Sources.source("dhcp", fqdnRank: 3, Sources.whole("pc1.corp.example")))
        #expect(resolution.fqdn?.value.description == "pc1.corp.example")
        #expect(resolution.fqdn?.source == "altiris")
        #expect(resolution.conflicts == [ResolutionConflict(.fqdn, source: "cmdb", value: "pc2.corp.example")])
        #expect(resolution.evidence["inventory.conflict.fqdn"] == "cmdb: pc2.corp.example")
        #expect(resolution.sources.map(\.name) == ["altiris", "cmdb", "dhcp"])
    }

    @Test("sources of one rank are taken in order of their names")
    func ties() {
        let resolution = Sources.resolve(
            Sources.source("b", Sources.whole("pc2.corp.example")),
            Sources.source("a", Sources.whole("pc1.corp.example")))
        #expect(resolution.fqdn?.source == "a")
    }

    @Test("each field has its own order of trust")
    func fieldByField() {
        var cmdb = Sources.source(
            "cmdb", Sources.whole("pc1.corp.example", profile: "kiosk", site: "berlin", amtVersion: "11.8"))
        var sites = Sources.source(
            "sites", Sources.whole("pc2.corp.example", profile: "plain", site: "munich", amtVersion: "15.0"))
        cmdb.trust.fqdn = 1
        cmdb.trust.profile = 9
        cmdb.trust.site = 9
        cmdb.trust.amtVersion = 1
        sites.trust.fqdn = 9
        sites.trust.profile = 1
        sites.trust.site = 1
        sites.trust.amtVersion = 9
        let resolution = Sources.resolve(cmdb, sites)
        #expect(resolution.fqdn?.source == "cmdb")
        #expect(resolution.profile?.value == "plain")
        #expect(resolution.site?.value == "munich")
        #expect(resolution.amtVersion?.value == "11.8")
        #expect(
            resolution.lines.filter { $0.hasPrefix("inventory.conflict.") } == [
                "inventory.conflict.amt_version=sites: 15.0", "inventory.conflict.fqdn=sites: pc2.corp.example",
                "inventory.conflict.profile=cmdb: kiosk", "inventory.conflict.site=cmdb: berlin",
            ])
    }

    @Test("what is pushed may name a device, and vouches for none")
    func pushed() {
        var agent = Sources.source("agent", fqdnRank: 1, Sources.whole("pc1.corp.example"))
        agent.isPushed = true
        let alone = Sources.resolve(agent)
        #expect(alone.fqdn?.value.description == "pc1.corp.example")
        #expect(alone.vouchedFQDN == nil)
        let both = Sources.resolve(
            agent, Sources.source("cmdb", fqdnRank: 3, Sources.whole("pc3.corp.example")),
            Sources.source("altiris", fqdnRank: 2, Sources.whole("pc2.corp.example")))
        #expect(both.fqdn?.source == "agent")
        #expect(both.vouchedFQDN?.source == "altiris")
        let read = Sources.resolve(Sources.source("cmdb", Sources.whole("pc3.corp.example")))
        #expect(read.vouchedFQDN == read.fqdn)
    }

    @Test("stale data count less than any fresh ones, however trusted their source is")
    func stale() {
        let resolution = Sources.resolve(
            Sources.source("altiris", fqdnRank: 1, freshDays: 30, Sources.whole("old.corp.example", reported: 31)),
            Sources.source("dhcp", fqdnRank: 9, Sources.whole("pc1.corp.example")))
        #expect(resolution.fqdn?.source == "dhcp")
        #expect(
            resolution.lines == [
                "inventory.altiris=found", "inventory.altiris.data=stale, 31 days old",
                "inventory.altiris.fqdn=old.corp.example", "inventory.altiris.resource=r1",
                "inventory.conflict.fqdn=altiris: old.corp.example (stale)", "inventory.dhcp=found",
                "inventory.dhcp.fqdn=pc1.corp.example", "inventory.dhcp.resource=r1",
            ])
    }

    @Test("a record that has not changed for long is as fresh as the last time that all of its source was read")
    func steady() {
        func line(synced: Int64?, _ match: RecordMatch) -> String? {
            Sources.resolve(Sources.source("cmdb", freshDays: 30, synced: synced, match)).evidence[
                "inventory.cmdb.data"]
        }
        let steady = Sources.whole("pc1.corp.example", changed: 400)
        #expect(line(synced: 0, steady) == nil)
        #expect(line(synced: 29, steady) == nil)
        #expect(line(synced: 31, steady) == "stale, 31 days old")
        #expect(line(synced: nil, steady) == "stale, 400 days old")
        // Later than the last whole sync, by one that asked for changes.
        #expect(line(synced: 31, Sources.whole("pc1.corp.example", changed: 2)) == nil)
        // The source's own word counts, however often it is read.
        #expect(line(synced: 0, Sources.whole("pc1.corp.example", reported: 31)) == "stale, 31 days old")
        // A computer's name may stand in another record than its UUID.
        let location = Sources.location("pc1.corp.example", changed: 400)
        #expect(line(synced: 1, Sources.capability(changed: 400, location: location)) == nil)
        #expect(
            line(synced: 0, Sources.whole("pc1.corp.example", changed: 400, vanished: 2))
                == "vanished from the source")
    }

    @Test("what has vanished counts less than what is stale, and still counts where there is nothing else")
    func vanished() {
        let gone = Sources.source("altiris", fqdnRank: 1, Sources.whole("gone.corp.example", vanished: 2))
        let stale = Sources.source("cmdb", fqdnRank: 9, freshDays: 1, Sources.whole("pc1.corp.example", reported: 2))
        let both = Sources.resolve(gone, stale)
        #expect(both.fqdn?.source == "cmdb")
        #expect(both.evidence["inventory.conflict.fqdn"] == "altiris: gone.corp.example (vanished)")
        #expect(Sources.resolve(gone).fqdn?.value.description == "gone.corp.example")
    }

    @Test("a source with several names leaves the answer to the others, and is shown")
    func ambiguousBeside() {
        let resolution = Sources.resolve(
            Sources.source(
                "altiris", fqdnRank: 1, Sources.whole("pc1.corp.example", resource: "r1"),
                Sources.whole("pc2.corp.example", resource: "r2")),
            Sources.source("cmdb", fqdnRank: 2, Sources.whole("pc2.corp.example")))
        #expect(resolution.fqdn?.source == "cmdb")
        #expect(resolution.evidence["inventory.altiris"] == "several-names")
        #expect(resolution.evidence["inventory.record"] == nil)
    }

    @Test("the summary is what is worst where no source has a name")
    func summary() {
        let ambiguous = Sources.source(
            "a", Sources.whole("pc1.corp.example", resource: "r1"), Sources.whole("pc2.corp.example", resource: "r2"))
        let malformed = Sources.source("b", Sources.whole("pc1"))
        let none = Sources.source("c")
        #expect(Sources.resolve(none, malformed, ambiguous).evidence["inventory.record"] == "ambiguous")
        #expect(Sources.resolve(none, malformed).evidence["inventory.record"] == "malformed")
        #expect(Sources.resolve(none).evidence["inventory.record"] == "none")
    }

    @Test("a source may name a profile for a device that it cannot name")
    func profileAlone() {
        let resolution = Sources.resolve(Sources.source("cmdb", Sources.whole("", profile: "kiosk")))
        #expect(resolution.fqdn == nil)
        #expect(resolution.profile?.value == "kiosk")
    }

    @Test("of a field that several sources have, the most trusted one's value is taken")
    func fields() {
        let resolution = Sources.resolve(
            Sources.source(
                "b", fqdnRank: 2,
                Sources.whole(
                    "pc1.corp.example", fields: [RecordFieldValue("model", "B"), RecordFieldValue("room", "7")])),
            Sources.source(
                "a", fqdnRank: 1, Sources.whole("pc1.corp.example", fields: [RecordFieldValue("model", "A")])))
        #expect(resolution.fields == ["model": "A", "room": "7"])
    }

    @Test("of many sources some are told, and how many more there are")
    func manySources() {
        let names = (10..<35).map { "s\($0)" }
        let resolution = Resolver.resolve(
            InventoryFindings(sources: names.map { Sources.source($0) }), now: Sources.now)
        #expect(resolution.evidence.count == Resolution.sourcesToldMax + 2)
        #expect(resolution.evidence["inventory.sources"] == "5 more")
    }

    @Test("a source with the name of the summary does not hide it")
    func sourceNamedRecord() {
        #expect(Sources.resolve(Sources.source("record")).evidence["inventory.record"] == "none")
    }

    @Test("the order in which the sources are read changes nothing")
    func orderOfReading() {
        let sources = [
            Sources.source("a", fqdnRank: 5, Sources.whole("pc1.corp.example", profile: "x")),
            Sources.source(
                "b", fqdnRank: 1, freshDays: 1, Sources.whole("pc2.corp.example", profile: "y", reported: 3)),
            Sources.source("c", Sources.whole("pc3.corp.example", resource: "r2"), Sources.whole("", resource: "r1")),
        ]
        let expected = Resolver.resolve(InventoryFindings(sources: sources), now: Sources.now)
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let findings = InventoryFindings(sources: order.map { sources[$0] })
            #expect(Resolver.resolve(findings, now: Sources.now) == expected)
        }
    }
}
