import AMT
import Testing

@testable import Provisioning

@Suite("Log-on trials") struct LogonTrialsTests {
    static func version(_ number: Int, _ status: CredentialStatus, mebx: Bool = true) -> CredentialVersion {
        CredentialVersion(
            version: number, status: status, username: "admin", password: Secret(text: "admin-\(number)"),
            mebxPassword: mebx ? Secret(text: "mebx-\(number)") : nil)
    }

    static let setupPasswords = [Secret(text: ""), Secret(text: "admin")]

    static func candidates(_ count: Int) -> [LogonCandidate] {
        (0..<count).map {
            LogonCandidate(
                origin: .setup($0), credential: DigestCredential(username: "admin", password: Secret(text: "\($0)")))
        }
    }

    @Test("what the device most likely holds comes first: our versions, their MEBx passwords, the setup passwords")
    func order() {
        let candidates = LogonTrials.candidates(
            [Self.version(1, .superseded), Self.version(2, .current), Self.version(3, .pending)],
            setupPasswords: Self.setupPasswords)
        #expect(
            candidates.map(\.origin) == [
                .version(3), .version(2), .mebxPassword(3), .mebxPassword(2), .setup(0), .setup(1),
            ])
        #expect(
            candidates.map { $0.credential.password.reveal() } == [
                "admin-3", "admin-2", "mebx-3", "mebx-2", "", "admin",
            ])
        #expect(candidates.allSatisfy { $0.credential.username == "admin" })
    }

    @Test("a factory device is tried with the empty password, then admin")
    func factory() {
        let candidates = LogonTrials.candidates([], setupPasswords: Self.setupPasswords)
        #expect(candidates.map { $0.credential.password.reveal() } == ["", "admin"])
    }

    @Test("a version without MEBx password gives one candidate")
    func withoutMEBx() {
        let candidates = LogonTrials.candidates([Self.version(1, .current, mebx: false)], setupPasswords: [])
        #expect(candidates.map(\.origin) == [.version(1)])
    }

    @Test("firmware locks after ten failures: never more than three an attempt, never more than eight in a row")
    func limits() {
        for count in 0...20 {
            let candidates = Self.candidates(count)
            for refused in 0...20 {
                let next = LogonTrials.next(candidates, refused: refused)
                #expect(next.count <= 3)
                #expect(next.isEmpty || refused + next.count <= 8)
                #expect(next == Array(candidates.dropFirst(refused).prefix(next.count)))
            }
        }
    }

    @Test("attempts go on where the last one stopped, until eight or the end")
    func goesOn() {
        var tried: [[Int]] = []
        var refused = 0
        let candidates = Self.candidates(11)
        repeat {
            let next = LogonTrials.next(candidates, refused: refused)
            tried.append(next.compactMap { if case .setup(let index) = $0.origin { index } else { nil } })
            refused += next.count
        } while LogonTrials.hasMore(candidates, refused: refused)
        #expect(tried == [[0, 1, 2], [3, 4, 5], [6, 7]])
        #expect(LogonTrials.next(candidates, refused: refused).isEmpty)
        #expect(!LogonTrials.hasMore(Self.candidates(2), refused: 2))
        #expect(LogonTrials.hasMore(Self.candidates(2), refused: 1))
    }

    @Test("a candidate's name says which password it is, not what it is")
    func names() {
        let candidates = LogonTrials.candidates([Self.version(4, .current)], setupPasswords: Self.setupPasswords)
        #expect(
            candidates.map(\.name) == [
                "credential version 4", "MEBx password of version 4", "setup password 1", "setup password 2",
            ])
    }
}
