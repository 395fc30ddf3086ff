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
    /// Requests that wait for a fetch at the same time; a request holds a place of the API's gate.
    static let waitingMax = 4

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
    private var fetching: Task<Void, Never>?
    private var waitingCount = 0

    init(
        _ settings: OpenIDSettings, fetcher: any SourceFetching,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) {
        self.settings = settings
        self.fetcher = fetcher
        self.now = now
    }

    /// The keys, with one of this name among them if there is one; `nil` when there are none at all.
    ///
    /// Whoever knows a key's name waits for nobody: old keys are fetched anew beside it. For a name that is not known a few wait,
    /// and the others go on with what there is: junk must not hold up those who need no provider.
    func keys(with name: String?) async -> JWTKeyCollection? {
        let now = self.now()
        if let kept, name.map(kept.names.contains) ?? true {
            if now >= kept.fetchedAt + Self.keptFor { _ = self.fetching(now) }
            return kept.keys
        }
        guard self.waitingCount < Self.waitingMax, let fetching = self.fetching(now) else { return self.kept?.keys }
        self.waitingCount += 1
        await fetching.value
        self.waitingCount -= 1
        return self.kept?.keys
    }

    /// The fetch that runs, or a new one; `nil` when the last one is too short ago.
    private func fetching(_ now: ContinuousClock.Instant) -> Task<Void, Never>? {
        if let fetching { return fetching }
        if let triedAt, now < triedAt + Self.fetchEvery { return nil }
        let task = Task { await self.renew() }
        self.fetching = task
        return task
    }

    private func renew() async {
        // Old keys are better than none while the provider is away.
        if let fetched = await self.fetch() { self.kept = fetched }
        self.triedAt = self.now()
        self.fetching = nil
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
        // What a token says of its algorithm must not decide how its signature is judged.
        entry["alg"] = entry["alg"] as? String ?? Self.algorithm(of: entry)
        guard entry["alg"] != nil, let data = try? JSONSerialization.data(withJSONObject: entry),
            let key = try? JSONDecoder().decode(JWK.self, from: data)
        else { return nil }
        return (name, key)
    }

    /// What a key without a word on it is for. A key of RSA could be for several; providers that leave it open mean RS256.
    private static func algorithm(of entry: [String: Any]) -> String? {
        switch (entry["kty"] as? String, entry["crv"] as? String) {
        case ("RSA", _): "RS256"
        case ("EC", "P-256"): "ES256"
        case ("EC", "P-384"): "ES384"
        case ("EC", "P-521"): "ES512"
        case ("OKP", _): "EdDSA"
        case (_, _): nil
        }
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
        connection.answerSecondsMax = 5
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
