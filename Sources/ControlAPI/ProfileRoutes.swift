import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Profiles: what there is, what was there, what a document would change, and a new version of one.
struct ProfileRoutes: Sendable {
    let profiles: any ProfileBook
    let forecasts: any ForecastBook
    let settings: APISettings

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.profiles, [.get: self.list])
        router.take(.profileSchema, [.get: self.schema])
        router.take(.profileValidation, [.post: self.validate])
        router.take(.profile, [.get: self.show, .put: self.keep])
        router.take(.profileHistory, [.get: self.history])
        router.take(.profileVersion, [.get: self.showVersion])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let profiles = try await self.profiles.profiles()
        return Response(json: .object([("profiles", .array(profiles.map { JSONText($0, hasDocument: false) }))]))
    }

    @Sendable private func schema(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        var response = Response(json: .document(ProfileSchema.jsonSchema.indentedText))
        response.headers[.contentType] = "application/schema+json"
        return response
    }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return try Self.answer(try await self.profile(try PathReader.name(context), version: nil), for: request)
    }

    @Sendable private func showVersion(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        return try Self.answer(
            try await self.profile(name, version: try PathReader.version(context)), for: request)
    }

    private static func answer(_ profile: ProfileVersion, for request: Request) throws(APIProblem) -> Response {
        try EntityTag.answer(JSONText(profile, hasDocument: true), version: profile.version, for: request)
    }

    private func profile(_ name: String, version: Int?) async throws -> ProfileVersion {
        guard let profile = try await self.profiles.profile(named: name, version: version) else { throw Self.unknown }
        return profile
    }

    private static let unknown = APIProblem(
        code: .profileUnknown, detail: "No profile of this name and version was ever kept.")

    @Sendable private func history(_ request: Request, _ context: APIContext) async throws -> Response {
        let page = try VersionPage(try QueryReader(request, known: VersionPage.parameters))
        let name = try PathReader.name(context)
        let versions = try await self.profiles.history(named: name, before: page.before, limit: page.wanted)
        if versions.isEmpty {
            // Behind the oldest one there is nothing, and yet there is a profile.
            guard page.before != nil, try await self.profiles.profile(named: name) != nil else { throw Self.unknown }
        }
        return page.answer(versions, of: name)
    }

    // MARK: - Documents that come in

    @Sendable private func validate(_ request: Request, _ context: APIContext) async throws -> Response {
        let release = try QueryReader(request, known: ["release"]).release()
        let document = try await BodyReader.document(request, context)
        let profile = try Self.profile(document, callerName: self.settings.callerName, release: release)
        let newest = try await self.profiles.profile(named: profile.name)
        let changes = ProfileDifference.between(Self.document(of: newest), document)
        return Response(
            json: .object([
                ("name", .string(profile.name)),
                ("newestVersion", newest.map { .integer(Int64($0.version)) } ?? .null),
                ("changes", .array(changes.map { JSONText($0) })),
                ("warnings", .array(try await self.warnings(profile).map { JSONText($0) })),
            ]))
    }

    @Sendable private func keep(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        let precondition = try WritePrecondition.version(request.headers)
        let document = try await BodyReader.document(request, context)
        let profile = try Self.profile(document, callerName: self.settings.callerName)
        guard profile.name == name else {
            throw APIProblem(
                code: .requestMalformed, detail: "The document and the resource name different profiles.", field: "name"
            )
        }
        // Before it is kept: an answer that fails then has kept nothing.
        let warnings = try await self.warnings(profile)
        let keeping = try await self.profiles.keep(
            name: name, canonicalDocument: document.canonicalText, author: context.caller, ifVersion: precondition)
        let kept = try KeptDocument(
            name: name, keeping, warnings: warnings, noneYet: "There is no such profile yet.")
        if kept.isKept {
            context.logger.info(
                "profile kept", [.profileName: name, .profileVersion: kept.version, .apiCaller: context.caller])
        }
        return kept.answer
    }

    /// Judges a document and reads it.
    ///
    /// - Parameter release: that it has to fit; without one it has to fit some release.
    static func profile(
        _ document: DocumentValue, callerName: String, release: AMTRelease? = nil
    ) throws(APIProblem) -> Profile {
        let faults: [ProfileFault]
        switch ProfileReader.read(document) {
        case .success(let profile):
            faults = ProfileLimits.faults(profile, release: release, callerName: callerName)
            guard !faults.isEmpty else { return profile }
        case .failure(let found): faults = found.faults
        }
        throw APIProblem(
            code: .profileInvalid, detail: "Nothing was kept. The faults say what is wrong, and where.",
            faults: faults)
    }

    /// A kept document that cannot be read any more differs from any other in everything.
    private static func document(of kept: ProfileVersion?) -> DocumentValue {
        guard let kept, case .success(let document) = DocumentValue.read(json: Array(kept.document.utf8)) else {
            return .object([])
        }
        return document
    }

    /// What is no reason not to keep the profile: secrets that are not there yet or that firmware would refuse, for they may
    /// come after it, what some releases of the fleet do not have, for the profile may be meant for the others, and an address,
    /// for the profile may be one device's.
    private func warnings(_ profile: Profile) async throws -> [ProfileFault] {
        let names = Set(ProfileSecrets.references(of: profile).map(\.reference.name))
        let secrets = try await self.profiles.openSecrets(names)
        return profile.singleDeviceFaults
            + ProfileLimits.secretFaults(profile, secrets: secrets.mapValues(\.secret))
            + ProfileLimits.faults(
                profile, releases: try await self.forecasts.releases(), callerName: self.settings.callerName)
    }
}
