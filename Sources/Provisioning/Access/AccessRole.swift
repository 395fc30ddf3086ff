/// What a caller of the API may do. A caller has any number of them; what none of them allows is refused.
///
/// Persisted and shown: a raw value is never renamed. Which resource wants which role is the table of the API.
package enum AccessRole: String, CaseIterable, Sendable {
    /// Sees everything that is no secret.
    case viewer
    /// Has devices taken up again and given their profiles, sources synced, one-time passwords registered.
    case `operator`
    /// Sees the passwords of devices.
    case credentialReader = "credential-reader"
    /// Changes profiles, their secrets and the assignment policy.
    case profileAdmin = "profile-admin"
    /// Changes what the cluster trusts: sources, keys, certificates, tokens.
    case trustAdmin = "trust-admin"
    /// Reads the audit log.
    case auditor
    /// Brings inventory records, as each computer of the fleet does: it sees nothing.
    case agent
}

extension Set<AccessRole> {
    /// Whoever has all of them may do everything, what is not built yet included.
    package static let everything = Set(AccessRole.allCases)

    /// The words that are kept, in the order of the enumeration.
    package var words: [String] { AccessRole.allCases.filter(self.contains).map(\.rawValue) }
}
