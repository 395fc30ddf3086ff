import AMT
import Logging
import Provisioning
import Telemetry

/// The profiles and the assignment policy of the store, read at most every few seconds, with the built-in profile in front where
/// the store has no `default`.
package actor KeptProfiles: ProfileSource {
    /// How long a reading is believed: a new version is taken up this much later.
    static let freshFor = Duration.seconds(5)
    /// The same for what an operator has ordered, who may have written it a moment ago. Not nothing: an order may be for thousands.
    static let freshForOrders = Duration.milliseconds(200)

    private let book: any ProfileBook
    private let policies: any PolicyBook
    private let builtIn: Profile
    private let clock: WorkerClock
    private let logger: Logger
    private var kept: [Profile]?
    private var readAt: ContinuousClock.Instant?
    private var keptPolicy: AssignmentPolicy?
    private var policyReadAt: ContinuousClock.Instant?

    /// - Parameter builtIn: what devices get when no document is called `default`.
    package init(
        book: any ProfileBook, policies: any PolicyBook, builtIn: Profile, logger: Logger, clock: WorkerClock = .real
    ) {
        self.book = book
        self.policies = policies
        self.builtIn = builtIn
        self.clock = clock
        self.logger = logger
    }

    package func profiles(isOrdered: Bool) async throws(StoreFailure) -> [Profile] {
        if let kept, self.isFresh(self.readAt, isOrdered) { return kept }
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

    package func policy(isOrdered: Bool) async throws(StoreFailure) -> AssignmentPolicy {
        if let keptPolicy, self.isFresh(self.policyReadAt, isOrdered) { return keptPolicy }
        let newest: KeptPolicy?
        do throws(StoreFailure) {
            newest = try await self.policies.policy()
        } catch {
            // What was read before still serves.
            guard let keptPolicy else { throw error }
            return keptPolicy
        }
        let policy = newest.map { self.policy($0) } ?? AssignmentPolicy()
        self.keptPolicy = policy
        self.policyReadAt = self.clock.now()
        return policy
    }

    private func isFresh(_ readAt: ContinuousClock.Instant?, _ isOrdered: Bool) -> Bool {
        readAt.map { self.clock.now() - $0 <= (isOrdered ? Self.freshForOrders : Self.freshFor) } ?? false
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

    /// A document that was judged when it was kept. One that a newer program wrote and that is not understood here must not be
    /// replaced by the standard one: what was read before serves, or devices wait.
    private func policy(_ kept: KeptPolicy) -> AssignmentPolicy {
        if let known = self.keptPolicy, known.version == kept.version { return known }
        if case .success(let document) = DocumentValue.read(json: Array(kept.document.utf8)),
            case .success(let policy) = PolicyReader.read(document, version: kept.version)
        {
            return policy
        }
        self.logger.error("stored assignment policy cannot be read", [.version: "\(kept.version)"])
        if let known = self.keptPolicy { return known }
        var waiting = AssignmentPolicy()
        waiting.isEnabled = false
        waiting.version = kept.version
        return waiting
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
