/// Reads what may be absent, and single keys of references.
extension InstanceReader {
    /// `nil` when the property is absent or empty.
    func filledText(_ name: String) -> String? { self.text(name).flatMap { $0.isEmpty ? nil : $0 } }

    /// A TCP port, 0...65535; `nil` when the property is absent or empty.
    func port(_ name: String) throws(WSManRefusal) -> UInt16? {
        guard let number = try self.number(name) else { return nil }
        guard let port = UInt16(exactly: number) else { throw self.malformed(name) }
        return port
    }

    /// One key of an endpoint reference that must be there.
    func requiredSelector(_ key: String, of name: String) throws(WSManRefusal) -> String {
        guard let text = try self.requiredReference(name).selector(key), !text.isEmpty else {
            throw self.missing(name + "/" + key)
        }
        return text
    }

    /// The `InstanceID` key of an endpoint reference; `nil` when it is absent or refers to nothing, as some firmware
    /// answers a method whose output nobody needs.
    func instanceID(of name: String) -> String? {
        guard let child = self.child(name) else { return nil }
        let reference = try? EndpointReference(child, path: name)
        return reference?.selector("InstanceID").flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension EndpointReference {
    /// The instance of a class that has this one key.
    static func to(_ firmwareClass: FirmwareClass, _ key: String, _ value: String) -> EndpointReference {
        EndpointReference(resourceURI: firmwareClass.uri, selectors: [.init(key, value)])
    }

    /// Writes the reference as a parameter; nothing at all for `nil`, because an empty one violates the schema.
    static func write(_ reference: EndpointReference?, as name: String, to writer: inout XMLWriter) {
        guard let reference else { return }
        writer.open(name)
        reference.write(to: &writer)
        writer.close(name)
    }
}
