import AMT
import Testing

@testable import Provisioning

@Suite("MEBx passwords") struct MEBxPasswordsTests {
    static func version(_ number: Int, _ state: MEBxState) -> CredentialVersion {
        CredentialVersion(
            version: number, status: .superseded, username: "admin", password: Secret(text: "admin-\(number)"),
            mebxPassword: Secret(text: "mebx-\(number)"), mebxState: state)
    }

    @Test("firmware that refuses another password holds the last one that it took")
    func taken() {
        let versions = [Self.version(1, .set), Self.version(2, .set), Self.version(3, .refused)]
        #expect(MEBxPasswords.held(at: Self.version(3, .refused), among: versions) == Secret(text: "mebx-2"))
    }

    @Test("when it is known to have taken none, it holds the last one whose call had no answer")
    func unanswered() {
        let versions = [Self.version(1, .intended), Self.version(2, .refused)]
        #expect(MEBxPasswords.held(at: Self.version(2, .refused), among: versions) == Secret(text: "mebx-1"))
        #expect(MEBxPasswords.taken(before: 3, among: versions + [Self.version(0, .set)])?.version == 0)
        #expect(MEBxPasswords.taken(before: 1, among: versions) == nil)
    }

    @Test("both are tried on firmware whose passwords are coupled")
    func tried() {
        let versions = [Self.version(1, .set), Self.version(2, .intended), Self.version(3, .refused)]
        #expect(
            LogonTrials.candidates(versions, setupPasswords: []).map(\.origin) == [.mebxPassword(1), .mebxPassword(2)])
    }
}
