import Foundation
import Inventory
import JWTKit

/// The provider's keys: fetched when they are first needed, when they are old, and when a token names one that is not among them.
actor OpenIDKeys {
    /// A key set is far shorter.
    static let answerBytesMax: Int64 = 256 * 1024
    static let keysMax = 64
    /// RSA with fewer bits than this signs nothing that is believed.
    static let rsaBytesMin = 256
    static let keptFor: Duration = .seconds(3600)
    /// A token that names an unknown key has the set fetched again at most this often.
    static let fetchEvery: Duration = .seconds(30)

    private struct Kept {
        let keys: JWTKeyCollection
        let names: Set<String>
        let fetchedAt: ContinuousClock.Instant
    }

    private let settings: OpenIDSettings
    private let fetcher: any SourceFetching
    private let now: @Sendable () -> ContinuousClock.Instant
    private var kept: Kept?
    private var triedAt: ContinuousClock.Instant?
    private var fetching: Task<Kept?, Never>?

    init(
        _ settings: OpenIDSettings, fetcher: any SourceFetching,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) {
        self.settings = settings
        self.fetcher = fetcher
        self.now = now
    }

    /// The keys, with one of this name among them if there is one; `nil` when there are none at all.
    func keys(with name: String?) async -> JWTKeyCollection? {
        let now = self.now()
        if let kept, now < kept.fetchedAt + Self.keptFor, name.map(kept.names.contains) ?? true { return kept.keys }
        if let triedAt, now < triedAt + Self.fetchEvery { return self.kept?.keys }
        let task = self.fetching ?? Task { await self.fetch() }
        self.fetching = task
        let fetched = await task.value
        // The first of those who waited.
        if self.fetching == task {
            self.fetching = nil
            self.triedAt = self.now()
            // Old keys are better than none while the provider is away.
            if let fetched { self.kept = fetched }
        }
        return self.kept?.keys
    }

    private func fetch() async -> Kept? {
        guard let url = await self.keysURL(), let set = await self.object(at: url),
            let list = set["keys"] as? [[String: Any]]
        else { return nil }
        let keys = JWTKeyCollection()
        var names: Set<String> = []
        for (index, entry) in list.prefix(Self.keysMax).enumerated() {
            guard let (name, key) = Self.key(entry, number: index),
                (try? await keys.add(jwk: key, isDefault: list.count == 1)) != nil
            else { continue }
            names.insert(name)
        }
        return names.isEmpty ? nil : Kept(keys: keys, names: names, fetchedAt: self.now())
    }

    /// - Returns: `nil` for one that is not for us: of another kind, for encryption, private, or too short.
    private static func key(_ entry: [String: Any], number: Int) -> (name: String, key: JWK)? {
        guard entry["use"] == nil || entry["use"] as? String == "sig", entry["d"] == nil else { return nil }
        if entry["kty"] as? String == "RSA" {
            // Four characters of base64 for three bytes.
            guard let modulus = entry["n"] as? String, modulus.utf8.count * 3 / 4 >= Self.rsaBytesMin else {
                return nil
            }
        }
        var entry = entry
        let name = entry["kid"] as? String ?? "key-\(number)"
        entry["kid"] = name
        guard let data = try? JSONSerialization.data(withJSONObject: entry),
            let key = try? JSONDecoder().decode(JWK.self, from: data)
        else { return nil }
        return (name, key)
    }

    private func keysURL() async -> String? {
        if let url = self.settings.keysURL { return url }
        let issuer =
            self.settings.issuer.hasSuffix("/") ? String(self.settings.issuer.dropLast()) : self.settings.issuer
        guard let document = await self.object(at: issuer + "/.well-known/openid-configuration"),
            document["issuer"] as? String == self.settings.issuer
        else { return nil }
        return document["jwks_uri"] as? String
    }

    private func object(at url: String) async -> [String: Any]? {
        guard OpenIDSettings.isTaken(url) else { return nil }
        var connection = SourceConnection()
        connection.authorityPEM = self.settings.authorityPEM
        connection.answerBytesMax = Self.answerBytesMax
        connection.stallSeconds = 5
        connection.answerSecondsMax = 10
        do throws(SourceFailure) {
            let answer = try await self.fetcher.fetch(
                SourceRequest(
                    method: .get, url: url, headers: [RecordFieldValue("Accept", "application/json")],
                    connection: connection))
            var bytes: [UInt8] = []
            while let piece = try await answer.body.next() { bytes += piece }
            return (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
        } catch {
            return nil
        }
    }
}
