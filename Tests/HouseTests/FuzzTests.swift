import Foundation
import Testing

/// What is fuzzed.
@Suite("Fuzzing")
struct FuzzTests {
    @Test("every class whose answers are read is fuzzed")
    func classes() throws {
        let fuzzer = try #require(House.text("Tests/Fuzz/WSManFuzzer.swift"))
        let classes = House.swift("Sources/AMT/Classes").filter { $0.text.contains("WSManCall<") }
        #expect(!classes.isEmpty)
        for file in classes {
            let name = file.name.prefix { $0 != "+" && $0 != "." }
            #expect(fuzzer.contains("\(name)."), "\(name) is not in Tests/Fuzz/WSManFuzzer.swift")
        }
    }

    @Test("each target has seeds, and a line in the page")
    func targets() throws {
        let page = try #require(House.text("Tests/Fuzz/README.md"))
        let program = try #require(House.text("Deploy/fuzz"))
        for target in ["hello", "wsman", "profile", "inventory", "setupbin"] {
            // Seeds need be no text.
            let folder = House.root.appendingPathComponent("Tests/Fuzz/Corpus/\(target)").path
            #expect(try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            #expect(page.contains("| `\(target)` |"))
            #expect(program.contains("    \(target))\n"))
        }
    }
}
