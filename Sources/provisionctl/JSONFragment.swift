import Foundation

/// A piece of JSON of which nothing is known but that it is JSON, as text on one line.
struct JSONFragment: Decodable, Equatable {
    let text: String

    init(text: String) { self.text = text }

    init(from decoder: any Decoder) throws {
        self.text = try Tree(from: decoder).text
    }

    /// JSON laid out over lines, keys in alphabetical order.
    static func indented(_ json: Data) -> String? {
        guard let value = try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed),
            let data = try? JSONSerialization.data(
                withJSONObject: value,
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    private enum Tree: Decodable {
        case null
        case flag(Bool)
        case integer(Int64)
        case number(Double)
        case text(String)
        case list([Tree])
        case object([String: Tree])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let flag = try? value.decode(Bool.self) {
                self = .flag(flag)
            } else if let integer = try? value.decode(Int64.self) {
                self = .integer(integer)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let list = try? value.decode([Tree].self) {
                self = .list(list)
            } else {
                self = .object(try value.decode([String: Tree].self))
            }
        }

        var text: String {
            switch self {
            case .null: "null"
            case .flag(let flag): flag ? "true" : "false"
            case .integer(let integer): String(integer)
            case .number(let number): String(number)
            case .text(let text): "\"" + text + "\""
            case .list(let list): "[" + list.map(\.text).joined(separator: ", ") + "]"
            case .object(let object):
                "{" + object.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
                    + "}"
            }
        }
    }
}
