import AMT
import Crypto
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Orders for many devices at once: what one device may be ordered, for a thousand of them in one statement.
struct DeviceActionRoutes: Sendable {
    /// What may be said of one device.
    static let problems: [APIProblem.Code] = [.deviceUnknown, .nothingToApply, .nothingToRetry]
    /// So many are named in the audit log; of more there is a digest.
    static let devicesNamedMax = 3

    let operators: any OperatorBook

    func add(to router: some RouterMethods<APIContext>) { router.take(.deviceActions, [.post: self.order]) }

    @Sendable private func order(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let (order, devices) = try Self.order(try await BodyReader.document(request, context))
        try await context.audit?.write(subject: Self.subject(order, devices))
        let results = try await self.operators.carryOut(order, devices)
        let doneCount = results.values.count { $0 == .done }
        context.logger.info(
            "order for devices carried out",
            [.deviceOrder: order.rawValue, .count: devices.count, .changed: doneCount, .apiCaller: context.caller])
        return Response(
            json: .object([
                (
                    "results",
                    .array(
                        devices.map { device in
                            let result = results[device] ?? .unknown
                            return .object([
                                ("uuid", .string(device.description)), ("done", .bool(result == .done)),
                                ("problem", JSONText(Self.problem(result, order)?.rawValue)),
                            ])
                        })
                )
            ]))
    }

    private static func problem(_ result: DeviceOrderResult, _ order: DeviceOrder) -> APIProblem.Code? {
        switch (result, order) {
        case (.done, _): nil
        case (.unknown, _): .deviceUnknown
        case (.nothingToDo, .retry): .nothingToRetry
        case (.nothingToDo, .apply): .nothingToApply
        }
    }

    private static func order(_ document: DocumentValue) throws(APIProblem) -> (DeviceOrder, [DeviceUUID]) {
        guard let entries = document.entries, entries.allSatisfy({ ["action", "devices"].contains($0.key) }) else {
            throw APIProblem(code: .requestMalformed, detail: "The body is an object with action and devices.")
        }
        guard case .text(let word)? = document["action"], let order = DeviceOrder(rawValue: word) else {
            let words = DeviceOrder.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIProblem(code: .requestMalformed, detail: "One of: \(words).", field: "action")
        }
        guard let items = document["devices"]?.items, (1...APILimits.devicesPerOrderMax).contains(items.count) else {
            throw APIProblem(
                code: .requestMalformed, detail: "A list of 1 to \(APILimits.devicesPerOrderMax) UUIDs.",
                field: "devices")
        }
        var devices: [DeviceUUID] = []
        for item in items {
            guard case .text(let text) = item, let uuid = DeviceUUID(text) else {
                throw APIProblem(
                    code: .requestMalformed, detail: "Each is a UUID as 8-4-4-4-12 hexadecimal digits.",
                    field: "devices")
            }
            devices.append(uuid)
        }
        return (order, devices)
    }

    /// For the audit log: the devices themselves, or how many and SHA-256 of their UUIDs in ascending order, each with a line break.
    static func subject(_ order: DeviceOrder, _ devices: [DeviceUUID]) -> String {
        let names = Set(devices).sorted().map(\.description)
        guard names.count > Self.devicesNamedMax else { return "\(order.rawValue): \(names.joined(separator: " "))" }
        let digest = SHA256.hash(data: Array(names.map { $0 + "\n" }.joined().utf8))
        return "\(order.rawValue): \(names.count) devices, SHA-256 \(Hex.text(Array(digest)))"
    }
}
