import Foundation
import Synchronization

/// The world as it is, with note of every name that is heard of there: a doctor puts names into sentences, where nobody could tell
/// them from other words any more.
struct NotedWorld: DoctorWorld {
    let world: any DoctorWorld
    let names: SharedState<Pseudonyms>

    var now: Date { self.world.now }

    func addresses(of name: String) async -> Resolution {
        let plain = NetworkFiles.plain(name)
        let server = Doctor.serverName + "."
        self.names.value.withLock { names in
            // What the server is looked for in is a domain, even if it is a single word.
            if plain.hasPrefix(server) { names.learn(suffix: String(plain.dropFirst(server.count))) }
            names.learn(name: plain)
        }
        return await self.world.addresses(of: name)
    }

    func reach(_ address: String, port: UInt16) async -> Reach { await self.world.reach(address, port: port) }

    /// Files that the doctor reads say which domains this machine is in.
    func text(ofFile path: String) -> String? {
        guard let text = self.world.text(ofFile: path) else { return nil }
        let domains =
            DHCPLease.read(text, file: path).compactMap(\.domain) + NetworkFiles.searchDomains(text)
        self.names.value.withLock { names in
            for domain in domains { names.learn(suffix: domain) }
        }
        return text
    }

    func files(in folder: String) -> [String] { self.world.files(in: folder) }

    func answer(_ path: String, _ query: [(String, String)]) async throws(CommandFailure) -> HTTPAnswer {
        let answer = try await self.world.answer(path, query)
        // What is no JSON has no members that could be names.
        if let value = try? JSONReader.read(Array(answer.body)) { self.names.value.withLock { $0.learn(value) } }
        return answer
    }
}
