/// One element of an instance, kept whole so that it can be sent back.
struct Property: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case text(String)
        /// A date, an endpoint reference, an embedded instance.
        case elements([Property])
    }

    struct Attribute: Hashable, Sendable {
        let namespace: String
        let name: String
        let value: String
    }

    let namespace: String
    let name: String
    let attributes: [Attribute]
    let content: Content

    init(namespace: String, name: String, text: String) {
        self.namespace = namespace
        self.name = name
        self.attributes = []
        self.content = .text(text)
    }

    private init(namespace: String, name: String, elements: [Property]) {
        self.namespace = namespace
        self.name = name
        self.attributes = []
        self.content = .elements(elements)
    }

    /// A property that refers to another instance.
    init(namespace: String, name: String, reference: EndpointReference) {
        let management = WSManNamespace.management
        let addressing = WSManNamespace.addressing
        var parameters = [Property(namespace: management, name: "ResourceURI", text: reference.resourceURI)]
        if !reference.selectors.isEmpty {
            parameters.append(
                Property(
                    namespace: management, name: "SelectorSet",
                    elements: reference.selectors.map { Property(selector: $0) }))
        }
        self.init(
            namespace: namespace, name: name,
            elements: [
                Property(namespace: addressing, name: "Address", text: WSManNamespace.anonymous),
                Property(namespace: addressing, name: "ReferenceParameters", elements: parameters),
            ])
    }

    private init(selector: EndpointReference.Selector) {
        self.namespace = WSManNamespace.management
        self.name = "Selector"
        self.attributes = [Attribute(namespace: "", name: "Name", value: selector.name)]
        switch selector.value {
        case .text(let text): self.content = .text(text)
        case .reference(let reference):
            self.content = .elements([
                Property(namespace: WSManNamespace.addressing, name: "EndpointReference", reference: reference)
            ])
        }
    }

    /// Copies an element with everything in it. Depth is bounded by ``XMLLimits/depthMax``.
    init(_ element: XMLElement) {
        self.namespace = element.namespace
        self.name = element.name
        self.attributes = element.attributes.map {
            Attribute(namespace: $0.namespace, name: $0.name, value: $0.value)
        }
        let children = element.children.map(Property.init)
        self.content = children.isEmpty ? .text(element.text) : .elements(children)
    }

    /// - Parameter classURI: the namespace that prefix `p` stands for where this is written.
    func write(to writer: inout XMLWriter, classURI: String) {
        var declared: [(String, String)] = []
        let tag: String
        switch self.namespace {
        // Without a namespace, or in the envelope's by default, stand what firmware forgot to put into the class's.
        case classURI, "", WSManNamespace.soap: tag = "p:" + self.name
        case WSManNamespace.addressing: tag = "a:" + self.name
        case WSManNamespace.management: tag = "w:" + self.name
        default:
            tag = "n:" + self.name
            declared.append(("xmlns:n", self.namespace))
        }
        // Attributes with a namespace of their own (`xsi:type`) are left out: their values may need prefixes that are
        // not declared here. The others are the names of selectors.
        declared += self.attributes.filter(\.namespace.isEmpty).map { ($0.name, $0.value) }
        switch self.content {
        case .text(let text):
            writer.element(tag, text, attributes: declared)
        case .elements(let elements):
            writer.open(tag, attributes: declared)
            for element in elements { element.write(to: &writer, classURI: classURI) }
            writer.close(tag)
        }
    }
}
