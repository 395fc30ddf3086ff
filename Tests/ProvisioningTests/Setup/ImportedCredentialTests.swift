import AMT
import Provisioning
import Testing

@Suite("Imported credentials") struct ImportedCredentialTests {
    @Test("a password of another server is never given to a device, and is replaced on one that it has opened")
    func neverGiven() {
        var imported = CredentialVersion(
            version: 3, status: .pending, username: "admin", password: Secret(text: "Fleet-Passw0rd"), mebxPassword: nil
        )
        imported.isImported = true
        let setup = CredentialChoice.choose(
            among: [imported], password: .generated, mebxPassword: nil, isConfigured: false,
            openedBy: .setup(0))
        #expect(setup == .make(version: 4, password: .generated, mebxPassword: nil))
        let configured = CredentialChoice.choose(
            among: [imported], password: .generated, mebxPassword: nil, isConfigured: true, openedBy: .version(3))
        #expect(configured == .make(version: 4, password: .generated, mebxPassword: nil))
    }
}
