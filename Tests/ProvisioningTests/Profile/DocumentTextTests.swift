import Testing

@testable import Provisioning

@Suite("Document text") struct DocumentTextTests {
    @Test("the canonical text has sorted keys and no blanks")
    func canonical() {
        let document: DocumentValue = ["b": [1, 2.5, .null], "a": ["z": true, "é": "x", "B": ""]]
        #expect(document.canonicalText == #"{"a":{"B":"","z":true,"é":"x"},"b":[1,2.5,null]}"#)
    }

    @Test("documents that say the same have the same canonical text")
    func same() throws {
        let left = try DocumentValue.read(json: Array(#"{"a": 1, "b": {"d": "A", "c": [ ]}}"#.utf8)).get()
        let right = try DocumentValue.read(json: Array(#"{"b":{"c":[],"d":"\u0041"},"a":1}"#.utf8)).get()
        #expect(left.canonicalText == right.canonicalText)
        #expect(left != right)
    }

    @Test("what is written is read as the same, numbers and control characters included")
    func roundTrip() throws {
        let document: DocumentValue = [
            "numbers": [0, -1, 9_223_372_036_854_775_807, 0.1, 1e300, .number(.leastNonzeroMagnitude), -0.0, 1.0],
            "texts": ["", "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}", "😀é\u{2028}"], "nothing": .null,
        ]
        for text in [document.canonicalText, document.indentedText] {
            #expect(try DocumentValue.read(json: Array(text.utf8)).get().canonicalText == document.canonicalText)
        }
        #expect(try DocumentValue.read(json: Array(document.indentedText.utf8)).get() == document)
    }

    @Test("a whole number and one with a fraction stay what they are")
    func numbers() {
        #expect(DocumentValue.integer(1).canonicalText == "1")
        #expect(DocumentValue.number(1).canonicalText == "1.0")
        #expect(DocumentValue.number(.infinity).canonicalText == "\"inf\"")
    }

    @Test("the text for people keeps the order and has a line for each key")
    func indented() {
        let document: DocumentValue = ["b": [1, [:]], "a": "x"]
        #expect(document.indentedText == "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"x\"\n}")
    }
}
