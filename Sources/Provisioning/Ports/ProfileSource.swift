/// The profiles and their secrets as a worker needs them.
package protocol ProfileSource: Sendable {
    /// The newest version of each; the first is what devices get that nobody gave another.
    func profiles() async throws(StoreFailure) -> [Profile]

    /// The newest versions of secrets; those that nobody set are missing.
    func secrets(_ references: [SecretReference]) async throws(StoreFailure) -> [SecretReference: KeptSecret]
}

/// Profiles that are known from the start and name no secrets.
package struct FixedProfiles: ProfileSource {
    private let all: [Profile]

    package init(_ all: [Profile]) { self.all = all }

    package func profiles() async throws(StoreFailure) -> [Profile] { self.all }

    package func secrets(
        _ references: [SecretReference]
    ) async throws(StoreFailure) -> [SecretReference: KeptSecret] { [:] }
}
