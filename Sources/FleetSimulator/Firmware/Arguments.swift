/// What a schema allows under one element: the parameters of a method, or the properties of an instance.
struct Field: Sendable {
    enum Kind: Sendable { case anything, bytes, flag, instance, number, reference, text }

    let name: String
    let kind: Kind
    var isRequired = true
    var isRepeated = false
}

/// The content of an element that agreed with its schema.
struct Arguments: Sendable {
    private var values: [String: [XMLNode]] = [:]

    /// Reads the children of `node`, all of which the schema has to name.
    ///
    /// - Parameter inOrder: whether the children must stand in the order of `fields`, as parameters of methods do.
    /// - Returns: a fault for an unknown, doubled, misplaced or missing child and for a value of another type.
    static func read(
        _ node: XMLNode?, named name: String, in namespace: String, fields: [Field], inOrder: Bool
    ) throws(Fault) -> Arguments {
        guard let node, node.isNamed(name, in: namespace) else { throw Fault(.schemaValidationError) }
        return try Self.read(contentOf: node, in: namespace, fields: fields, inOrder: inOrder)
    }

    /// Reads the children of `node`, whatever the node itself is called.
    static func read(
        contentOf node: XMLNode, in namespace: String, fields: [Field], inOrder: Bool
    ) throws(Fault) -> Arguments {
        guard !node.hasStrayText, !node.children.isEmpty || node.trimmedText.isEmpty else {
            throw Fault(.schemaValidationError)
        }
        var arguments = Arguments()
        var lastPlace = 0
        for child in node.children {
            guard
                child.namespace == namespace, let place = fields.firstIndex(where: { $0.name == child.name }),
                !inOrder || place >= lastPlace, Self.agrees(child, with: fields[place].kind),
                arguments.values[child.name] == nil || fields[place].isRepeated
            else { throw Fault(.schemaValidationError) }
            lastPlace = place
            arguments.values[child.name, default: []].append(child)
        }
        guard fields.allSatisfy({ !$0.isRequired || arguments.values[$0.name] != nil }) else {
            throw Fault(.schemaValidationError)
        }
        return arguments
    }

    private static func agrees(_ node: XMLNode, with kind: Field.Kind) -> Bool {
        switch kind {
        case .anything: true
        case .instance: !node.children.isEmpty
        case .reference: EndpointReference(content: node) != nil
        case .bytes: node.children.isEmpty && Text.bytes(base64: node.text) != nil
        case .flag: node.children.isEmpty && Self.flag(node) != nil
        case .number: node.children.isEmpty && UInt32(node.trimmedText) != nil
        case .text: node.children.isEmpty
        }
    }

    private static func flag(_ node: XMLNode) -> Bool? {
        switch node.trimmedText {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    var names: [String] { Array(self.values.keys) }

    func text(_ name: String) -> String? { self.values[name]?.first?.trimmedText }

    /// The characters of a password count, white space too.
    func verbatim(_ name: String) -> String? { self.values[name]?.first?.text }

    func texts(_ name: String) -> [String] { self.values[name, default: []].map(\.trimmedText) }

    func number(_ name: String) -> UInt32? { self.text(name).flatMap { UInt32($0) } }

    func flag(_ name: String) -> Bool? { self.values[name]?.first.flatMap(Self.flag) }

    func bytes(_ name: String) -> [UInt8]? { self.values[name]?.first.flatMap { Text.bytes(base64: $0.text) } }

    func isPresent(_ name: String) -> Bool { self.values[name] != nil }

    func node(_ name: String) -> XMLNode? { self.values[name]?.first }

    func numbers(_ name: String) -> [UInt32] { self.texts(name).compactMap { UInt32($0) } }

    func flags(_ name: String) -> [Bool] { self.values[name, default: []].compactMap(Self.flag) }

    func references(_ name: String) -> [EndpointReference] {
        self.values[name, default: []].compactMap { EndpointReference(content: $0) }
    }

    func reference(_ name: String) -> EndpointReference? {
        self.values[name]?.first.flatMap { EndpointReference(content: $0) }
    }
}
