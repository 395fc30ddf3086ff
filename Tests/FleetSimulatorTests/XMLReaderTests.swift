import Testing

@testable import FleetSimulator

@Suite("XML reader")
struct XMLReaderTests {
    private func root(_ text: String) throws(XMLRefusal) -> XMLNode { try XMLReader.root(of: Array(text.utf8)) }

    @Test("names are resolved to their namespaces, prefixes and defaults alike")
    func namespaces() throws {
        let node = try self.root("<a:x xmlns:a='urn:1' xmlns='urn:2'><y k=\"v\" a:k='w'/><z xmlns=''/></a:x>")
        #expect(node.isNamed("x", in: "urn:1"))
        #expect(node.children.map(\.namespace) == ["urn:2", ""])
        #expect(node.children[0].attribute("k") == "v")
        #expect(node.children[0].attributes.map(\.namespace) == ["", "urn:1"])
    }

    @Test("entities, numbered characters and CDATA are read as text")
    func text() throws {
        #expect(try self.root("<x>a&lt;&amp;&#65;&#x42;<!-- no --><![CDATA[<&]]></x>").text == "a<&AB<&")
    }

    @Test(
        "what is no well-formed document is refused by name",
        arguments: [
            ("<!DOCTYPE x []><x/>", XMLRefusal.documentType), ("<x><!ENTITY a 'b'></x>", .documentType),
            ("<x>&a;</x>", .malformed), ("<x>", .malformed), ("<x></y>", .malformed), ("<x/><y/>", .malformed),
            ("text", .malformed), ("", .malformed), ("<a:x/>", .unboundPrefix), ("<x a:k='1'/>", .unboundPrefix),
            ("<x k='1' k='2'/>", .malformed), ("<x k=1/>", .malformed), ("<1/>", .malformed),
            ("<x>&#0;</x>", .malformed),
            ("<x><?php ?></x>", .malformed), ("<x", .malformed), ("<x k='<'/>", .malformed),
        ])
    func refused(text: String, refusal: XMLRefusal) {
        #expect(throws: refusal) { try self.root(text) }
    }

    @Test("bytes that are not UTF-8 are refused")
    func encoding() {
        #expect(throws: XMLRefusal.notUTF8) { try XMLReader.root(of: [0x3c, 0x78, 0xff, 0x2f, 0x3e]) }
    }

    @Test("depth and number of elements are bounded")
    func bounds() throws {
        let deep = String(repeating: "<x>", count: 100_000)
        #expect(throws: XMLRefusal.tooDeep) { try self.root(deep) }
        let wide = "<x>" + String(repeating: "<y/>", count: XMLReader.elementCountMax) + "</x>"
        #expect(throws: XMLRefusal.tooMany) { try self.root(wide) }
    }

    @Test("no prefix of a document is taken for a document")
    func prefixes() {
        let bytes = Array("<?xml version='1.0'?><x k='&lt;'><![CDATA[a]]>b<!-- c --></x>".utf8)
        for length in 0..<bytes.count {
            #expect(throws: XMLRefusal.self) { try XMLReader.root(of: Array(bytes[..<length])) }
        }
    }
}
