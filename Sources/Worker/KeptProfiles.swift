import AMT
import Logging
import Provisioning
import Telemetry

/// The profiles of the store, read at most every few seconds, with the built-in one in front where the store has no `default`.
package actor KeptProfiles: ProfileSource {
    /// How long a reading is believed: a new version is taken up this much later.
    static let freshFor = Duration.seconds(5)

    private let book: any ProfileBook
    private let builtIn: Profile
    private let clock: WorkerClock
    private let logger: Logger
    private var kept: [Profile]?
    private var readAt: ContinuousClock.Instant?

    /// - Parameter builtIn: what devices get when no document is called `default`.
    package init(book: any ProfileBook, builtIn: Profile, logger: Logger, clock: WorkerClock = .real) {
        self.book = book
        self.builtIn = builtIn
        self.clock = clock
        self.logger = logger
    }

    package func profiles() async throws(StoreFailure) -> [Profile] {
        if let kept, let readAt, self.clock.now() - readAt <= Self.freshFor { return kept }
        let versions: [ProfileVersion]
        do throws(StoreFailure) {
            versions = try await self.book.profiles()
        } catch {
            // What was read before still serves.
            guard let kept else { throw error }
            return kept
        }
        let read = versions.compactMap { self.profile($0) }
        let isNamed = read.contains { $0.name == self.builtIn.name }
        let all = (isNamed ? [] : [self.builtIn]) + read
        let first = all.filter { $0.name == self.builtIn.name } + all.filter { $0.name != self.builtIn.name }
        self.kept = first
        self.readAt = self.clock.now()
        return first
    }

    package func secrets(
        _ references: [SecretReference]
    ) async throws(StoreFailure) -> [SecretReference: KeptSecret] {
        let opened = try await self.book.openSecrets(Set(references.map(\.name)))
        var kept: [SecretReference: KeptSecret] = [:]
        for reference in references {
            guard let secret = opened[reference.name] else { continue }
            kept[reference] = KeptSecret(name: reference.name, version: secret.version, value: secret.secret)
        }
        return kept
    }

    /// A document that was judged when it was kept; one that a newer program wrote may not be read here.
    private func profile(_ version: ProfileVersion) -> Profile? {
        switch DocumentValue.read(json: Array(version.document.utf8)) {
        case .success(let document):
            switch ProfileReader.read(document, version: version.version) {
            case .success(let profile): return profile
            case .failure: break
            }
        case .failure: break
        }
        self.logger.error(
            "stored profile cannot be read", [.profileName: version.name, .version: "\(version.version)"])
        return nil
    }
}
