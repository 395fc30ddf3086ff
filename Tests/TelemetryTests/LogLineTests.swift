import Logging
import Telemetry
import Testing

@Suite("log lines")
struct LogLineTests {
    static let at: Int64 = 1_795_343_445_678_999

    func line(
        _ message: String = "hello admitted", _ metadata: Logger.Metadata = [:], level: Logger.Level = .info,
        _ format: LogFormat = .json
    ) -> String {
        LogLine(microseconds: Self.at, level: level, label: "listener", message: message, metadata: metadata)
            .rendered(format)
    }

    @Test("a JSON line is one object with time, level, logger, message and facts in order of their names")
    func jsonLine() {
        #expect(
            self.line("hello admitted", ["hello.peer": "10.0.0.7", "device.uuid": "0a1b"])
                == #"{"at":"2026-11-22T10:30:45.678Z","level":"info","logger":"listener","message":"hello admitted","#
                + #""device.uuid":"0a1b","hello.peer":"10.0.0.7"}"# + "\n")
    }

    @Test("a text line shows time, level, message and facts")
    func textLine() {
        #expect(
            self.line(
                "lease lost", ["reason": "fenced", "detail": "two words", "empty": ""], level: .warning, .text)
                == #"2026-11-22T10:30:45.678Z WARNING  lease lost detail="two words" empty="" reason=fenced"# + "\n")
        #expect(self.line(level: .info, .text) == "2026-11-22T10:30:45.678Z INFO     hello admitted\n")
    }

    struct Forgery: Sendable, CustomTestStringConvertible {
        var why: String
        var value: String
        var escaped: String
        var testDescription: String { self.why }
    }

    static let forgeries = [
        Forgery(why: "a second line", value: "\n2026 ERROR forged", escaped: #"\n2026 ERROR forged"#),
        Forgery(why: "an early end", value: "a\"b\\c", escaped: #"a\"b\\c"#),
        Forgery(why: "a terminal's colour", value: "\u{1b}[31mred", escaped: #"\u001b[31mred"#),
        Forgery(why: "tab, return, NUL", value: "tab\tcr\rnul\0", escaped: #"tab\tcr\rnul\u0000"#),
        Forgery(why: "DEL and a C1 control", value: "\u{7f}\u{9b}31m", escaped: #"\u007f\u009b31m"#),
        Forgery(why: "a line separator", value: "a\u{2028}b", escaped: #"a\u2028b"#),
        Forgery(why: "text turned around", value: "exe\u{202e}txt", escaped: #"exe\u202etxt"#),
    ]

    @Test("nothing in a value breaks out of its line, in either format", arguments: Self.forgeries)
    func escapes(_ forgery: Forgery) {
        let (value, escaped) = (forgery.value, forgery.escaped)
        let json = self.line("m", ["k": .string(value)])
        #expect(json.hasSuffix(#","k":""# + escaped + "\"}\n"))
        let text = self.line("m", ["k": .string(value)], .text)
        #expect(text.hasSuffix(" m k=\"" + escaped + "\"\n") || text.hasSuffix(" m k=" + escaped + "\n"))
        for line in [json, text] { #expect(line.split(separator: "\n").count == 1) }
    }

    @Test("messages and keys are escaped too")
    func escapesMessageAndKey() {
        #expect(
            self.line("two\nlines", ["bad\"key": "v"])
                == #"{"at":"2026-11-22T10:30:45.678Z","level":"info","logger":"listener","message":"two\nlines","#
                + #""bad\"key":"v"}"# + "\n")
    }

    @Test("a value is cut after 200 scalars, however they build characters")
    func cuts() {
        let fits = String(repeating: "x", count: 200)
        #expect(self.line("m", ["k": .string(fits)]).contains("\"" + fits + "\""))
        #expect(self.line("m", ["k": .string(fits + "y")]).contains("\"" + fits + "…\""))
        // One character for Swift, a thousand scalars for a disk.
        let tower = "a" + String(repeating: "\u{0301}", count: 1_000)
        #expect(self.line("m", ["k": .string(tower)]).unicodeScalars.count < 400)
    }

    @Test("a message of a library is cut after 1000 scalars")
    func cutsMessage() {
        let long = self.line(String(repeating: "x", count: 1_001))
        #expect(long.contains(String(repeating: "x", count: 1_000) + "…"))
    }

    @Test("nested facts become dotted keys, arrays a list, and a fact never hides a field of the record")
    func nested() {
        #expect(
            self.line("m", ["tls": ["alert": "40", "suites": ["a", "b"]], "level": "high"]).hasSuffix(
                #""message":"m","metadata.level":"high","tls.alert":"40","tls.suites":"a,b"}"# + "\n"))
    }

    @Test("more facts than a record takes are counted")
    func factsBounded() {
        var metadata: Logger.Metadata = [:]
        for index in 100..<170 { metadata["k\(index)"] = "v" }
        let line = self.line("m", metadata)
        #expect(line.contains(#""k163":"v""#))
        #expect(!line.contains(#""k164":"v""#))
        #expect(line.hasSuffix(#","log.facts_dropped":"6"}"# + "\n"))
    }

    @Test("metadata nested without end ends")
    func depthBounded() {
        var value: Logger.MetadataValue = "core"
        for _ in 0..<10_000 { value = .array([value]) }
        #expect(self.line("m", ["k": value]).contains(#""k":"…""#))
    }
}
