import JWTKit

/// What a token says of its bearer. Judged by ``OpenIDIssuer``; here it is only read.
struct OpenIDClaims: JWTPayload {
    /// As much of JSON as claims are made of.
    enum Value: Codable, Equatable, Sendable {
        case text(String)
        case number(Double)
        case list([Value])
        case object([String: Value])
        /// `true`, `false` and `null`: no claim that we read is one.
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else if let object = try? container.decode([String: Value].self) {
                self = .object(object)
            } else {
                self = .other
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .list(let list): try container.encode(list)
            case .object(let object): try container.encode(object)
            case .other: try container.encodeNil()
            }
        }
    }

    let values: [String: Value]

    init(values: [String: Value]) { self.values = values }

    init(from decoder: any Decoder) throws {
        self.values = try decoder.singleValueContainer().decode([String: Value].self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.values)
    }

    /// Signature aside, nothing is judged here.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    func text(_ name: String) -> String? {
        guard case .text(let text)? = self.values[name] else { return nil }
        return text
    }

    func number(_ name: String) -> Double? {
        guard case .number(let number)? = self.values[name] else { return nil }
        return number
    }

    /// A text, or a list of texts; `path` has dots where members lie within members.
    func texts(_ path: String) -> [String] {
        var value = Value.object(self.values)
        // A claim of a provider may have dots in its own name.
        if let whole = self.values[path] {
            value = whole
        } else {
            for name in path.split(separator: ".") {
                guard case .object(let members) = value, let member = members[String(name)] else { return [] }
                value = member
            }
        }
        switch value {
        case .text(let text): return [text]
        case .list(let list):
            return list.compactMap { item in
                guard case .text(let text) = item else { return nil }
                return text
            }
        case .number, .object, .other: return []
        }
    }
}
