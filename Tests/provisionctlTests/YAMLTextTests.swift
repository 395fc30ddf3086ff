import Foundation
import Testing
import Yams

@testable import provisionctl

@Suite("answers as YAML")
struct YAMLTextTests {
    private func yaml(_ json: String) throws -> String { try YAMLText.document(ofJSON: Data(json.utf8)) }

    @Test("have the members in the API's order, and numbers with the API's digits")
    func order() throws {
        #expect(
            try self.yaml(#"{"uuid":"b","state":"parked","attempt":10,"rate":0.10,"problem":null,"list":[],"more":{}}"#)
                == """
                ---
                uuid: b
                state: parked
                attempt: 10
                rate: 0.10
                problem: null
                list: []
                more: {}

                """)
    }

    /// YAML 1.1 and 1.2 resolve these to something else than a text; see yaml.org/type.
    static let misleading = [
        "yes", "No", "on", "OFF", "y", "N", "true", "NULL", "null", "~", "", "1", "-1", "0x10", "0o7", "1_000", "1.5",
        "1e3", ".5", ".inf", ".nan", "12:30:45", "2026-11-29", "2026-11-29T10:30:45.678Z", "<<", "=", "- a", "a: b",
        "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a", "\"a", "{a", "[a", "a,", " a", "a ", "a:",
        "? a", "line\nline", "tab\ta", "\u{7f}", "4c4c4544-0042-3510-8052-b4c04f4a3532", "4e10", "ä", "😀", "\u{85}",
    ]

    @Test("are read back as the same texts, also those that look like something else", arguments: Self.misleading)
    func texts(_ text: String) throws {
        let json = try JSONEncoder().encode(["text": text])
        let yaml = try YAMLText.document(ofJSON: json)
        let node = try #require(try Yams.compose(yaml: yaml)?.mapping?["text"])
        #expect(node.scalar?.string == text)
        #expect(node.tag == .init(.str) || node.string == text && node.scalar?.style != .plain, "\(yaml)")
        #expect(yaml.contains("\"") || text == "ä", "\(yaml) has no quotes")
    }

    @Test(
        "keep words, names and sentences plain", arguments: ["parked", "pc-0042.example.com", "a sentence of words."])
    func plain(_ text: String) throws {
        #expect(try self.yaml(#"{"text":"\#(text)"}"#) == "---\ntext: \(text)\n")
    }

    @Test("hold every text of JSON, with its escapes")
    func escapes() throws {
        #expect(
            try JSONReader.read(Array(#"["\u00e4\ud83d\ude00\/\n\"\\"]"#.utf8)) == .list([.text("ä😀/\n\"\\")]))
    }

    @Test(
        "what is no JSON is not written",
        arguments: [
            "", "{", "[1,]", "{\"a\"}", "nul", "01", "1.", "\"\\x\"", "\"\\ud800\"", "\"a", "[1] 2", "\"\t\"", "{1:2}",
            String(repeating: "[", count: 1_000),
        ])
    func broken(_ json: String) {
        #expect(throws: CommandFailure.self) { try self.yaml(json) }
    }
}
