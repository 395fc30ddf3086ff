import AMT
import Hummingbird
import Inventory
import Provisioning

/// What a profile would do to a device, from what was last read of it. The device is not called.
struct SimulationRoutes: Sendable {
    let operators: any OperatorBook
    let profiles: any ProfileBook
    let forecasts: any ForecastBook
    let settings: APISettings

    func add(to router: some RouterMethods<APIContext>) { router.take(.simulation, [.post: self.simulate]) }

    /// The body is a profile's document; without one it is the newest version of the device's own profile.
    @Sendable private func simulate(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let device = try await self.device(context)
        let profile = try await self.profile(request, context, of: device)
        let knowledge = try await self.forecasts.knowledge(of: device.uuid)
        let isProvisioned = device.provisionedAt != nil
        let release = device.amtVersion.flatMap { AMTRelease(version: $0) }
        let forecast = PlanForecast(
            profile: profile, context: try await self.context(profile, device, knowledge),
            found: isProvisioned ? knowledge.findings : nil, marks: isProvisioned ? knowledge.marks : [],
            isProvisioned: isProvisioned, release: release)
        return Response(
            json: .object([
                ("uuid", .string(device.uuid.description)), ("profile", .string(profile.name)),
                ("profileVersion", profile.version > 0 ? .integer(Int64(profile.version)) : .null),
                ("release", release.map { .string($0.description) } ?? .null),
                ("readAt", isProvisioned ? knowledge.takenAt.map { JSONText($0) } ?? .null : .null),
                ("setup", .array(forecast.setup.map { .string($0.name) })),
                ("steps", .array(forecast.steps.map { JSONText($0) })),
                ("notApplicable", .array(Self.sections(forecast.absent))),
                ("problems", .array(Self.sections(forecast.problems.mapValues(\.evidence)))),
                ("warnings", .array(forecast.excess.map { JSONText($0) })),
            ]))
    }

    private static func sections(_ facts: [ProfileSection: [String: String]]) -> [JSONText] {
        ProfileSection.allCases.compactMap { section in
            facts[section].map { found in
                .object([
                    ("section", .string(section.rawValue)),
                    (
                        "evidence",
                        .object(found.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
                    ),
                ])
            }
        }
    }

    private func device(_ context: APIContext) async throws -> DeviceView {
        let uuid = try PathReader.uuid(context)
        guard let device = try await self.operators.device(uuid) else {
            throw APIProblem(code: .deviceUnknown, detail: "No hello and no record ever named this UUID.")
        }
        return device
    }

    private func profile(_ request: Request, _ context: APIContext, of device: DeviceView) async throws -> Profile {
        let body = try await request.body.collect(upTo: context.maxUploadSize)
        if body.readableBytes > 0 {
            switch DocumentValue.read(json: Array(body.readableBytesView)) {
            case .success(let document):
                return try ProfileRoutes.profile(document, callerName: self.settings.callerName)
            case .failure(let refusal):
                throw APIProblem(
                    code: .requestMalformed, detail: "The body is not the JSON that is read here: \(refusal).")
            }
        }
        guard let name = device.profile, let kept = try await self.profiles.profile(named: name),
            case .success(let document) = DocumentValue.read(json: Array(kept.document.utf8))
        else {
            throw APIProblem(
                code: .profileUnknown, detail: "The device has no profile with a document; send one in the body.")
        }
        switch ProfileReader.read(document, version: kept.version) {
        case .success(let profile): return profile
        case .failure(let found):
            throw APIProblem(
                code: .profileInvalid, detail: "The kept document cannot be read any more.", faults: found.faults)
        }
    }

    private func context(
        _ profile: Profile, _ device: DeviceView, _ knowledge: DeviceKnowledge
    ) async throws -> WishContext {
        let names = ProfileSecretNames.of(profile)
        let opened = try await self.profiles.openSecrets(Set(names.map(\.name)))
        var secrets: [SecretReference: KeptSecret] = [:]
        for name in names {
            guard let secret = opened[name.name] else { continue }
            // The value is not needed, and so it goes no further.
            secrets[name] = KeptSecret(name: name.name, version: secret.version, value: Secret(text: ""))
        }
        guard let fqdn = try? FQDN(device.fqdn ?? Self.unnamed) else {
            throw APIProblem(code: .internalError, detail: "The device's kept name is none.")
        }
        return WishContext(
            fqdn: fqdn, secrets: secrets, authorityDER: knowledge.authorityDER, clientName: self.settings.callerName)
    }

    /// Stands for the name of a device that inventory does not know.
    private static let unnamed = "device.invalid"
}

extension JSONText {
    init(_ step: ProfileStep) {
        self = .object([
            ("section", .string(step.section.rawValue)), ("step", .string(step.name)),
            ("subject", JSONText(step.subject)),
            (
                "changes",
                .array(
                    step.changes.map {
                        .object([("field", .string($0.field)), ("from", JSONText($0.from)), ("to", .string($0.to))])
                    })
            ),
        ])
    }
}
