/// The address of one instance, as a parameter, a property or a selector.
struct EndpointReference: Equatable, Sendable {
    /// The class's URI.
    let resource: String
    let selectors: [Selector]

    /// What a selector is called and what it holds: a text, or for associations another reference.
    struct Selector: Equatable, Sendable {
        let name: String
        let value: Value

        enum Value: Equatable, Sendable {
            case text(String)
            case reference(EndpointReference)
        }
    }

    init(resource: String, selectors: [Selector]) {
        self.resource = resource
        self.selectors = selectors
    }

    /// A reference to the instance of `resource` that one text selects.
    init(resource: String, selector name: String, _ value: String) {
        self.init(resource: resource, selectors: [.init(name: name, value: .text(value))])
    }

    /// The only selector's text; `nil` unless there is one selector of that name.
    func text(ofOnlySelector name: String) -> String? {
        guard self.selectors.count == 1, let only = self.selectors.first, only.name == name else { return nil }
        guard case .text(let text) = only.value else { return nil }
        return text
    }

    /// Reads the content of an element whose type is a reference.
    ///
    /// - Returns: `nil` for an empty or incomplete reference, which the schema does not allow.
    init?(content node: XMLNode) {
        guard
            node.first("Address", in: Namespace.addressing) != nil,
            let parameters = node.first("ReferenceParameters", in: Namespace.addressing),
            let resource = parameters.first("ResourceURI", in: Namespace.wsman)?.trimmedText, !resource.isEmpty,
            let set = parameters.first("SelectorSet", in: Namespace.wsman),
            let selectors = Self.selectors(in: set)
        else { return nil }
        self.init(resource: resource, selectors: selectors)
    }

    /// Reads a `SelectorSet`.
    static func selectors(in set: XMLNode) -> [Selector]? {
        var selectors: [Selector] = []
        for node in set.children {
            guard node.isNamed("Selector", in: Namespace.wsman), let name = node.attribute("Name") else { return nil }
            if let nested = node.first("EndpointReference", in: Namespace.addressing) {
                guard let reference = EndpointReference(content: nested) else { return nil }
                selectors.append(.init(name: name, value: .reference(reference)))
            } else {
                guard node.children.isEmpty else { return nil }
                selectors.append(.init(name: name, value: .text(node.trimmedText)))
            }
        }
        return selectors.isEmpty ? nil : selectors
    }
}
