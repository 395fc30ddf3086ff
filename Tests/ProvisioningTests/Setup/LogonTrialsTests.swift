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

    /// Refusals in a row, each with the password that it was made with.
    static func refused(_ origins: [LogonCandidate.Origin]) -> RefusedLogons {
        RefusedLogons(count: origins.count, names: origins.map(\.name))
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
                    // By their count alone, also where nobody knows which they were.
                    for names in [[], (0..<refused).map { "setup password \($0 + 1)" }] {
                        let next = LogonTrials.next(
                            candidates, refusedBefore: RefusedLogons(count: refused, names: names),
                            refusedNow: refusedNow)
                        #expect(next.count + now <= max(3, now))
                        #expect(next.isEmpty || refused + now + next.count <= 8)
                    }
                }
            }
        }
    }

    @Test("attempts go on where the last one stopped, until eight or the end")
    func goesOn() {
        var tried: [[Int]] = []
        var refused: [LogonCandidate.Origin] = []
        var before: [LogonCandidate.Origin] = []
        var now: [LogonCandidate.Origin] = []
        let candidates = Self.candidates(11)
        repeat {
            before = refused
            let next = LogonTrials.next(candidates, refusedBefore: Self.refused(refused), refusedNow: [])
            now = next.map(\.origin)
            tried.append(next.compactMap { if case .setup(let index) = $0.origin { index } else { nil } })
            refused += now
        } while LogonTrials.hasMore(candidates, refusedBefore: Self.refused(before), refusedNow: now)
        #expect(tried == [[0, 1, 2], [3, 4, 5], [6, 7]])
        #expect(LogonTrials.next(candidates, refusedBefore: Self.refused(refused), refusedNow: []).isEmpty)
        #expect(
            !LogonTrials.hasMore(
                Self.candidates(2), refusedBefore: RefusedLogons(), refusedNow: [.setup(0), .setup(1)]))
    }

    @Test("with many versions the setup passwords are still within what may be tried in a row")
    func manyVersions() {
        let versions = [
            Self.version(1, .current, state: .set), Self.version(2, .pending, mebx: false),
            Self.version(3, .pending, state: .set), Self.version(4, .pending, mebx: false), Self.version(5, .pending),
        ]
        let candidates = LogonTrials.candidates(versions, setupPasswords: [Secret(text: ""), Secret(text: "admin")])
        #expect(
            candidates.map(\.origin) == [
                .version(5), .version(4), .version(3), .version(2), .version(1), .mebxPassword(3), .setup(0), .setup(1),
                .mebxPassword(5), .mebxPassword(1),
            ])
    }

    @Test("every password gets its turn; what we may have sent gets another, for a locked account refuses it too")
    func knownAgain() {
        let candidates = LogonTrials.candidates(
            [Self.version(1, .current), Self.version(2, .pending)], setupPasswords: Self.setupPasswords)
        let first = LogonTrials.next(candidates, refusedBefore: RefusedLogons(), refusedNow: []).map(\.origin)
        #expect(first == [.version(2), .version(1), .mebxPassword(2)])
        let second = LogonTrials.next(candidates, refusedBefore: Self.refused(first), refusedNow: []).map(\.origin)
        #expect(second == [.mebxPassword(1), .setup(0), .setup(1)])
        #expect(LogonTrials.hasMore(candidates, refusedBefore: Self.refused(first), refusedNow: second))
        let third = LogonTrials.next(candidates, refusedBefore: Self.refused(first + second), refusedNow: [])
        #expect(third.map(\.origin) == [.version(2), .version(1)])
        #expect(
            !LogonTrials.hasMore(
                candidates, refusedBefore: Self.refused(first + second), refusedNow: third.map(\.origin)))
    }

    @Test("no password loses its turn to another one's refusal: what was refused may stand anywhere in the list")
    func refusedAnywhere() {
        let candidates = LogonTrials.candidates([Self.version(2, .pending)], setupPasswords: Self.setupPasswords)
        #expect(candidates.map(\.origin) == [.version(2), .mebxPassword(2), .setup(0), .setup(1)])
        let pairs = candidates.flatMap { first in candidates.map { [first.origin, $0.origin] } }
        for pair in pairs where pair[0] != pair[1] {
            var refused = pair
            while true {
                let turn = LogonTrials.next(candidates, refusedBefore: Self.refused(refused), refusedNow: [])
                if turn.isEmpty { break }
                #expect(LogonTrials.hasMore(candidates, refusedBefore: Self.refused(refused), refusedNow: []))
                refused += turn.map(\.origin)
            }
            #expect(candidates.allSatisfy { refused.contains($0.origin) }, "\(pair.map(\.name)) first")
            #expect(!LogonTrials.hasMore(candidates, refusedBefore: Self.refused(refused), refusedNow: []))
        }
    }

    @Test("where nobody knows which passwords were refused, the list is tried from its beginning, until eight")
    func unknownRefusals() {
        let candidates = Self.candidates(4)
        let next = LogonTrials.next(candidates, refusedBefore: RefusedLogons(count: 6), refusedNow: [])
        #expect(next.map(\.origin) == [.setup(0), .setup(1)])
        #expect(LogonTrials.next(candidates, refusedBefore: RefusedLogons(count: 8), refusedNow: []).isEmpty)
        #expect(!LogonTrials.hasMore(candidates, refusedBefore: RefusedLogons(count: 8), refusedNow: []))
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
