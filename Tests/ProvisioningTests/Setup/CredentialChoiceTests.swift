import AMT
import Testing

@testable import Provisioning

@Suite("Credential choice") struct CredentialChoiceTests {
    static func version(
        _ number: Int, _ status: CredentialStatus, password: String? = nil, mebx: String? = "Mebx-0000!"
    ) -> CredentialVersion {
        CredentialVersion(
            version: number, status: status, username: "admin",
            password: Secret(text: password ?? "Admin-000\(number)!"), mebxPassword: mebx.map { Secret(text: $0) })
    }

    static func choose(
        _ versions: [CredentialVersion], password: CredentialChoice.PasswordWish = .generated,
        mebx: CredentialChoice.PasswordWish? = .generated, isConfigured: Bool = false,
        openedBy: LogonCandidate.Origin = .setup(0)
    ) -> CredentialChoice {
        CredentialChoice.choose(
            among: versions, password: password, mebxPassword: mebx, isConfigured: isConfigured, openedBy: openedBy)
    }

    static func given(_ text: String) -> CredentialChoice.PasswordWish { .given(Secret(text: text)) }

    @Test("a device that never had one gets the first version, by the profile's wishes")
    func first() {
        #expect(Self.choose([]) == .make(version: 1, password: .generated, mebxPassword: .generated))
        #expect(
            Self.choose([], password: Self.given("Fixed-000!"), mebx: nil)
                == .make(version: 1, password: Self.given("Fixed-000!"), mebxPassword: nil))
    }

    @Test("what an earlier attempt made durable is used, in setup and after it", arguments: [false, true])
    func pending(_ isConfigured: Bool) {
        let pending = Self.version(3, .pending)
        #expect(
            Self.choose([Self.version(2, .current), pending], isConfigured: isConfigured, openedBy: .version(2))
                == .keep(pending))
    }

    @Test("a pending version behind a newer one is not")
    func pendingOlder() {
        #expect(
            Self.choose([Self.version(2, .pending), Self.version(3, .superseded)])
                == .make(version: 4, password: .generated, mebxPassword: .generated))
    }

    @Test("a configured device keeps the current version that opened it")
    func current() {
        let current = Self.version(2, .current)
        #expect(Self.choose([current], isConfigured: true, openedBy: .version(2)) == .keep(current))
    }

    @Test("what says hello in setup has proved nothing: no password that a device has is sent to it")
    func inSetup() {
        #expect(
            Self.choose([Self.version(2, .current)], openedBy: .version(2))
                == .make(version: 3, password: .generated, mebxPassword: .generated))
    }

    @Test(
        "a configured device that another password opened gets a new version",
        arguments: [LogonCandidate.Origin.setup(0), .mebxPassword(2), .version(1)])
    func otherPassword(_ origin: LogonCandidate.Origin) {
        #expect(
            Self.choose(
                [Self.version(1, .superseded), Self.version(2, .current)], isConfigured: true, openedBy: origin)
                == .make(version: 3, password: .generated, mebxPassword: .generated))
    }

    @Test("another fixed password makes a new version; the same one does not")
    func fixed() {
        let current = Self.version(2, .current, password: "Fixed-000!")
        #expect(
            Self.choose(
                [current], password: Self.given("Fixed-000!"), isConfigured: true, openedBy: .version(2))
                == .keep(current))
        #expect(
            Self.choose(
                [current], password: Self.given("Fixed-111!"), mebx: nil, isConfigured: true, openedBy: .version(2))
                == .make(version: 3, password: Self.given("Fixed-111!"), mebxPassword: nil))
    }

    @Test("a MEBx password that is not to be set now keeps a configured device's version, and not one in setup")
    func mebxNotNow() {
        let pending = Self.version(2, .pending)
        #expect(Self.choose([pending], mebx: nil, isConfigured: true, openedBy: .version(1)) == .keep(pending))
        #expect(
            Self.choose([pending], mebx: nil) == .make(version: 3, password: .generated, mebxPassword: nil))
        let without = Self.version(2, .pending, mebx: nil)
        #expect(Self.choose([without], mebx: nil) == .keep(without))
        #expect(
            Self.choose([without]) == .make(version: 3, password: .generated, mebxPassword: .generated))
    }

    @Test("another fixed MEBx password makes a new version, whatever became of the old one")
    func mebxFixed() {
        var current = Self.version(2, .current, mebx: "Mebx-1111!")
        #expect(
            Self.choose([current], mebx: Self.given("Mebx-2222!"), isConfigured: true, openedBy: .version(2))
                == .make(version: 3, password: .generated, mebxPassword: Self.given("Mebx-2222!")))
        // What the firmware did not take is not offered again and again.
        current.mebxState = .refused
        #expect(
            Self.choose([current], mebx: Self.given("Mebx-1111!"), isConfigured: true, openedBy: .version(2))
                == .keep(current))
    }

    @Test("the MEBx password that a device holds is the last one that it took")
    func held() {
        var first = Self.version(1, .superseded, mebx: "Mebx-1111!")
        first.mebxState = .set
        let second = Self.version(2, .superseded, mebx: nil)
        var third = Self.version(3, .current, mebx: "Mebx-3333!")
        let all = [first, second, third]
        #expect(MEBxPasswords.held(at: second, among: all)?.reveal() == "Mebx-1111!")
        #expect(MEBxPasswords.held(at: third, among: all)?.reveal() == "Mebx-3333!")
        third.mebxState = .refused
        #expect(MEBxPasswords.held(at: third, among: all)?.reveal() == "Mebx-1111!")
        #expect(MEBxPasswords.held(at: second, among: [second]) == nil)
    }
}
