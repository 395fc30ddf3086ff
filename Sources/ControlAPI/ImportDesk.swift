import Provisioning

/// What the routes of keys and of imports need of the world: keys are made, brought and given out, passwords are brought.
package struct ImportDesk: Sendable {
    let keys: any PresharedKeyBook
    let credentials: any CredentialImport

    /// The ports behind the routes.
    package init(keys: any PresharedKeyBook, credentials: any CredentialImport) {
        self.keys = keys
        self.credentials = credentials
    }
}
