/// Names one instance of a class by its keys (WS-Addressing 2004/08 with WS-Man selectors).
package struct EndpointReference: Hashable, Sendable {
    /// URI of the instance's class.
    package let resourceURI: String
    /// The keys, in order; none for a singleton.
    package let selectors: [Selector]

    /// Names the instance of a class that has these keys.
    package init(resourceURI: String, selectors: [Selector]) {
        self.resourceURI = resourceURI
        self.selectors = selectors
    }

    /// One key.
    package struct Selector: Hashable, Sendable {
        /// A plain key or, in associations, the key of another instance.
        package enum Value: Hashable, Sendable {
            case text(String)
            case reference(EndpointReference)
        }

        /// The key's property name, such as `InstanceID`.
        package let name: String
        /// What the key must equal.
        package let value: Value

        /// A plain key.
        package init(_ name: String, _ text: String) {
            self.name = name
            self.value = .text(text)
        }

        /// A key of an association.
        package init(_ name: String, _ reference: EndpointReference) {
            self.name = name
            self.value = .reference(reference)
        }
    }

    /// The text of a plain key.
    package func selector(_ name: String) -> String? {
        for selector in self.selectors where selector.name == name {
            if case .text(let text) = selector.value { return text }
        }
        return nil
    }
}

extension EndpointReference {
    /// - Parameters:
    ///   - element: holds `Address` and `ReferenceParameters`.
    ///   - path: names the element in a refusal.
    init(_ element: XMLElement, path: String) throws(WSManRefusal) {
        guard let parameters = element.child("ReferenceParameters", in: WSManNamespace.addressing) else {
            throw WSManRefusal(.elementMissing, path + "/ReferenceParameters")
        }
        guard let uri = parameters.child("ResourceURI", in: WSManNamespace.management) else {
            throw WSManRefusal(.elementMissing, path + "/ResourceURI")
        }
        var selectors: [Selector] = []
        let set = parameters.child("SelectorSet", in: WSManNamespace.management)
        if let set {
            for selector in set.children where selector.isNamed("Selector", in: WSManNamespace.management) {
                guard let name = selector.attribute("Name") else {
                    throw WSManRefusal(.elementMalformed, path + "/Selector")
                }
                if let nested = selector.child("EndpointReference", in: WSManNamespace.addressing) {
                    selectors.append(Selector(name, try EndpointReference(nested, path: path + "/Selector")))
                } else {
                    selectors.append(Selector(name, selector.trimmedText))
                }
            }
        }
        self.init(resourceURI: uri.trimmedText, selectors: selectors)
    }

    /// Writes address and reference parameters; the element around them is the caller's.
    func write(to writer: inout XMLWriter) {
        writer.element("a:Address", WSManNamespace.anonymous)
        writer.open("a:ReferenceParameters")
        writer.element("w:ResourceURI", self.resourceURI)
        Self.write(self.selectors, to: &writer)
        writer.close("a:ReferenceParameters")
    }

    /// Writes a selector set; nothing at all for none, because an empty one violates the schema.
    static func write(_ selectors: [Selector], to writer: inout XMLWriter) {
        guard !selectors.isEmpty else { return }
        writer.open("w:SelectorSet")
        for selector in selectors {
            switch selector.value {
            case .text(let text):
                writer.element("w:Selector", text, attributes: [("Name", selector.name)])
            case .reference(let reference):
                writer.open("w:Selector", attributes: [("Name", selector.name)])
                writer.open("a:EndpointReference")
                reference.write(to: &writer)
                writer.close("a:EndpointReference")
                writer.close("w:Selector")
            }
        }
        writer.close("w:SelectorSet")
    }
}
