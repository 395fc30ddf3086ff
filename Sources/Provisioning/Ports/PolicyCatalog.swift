import AMT
import Inventory

/// The assignment policy with its versions, as operators see and change it, and the devices that it is tried on. Documents are
/// kept as canonical JSON and are not judged here.
package protocol PolicyCatalog: Sendable {
    /// The newest version; `nil` when nobody has kept one, and the standard policy counts.
    func newest() async throws(StoreFailure) -> PolicyVersion?

    /// One version; `nil` when it was never kept.
    func policy(version: Int) async throws(StoreFailure) -> PolicyVersion?

    /// Versions, newest first.
    ///
    /// - Parameter before: the version at which the page before ended; `nil` from the newest on.
    func history(before: Int?, limit: Int) async throws(StoreFailure) -> [DocumentVersion]

    /// Keeps a document as the newest version, unless the newest says the same. May be repeated.
    ///
    /// - Parameters:
    ///   - canonicalDocument: canonical JSON: equal documents are equal texts.
    ///   - author: who did it, for the history.
    ///   - ifVersion: the version that the author took it from, 0 for none; `nil` for whatever is there.
    func keep(
        canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping

    /// Every device that has said hello, is provisioned, or stands in the inventory, in order of UUIDs, a page at a time, with what
    /// decides its profile.
    func candidates(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> [PolicyCandidate]
}

/// One version of the policy as it is kept.
package struct PolicyVersion: Equatable, Sendable {
    /// Counted from 1.
    package let version: Int
    /// Canonical JSON.
    package let document: String
    package let author: String
    package let createdAt: UnixTime

    package init(version: Int, document: String, author: String, createdAt: UnixTime) {
        self.version = version
        self.document = document
        self.author = author
        self.createdAt = createdAt
    }
}

/// A device on which a policy is tried.
package struct PolicyCandidate: Equatable, Sendable {
    package let uuid: DeviceUUID
    package let facts: ResolutionFacts
    /// The profile that it was given; `nil` for none so far.
    package let profile: String?
    /// `false` for a machine that so far is known from the inventory alone.
    package let hasCalled: Bool

    package init(uuid: DeviceUUID, facts: ResolutionFacts, profile: String?, hasCalled: Bool = true) {
        self.uuid = uuid
        self.facts = facts
        self.profile = profile
        self.hasCalled = hasCalled
    }
}
