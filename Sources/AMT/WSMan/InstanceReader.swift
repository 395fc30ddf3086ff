/// Reads the children of an instance or of a method's output, with refusals that name them.
///
/// The element around them was matched by namespace. Its children are matched by local name alone: they are unique
/// there, and one recorded answer has them in the envelope's default namespace.
struct InstanceReader {
    let element: XMLElement
    /// What the element is called in a refusal.
    let path: String

    func child(_ name: String) -> XMLElement? { self.element.children.first { $0.name == name } }

    func texts(_ name: String) -> [String] { self.element.children.filter { $0.name == name }.map(\.trimmedText) }

    func text(_ name: String) -> String? { self.child(name)?.trimmedText }

    func requiredText(_ name: String) throws(WSManRefusal) -> String {
        guard let text = self.text(name) else { throw self.missing(name) }
        return text
    }

    /// `nil` when the property is absent or empty.
    func flag(_ name: String) throws(WSManRefusal) -> Bool? {
        guard let text = self.text(name), !text.isEmpty else { return nil }
        guard let flag = XMLValue.flag(text) else { throw self.malformed(name) }
        return flag
    }

    func requiredFlag(_ name: String) throws(WSManRefusal) -> Bool {
        guard let flag = try self.flag(name) else { throw self.missing(name) }
        return flag
    }

    /// `nil` when the property is absent or empty.
    func number(_ name: String) throws(WSManRefusal) -> UInt32? {
        guard let text = self.text(name), !text.isEmpty else { return nil }
        guard let number = XMLValue.number(text) else { throw self.malformed(name) }
        return number
    }

    func requiredNumber(_ name: String) throws(WSManRefusal) -> UInt32 {
        guard let number = try self.number(name) else { throw self.missing(name) }
        return number
    }

    /// All values of an array; none when it is absent.
    func numbers(_ name: String) throws(WSManRefusal) -> [UInt32] {
        var numbers: [UInt32] = []
        for text in self.texts(name) {
            guard let number = XMLValue.number(text) else { throw self.malformed(name) }
            numbers.append(number)
        }
        return numbers
    }

    /// Base64; `nil` when the property is absent or empty.
    func bytes(_ name: String) throws(WSManRefusal) -> [UInt8]? {
        guard let child = self.child(name), !child.trimmedBytes.isEmpty else { return nil }
        guard let bytes = Base64.bytes(child.trimmedBytes) else { throw self.malformed(name) }
        return bytes
    }

    func requiredBytes(_ name: String) throws(WSManRefusal) -> [UInt8] {
        guard let bytes = try self.bytes(name) else { throw self.missing(name) }
        return bytes
    }

    /// All values of an array of base64; none when it is absent.
    func byteArrays(_ name: String) throws(WSManRefusal) -> [[UInt8]] {
        var arrays: [[UInt8]] = []
        for text in self.texts(name) {
            guard let bytes = Base64.bytes(Array(text.utf8)) else { throw self.malformed(name) }
            arrays.append(bytes)
        }
        return arrays
    }

    /// Refuses properties that are there and cannot be read as what the schema says they are.
    func check(flags: [String] = [], numbers: [String] = []) throws(WSManRefusal) {
        for name in flags { _ = try self.flag(name) }
        for name in numbers { _ = try self.number(name) }
    }

    func requiredReference(_ name: String) throws(WSManRefusal) -> EndpointReference {
        guard let child = self.child(name) else { throw self.missing(name) }
        return try EndpointReference(child, path: self.path + "/" + name)
    }

    /// The `InstanceID` key of an endpoint reference; firmware sometimes names the wrong class beside it.
    func requiredInstanceID(of name: String) throws(WSManRefusal) -> String {
        guard let instanceID = try self.requiredReference(name).selector("InstanceID"), !instanceID.isEmpty else {
            throw self.missing(name + "/InstanceID")
        }
        return instanceID
    }

    func missing(_ name: String) -> WSManRefusal { WSManRefusal(.elementMissing, self.path + "/" + name) }

    func malformed(_ name: String) -> WSManRefusal { WSManRefusal(.elementMalformed, self.path + "/" + name) }
}
