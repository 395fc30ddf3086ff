import AMT
import Hummingbird
import Provisioning

/// Devices that are about to fall silent, that have, and that were never heard.
struct LimboRoutes: Sendable {
    let operators: any OperatorBook
    let window: HelloWindow

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.limbo, [.get: self.limbo])
        router.take(.expected, [.get: self.expected])
    }

    @Sendable private func limbo(_ request: Request, _ context: APIContext) async throws -> Response {
        let query = try QueryReader(request, known: ["cursor", "limit", "silent"])
        let limit = try query.limit(default: APILimits.devicesPerPageDefault, max: APILimits.devicesPerPageMax)
        let isSilent = try query.flag("silent")
        let devices: [LimboDevice]
        if isSilent {
            devices = try await self.operators.silent(after: try query.cursor(), limit: limit)
        } else {
            devices = try await self.operators.limbo(after: try query.limboCursor(), limit: limit)
        }
        // A full page stands for a next one, which may turn out to be empty.
        let last = devices.count == limit ? devices.last : nil
        let next = last.map { device in
            isSilent
                ? device.uuid.description
                : LimboPosition(windowEndsAt: device.windowEndsAt, uuid: device.uuid).description
        }
        return Response(
            json: .object([
                ("devices", .array(devices.map { JSONText($0, window: self.window) })), ("nextCursor", JSONText(next)),
            ]))
    }

    @Sendable private func expected(_ request: Request, _ context: APIContext) async throws -> Response {
        let query = try QueryReader(request, known: ["cursor", "limit"])
        let limit = try query.limit(default: APILimits.recordsLookedAtDefault, max: APILimits.recordsLookedAtMax)
        let page = try await self.operators.expected(after: try query.cursor(), limit: limit)
        return Response(
            json: .object([
                ("devices", .array(page.devices.map { JSONText($0) })),
                ("nextCursor", JSONText(page.next?.description)),
            ]))
    }
}

extension JSONText {
    init(_ device: LimboDevice, window: HelloWindow) {
        let estimate = WindowEstimate(of: device, chosen: window)
        self = .object([
            ("uuid", .string(device.uuid.description)), ("fqdn", JSONText(device.fqdn)),
            ("site", .string(device.site)), ("state", .string(device.state.rawValue)),
            ("kind", .string(device.isPSK ? "psk" : "pki")), ("retryCount", .integer(device.retryCount)),
            ("problem", JSONText(device.problem)), ("amtVersion", JSONText(device.amtVersion)),
            ("firstHelloAt", JSONText(device.firstHelloAt)), ("lastHelloAt", JSONText(device.lastHelloAt)),
            ("windowEndsAt", JSONText(device.windowEndsAt)),
            ("windowEndsEarliestAt", JSONText(estimate.earliest)), ("windowEndsLatestAt", JSONText(estimate.latest)),
            ("confidence", .string(estimate.confidence.rawValue)),
            (
                "restart",
                .string(
                    RestartRecipe.text(
                        isPSK: device.isPSK, release: device.amtVersion.flatMap { AMTRelease(version: $0) }))
            ),
        ])
    }

    init(_ device: ExpectedDevice) {
        self = .object([
            ("uuid", .string(device.uuid.description)), ("fqdn", JSONText(device.fqdn)),
            ("amtVersion", JSONText(device.amtVersion)), ("source", .string(device.source)),
            ("site", JSONText(device.site)), ("reportedAt", JSONText(device.reportedAt)),
        ])
    }
}
