import Foundation
import Testing

/// How files look.
@Suite("Form")
struct FormTests {
    static let fileLinesMax = 600
    static let functionLinesMax = 70
    /// Functions that are longer, each with the reason. The list may only become shorter.
    static let longFunctions: [String: String] = [:]

    @Test("no file is longer than can be read in one sitting")
    func fileLength() {
        for file in House.swift("Sources") + House.swift("Tests") {
            #expect(file.lines.count <= Self.fileLinesMax, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("no function is longer than a screen")
    func functionLength() {
        for file in House.swift("Sources") {
            for function in Source.functions(of: file) where Self.longFunctions["\(file.name) \(function.name)"] == nil
            {
                #expect(
                    function.lineCount <= Self.functionLinesMax,
                    "\(file.path):\(function.number) \(function.name) has \(function.lineCount) lines")
            }
        }
    }

    @Test("what other targets see says what it is")
    func documentation() {
        for file in House.swift("Sources") {
            for (number, line) in Source.undocumented(in: file) {
                Issue.record("\(file.path):\(number) has no doc comment: \(line.trimmingPrefix(#/\s+/#))")
            }
        }
    }

    @Test("nothing crashes by a short cut, and nothing is left for later")
    func shortCuts() {
        let late = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X:"]
        for file in House.swift("Sources") {
            let cuts = ["try!", "as!", "fatalError("].filter { file.text.contains($0) }
            #expect(cuts.isEmpty, "\(file.path) has \(cuts)")
        }
        for file in House.files where !file.path.hasPrefix("Tests/Fixtures/") {
            for word in late {
                #expect(!file.text.contains(word), "\(file.path) says \(word)")
            }
        }
    }

    @Test("log messages are constants; facts go into the metadata")
    func logMessages() {
        for file in House.swift("Sources") where file.text.contains("ogger.") {
            for match in file.text.matches(
                of:
                    #/ogger\.(?:trace|debug|info|notice|warning|error|critical|log)\(\s*(?:level: [^,]+,\s*)?"((?:[^"\\]|\\.)*)"/#
            ) {
                #expect(!match.1.contains("\\("), "\(file.path): \(match.1)")
            }
        }
    }

    @Test("files speak of the project alone, not of the machine they were written on")
    func paths() {
        let strangers = ["work", "root", "farm"].map { "/" + $0 + "/" }
        for file in House.files {
            for path in strangers {
                #expect(!file.text.contains(path), "\(file.path) names \(path)")
            }
        }
    }

    @Test("names say what a thing is")
    func names() {
        let empty = #/(?:^|\/)(?:\w*(?:Utils?|Helpers?|Common|Misc|Manager|Deprecated))(?:\.swift|\/)/#
        for file in House.files where file.path.hasPrefix("Sources/") || file.path.hasPrefix("Tests/") {
            #expect(file.path.firstMatch(of: empty) == nil, "\(file.path)")
        }
    }

    @Test("no target stands empty")
    func skeletons() {
        for file in House.files where file.name == "Skeleton.swift" {
            Issue.record("\(file.path) holds a place for what is not there")
        }
    }

    @Test(
        "the format is written down, and commands can be run",
        arguments: [
            ".ci/run", "Deploy/api-test", "Deploy/console-test", "Deploy/crash-matrix", "Deploy/fuzz",
            "Deploy/packages",
            "Deploy/quickstart", "Deploy/simulate",
            "Deploy/test",
        ])
    func commands(path: String) {
        #expect(House.text(".swift-format") != nil)
        #expect(FileManager.default.isExecutableFile(atPath: House.root.appendingPathComponent(path).path))
        #expect(House.text(path)?.contains("set -euo pipefail") == true)
    }

    @Test("continuous integration runs the README's test command")
    func continuousIntegration() {
        #expect(House.text(".ci/run")?.contains("exec Deploy/test") == true)
        #expect(House.text("README.md")?.contains("\nDeploy/test ") == true)
    }
}
