import Hummingbird
import Provisioning

/// The description of the API for programs: OpenAPI 3.1, written from ``APIRoute`` alone.
package enum OpenAPIDocument {
    /// With the same bytes for the same program.
    package static let text = Self.document.indentedText + "\n"

    /// The description as a tree.
    static let document: DocumentValue = {
        var problems = ProblemAnswers()
        let paths = APIRoute.allCases.filter { !$0.isPage }.map { route in
            DocumentEntry(route.rawValue, .object(Self.methods(of: route, &problems)))
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "ProvisionServer", "version": "1",
                "summary": "Provisions Intel AMT devices at scale.",
                "description":
                    "Members of answers are always there; `null` means \"not known\" or \"none\". GET answers HEAD too. `x-roles` are the roles of which one is enough; `x-audited` is noted in the audit log before it is done.",
                "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "tags": .list(
                APIOperation.Tag.allCases.map { ["name": .text($0.rawValue), "description": .text($0.meaning)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(Self.schemas),
                "responses": .object(problems.components),
                "parameters": ["RequestId": Self.parameter(Self.requestID)],
                "headers": .object(APIHeader.allCases.map { DocumentEntry($0.rawValue, Self.header($0)) }),
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer",
                        "description": "A token of this API, or one of the provider of identities.",
                    ]
                ],
            ],
        ]
    }()

    private static let requestID = APIParameter.header(
        "X-Request-Id", .text("4f1c2d3e4b5a6978"),
        "Found again in the answer and in the log. What is not 1 to 64 letters, digits, dots, dashes and underscores is replaced"
    )

    private static var schemas: [DocumentEntry] {
        let own = APIComponent.allCases.map { component in
            let json = component.schema.json
            return DocumentEntry(
                component.rawValue,
                .object((json.entries ?? []) + [DocumentEntry("examples", [component.schema.example])]))
        }
        return own + ProfileSchema.jsonSchema.definitions(of: .profileDocument)
            + SourceSchema.jsonSchema.definitions(of: .sourceDocument)
    }

    // MARK: - Methods

    private static func methods(of route: APIRoute, _ problems: inout ProblemAnswers) -> [DocumentEntry] {
        var entries: [DocumentEntry] = []
        if !route.pathParameters.isEmpty {
            entries.append(DocumentEntry("parameters", .list(route.pathParameters.map(Self.pathParameter))))
        }
        for (method, operation) in route.operations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            entries.append(
                DocumentEntry(
                    method.rawValue.lowercased(), Self.operation(operation, method, of: route, &problems)))
        }
        return entries
    }

    private static func operation(
        _ operation: APIOperation, _ method: HTTPRequest.Method, of route: APIRoute, _ problems: inout ProblemAnswers
    ) -> DocumentValue {
        let roles = route.roles(for: method)
        var entries = [
            DocumentEntry("operationId", .text(operation.id)),
            DocumentEntry("tags", [.text(operation.tag.rawValue)]),
            DocumentEntry("summary", .text(operation.summary)),
            DocumentEntry("security", roles.isEmpty ? [] : [["bearer": []]]),
        ]
        if !roles.isEmpty {
            entries.append(DocumentEntry("x-roles", .list(roles.words.map { .text($0) })))
            entries.append(DocumentEntry("x-audited", .flag(route.isAudited(method))))
        }
        entries.append(
            DocumentEntry(
                "parameters",
                .list(operation.parameters.map(Self.parameter) + [["$ref": "#/components/parameters/RequestId"]])))
        if let body = operation.body { entries.append(DocumentEntry("requestBody", Self.body(body))) }
        let refusals = operation.problems.union(Self.problems(route, method, hasBody: operation.body != nil))
        var fields: [APIHeader] = route.isGuarded ? [.rateLimit, .rateLimitPolicy] : []
        if operation.isOnce, !operation.showsSecret { fields.append(.replayed) }
        let answers = operation.answers.map { Self.answer($0, fields) }
        entries.append(DocumentEntry("responses", .object(answers + problems.answers(refusals))))
        return .object(entries)
    }

    /// Refusals that are everybody's.
    private static func problems(
        _ route: APIRoute, _ method: HTTPRequest.Method, hasBody: Bool
    ) -> Set<APIProblem.Code> {
        var codes: Set<APIProblem.Code> = [.internalError, .requestMalformed]
        guard route.isGuarded else { return codes }
        codes.formUnion([
            .parameterMalformed, .parameterUnknown, .tokenMissing, .tokenRefused, .roleInsufficient, .bodyTooLarge,
            .bodyTooSlow,
            .tooManyRequests, .overloaded, .databaseUnavailable, .identityUnavailable,
        ])
        if hasBody { codes.insert(.mediaTypeUnsupported) }
        // A name that is the word of another resource leads there.
        if route.hasWordsBesides { codes.insert(.methodNotAllowed) }
        if route.isAudited(method) { codes.insert(.auditUnavailable) }
        return codes
    }

    // MARK: - Parts

    private static func pathParameter(_ parameter: (name: String, schema: APISchema)) -> DocumentValue {
        [
            "name": .text(parameter.name), "in": "path", "required": true, "schema": parameter.schema.json,
            "example": parameter.schema.example,
        ]
    }

    private static func parameter(_ parameter: APIParameter) -> DocumentValue {
        [
            "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
            "description": .text(parameter.meaning), "schema": parameter.schema.json,
            "example": parameter.schema.example,
        ]
    }

    private static func body(_ body: APIBody) -> DocumentValue {
        [
            "required": .flag(body.isRequired),
            "content": ["application/json": ["schema": body.schema.json, "example": body.schema.example]],
        ]
    }

    private static func header(_ header: APIHeader) -> DocumentValue {
        [
            "description": .text(header.meaning), "schema": header.schema.json, "example": header.schema.example,
        ]
    }

    private static func answer(_ answer: APIAnswer, _ more: [APIHeader]) -> DocumentEntry {
        var entries = [
            DocumentEntry("description", .text(answer.meaning)),
            DocumentEntry("headers", Self.headers(answer.headers + more)),
        ]
        switch answer.content {
        case .nothing: break
        case .json(let schema):
            entries.append(
                DocumentEntry(
                    "content", ["application/json": ["schema": schema.json, "example": schema.example]]))
        case .jsonOrStream(let schema):
            entries.append(
                DocumentEntry(
                    "content",
                    [
                        "application/json": ["schema": schema.json, "example": schema.example],
                        "text/event-stream": ["schema": ["type": "string"]],
                    ]))
        case .document(let mediaType, let schema):
            entries.append(
                DocumentEntry(
                    "content",
                    .object([
                        DocumentEntry(mediaType, ["schema": schema.json, "example": schema.example])
                    ])))
        case .raw(let mediaType):
            entries.append(DocumentEntry("content", .object([DocumentEntry(mediaType, .object([]))])))
        }
        return DocumentEntry(String(answer.status), .object(entries))
    }

    static func headers(_ headers: [APIHeader]) -> DocumentValue {
        .object(
            ([.requestID] + headers).map { header in
                DocumentEntry(header.rawValue, ["$ref": .text("#/components/headers/" + header.rawValue)])
            })
    }
}
