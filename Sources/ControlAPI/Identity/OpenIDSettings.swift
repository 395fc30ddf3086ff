import Provisioning

/// Whose tokens are taken besides our own, and what they make of a person.
///
/// - `api.oidc.issuer` (URL): the provider, as its tokens name it in `iss`. Absent: nobody's.
/// - `api.oidc.audience` (text): what `aud` has to hold.
/// - `api.oidc.keys_url` (URL, default: what the issuer's discovery document says): the key set.
/// - `api.oidc.authority_file` (path): PEM of the authorities that the provider's own certificate may chain to.
/// - `api.oidc.name_claim` (text, default `preferred_username`): who it is, for the audit log.
/// - `api.oidc.roles_claim` (text, default `roles`): a text or a list of them; members within members with dots.
/// - `api.oidc.roles` (list of `value=role`): what values of that claim stand for. Without it the values are the roles.
package struct OpenIDSettings: Equatable, Sendable {
    package var issuer: String
    package var audience: String
    package var keysURL: String?
    package var authorityPEM: String?
    package var nameClaim = "preferred_username"
    package var rolesClaim = "roles"
    /// Roles by the value of the claim; empty where the values are the roles.
    package var roles: [String: Set<AccessRole>] = [:]

    package init(issuer: String, audience: String) {
        self.issuer = issuer
        self.audience = audience
    }

    /// Roles of somebody whose claim has these values.
    func roles(of values: [String]) -> Set<AccessRole> {
        guard !self.roles.isEmpty else { return Set(values.compactMap(AccessRole.init(rawValue:))) }
        return values.reduce(into: []) { $0.formUnion(self.roles[$1] ?? []) }
    }

    /// Keys that came in clear are whoever's is on the way. This machine's own loopback is nobody's.
    package static func isTaken(_ url: String) -> Bool {
        url.hasPrefix("https://") || url.hasPrefix("http://127.0.0.1:") || url.hasPrefix("http://localhost:")
    }
}
