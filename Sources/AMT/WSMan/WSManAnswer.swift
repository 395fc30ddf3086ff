/// A SOAP envelope that a device sent.
struct WSManAnswer {
    /// What the answer says it answers; absent in some recorded answers.
    let relatesTo: String?
    let action: String?
    /// The first element of the body; absent after a delete and after some puts.
    let content: XMLElement?

    init(_ body: [UInt8]) throws(WSManRefusal) {
        let table: XMLTable
        do throws(XMLRefusal) { table = try XMLReader.read(body) } catch { throw WSManRefusal(.xml, error.rawValue) }
        let soap = WSManNamespace.soap
        guard table.root.isNamed("Envelope", in: soap), let body = table.root.child("Body", in: soap) else {
            throw WSManRefusal(.notSOAP)
        }
        let header = table.root.child("Header", in: soap)
        self.relatesTo = header?.child("RelatesTo", in: WSManNamespace.addressing)?.trimmedText
        self.action = header?.child("Action", in: WSManNamespace.addressing)?.trimmedText
        self.content = body.children.first { _ in true }
    }

    /// The fault, when the body is one.
    var fault: XMLElement? {
        guard let content = self.content, content.isNamed("Fault", in: WSManNamespace.soap) else { return nil }
        return content
    }

    func judgeRequest(_ messageID: UInt32) throws(WSManRefusal) {
        guard let relatesTo = self.relatesTo, relatesTo != String(messageID) else { return }
        throw WSManRefusal(.otherRequest)
    }

    /// The answer's action is the request's with `Response` behind it; some recorded answers lack that word.
    func judgeAction(_ requested: String) throws(WSManRefusal) {
        guard let action = self.action, action != requested + "Response", action != requested else { return }
        throw WSManRefusal(.otherAction)
    }

    /// The body's element, which must have this name.
    func content(_ name: String, in namespace: String) throws(WSManRefusal) -> InstanceReader {
        guard let content = self.content, content.isNamed(name, in: namespace) else {
            throw WSManRefusal(.elementMissing, name)
        }
        return InstanceReader(element: content, path: name)
    }
}
