/// Properties of one instance, by name; those without values are not shown.
typealias Bag = [String: [String]]

/// What a Put may say about one property.
struct PropertyRule: Sendable {
    let field: Field
    /// A property that is read-only may be sent back as it is.
    let isReadOnly: Bool
    let allows: @Sendable (String) -> Bool

    private init(_ field: Field, isReadOnly: Bool = false, allows: @escaping @Sendable (String) -> Bool) {
        self.field = field
        self.isReadOnly = isReadOnly
        self.allows = allows
    }

    static func fixed(_ name: String, isRepeated: Bool = false) -> PropertyRule {
        .init(
            Field(name: name, kind: .text, isRequired: false, isRepeated: isRepeated), isReadOnly: true,
            allows: { _ in true })
    }

    static func flag(_ name: String, isRequired: Bool = false) -> PropertyRule {
        .init(Field(name: name, kind: .flag, isRequired: isRequired), allows: { _ in true })
    }

    static func number(
        _ name: String, _ range: ClosedRange<UInt32>, isRequired: Bool = false, isRepeated: Bool = false
    ) -> PropertyRule {
        let field = Field(name: name, kind: .number, isRequired: isRequired, isRepeated: isRepeated)
        return .init(field) { UInt32($0).map(range.contains) ?? false }
    }

    static func number(_ name: String, of values: Set<UInt32>, isRepeated: Bool = false) -> PropertyRule {
        .init(Field(name: name, kind: .number, isRequired: false, isRepeated: isRepeated)) {
            UInt32($0).map(values.contains) ?? false
        }
    }

    static func text(
        _ name: String, _ bytes: ClosedRange<Int>, isRepeated: Bool = false,
        allows: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> PropertyRule {
        .init(Field(name: name, kind: .text, isRequired: false, isRepeated: isRepeated)) {
            bytes.contains($0.utf8.count) && allows($0)
        }
    }

    static func bytes(_ name: String, _ count: ClosedRange<Int>) -> PropertyRule {
        .init(Field(name: name, kind: .bytes, isRequired: false)) {
            Text.bytes(base64: $0).map { count.contains($0.count) } ?? false
        }
    }

    static func reference(_ name: String) -> PropertyRule {
        .init(Field(name: name, kind: .reference, isRequired: false), allows: { _ in true })
    }
}

extension Arguments {
    /// Reads the instance that a Put carries.
    ///
    /// - Parameter shown: the instance as Get answers it; read-only properties have to agree with it.
    static func put(
        _ call: FirmwareCall, rules: [PropertyRule], shown: [Property]
    ) throws(Fault) -> Arguments {
        let arguments = try Arguments.read(
            call.body, named: call.firmwareClass.rawValue, in: call.firmwareClass.uri, fields: rules.map(\.field),
            inOrder: false)
        for rule in rules {
            let sent = arguments.texts(rule.field.name)
            guard !sent.isEmpty else { continue }
            if rule.isReadOnly {
                guard sent == shown.texts(rule.field.name) else { throw Fault(.invalidParameter) }
            } else {
                guard sent.allSatisfy(rule.allows) else { throw Fault(.invalidParameter) }
            }
        }
        return arguments
    }

    /// What was sent for the properties that can be written, with flags in one spelling.
    func bag(_ rules: [PropertyRule]) -> Bag {
        var bag: Bag = [:]
        for rule in rules where !rule.isReadOnly && rule.field.kind != .reference {
            let texts = self.texts(rule.field.name)
            guard !texts.isEmpty else { continue }
            bag[rule.field.name] = rule.field.kind == .flag ? [String(self.flag(rule.field.name) ?? false)] : texts
        }
        return bag
    }
}

extension [Property] {
    func texts(_ name: String) -> [String] {
        self.compactMap { property in
            guard property.name == name, case .text(let text) = property.value else { return nil }
            return text
        }
    }

    /// The properties of a bag in alphabetical order, and others among them.
    init(_ bag: Bag, _ more: [Property] = []) {
        self =
            (bag.flatMap { name, values in values.map { Property(name, $0) } } + more)
            .enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(\.element)
    }
}

extension Bag {
    func first(_ name: String) -> String? { self[name]?.first }

    func isTrue(_ name: String) -> Bool { self.first(name) == "true" }

    func number(_ name: String) -> UInt32? { self.first(name).flatMap { UInt32($0) } }
}
