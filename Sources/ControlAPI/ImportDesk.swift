import Provisioning

/// What the routes of imports need of the world: those who come from another server bring its keys and passwords.
package struct ImportDesk: Sendable {
    let keys: any KeyImport
    let credentials: any CredentialImport

    /// The ports behind the routes.
    package init(keys: any KeyImport, credentials: any CredentialImport) {
        self.keys = keys
        self.credentials = credentials
    }
}
