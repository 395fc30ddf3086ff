import Foundation
import Testing

@testable import Provisioning

@Suite("Source reference") struct SourceReferenceTests {
    @Test("the page has every field, and JSON Schema has its description")
    func complete() {
        let page = SourceReference.page()
        let schema = SourceSchema.jsonSchema.canonicalText
        for field in SourceSchema.fields {
            #expect(page.contains("| `\(field.path)` |"))
            #expect(schema.contains(DocumentValue.text(field.meaning).canonicalText))
        }
        for example in SourceExample.documents { #expect(page.contains(example.document.indentedText)) }
    }

    @Test("every field but those of lists is found by its keys")
    func tree() {
        for field in SourceSchema.fields {
            var node: SourceSchemaNode? = SourceSchema.root
            for key in field.keys { node = node?.child(key) }
            #expect(node?.field.path == field.path)
        }
    }

    @Test("tables have as many cells in each row, and no line ends with a blank")
    func form() {
        for line in SourceReference.page().split(separator: "\n") where !line.hasPrefix("  ") {
            #expect(!line.hasSuffix(" "), "\(line)")
            if line.hasPrefix("| `") {
                #expect([3, 5].contains(line.replacing("\\|", with: "").count { $0 == "|" }), "\(line)")
            }
        }
    }

    @Test("the page of the documentation is what the program writes")
    func page() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/reference/sources.md"), encoding: .utf8)
        #expect(page == SourceReference.page())
    }
}
