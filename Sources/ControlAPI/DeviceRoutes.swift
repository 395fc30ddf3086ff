import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// What operators ask about devices, and what they may order here: try again, apply the profile again.
struct DeviceRoutes: Sendable {
    let operators: any OperatorBook
    private let keptCounts: Kept<[DeviceState: Int]>

    init(operators: any OperatorBook) {
        self.operators = operators
        self.keptCounts = Kept(ageMax: APILimits.countsAgeMax) { try await operators.counts() }
    }

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.devices, [.get: self.list])
        router.take(.device, [.get: self.show])
        router.take(.timeline, [.get: self.timeline])
        router.take(.explanation, [.get: self.explain])
        router.take(.credential, [.get: self.credential])
        router.take(.retry, [.post: self.retry])
        router.take(.apply, [.post: self.apply])
        router.take(.queue, [.get: self.queue])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let query = try QueryReader(request, known: QueryReader.deviceFilters.union(["cursor", "limit"]))
        let limit = try query.limit(default: APILimits.devicesPerPageDefault, max: APILimits.devicesPerPageMax)
        let after = try query.cursor()
        let filters = try query.deviceFilters()
        // One more than asked for tells whether there is a next page. At the port's own limit a full page stands for
        // it, and the next one may turn out to be empty.
        let wanted = min(limit + 1, APILimits.devicesPerPageMax)
        let devices = try await self.devices(after: after, limit: wanted, filters)
        let page = devices.prefix(limit)
        let hasMore = devices.count > limit || (wanted == limit && devices.count == limit)
        return Response(
            json: .object([
                ("devices", .array(page.map { JSONText($0, hasSections: false) })),
                ("nextCursor", hasMore ? JSONText(page.last?.uuid.description) : .null),
            ]))
    }

    /// Alternatives are asked for one after the other; a device that several of them find is there once.
    private func devices(
        after: DeviceUUID?, limit: Int, _ filters: [DeviceFilter]
    ) async throws -> [DeviceView] {
        guard filters.count > 1 else {
            guard let filter = filters.first else { return [] }
            return try await self.operators.devices(after: after, limit: limit, filter: filter)
        }
        var found: [String: DeviceView] = [:]
        for filter in filters {
            for device in try await self.operators.devices(after: after, limit: limit, filter: filter) {
                found[device.uuid.description] = device
            }
        }
        // The text of UUIDs is in the order of their bytes.
        return found.sorted { $0.key < $1.key }.prefix(limit).map(\.value)
    }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return Response(json: JSONText(try await self.device(context), hasSections: true))
    }

    @Sendable private func timeline(_ request: Request, _ context: APIContext) async throws -> Response {
        let query = try QueryReader(request, known: ["limit"])
        let limit = try query.limit(default: APILimits.timelineEntriesDefault, max: APILimits.timelineEntriesMax)
        let uuid = try await self.device(context).uuid
        let entries = try await self.operators.timeline(uuid, limit: limit)
        return Response(
            json: .object([
                ("uuid", .string(uuid.description)), ("entries", .array(entries.map { JSONText($0) })),
            ]))
    }

    /// Entries of the timeline that an explanation looks at: more than one attempt has.
    private static let explainedEntries = 200

    @Sendable private func explain(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let device = try await self.device(context)
        let explanation = Explanation(
            device, standing: try await self.operators.standing(device.uuid),
            timeline: try await self.operators.timeline(device.uuid, limit: Self.explainedEntries),
            moment: { RFC3339.text(microseconds: $0.microseconds / 1_000_000 * 1_000_000) })
        return Response(json: JSONText(explanation, of: device))
    }

    @Sendable private func credential(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let uuid = try await self.device(context).uuid
        let credentials = try await self.operators.credentials(uuid)
        context.logger.info(
            "credential shown", [.deviceUUID: uuid, .credentialVersion: credentials.first?.version ?? 0])
        var response = Response(
            json: .object([
                ("uuid", .string(uuid.description)),
                ("credentials", .array(credentials.map { JSONText(revealing: $0) })),
            ]))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    @Sendable private func retry(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let device = try await self.device(context)
        guard try await self.operators.retry(device.uuid) else {
            throw APIProblem(
                code: .nothingToRetry,
                detail: "Only a waiting or parked device can be taken up; this one is \(device.state.rawValue).")
        }
        context.logger.info("retry ordered", [.deviceUUID: device.uuid, .requestState: device.state.rawValue])
        return Response(json: .object([("uuid", .string(device.uuid.description))]), status: 202)
    }

    @Sendable private func apply(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let device = try await self.device(context)
        guard try await self.operators.apply(device.uuid) else {
            throw APIProblem(
                code: .nothingToApply,
                detail:
                    "Only a provisioned device can be given its profile again; this one is \(device.state.rawValue).")
        }
        context.logger.info("profile application ordered", [.deviceUUID: device.uuid, .apiCaller: context.caller])
        return Response(json: .object([("uuid", .string(device.uuid.description))]), status: 202)
    }

    @Sendable private func queue(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let counts = try await self.keptCounts.value()
        return Response(
            json: .object([
                (
                    "counts",
                    .object(DeviceState.allCases.map { ($0.rawValue, .integer(Int64(counts[$0] ?? 0))) })
                )
            ]))
    }

    private func device(_ context: APIContext) async throws -> DeviceView {
        let uuid = try PathReader.uuid(context)
        guard let device = try await self.operators.device(uuid) else {
            throw APIProblem(code: .deviceUnknown, detail: "No hello and no record ever named this UUID.")
        }
        return device
    }
}
