import AMT
import Inventory
import Provisioning
import Synchronization

/// Profiles and secrets in memory, with the port's promises.
final class MemoryProfileBook: ProfileBook {
    struct Contents {
        /// Oldest first.
        var profiles: [String: [ProfileVersion]] = [:]
        var secrets: [String: [Secret]] = [:]
        var oneTimePasswords: [DeviceUUID: Secret] = [:]
        var failure: StoreFailure?
    }

    private let contents = Mutex(Contents())

    var secrets: [String: [Secret]] { self.contents.withLock { $0.secrets } }
    var oneTimePasswords: [DeviceUUID: Secret] { self.contents.withLock { $0.oneTimePasswords } }

    func change(_ body: (inout Contents) -> Void) { self.contents.withLock { body(&$0) } }

    private func read<Answer: Sendable>(
        _ body: (inout sending Contents) throws(StoreFailure) -> sending Answer
    ) throws(StoreFailure) -> Answer {
        try self.contents.withLock { contents throws(StoreFailure) in
            if let failure = contents.failure { throw failure }
            return try body(&contents)
        }
    }

    func profiles() async throws(StoreFailure) -> [ProfileVersion] {
        try self.read { contents in contents.profiles.values.compactMap(\.last).sorted { $0.name < $1.name } }
    }

    func profile(named name: String, version: Int?) async throws(StoreFailure) -> ProfileVersion? {
        try self.read { contents in
            contents.profiles[name]?.last { version == nil || $0.version == version }
        }
    }

    func history(named name: String, before: Int?, limit: Int) async throws(StoreFailure) -> [DocumentVersion] {
        try self.read { contents in
            let older = (contents.profiles[name] ?? []).reversed().filter { $0.version < before ?? .max }
            return older.prefix(limit).map {
                DocumentVersion(version: $0.version, author: $0.author, createdAt: $0.createdAt)
            }
        }
    }

    func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        try self.read { contents in
            let newest = contents.profiles[name]?.last
            if let newest, newest.document == canonicalDocument { return .unchanged(version: newest.version) }
            let version = newest?.version ?? 0
            if let ifVersion, ifVersion != version { return .conflict(newest: version) }
            contents.profiles[name, default: []].append(
                ProfileVersion(
                    name: name, version: version + 1, document: canonicalDocument, author: author,
                    createdAt: UnixTime(seconds: 1_000_000_000 + Int64(version))))
            return .kept(version: version + 1)
        }
    }

    func secrets() async throws(StoreFailure) -> [SecretView] {
        try self.read { contents in
            contents.secrets.sorted { $0.key < $1.key }.map {
                SecretView(name: $0.key, version: $0.value.count, changedAt: UnixTime(seconds: 1_000_000_000))
            }
        }
    }

    func keepSecret(name: String, value: Secret, ifVersion: Int?) async throws(StoreFailure) -> DocumentKeeping {
        try self.read { contents in
            let newest = contents.secrets[name]?.count ?? 0
            if contents.secrets[name]?.last == value { return .unchanged(version: newest) }
            guard ifVersion == nil || ifVersion == newest else { return .conflict(newest: newest) }
            contents.secrets[name, default: []].append(value)
            return .kept(version: newest + 1)
        }
    }

    func openSecrets(_ names: Set<String>) async throws(StoreFailure) -> [String: OpenedSecret] {
        try self.read { contents in
            var opened: [String: OpenedSecret] = [:]
            for (name, values) in contents.secrets where names.contains(name) {
                opened[name] = values.last.map { OpenedSecret(version: values.count, secret: $0) }
            }
            return opened
        }
    }

    func registerOTP(_ device: DeviceUUID, _ password: Secret) async throws(StoreFailure) {
        try self.read { contents in contents.oneTimePasswords[device] = password }
    }
}
