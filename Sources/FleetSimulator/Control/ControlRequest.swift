/// Makes the calls that orders stand for.
enum ControlRequest {
    private static let messageID = "control"
    /// Read-only and refused in Put, unlike the others of their kind.
    private static let notPut = ["NonSecureConnectionsSupported"]

    static func call(
        _ name: String, _ operation: FirmwareCall.Operation, selectors: [EndpointReference.Selector], body: XMLNode?
    ) throws(ControlRefusal) -> FirmwareCall {
        guard let firmwareClass = FirmwareClass(rawValue: name) else { throw .init("There is no such class.") }
        let action =
            switch operation {
            case .invoke(let method): "\(firmwareClass.uri)/\(method)"
            case .enumerate, .pull, .release: "\(Namespace.enumeration)/\(operation.name)"
            case .subscribe, .unsubscribe: "\(Namespace.eventing)/\(operation.name)"
            case .create, .delete, .get, .put: "\(Namespace.transfer)/\(operation.name)"
            }
        return FirmwareCall(
            firmwareClass: firmwareClass, operation: operation, messageID: Self.messageID, action: action,
            selectors: selectors, body: body)
    }

    static func invoke(
        _ name: String, _ method: String, _ parameters: [(String, String)]
    ) throws(ControlRefusal) -> FirmwareCall {
        guard let namespace = FirmwareClass(rawValue: name)?.uri else { throw .init("There is no such class.") }
        let children = parameters.map { Self.element($0.0, $0.1, in: namespace) }
        return try Self.call(
            name, .invoke(method), selectors: [],
            body: XMLNode(namespace: namespace, name: method + "_INPUT", attributes: [], children: children))
    }

    /// An instance with some of its properties replaced, added or taken away.
    static func changed(_ instance: XMLNode, _ changes: [String: ControlValue]) -> XMLNode {
        var result = instance
        result.children.removeAll { changes[$0.name] != nil || Self.notPut.contains($0.name) }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            result.children += value.texts.map { Self.element(name, $0, in: instance.namespace) }
        }
        return result
    }

    private static func element(_ name: String, _ text: String, in namespace: String) -> XMLNode {
        XMLNode(namespace: namespace, name: name, attributes: [], text: text)
    }
}
