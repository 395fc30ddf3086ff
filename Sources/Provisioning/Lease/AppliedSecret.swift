/// Which version of a secret, or of something else that cannot be read back, a device was proved to hold.
package struct AppliedSecret: Equatable, Sendable {
    /// `users/helpdesk/password`; unique on a device.
    package let field: String
    /// Name of the secret, or what was attached.
    package let secretName: String
    package let secretVersion: Int
    /// A device that was unprovisioned has another realm, and has forgotten what it held.
    package let digestRealm: String

    package init(field: String, secretName: String, secretVersion: Int, digestRealm: String) {
        self.field = field
        self.secretName = secretName
        self.secretVersion = secretVersion
        self.digestRealm = digestRealm
    }
}
