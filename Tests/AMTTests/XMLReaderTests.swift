import Testing

@testable import AMT

@Suite("XML reading")
struct XMLReaderTests {
    @Test("names are resolved, text and attributes kept, blanks between elements dropped")
    func tree() throws {
        let root = try Self.read(
            """
            <?xml version= "1.0" encoding= "UTF-8"?>
            <a:r xmlns:a="urn:one" xmlns="urn:two">
              <b x="1 &amp; 2 &lt; &#38;amp; &quot;" a:x="ns">  t&amp;&lt;&gt;&apos;&quot;&#65;é <![CDATA[<&]]></b>
              mixed<c/><c>2</c><!-- no --><?pi no?>
            </a:r>
            """)
        #expect(root.isNamed("r", in: "urn:one"))
        #expect(root.text == "")
        #expect(root.children.map(\.name) == ["b", "c", "c"])
        let first = try #require(root.child("b", in: "urn:two"))
        #expect(first.text == "  t&<>'\"Aé <&")
        #expect(first.trimmedText == "t&<>'\"Aé <&")
        #expect(first.attribute("x") == "1 & 2 < &amp; \"")
        #expect(first.attributes.map(\.namespace) == ["", "urn:one"])
        #expect(root.child("b", in: "urn:one") == nil)
        #expect(root.children.map(\.text).last == "2")
    }

    @Test("a qualified name in text is resolved where it stands")
    func qualifiedNames() throws {
        let root = try Self.read(
            """
            <p:r xmlns:p="urn:one" xmlns="urn:zero"><x xmlns:p="urn:two">p:N</x><x>p:N</x><x> N </x><x>q:N</x>\
            <x>p:N:M</x><x>p:</x><x></x></p:r>
            """)
        let found = root.children.map(\.qualifiedName).map { $0.map { $0.namespace + "|" + $0.name } }
        #expect(found == ["urn:two|N", "urn:one|N", "urn:zero|N", nil, nil, nil, nil])
    }

    @Test("blank space and a byte order mark before the document are tolerated")
    func beginnings() throws {
        #expect(try Self.read("\r\n \t<?xml version=\"1.0\"?><r/>").name == "r")
        #expect(try XMLReader.read([0xef, 0xbb, 0xbf] + Array("<r/>".utf8)).root.name == "r")
        #expect(try Self.read("<?xml version='1.0' encoding='us-ascii'?><r/>").name == "r")
        #expect(try Self.read("<?xml version='1.0' encoding='utf-8' standalone='yes'?><r/>").name == "r")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var why: String
        var bytes: [UInt8]
        var refusal: XMLRefusal
        var testDescription: String { self.why }

        init(_ why: String, _ text: String, _ refusal: XMLRefusal) { self.init(why, Array(text.utf8), refusal) }

        init(_ why: String, _ bytes: [UInt8], _ refusal: XMLRefusal) {
            self.why = why
            self.bytes = bytes
            self.refusal = refusal
        }
    }

    static let laughs = """
        <!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;&b;</l>
        """

    static let refusals: [Refusal] = [
        Refusal("nothing", "", .empty),
        Refusal("blanks", " \r\n\t ", .empty),
        Refusal("no XML", "Not Found", .encoding),
        Refusal("no end", "<r>", .malformed),
        Refusal("wrong end", "<r></s>", .malformed),
        Refusal("two roots", "<r/><r/>", .malformed),
        Refusal("text behind the root", "<r/>x", .malformed),
        Refusal("declaration cut", "<?xml version=\"1.0\"", .malformed),
        Refusal("undeclared prefix", "<p:r/>", .malformed),
        Refusal("undeclared prefix of an attribute", "<r p:x=''/>", .malformed),
        Refusal("attribute twice", "<r x='' x=''/>", .malformed),
        Refusal("entity nobody declared", "<r>&nbsp;</r>", .malformed),
        Refusal("control character", "<r>\u{1}</r>", .malformed),
        Refusal("reference to a control character", "<r>&#1;</r>", .malformed),
        Refusal("bytes that are no UTF-8", Array("<r>".utf8) + [0xff] + Array("</r>".utf8), .malformed),
        Refusal("overlong UTF-8", Array("<r>".utf8) + [0xc0, 0xbc] + Array("</r>".utf8), .malformed),
        Refusal("UTF-8 cut", Array("<r>".utf8) + [0xe2, 0x82] + Array("</r>".utf8), .malformed),
        Refusal("document type", "<!DOCTYPE r><r/>", .documentType),
        Refusal("document type of a file", "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r/>", .documentType),
        Refusal(
            "external entity", "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><r>&x;</r>", .documentType),
        Refusal("entities of entities", Self.laughs, .documentType),
        Refusal("UTF-16 with a mark", [0xff, 0xfe] + Self.utf16("<r/>"), .encoding),
        Refusal("UTF-16 without a mark", Self.utf16("<?xml version='1.0'?><!DOCTYPE r><r/>"), .encoding),
        Refusal("UTF-16 declared", "<?xml version='1.0' encoding='UTF-16'?><r/>", .encoding),
        Refusal("UTF-7 declared", "<?xml version='1.0' encoding=\"UTF-7\"?><r/>", .encoding),
        Refusal("Latin-1 declared", "<?xml version='1.0' encoding='iso-8859-1'?><r/>", .encoding),
        Refusal("EBCDIC", [0x4c, 0x6f, 0xa7, 0x94], .encoding),
        Refusal("zero byte", Array("<r>a".utf8) + [0] + Array("</r>".utf8), .encoding),
        Refusal(
            "endless declaration", "<?xml version='1.0'" + String(repeating: " ", count: 300) + "?><r/>", .encoding),
    ]

    @Test("refuses what it does not read, and says why", arguments: Self.refusals)
    func refuses(_ refusal: Refusal) {
        #expect(throws: refusal.refusal) { try XMLReader.read(refusal.bytes) }
    }

    @Test("a size beyond the limit is refused before it is read")
    func tooLong() throws {
        let filling = XMLLimits.bodyBytesMax - "<r></r>".utf8.count
        let many = String(repeating: "<e/>", count: 8_191)
        #expect(throws: XMLRefusal.tooLong) {
            try Self.read("<r>" + String(repeating: " ", count: filling + 1) + "</r>")
        }
        #expect(
            try Self.read("<r>" + many + String(repeating: " ", count: filling - many.utf8.count) + "</r>").name == "r")
    }

    @Test("depth, elements, attributes and text have limits, and the limit itself passes")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<e>", count: depth) + String(repeating: "</e>", count: depth)
        }
        #expect(try Self.read(nested(32)).name == "e")
        #expect(throws: XMLRefusal.tooDeep) { try Self.read(nested(33)) }
        #expect(throws: XMLRefusal.tooDeep) { try Self.read(nested(30_000)) }
        func siblings(_ count: Int) -> String { "<r>" + String(repeating: "<e/>", count: count - 1) + "</r>" }
        #expect(try Self.read(siblings(8_192)).children.count { _ in true } == 8_191)
        #expect(throws: XMLRefusal.tooManyElements) { try Self.read(siblings(8_193)) }
        func attributes(_ count: Int) -> String {
            "<r " + (0..<count).map { "a\($0)=''" }.joined(separator: " ") + "/>"
        }
        #expect(try Self.read(attributes(64)).attributes.count == 64)
        #expect(throws: XMLRefusal.tooManyAttributes) { try Self.read(attributes(65)) }
        func declarations(_ count: Int) -> String {
            "<r " + (0..<count).map { "xmlns:a\($0)='u\($0)'" }.joined(separator: " ") + "/>"
        }
        #expect(throws: XMLRefusal.tooManyAttributes) { try Self.read(declarations(65)) }
        func text(_ count: Int) -> String { "<r>" + String(repeating: "x", count: count) + "</r>" }
        #expect(try Self.read(text(65_536)).text.utf8.count == 65_536)
        #expect(throws: XMLRefusal.textTooLong) { try Self.read(text(65_537)) }
        #expect(throws: XMLRefusal.textTooLong) { try Self.read("<r a='\(String(repeating: "x", count: 65_537))'/>") }
    }

    @Test("documents made to be slow are refused soon", .timeLimit(.minutes(10)))
    func slowDocuments() {
        let many = (0..<20_000).map { "a\($0)=''" }.joined(separator: " ")
        #expect(throws: XMLRefusal.tooManyAttributes) { try Self.read("<r \(many)/>") }
        let spaces = (0..<6_000).map { "xmlns:a\($0)='u\($0)'" }.joined(separator: " ")
        #expect(throws: XMLRefusal.tooManyAttributes) { try Self.read("<r \(spaces)><x/></r>") }
        #expect(throws: XMLRefusal.self) { try Self.read("<r>" + String(repeating: "&#1", count: 60_000)) }
    }

    @Test("many threads read at once")
    func threads() async throws {
        let body = try Captures.bytes("cim/software/identity/pull")
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask { try (0..<20).reduce(0) { sum, _ in sum + (try XMLReader.read(body).rows.count) } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Envelope, header with five, body, response, items with eleven of four in them, end: 1 + 6 + 1 + 1 + 45 + 1.
        #expect(counts == [Int](repeating: 20 * 55, count: 64))
    }

    private static func read(_ text: String) throws -> XMLElement { try XMLReader.read(Array(text.utf8)).root }

    private static func utf16(_ text: String) -> [UInt8] { text.utf8.flatMap { [$0, 0] } }
}
