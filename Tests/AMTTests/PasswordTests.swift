import AMT
import Testing

@Suite("Passwords")
struct PasswordTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var password: String
        var faults: [PasswordFault]
        var testDescription: String { "\(self.password) \(self.faults.map(\.rawValue))" }
    }

    static let cases = [
        Case(password: "P@ssw0rd", faults: []),
        Case(password: "Abcdefg1 ", faults: []),
        Case(password: "P@ssw0rdP@ssw0rdP@ssw0rdP@ssw0rd", faults: []),
        Case(password: "P@ssw0rdP@ssw0rdP@ssw0rdP@ssw0rd1", faults: [.tooLong]),
        Case(password: "P@ssw0r", faults: [.tooShort]),
        Case(password: "", faults: [.tooShort, .noUpperCase, .noLowerCase, .noDigit, .noSpecialCharacter]),
        Case(password: "p@ssw0rd", faults: [.noUpperCase]),
        Case(password: "P@SSW0RD", faults: [.noLowerCase]),
        Case(password: "P@ssword", faults: [.noDigit]),
        Case(password: "Passw0rd", faults: [.noSpecialCharacter]),
        Case(password: "Pass_w0rd", faults: [.noSpecialCharacter]),
        Case(password: "P:ssw0rd!", faults: [.forbiddenCharacter]),
        Case(password: "P,ssw0rd!", faults: [.forbiddenCharacter]),
        Case(password: "P\"ssw0rd!", faults: [.forbiddenCharacter]),
        Case(password: "P:ssw0rd", faults: [.forbiddenCharacter, .noSpecialCharacter]),
        Case(password: "P@ssw0rd\u{7f}", faults: [.notPrintable]),
        Case(password: "P@ssw0rd\n", faults: [.notPrintable]),
        Case(password: "P@ssw0rdé", faults: [.notPrintable]),
    ]

    @Test("the rule finds every fault", arguments: Self.cases)
    func rule(_ example: Case) {
        #expect(PasswordRule.faults(in: Secret(text: example.password)) == example.faults)
    }

    @Test("made passwords keep the rule at every length")
    func made() throws {
        var seed = Seeded(state: 0x5eed)
        for length in 8...32 {
            for _ in 0..<20 {
                let entropy = seed.bytes(PasswordMaker.entropyByteCount(length: length))
                let password = try #require(PasswordMaker.password(length: length, entropy: entropy))
                #expect(password.byteCount == length)
                #expect(PasswordRule.faults(in: password).isEmpty)
                let text = password.reveal()
                #expect(!text.contains { " :,\"_&<>'`$\\|;!?*()[]{}#~".contains($0) }, "\(text)")
                #expect(text.first.map { $0.isLetter || $0.isNumber } == true)
            }
        }
    }

    @Test("made passwords favour no character")
    func unbiased() throws {
        var state: UInt64 = 7
        var counts: [UInt8: Int] = [:]
        for _ in 0..<4_000 {
            let password = try #require(
                PasswordMaker.password(length: 32, entropy: SeededBytes(seed: Seeded(state: state))))
            state ^= 0xa5a5_5a5a &* state &+ 0x1234_5678_9abc_def1
            // The first place has no special characters by rule.
            for character in password.revealBytes().dropFirst() { counts[character, default: 0] += 1 }
        }
        // Each class must occur, which lifts the small classes a little; within a class nobody is favoured.
        for members in ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "%+-./=@"] {
            let seen = members.utf8.map { counts[$0] ?? 0 }
            let mean = Double(seen.reduce(0, +)) / Double(seen.count)
            // Six standard deviations of a binomial count.
            #expect(seen.allSatisfy { abs(Double($0) - mean) < 6 * mean.squareRoot() }, "\(members) \(seen)")
        }
    }

    @Test("the same entropy makes the same password, other entropy another one")
    func deterministic() throws {
        var seed = Seeded(state: 1)
        let one = seed.bytes(1_000)
        let two = seed.bytes(1_000)
        let first = try #require(PasswordMaker.password(length: 20, entropy: one))
        #expect(PasswordMaker.password(length: 20, entropy: one) == first)
        #expect(PasswordMaker.password(length: 20, entropy: two) != first)
    }

    @Test("no password comes from too little or useless entropy, nor at a forbidden length")
    func none() {
        #expect(PasswordMaker.password(length: 20, entropy: []) == nil)
        #expect(PasswordMaker.password(length: 20, entropy: [UInt8](repeating: 255, count: 10_000)) == nil)
        #expect(PasswordMaker.password(length: 20, entropy: [UInt8](repeating: 0, count: 10_000)) == nil)
        var seed = Seeded(state: 3)
        let entropy = seed.bytes(10_000)
        #expect(PasswordMaker.password(length: 7, entropy: entropy) == nil)
        #expect(PasswordMaker.password(length: 33, entropy: entropy) == nil)
    }
}

/// Pseudo-random bytes that are the same on each run (SplitMix64).
struct Seeded {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: self.next()) } }
}

/// Endless bytes of a seed.
struct SeededBytes: Sequence, IteratorProtocol {
    var seed: Seeded

    mutating func next() -> UInt8? { UInt8(truncatingIfNeeded: self.seed.next()) }
}
