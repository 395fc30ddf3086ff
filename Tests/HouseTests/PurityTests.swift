import Testing

/// Words that pure targets do without, each with what takes its place.
@Suite("Pure targets")
struct PurityTests {
    struct Ban: Sendable, CustomTestStringConvertible {
        let word: String
        let instead: String
        let pattern: @Sendable () -> Regex<Substring>

        var testDescription: String { self.word }
    }

    static let bans: [Ban] = [
        Ban(word: "Date", instead: "take `now: UnixTime`") { #/\bDate\b\(?/# },
        Ban(word: ".now", instead: "take `now`") { #/\.now\b/# },
        Ban(word: "clocks", instead: "take `now`; an instant may be a parameter, a clock may not") {
            #/\b(?:ContinuousClock|SuspendingClock)\(/#
        },
        Ban(word: "randomness", instead: "take random bytes or a number 0...1") {
            #/\.random\(|\brandomElement\(|\.shuffled?\(|\bSystemRandomNumberGenerator\b|\bUUID\(\)/#
        },
        Ban(word: "tasks", instead: "return an action; a shell carries it out") {
            #/\bTask\b|\bTaskGroup\b|\bTask\.|\bwith\w*TaskGroup\b|\bactor\s/#
        },
        Ban(word: "locks", instead: "be a value; a shell keeps it behind a lock") {
            #/\bMutex\b|\bNSLock\b|\bAtomic\b|\bpthread_/#
        },
        Ban(word: "print", instead: "return a value; a shell logs it") { #/\b(?:print|debugPrint|dump)\(/# },
        Ban(word: "loggers", instead: "return a value; a shell logs it") { #/\bLogger\b|\bimport Logging\b/# },
        Ban(word: "environment", instead: "take a setting") { #/\bgetenv\b|\bProcessInfo\b|\bCommandLine\b/# },
        Ban(word: "files", instead: "take bytes") {
            #/\bFileManager\b|\bFileHandle\b|\bfopen\(|contentsOf(?:File)?:/#
        },
        Ban(word: "Foundation", instead: "FoundationEssentials has base64 and formats") {
            #/(?m)^\s*import (?:Foundation|FoundationNetworking|FoundationXML|Dispatch|Glibc)\s*$/#
        },
        Ban(word: "unchecked", instead: "let the compiler check") { #/@unchecked|nonisolated\(unsafe\)/# },
    ]

    @Test("pure targets have no clock, randomness, input, output, task, lock or logger", arguments: Self.bans)
    func banned(_ ban: Ban) {
        for target in ["AMT", "Inventory", "Provisioning"] {
            for file in House.swift("Sources/\(target)") {
                for (number, line) in Source.code(of: file) where line.firstMatch(of: ban.pattern()) != nil {
                    Issue.record("\(file.path):\(number) \(line.trimmingPrefix(#/\s+/#)) – instead: \(ban.instead)")
                }
            }
        }
    }
}
