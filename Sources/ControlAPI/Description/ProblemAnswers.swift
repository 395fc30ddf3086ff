import Provisioning

/// Refusals as the description has them: one component for each status with the codes that come with it.
struct ProblemAnswers {
    private var kept: [String: DocumentValue] = [:]

    /// In the order of their names.
    var components: [DocumentEntry] {
        self.kept.sorted { $0.key < $1.key }.map { DocumentEntry($0.key, $0.value) }
    }

    /// An answer for each status of these codes.
    mutating func answers(_ codes: Set<APIProblem.Code>) -> [DocumentEntry] {
        let statuses = Dictionary(grouping: codes, by: \.status).sorted { $0.key < $1.key }
        return statuses.map { status, codes in
            let codes = codes.sorted { $0.rawValue < $1.rawValue }
            let name = "Problem\(status)-" + codes.map(\.rawValue).joined(separator: ".")
            self.kept[name] = Self.component(status, codes)
            return DocumentEntry(String(status), ["$ref": .text("#/components/responses/" + name)])
        }
    }

    private static func component(_ status: Int, _ codes: [APIProblem.Code]) -> DocumentValue {
        let schema: DocumentValue = [
            "allOf": [
                ["$ref": .text(APIComponent.problem.place)],
                [
                    "properties": [
                        "type": ["enum": .list(codes.map { .text($0.type) })],
                        "status": ["const": .integer(Int64(status))],
                    ]
                ],
            ]
        ]
        return [
            "description": .text(codes.map(\.title).joined(separator: "; ")),
            "headers": OpenAPIDocument.headers(Self.headers(status)),
            "content": ["application/problem+json": ["schema": schema, "example": Self.example(codes)]],
        ]
    }

    private static func headers(_ status: Int) -> [APIHeader] {
        switch status {
        case 401, 403: [.authenticate]
        case 405: [.allow]
        case 429: [.retryAfter, .rateLimit, .rateLimitPolicy]
        case 503: [.retryAfter]
        default: []
        }
    }

    private static func example(_ codes: [APIProblem.Code]) -> DocumentValue {
        guard let code = codes.first else { return .null }
        return [
            "type": .text(code.type), "title": .text(code.title), "status": .integer(Int64(code.status)),
            "detail": "What is wrong with this request, in a sentence.",
            "instance": "urn:provisionserver:request:4f1c2d3e4b5a6978",
        ]
    }
}

extension APISchema {
    /// RFC 9457.
    static let problem = Self.object(
        needed: [
            "type": .words(APIProblem.Code.allCases.map(\.type)), "title": .text("No such device"),
            "status": .integer(400...599), "detail": .text("No hello and no record ever named this UUID."),
            "instance": .text("urn:provisionserver:request:4f1c2d3e4b5a6978", pattern: nil),
        ], optional: ["field": .text("uuid"), "faults": .list(of: .reference(.fault))])
}
