import Testing

@testable import Provisioning

@Suite("Document reader") struct DocumentReaderTests {
    static func read(_ json: String, limits: DocumentLimits = DocumentLimits()) -> Result<
        DocumentValue, DocumentRefusal
    > {
        DocumentValue.read(json: Array(json.utf8), limits: limits)
    }

    static func reason(_ json: String, limits: DocumentLimits = DocumentLimits()) -> DocumentRefusal.Reason? {
        guard case .failure(let refusal) = Self.read(json, limits: limits) else { return nil }
        return refusal.reason
    }

    @Test("values of every kind are read, and objects keep their order")
    func kinds() throws {
        let text = #" {"b": [true, false, null], "a": {"n": -12, "x": 1.5e2, "t": "a\u0041\n\ud83d\ude00é"}} "#
        #expect(
            try Self.read(text).get() == [
                "b": [true, false, .null], "a": ["n": -12, "x": 150.0, "t": "aA\n😀é"],
            ])
        #expect(try Self.read("[]").get() == [])
        #expect(try Self.read("{}").get() == [:])
        #expect(try Self.read("\t\r\n0 ").get() == 0)
    }

    @Test(
        "no number is lost: what would come back as another is refused",
        arguments: [
            ("9223372036854775807", true), ("-9223372036854775808", true), ("9223372036854775808", false),
            ("123456789012345678901234567890", false), ("0.1", true), ("1.0", true), ("1e2", true),
            ("0.30000000000000004", true), ("0.30000000000000001", false), ("9007199254740993.0", false),
            ("1e400", false), ("1e-400", false), ("0e-400", true), ("-0.0", true), ("1e99999999999999999999", false),
        ])
    func numbers(_ text: String, _ isKept: Bool) {
        #expect(Self.reason(text) == (isKept ? nil : .numberNotKept))
    }

    @Test(
        "what JSON does not write so is refused, with the reason",
        arguments: [
            ("", .endsEarly), ("  ", .endsEarly), ("{", .endsEarly), ("[1", .endsEarly), ("\"a", .endsEarly),
            ("{\"a\"", .endsEarly), ("tru", .endsEarly), ("\"\\", .endsEarly), ("\"\\u12", .endsEarly),
            ("1 2", .goesOn), ("{} x", .goesOn), ("tree", .character), ("'a'", .character), ("[1,]", .character),
            ("{\"a\":1,}", .character), ("{a:1}", .character), ("[1 2]", .character), ("// c\n1", .character),
            ("\u{feff}1", .character), ("NaN", .character), ("+1", .character), (".5", .character), ("-", .number),
            ("01", .number), ("1.", .number), ("1e", .number), ("1e+", .number), ("-x", .number),
            ("\"a\nb\"", .controlCharacter), ("\"\u{0}\"", .controlCharacter), ("\"\\x\"", .escape),
            ("\"\\u12g4\"", .escape), ("\"\\ud800\"", .escape), ("\"\\ud800\\u0041\"", .escape),
            ("\"\\udc00\"", .escape), ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
        ] as [(String, DocumentRefusal.Reason)])
    func refusals(_ text: String, _ reason: DocumentRefusal.Reason) {
        #expect(Self.reason(text) == reason)
    }

    @Test("bytes that are not UTF-8 are refused")
    func encoding() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xc0, 0xaf]] {
            guard case .failure(let refusal) = DocumentValue.read(json: bytes) else {
                Issue.record("bytes were taken that are not UTF-8")
                continue
            }
            #expect(refusal.reason == .notUTF8)
        }
    }

    @Test("a refusal names the place")
    func place() {
        guard case .failure(let refusal) = Self.read("{\n  \"a\": 1,\n  \"a\": 2\n}") else {
            Issue.record("a key was taken twice")
            return
        }
        #expect(refusal == DocumentRefusal(.duplicateKey, byteOffset: 14, line: 3, column: 3))
        #expect(refusal.description == "duplicate-key at line 3, column 3")
    }

    @Test("length, depth and count are bounded")
    func limits() {
        var limits = DocumentLimits()
        limits.byteCountMax = 10
        #expect(Self.reason("\"23456789\"", limits: limits) == nil)
        #expect(Self.reason("\"234567890\"", limits: limits) == .tooLong)
        #expect(Self.reason(String(repeating: "[", count: 16) + String(repeating: "]", count: 16)) == nil)
        #expect(Self.reason(String(repeating: "[", count: 17) + String(repeating: "]", count: 17)) == .tooDeep)
        #expect(Self.reason(String(repeating: "{\"a\":", count: 100_00)) == .tooDeep)
        limits = DocumentLimits()
        limits.valueCountMax = 4
        #expect(Self.reason("[1,2,3]", limits: limits) == nil)
        #expect(Self.reason("[1,2,3,4]", limits: limits) == .tooManyValues)
        #expect(Self.reason("{\"a\":1,\"b\":2}", limits: limits) == .tooManyValues)
    }

    @Test("every beginning of a document, and every byte of it changed, is taken or refused, and nothing else")
    func mutations() throws {
        let bytes = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",null],"b":{"c":true}}"#.utf8)
        for count in 0..<bytes.count {
            guard case .failure = DocumentValue.read(json: Array(bytes[..<count])) else {
                Issue.record("a beginning of \(count) bytes was taken for the whole")
                continue
            }
        }
        for place in bytes.indices {
            for byte: UInt8 in [0x00, 0x20, 0x22, 0x2c, 0x30, 0x3a, 0x5b, 0x5c, 0x5d, 0x7d, 0x80, 0xff] {
                var changed = bytes
                changed[place] = byte
                guard case .success(let value) = DocumentValue.read(json: changed) else { continue }
                #expect(
                    try DocumentValue.read(json: Array(value.canonicalText.utf8)).get().canonicalText
                        == value.canonicalText)
            }
        }
    }
}
