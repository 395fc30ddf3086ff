import Testing

/// Words that pure targets do without, each with what takes its place.
@Suite("Pure targets")
struct PurityTests {
    struct Ban: Sendable, CustomTestStringConvertible {
        let name: String
        let words: [String]
        let instead: String

        var testDescription: String { self.name }

        /// Words that are letters alone are looked for as whole words.
        func isFound(in line: Substring) -> Bool {
            self.words.contains { word in
                guard let place = line.firstRange(of: word) else { return false }
                let before = line[..<place.lowerBound].last
                let after = line[place.upperBound...].first
                let isPart = { (neighbour: Character?) in
                    neighbour.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
                }
                let beginsApart = word.first?.isLetter != true || !isPart(before)
                let endsApart = word.last?.isLetter != true || !isPart(after)
                return beginsApart && endsApart
            }
        }
    }

    static let bans: [Ban] = [
        Ban(name: "time", words: ["Date", ".now", "ContinuousClock(", "SuspendingClock("], instead: "take `now`"),
        Ban(
            name: "randomness",
            words: [".random(", "randomElement(", ".shuffle(", ".shuffled(", "SystemRandomNumberGenerator", "UUID()"],
            instead: "take random bytes, or a number 0...1"),
        Ban(
            name: "tasks", words: ["Task", "TaskGroup", "withTaskGroup", "actor", "async let"],
            instead: "return an action; a shell carries it out"),
        Ban(
            name: "locks", words: ["Mutex", "NSLock", "Atomic", "nonisolated(unsafe)"],
            instead: "be a value; a shell keeps it behind a lock"),
        Ban(name: "output", words: ["print(", "debugPrint(", "dump("], instead: "return a value; a shell shows it"),
        Ban(name: "loggers", words: ["Logger", "import Logging"], instead: "return a value; a shell logs it"),
        Ban(name: "surroundings", words: ["getenv", "ProcessInfo", "CommandLine"], instead: "take a setting"),
        Ban(
            name: "files",
            words: [
                "FileManager", "FileHandle", "fopen(", "contentsOfFile:", "String(contentsOf:", "Data(contentsOf:",
            ],
            instead: "take bytes"),
        Ban(
            name: "Foundation", words: ["import Foundation", "import Dispatch", "import Glibc"],
            instead: "FoundationEssentials has base64 and formats"),
    ]

    @Test("pure targets have no clock, randomness, input, output, task, lock or logger", arguments: Self.bans)
    func banned(_ ban: Ban) {
        for target in ["AMT", "Inventory", "Provisioning"] {
            for file in House.swift("Sources/\(target)") where ban.words.contains(where: { file.text.contains($0) }) {
                for (number, line) in Source.code(of: file) where ban.isFound(in: line) {
                    Issue.record("\(file.path):\(number) \(line.drop { $0 == " " }) – instead: \(ban.instead)")
                }
            }
        }
    }

    @Test("the search finds words, and not parts of words")
    func searchFindsWords() {
        #expect(Self.bans[0].isFound(in: "let at = Date()"))
        #expect(!Self.bans[0].isFound(in: "case updateDate, DateLine"))
        #expect(Self.bans[1].isFound(in: "UInt8.random(in: 0...1)"))
        #expect(!Self.bans[1].isFound(in: "mebxPassword: MEBxPasswordPolicy = .random,"))
        #expect(!Self.bans[8].isFound(in: "import FoundationEssentials"))
    }
}
