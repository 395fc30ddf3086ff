/// An instance of a firmware class with every property in the order it came, known to us or not.
///
/// A put sends the whole instance back, so that nothing we do not know is lost. An array is the same name repeated.
/// Absent is not empty: `text(_:)` is `nil` for the one and `""` for the other.
package struct FirmwareInstance: Hashable, Sendable {
    /// The class that it is an instance of.
    package let firmwareClass: FirmwareClass
    private var properties: [Property]

    /// - Parameter element: the instance; its name and namespace were checked by the caller.
    init(_ firmwareClass: FirmwareClass, _ element: XMLElement) {
        self.firmwareClass = firmwareClass
        self.properties = element.children.map(Property.init)
    }

    /// Names of the properties, in order, arrays with their repetitions.
    package var names: [String] { self.properties.map(\.name) }

    /// The first value of a name; `nil` when the property is absent or is no text.
    package func text(_ name: String) -> String? { self.texts(name).first }

    /// All values of an array property, in order.
    package func texts(_ name: String) -> [String] {
        self.properties.compactMap { property in
            guard property.name == name, case .text(let text) = property.content else { return nil }
            return text
        }
    }

    /// The property read as a boolean; `nil` when it is absent or is none.
    package func flag(_ name: String) -> Bool? { self.text(name).flatMap(XMLValue.flag) }

    /// The property read as an unsigned number; `nil` when it is absent or is none.
    package func number(_ name: String) -> UInt32? { self.text(name).flatMap(XMLValue.number) }

    /// The instance with a property's values replaced where the first one stood, or appended when it was absent.
    package func replacing(_ name: String, with texts: [String]) -> FirmwareInstance {
        let place = self.properties.firstIndex { $0.name == name } ?? self.properties.count
        var changed = self.removing(name)
        changed.properties.insert(
            contentsOf: texts.map { Property(namespace: self.firmwareClass.uri, name: name, text: $0) },
            at: min(place, changed.properties.count))
        return changed
    }

    /// The instance with a boolean replaced or appended.
    package func replacing(_ name: String, with flag: Bool) -> FirmwareInstance {
        self.replacing(name, with: [flag ? "true" : "false"])
    }

    /// The instance with a number replaced or appended.
    package func replacing(_ name: String, with number: UInt32) -> FirmwareInstance {
        self.replacing(name, with: [String(number)])
    }

    /// The instance with a reference replaced where the first one stood, or appended; `nil` leaves the property out.
    package func replacing(_ name: String, with reference: EndpointReference?) -> FirmwareInstance {
        guard let reference else { return self.removing(name) }
        let place = self.properties.firstIndex { $0.name == name } ?? self.properties.count
        var changed = self.removing(name)
        changed.properties.insert(
            Property(namespace: self.firmwareClass.uri, name: name, reference: reference),
            at: min(place, changed.properties.count))
        return changed
    }

    /// The instance without some properties.
    package func removing(_ names: String...) -> FirmwareInstance { self.removing(names) }

    /// The instance without some properties.
    package func removing(_ names: some Collection<String>) -> FirmwareInstance {
        var changed = self
        changed.properties.removeAll { names.contains($0.name) }
        return changed
    }

    /// Writes the instance as the body of a put.
    ///
    /// - Parameter secrets: properties that an instance never holds, written behind the others.
    func write(to writer: inout XMLWriter, secrets: [(name: String, value: Secret)] = []) {
        let tag = "p:" + self.firmwareClass.name
        writer.open(tag, attributes: [("xmlns:p", self.firmwareClass.uri)])
        for property in self.properties { property.write(to: &writer, classURI: self.firmwareClass.uri) }
        for secret in secrets { writer.element("p:" + secret.name, secret.value) }
        writer.close(tag)
    }
}
