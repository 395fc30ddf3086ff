import Foundation
import Postgres
import PostgresTestSupport
import Testing

extension ClusterTests {
    @Test("a node with another key under the cluster's name, or another cluster's keys, does not start and says why")
    func otherKeys() async throws {
        let database = try await TestCluster.shared.emptyDatabase()
        try await Scene.play("keys", databaseURL: database.url) { scene in
            try scene.write(inventory: [])
            try scene.write(keys: [])
            try scene.configure()
            try await scene.run("migrate")
            let path = scene.path("var/key-encryption-keys")
            let own = try String(contentsOfFile: path, encoding: .utf8)
            let name = try #require(own.split(separator: "\n").last?.split(separator: " ").first)
            let other = Data(repeating: 7, count: 32).base64EncodedString()
            for (names, complaint) in [
                ("\(name)", "the cluster has other keys than this node under the names \(name)"),
                ("kother", "this node has none of the cluster's keys"),
            ] {
                try "\(names) \(other)\n".write(toFile: path, atomically: false, encoding: .utf8)
                let child = try scene.start("migrate")
                #expect(try await child.ended(within: .seconds(60)) == .exited(1))
                #expect(child.log.contains(complaint), "\(child.log.suffix(500))")
            }
            try own.write(toFile: path, atomically: false, encoding: .utf8)
            try await scene.run("migrate")
        }
    }
}
