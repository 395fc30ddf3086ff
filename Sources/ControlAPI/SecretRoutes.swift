import AMT
import Hummingbird
import Inventory
import Logging
import Provisioning
import Telemetry

/// Secrets that profiles name, and one-time passwords that devices show: they come in here and never go out.
struct SecretRoutes: Sendable {
    let profiles: any ProfileBook

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.secrets, [.get: self.list])
        router.take(.secret, [.put: { try await self.keep($0, $1, name: try PathReader.name($1)) }])
        router.take(.oneTimePassword, [.put: self.register])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let secrets = try await self.profiles.secrets()
        return Response(json: .object([("secrets", .array(secrets.map { JSONText($0) }))]))
    }

    /// Keeps a secret whose name is a resource of its own besides.
    func keep(named name: String) -> @Sendable (Request, APIContext) async throws -> Response {
        { try await self.keep($0, $1, name: name) }
    }

    private func keep(_ request: Request, _ context: APIContext, name: String) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let precondition = try WritePrecondition.version(request.headers)
        let value = try await BodyReader.secret(request, context, bytesMax: APILimits.secretBytesMax)
        let version: Int
        switch try await self.profiles.keepSecret(name: name, value: value, ifVersion: precondition) {
        case .unchanged(let newest): version = newest
        case .kept(let newest):
            version = newest
            context.logger.info(
                "secret kept", [.secretName: name, .secretVersion: version, .apiCaller: context.caller])
        case .conflict(let newest):
            throw KeptDocument.conflict(newest: newest, noneYet: "There is no secret of this name yet.")
        }
        var response = Response(json: .object([("name", .string(name)), ("version", .integer(Int64(version)))]))
        response.headers[.eTag] = WritePrecondition.tag(version)
        return response
    }

    @Sendable private func register(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        // Registered before the device is known here: it has not said hello yet.
        let uuid = try PathReader.uuid(context)
        let value = try await BodyReader.secret(request, context, bytesMax: APILimits.oneTimePasswordBytesMax)
        try await self.profiles.registerOTP(uuid, value)
        context.logger.info("one-time password registered", [.deviceUUID: uuid, .apiCaller: context.caller])
        return Response(json: .object([("uuid", .string(uuid.description))]))
    }
}

extension JSONText {
    init(_ secret: SecretView) {
        self = .object([
            ("name", .string(secret.name)),
            ("version", .integer(Int64(secret.version))),
            ("changedAt", JSONText(secret.changedAt)),
        ])
    }
}
