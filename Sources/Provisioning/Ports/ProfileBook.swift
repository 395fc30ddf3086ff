import AMT
import Inventory

/// The profiles and the secrets they name. Documents are kept as canonical JSON and are not judged here: what is kept was read
/// by ``ProfileReader`` before.
package protocol ProfileBook: Sendable {
    /// The newest version of each profile, in order of names.
    func profiles() async throws(StoreFailure) -> [ProfileVersion]

    /// One version of a profile, or its newest.
    ///
    /// - Parameter version: from 1; `nil` for the newest.
    /// - Returns: `nil` when there is none.
    func profile(named name: String, version: Int?) async throws(StoreFailure) -> ProfileVersion?

    /// Versions of a profile, newest first; empty when there is none.
    ///
    /// - Parameter before: the version at which the page before ended; `nil` from the newest on.
    func history(named name: String, before: Int?, limit: Int) async throws(StoreFailure) -> [DocumentVersion]

    /// Keeps a document as the newest version of a profile, unless the newest says the same. May be repeated.
    ///
    /// - Parameters:
    ///   - canonicalDocument: canonical JSON: equal documents are equal texts.
    ///   - author: who did it, for the history.
    ///   - ifVersion: the version that the author took it from, 0 for none; `nil` for whatever is there.
    func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping

    /// What secrets there are, in order of names; never a value.
    func secrets() async throws(StoreFailure) -> [SecretView]

    /// Keeps the value of a secret as its newest version, unless the newest is the same. May be repeated.
    ///
    /// - Parameters:
    ///   - name: 1...63 characters a–z, 0–9, dot, dash, underscore.
    ///   - ifVersion: the version that it shall replace, 0 for none; `nil` for whatever is there. A value that is there already is
    ///     `unchanged` whatever this says: it may be this very order, whose answer was lost.
    func keepSecret(name: String, value: Secret, ifVersion: Int?) async throws(StoreFailure) -> DocumentKeeping

    /// The newest version of each of these secrets; what is not there is missing from the answer.
    ///
    /// - Throws: `unreadable` when one does not open: a value that we hold and cannot read is not to be replaced by a guess.
    func openSecrets(_ names: Set<String>) async throws(StoreFailure) -> [String: OpenedSecret]

    /// Registers the one-time password that a device has to show; it takes the place of an earlier one. May be repeated.
    func registerOTP(_ device: DeviceUUID, _ password: Secret) async throws(StoreFailure)
}

extension ProfileBook {
    /// The newest version of a profile; `nil` when there is none.
    package func profile(named name: String) async throws(StoreFailure) -> ProfileVersion? {
        try await self.profile(named: name, version: nil)
    }

    /// Keeps the value of a secret, whatever is there.
    ///
    /// - Returns: the version that counts from now on.
    package func keepSecret(name: String, value: Secret) async throws(StoreFailure) -> Int {
        switch try await self.keepSecret(name: name, value: value, ifVersion: nil) {
        case .unchanged(let version), .kept(let version), .conflict(let version): version
        }
    }
}

/// One version of a profile as it is kept.
package struct ProfileVersion: Equatable, Sendable {
    package let name: String
    /// Counted from 1.
    package let version: Int
    /// Canonical JSON.
    package let document: String
    /// Name of the API token that brought it, or `bootstrap`.
    package let author: String
    package let createdAt: UnixTime

    package init(name: String, version: Int, document: String, author: String, createdAt: UnixTime) {
        self.name = name
        self.version = version
        self.document = document
        self.author = author
        self.createdAt = createdAt
    }
}

/// A secret as it may be shown.
package struct SecretView: Equatable, Sendable {
    package let name: String
    /// Counted from 1.
    package let version: Int
    package let changedAt: UnixTime

    package init(name: String, version: Int, changedAt: UnixTime) {
        self.name = name
        self.version = version
        self.changedAt = changedAt
    }
}

/// The newest version of a secret, opened.
package struct OpenedSecret: Equatable, Sendable {
    package let version: Int
    package let secret: Secret

    package init(version: Int, secret: Secret) {
        self.version = version
        self.secret = secret
    }
}
