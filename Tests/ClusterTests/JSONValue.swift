import Foundation

/// JSON as tests write it, change it and look into it.
indirect enum JSONValue: Codable, Equatable, Sendable {
    case flag(Bool)
    case list([JSONValue])
    case nothing
    case number(Double)
    case object([String: JSONValue])
    case text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .nothing
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        case .nothing: try container.encodeNil()
        case .number(let number):
            if let whole = Int64(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
        case .object(let object): try container.encode(object)
        case .text(let text): try container.encode(text)
        }
    }

    /// The member of that name; setting `nothing` takes it away.
    subscript(_ name: String) -> JSONValue {
        get {
            guard case .object(let object) = self else { return .nothing }
            return object[name] ?? .nothing
        }
        set {
            var object: [String: JSONValue] = [:]
            if case .object(let old) = self { object = old }
            object[name] = newValue == .nothing ? nil : newValue
            self = .object(object)
        }
    }

    var items: [JSONValue] {
        guard case .list(let list) = self else { return [] }
        return list
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var int: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(exactly: number)
    }

    var isTrue: Bool { self == .flag(true) }

    var names: [String] {
        guard case .object(let object) = self else { return [] }
        return object.keys.sorted()
    }

    /// One line.
    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringLiteral
{
    init(arrayLiteral elements: JSONValue...) { self = .list(elements) }

    init(booleanLiteral value: Bool) { self = .flag(value) }

    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }

    init(integerLiteral value: Int) { self = .number(Double(value)) }

    init(stringLiteral value: String) { self = .text(value) }
}
