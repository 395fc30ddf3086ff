/// A document as a tree: what YAML and JSON become before anything is made of their meaning.
///
/// - Shape: objects keep the order in which they were written, and `==` counts it. Two documents say the same when their
///   ``canonicalText`` is the same.
package indirect enum DocumentValue: Equatable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    /// With a fraction or an exponent.
    case number(Double)
    case text(String)
    case list([DocumentValue])
    case object([DocumentEntry])
}

/// One key of an object with its value.
package struct DocumentEntry: Equatable, Sendable {
    /// Unique in its object, unless the document is wrong.
    package let key: String
    /// What stands behind the key.
    package let value: DocumentValue

    /// A key with its value.
    package init(_ key: String, _ value: DocumentValue) {
        self.key = key
        self.value = value
    }
}

extension DocumentValue {
    /// The first value under a key; `nil` when there is none, or when this is no object.
    package subscript(key: String) -> DocumentValue? {
        guard case .object(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The keys with their values; `nil` when this is no object.
    package var entries: [DocumentEntry]? {
        guard case .object(let entries) = self else { return nil }
        return entries
    }

    /// The values; `nil` when this is no list.
    package var items: [DocumentValue]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    /// What kind of value it is, in a word for an operator.
    package var kindName: String {
        switch self {
        case .null: "nothing"
        case .flag: "true or false"
        case .integer: "a whole number"
        case .number: "a number with a fraction"
        case .text: "text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

extension DocumentValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .flag(value) }

    package init(integerLiteral value: Int64) { self = .integer(value) }

    package init(floatLiteral value: Double) { self = .number(value) }

    package init(stringLiteral value: String) { self = .text(value) }

    package init(arrayLiteral elements: DocumentValue...) { self = .list(elements) }

    package init(dictionaryLiteral elements: (String, DocumentValue)...) {
        self = .object(elements.map { DocumentEntry($0.0, $0.1) })
    }
}
