import AMT
import Testing

@testable import Provisioning

@Suite("Log-on trials") struct LogonTrialsTests {
    static func version(
        _ number: Int, _ status: CredentialStatus, mebx: Bool = true, state: MEBxState = .none
    ) -> CredentialVersion {
        CredentialVersion(
            version: number, status: status, username: "admin", password: Secret(text: "admin-\(number)"),
            mebxPassword: mebx ? Secret(text: "mebx-\(number)") : nil, mebxState: state)
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

    @Test("a MEBx password that the firmware refused is not tried: the one that it kept is, within one attempt")
    func refusedMEBx() {
        let candidates = LogonTrials.candidates(
            [Self.version(1, .superseded, state: .set), Self.version(2, .current, state: .refused)],
            setupPasswords: Self.setupPasswords)
        #expect(candidates.map(\.origin) == [.version(2), .mebxPassword(1), .setup(0), .setup(1)])
    }

    @Test("a MEBx password that the firmware took makes up for those that it took before")
    func laterMEBx() {
        let candidates = LogonTrials.candidates(
            [Self.version(1, .superseded, state: .set), Self.version(2, .current, state: .set)], setupPasswords: [])
        #expect(candidates.map(\.origin) == [.version(2), .mebxPassword(2)])
        let unsure = LogonTrials.candidates(
            [Self.version(1, .superseded, state: .set), Self.version(2, .current, state: .intended)],
            setupPasswords: [])
        #expect(unsure.map(\.origin) == [.version(2), .mebxPassword(2), .mebxPassword(1)])
    }

    @Test("firmware locks after ten failures: never more than three an attempt, never more than eight in a row")
    func limits() {
        for count in 0...20 {
            let candidates = Self.candidates(count)
            for refused in 0...20 {
                for now in 0...4 {
                    let refusedNow = (0..<now).map { LogonCandidate.Origin.setup(100 + $0) }
                    let next = LogonTrials.next(candidates, refusedBefore: refused, refusedNow: refusedNow)
                    #expect(next.count + now <= max(3, now))
                    #expect(next.isEmpty || refused + now + next.count <= 8)
                }
            }
        }
    }

    @Test("attempts go on where the last one stopped, until eight or the end")
    func goesOn() {
        var tried: [[Int]] = []
        var refused = 0
        var before = 0
        var now: [LogonCandidate.Origin] = []
        let candidates = Self.candidates(11)
        repeat {
            before = refused
            let next = LogonTrials.next(candidates, refusedBefore: refused, refusedNow: [])
            now = next.map(\.origin)
            tried.append(next.compactMap { if case .setup(let index) = $0.origin { index } else { nil } })
            refused += next.count
        } while LogonTrials.hasMore(candidates, refusedBefore: before, refusedNow: now)
        #expect(tried == [[0, 1, 2], [3, 4, 5], [6, 7]])
        #expect(LogonTrials.next(candidates, refusedBefore: refused, refusedNow: []).isEmpty)
        #expect(!LogonTrials.hasMore(Self.candidates(2), refusedBefore: 0, refusedNow: [.setup(0), .setup(1)]))
    }

    @Test("every password gets its turn; what we may have sent gets another, for a locked account refuses it too")
    func knownAgain() {
        let candidates = LogonTrials.candidates(
            [Self.version(1, .current), Self.version(2, .pending)], setupPasswords: Self.setupPasswords)
        let first = LogonTrials.next(candidates, refusedBefore: 0, refusedNow: [])
        #expect(first.map(\.origin) == [.version(2), .version(1), .mebxPassword(2)])
        let second = LogonTrials.next(candidates, refusedBefore: 3, refusedNow: [])
        #expect(second.map(\.origin) == [.mebxPassword(1), .setup(0), .setup(1)])
        #expect(LogonTrials.hasMore(candidates, refusedBefore: 3, refusedNow: second.map(\.origin)))
        let third = LogonTrials.next(candidates, refusedBefore: 6, refusedNow: [])
        #expect(third.map(\.origin) == [.version(2), .version(1)])
        #expect(!LogonTrials.hasMore(candidates, refusedBefore: 6, refusedNow: third.map(\.origin)))
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
