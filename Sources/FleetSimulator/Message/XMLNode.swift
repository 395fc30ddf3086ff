/// One element of a request, read whole.
struct XMLNode: Equatable, Sendable {
    struct Attribute: Equatable, Sendable {
        /// Empty for an attribute without prefix.
        let namespace: String
        let name: String
        let value: String
    }

    /// Empty when the element is in no namespace.
    let namespace: String
    let name: String
    let attributes: [Attribute]
    var children: [XMLNode] = []
    /// The character data that stands directly in the element.
    var text = ""

    /// `true` for an element of that name in that namespace.
    func isNamed(_ name: String, in namespace: String) -> Bool { self.name == name && self.namespace == namespace }

    func first(_ name: String, in namespace: String) -> XMLNode? {
        self.children.first { $0.isNamed(name, in: namespace) }
    }

    /// The value of an attribute that carries no prefix.
    func attribute(_ name: String) -> String? {
        self.attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
    }

    /// The character data without the white space around it.
    var trimmedText: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
        var slice = self.text[...]
        while let first = slice.first, isSpace(first) { slice.removeFirst() }
        while let last = slice.last, isSpace(last) { slice.removeLast() }
        return String(slice)
    }

    /// `true` when anything but white space stands between the child elements.
    var hasStrayText: Bool { !self.children.isEmpty && !self.trimmedText.isEmpty }
}

/// Why a request's text is no XML that firmware takes.
enum XMLRefusal: String, Error, Equatable, Sendable {
    case documentType = "document-type"
    case malformed
    case notUTF8 = "not-utf8"
    case tooDeep = "too-deep"
    case tooMany = "too-many"
    case unboundPrefix = "unbound-prefix"
}
