import Foundation
import Postgres
import PostgresTestSupport
import Testing

extension ClusterTests {
    @Test("devices get their names from an Altiris server over HTTP", .timeLimit(.minutes(10)))
    func altiris() async throws {
        try await Scene.play("altiris") { scene in
            let plan = FleetPlan(name: "altiris", count: 4, firstAddress: "0.1", seed: 17)
            let known = try await scene.describe(plan)
            try scene.write(inventory: [])
            try scene.write(keys: known.keys)
            let inventory = try await scene.startInventory(plan.identityArguments(in: scene))
            try scene.write("altiris.yaml", "name: altiris\nkind: altiris\nserver: \(inventory.url)\nfreshDays: 3650\n")
            try scene.configure(["bootstrap.sources": scene.path("altiris.yaml")])
            _ = try await scene.started("run")
            let fleet = try scene.startFleet(plan)
            try await Proofs.provisioned(plan.count, in: scene, within: .seconds(90))
            try await Proofs.allOpen(fleet)
            let names = Set(try await scene.api.devices().compactMap(\.fqdn))
            #expect(names == Set(known.inventory.map { String($0.split(separator: ",")[1]) }))
            let source = try await scene.api.source("altiris")
            #expect(source.sync?.outcome == "done")
            #expect(source.records == 2 * plan.count)
        }
    }

    @Test(
        "a coordinator that is killed in the middle of a sync loses nothing, and another takes over within 15 s",
        .timeLimit(.minutes(10)))
    func takeover() async throws {
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("takeover", databaseURL: database.url) { scene in
            let count = 3000
            // Three tenths of a second a page: the whole takes eighteen seconds.
            let inventory = try await scene.startInventory(
                ["--count", "\(count)", "--seed", "23", "--behave", "slow-seconds=0.3"])
            try scene.write(
                "pages.yaml",
                """
                name: pages
                kind: json
                feeds:
                  - part: whole
                    url: "\(inventory.url)/json/page?page={page}&pageSize={pageSize}"
                    format: {json: {records: /items}}
                    columns: {resource: /resource, uuid: /uuid, fqdn: /fqdn}
                    paging: {page: {first: 1}}
                    pageSize: 50

                """)
            try scene.write(inventory: [])
            try scene.write(keys: [])
            try scene.configure(["bootstrap.sources": scene.path("pages.yaml")])
            try await scene.run("migrate")
            _ = try await scene.started("api")
            let first = try await scene.started("coordinator")
            try await eventually("a third is read", within: .seconds(60)) {
                try await scene.api.source("pages").sync?.records ?? 0 >= count / 3
            }
            // It leads by now; the second one has to wait for the end of its lease.
            let second = try await scene.started("coordinator")
            let before = try await scene.api.source("pages")
            #expect(before.sync?.endedAt == nil)
            let ending = try await first.killNow()
            #expect(ending == .signalled(SIGKILL))
            let killedAt = ContinuousClock.now
            try await eventually("another one goes on", within: .seconds(15)) {
                try await scene.api.source("pages").sync?.startedAt != before.sync?.startedAt
            }
            print("another coordinator went on after \(ContinuousClock.now - killedAt)")
            try await eventually("all is read", within: .seconds(60)) {
                let source = try await scene.api.source("pages")
                return source.sync?.outcome == "done" && source.records == count
            }
            #expect(second.look() == nil)
        }
    }
}
