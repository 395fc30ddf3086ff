/// The profiles, their secrets and the policy that gives them to devices, as a worker needs them.
package protocol ProfileSource: Sendable {
    /// The newest version of each.
    ///
    /// - Parameter isOrdered: for a device that an operator has ordered: what was kept before the order counts.
    func profiles(isOrdered: Bool) async throws(StoreFailure) -> [Profile]

    /// The newest version of the assignment policy; the standard one where there is none.
    func policy(isOrdered: Bool) async throws(StoreFailure) -> AssignmentPolicy

    /// The newest versions of secrets; those that nobody set are missing.
    func secrets(_ references: [SecretReference]) async throws(StoreFailure) -> [SecretReference: KeptSecret]
}

/// Profiles that are known from the start and name no secrets, with the standard policy.
package struct FixedProfiles: ProfileSource {
    private let all: [Profile]

    package init(_ all: [Profile]) { self.all = all }

    package func profiles(isOrdered: Bool) async throws(StoreFailure) -> [Profile] { self.all }

    package func policy(isOrdered: Bool) async throws(StoreFailure) -> AssignmentPolicy { AssignmentPolicy() }

    package func secrets(
        _ references: [SecretReference]
    ) async throws(StoreFailure) -> [SecretReference: KeptSecret] { [:] }
}
