import AMT
import Provisioning
import Synchronization

/// Tokens in memory, with the port's promises. Counts how often it is asked for one.
final class MemoryTokenBook: TokenBook {
    struct Entry {
        var digest: [UInt8]
        var roles: Set<AccessRole>
    }

    /// May do everything; its name is `first`.
    static let token = "7f6e5d4c-operator-token"
    /// Brings records; its name is `agents`.
    static let agentToken = "1a2b3c4d-agent-token"

    /// `printf %s TOKEN | sha256sum`
    private static let first = Entry(
        digest: Hex.bytes("64cff39f98ed4810c53bd5ed2a3afd1e8d67861237a0f2bac06e4c7c2e8414a4") ?? [], roles: .everything)
    private static let agents = Entry(
        digest: Hex.bytes("e91f31a04a1376940004d90f3d889b104d3a377d55a7012b6a4a4d9bcf61b651") ?? [], roles: [.agent])

    /// 2001-09-09T01:46:40Z
    private static let start = UnixTime(seconds: 1_000_000_000)

    private let asked = Mutex(0)
    private let known = Mutex<[String: Entry]>(["first": MemoryTokenBook.first, "agents": MemoryTokenBook.agents])

    var askedCount: Int { self.asked.withLock { $0 } }

    var entries: [String: Entry] { self.known.withLock { $0 } }

    func withdrawAll() { self.known.withLock { $0.removeAll() } }

    func token(digest: [UInt8]) async throws(StoreFailure) -> KnownToken? {
        self.asked.withLock { $0 += 1 }
        return self.entries.first { $0.value.digest == digest }.map { KnownToken(name: $0.key, roles: $0.value.roles) }
    }

    func tokens() async throws(StoreFailure) -> [TokenView] {
        self.entries.sorted { $0.key < $1.key }.map { name, entry in
            TokenView(
                name: name, roles: entry.roles.words, createdAt: Self.start,
                lastUsedAt: name == "first" ? Self.start : nil)
        }
    }

    func make(name: String, roles: Set<AccessRole>, digest: [UInt8]) async throws(StoreFailure) -> UnixTime? {
        self.known.withLock { known in
            guard known[name] == nil else { return nil }
            known[name] = Entry(digest: digest, roles: roles)
            return Self.start
        }
    }

    func remove(name: String) async throws(StoreFailure) -> TokenRemoval {
        self.known.withLock { known in
            guard let entry = known[name] else { return .unknown }
            let mighty = known.values.count { $0.roles.contains(.trustAdmin) }
            if entry.roles.contains(.trustAdmin), mighty == 1 { return .last }
            known[name] = nil
            return .removed
        }
    }
}
