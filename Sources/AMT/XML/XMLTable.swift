/// One document as a flat table of elements in document order; read through ``XMLElement``.
///
/// Names are resolved to namespace and local name. An element has either child elements or text: white space between
/// elements and text beside elements is dropped, for neither has a meaning in SOAP.
final class XMLTable: Sendable {
    struct Row: Sendable {
        /// Position in ``names``.
        var name: Int32
        /// Position in ``names``; the empty name stands for no namespace.
        var namespace: Int32
        var parent: Int32
        /// -1 for none.
        var firstChild: Int32 = -1
        /// -1 for none.
        var nextSibling: Int32 = -1
        var textStart: Int32
        var textEnd: Int32
        var attributeStart: Int32
        var attributeEnd: Int32
        var declarationStart: Int32
        var declarationEnd: Int32
    }

    struct Attribute: Sendable {
        var name: Int32
        var namespace: Int32
        var value: String
    }

    struct Declaration: Sendable {
        var prefix: Int32
        var namespace: Int32
    }

    let rows: [Row]
    let names: [String]
    let text: [UInt8]
    let attributes: [Attribute]
    let declarations: [Declaration]

    init(rows: [Row], names: [String], text: [UInt8], attributes: [Attribute], declarations: [Declaration]) {
        self.rows = rows
        self.names = names
        self.text = text
        self.attributes = attributes
        self.declarations = declarations
    }

    /// The document element. A table without one is never made.
    var root: XMLElement { XMLElement(table: self, position: 0) }
}
