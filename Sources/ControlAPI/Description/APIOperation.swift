import Provisioning

/// What a method of a resource takes, and what it answers. The description is written from these.
struct APIOperation: Sendable {
    /// Shelves of the description.
    enum Tag: String, CaseIterable, Sendable {
        case health, devices, profiles, policy, secrets, sources, inventory, keys, certificates, tokens, audit, events,
            cluster

        var meaning: String {
            switch self {
            case .health: "Whether the process serves, its metrics, and this description."
            case .devices: "Devices: how they stand and why, and what an operator may order."
            case .profiles: "What devices are given."
            case .policy: "Which device gets which profile."
            case .secrets:
                "Secrets that profiles and sources name, and the keys under which the database's secrets are sealed."
            case .sources: "Where names of devices come from."
            case .inventory: "Records that programs bring."
            case .keys: "Pre-shared keys, and passwords of another server."
            case .certificates: "Certificates with which devices are set up, and the authority's own."
            case .tokens: "Tokens of this API."
            case .audit: "Who did what."
            case .events: "What happens in the cluster."
            case .cluster: "Nodes, sites, housekeeping and settings."
            }
        }
    }

    /// A name for programs: unique, never renamed.
    let id: String
    let tag: Tag
    /// One sentence without a full stop.
    let summary: String
    var parameters: [APIParameter] = []
    var body: APIBody?
    let answers: [APIAnswer]
    /// Refusals of this method besides those that every one has.
    var problems: Set<APIProblem.Code> = []
    /// Whether a secret stands in an answer: then it is neither compressed nor kept.
    let showsSecret: Bool
    /// Whether each request makes something anew, so that a repeated one wants an `Idempotency-Key`.
    let isOnce: Bool

    init(
        _ id: String, _ tag: Tag, _ summary: String, _ parameters: [APIParameter] = [], body: APIBody? = nil,
        answers: [APIAnswer], problems: Set<APIProblem.Code> = [], showsSecret: Bool = false, isOnce: Bool = false
    ) {
        self.id = id
        self.tag = tag
        self.summary = summary
        self.parameters = parameters + (isOnce ? [.repeatKey] : [])
        self.body = body
        self.answers = answers
        self.problems = problems.union(isOnce ? [.keyInUse, .keyReused] : [])
            .union(isOnce && showsSecret ? [.answerNotKept] : [])
        self.showsSecret = showsSecret
        self.isOnce = isOnce
    }
}

/// What a request says besides its path and body.
struct APIParameter: Sendable {
    /// Where it stands.
    enum Place: String, Sendable { case query, header }

    let name: String
    let place: Place
    let schema: APISchema
    let meaning: String

    static func query(_ name: String, _ schema: APISchema, _ meaning: String) -> Self {
        Self(name: name, place: .query, schema: schema, meaning: meaning)
    }

    static func header(_ name: String, _ schema: APISchema, _ meaning: String) -> Self {
        Self(name: name, place: .header, schema: schema, meaning: meaning)
    }

    static let repeatKey = Self.header(
        "Idempotency-Key",
        .text("6f2c1f0a-restock", 1...APILimits.repeatKeyCharactersMax, pattern: "^[!-~]+$"),
        "The request is carried out once, however often it comes under this key within a day")

    static func limit(standard: Int, max: Int) -> Self {
        .query("limit", .integer(1...Int64(max)), "How many; \(standard) when it is left out")
    }

    /// From which end something is read that is only ever added to.
    static let order = Self.query(
        "order", .words(QueryReader.Order.allCases.map(\.rawValue)),
        "`newest` for those at the end; in their order in any case")

    static func cursor(_ schema: APISchema) -> Self {
        .query("cursor", schema, "`nextCursor` of the page before")
    }
}

/// The body of a request.
struct APIBody: Sendable {
    let schema: APISchema
    /// Without one the method takes what is kept.
    let isRequired: Bool

    static func needed(_ schema: APISchema) -> Self { Self(schema: schema, isRequired: true) }

    static func optional(_ schema: APISchema) -> Self { Self(schema: schema, isRequired: false) }
}

/// An answer that says yes.
struct APIAnswer: Sendable {
    /// What stands in it.
    enum Content: Sendable {
        case nothing
        case json(APISchema)
        /// JSON, or server-sent events for who asks for them.
        case jsonOrStream(APISchema)
        /// JSON of another media type.
        case document(mediaType: String, APISchema)
        /// No JSON: text or bytes.
        case raw(mediaType: String)
    }

    let status: Int
    let meaning: String
    let content: Content
    /// Fields of its header besides those of every answer.
    var headers: [APIHeader] = []

    static func json(_ schema: APISchema) -> Self { .json(200, "Done", schema) }

    static func json(_ status: Int, _ meaning: String, _ schema: APISchema, headers: [APIHeader] = []) -> Self {
        Self(status: status, meaning: meaning, content: .json(schema), headers: headers)
    }
}

/// A field of an answer's header.
enum APIHeader: String, CaseIterable, Sendable {
    case requestID = "X-Request-Id"
    case entityTag = "ETag"
    case allow = "Allow"
    case authenticate = "WWW-Authenticate"
    case retryAfter = "Retry-After"
    case rateLimit = "RateLimit"
    case rateLimitPolicy = "RateLimit-Policy"
    case replayed = "Idempotent-Replayed"

    var schema: APISchema {
        switch self {
        case .requestID: .requestID
        case .entityTag: .entityTag
        case .allow: .text("GET, HEAD")
        case .authenticate: .text("Bearer realm=\"provisionserver\"")
        case .retryAfter: .text("1", pattern: "^[0-9]+$")
        case .rateLimit: .text("\"caller\";r=399", pattern: "^\"caller\";r=[0-9]+(;t=[0-9]+)?$")
        case .rateLimitPolicy: .text("\"caller\";q=400;w=4", pattern: "^\"caller\";q=[0-9]+;w=[0-9]+$")
        case .replayed: .words(["true"])
        }
    }

    var meaning: String {
        switch self {
        case .requestID:
            "The request's id: the caller's own when it is 1 to 64 letters, digits, dots, dashes and underscores"
        case .entityTag: "The version, for `If-Match` and `If-None-Match`"
        case .allow: "Methods that the resource takes"
        case .authenticate: "What is wrong with the token"
        case .rateLimit: "Requests that would be taken at once, and with 0 the seconds until the next one"
        case .rateLimitPolicy:
            "Requests that a caller may send in a burst, and the seconds in which it has as many again"
        case .replayed: "The answer to the first request with this `Idempotency-Key`"
        case .retryAfter: "Seconds after which to try again"
        }
    }
}

extension APISchema {
    static let requestID = Self.text(
        "4f1c2d3e4b5a6978", 1...APILimits.requestIDCharactersMax, pattern: "^[A-Za-z0-9._-]+$")
    static let anyEntityTag = Self.text("\"3\"", pattern: "^\"[!#-~]*\"$")
    static let entityTags = Self.text(
        "\"2\", \"3\"", pattern: "^(\\*|(W/)?\"[!#-+.-~-]*\"( *, *(W/)?\"[!#-+.-~-]*\")*)$")
    static let entityTag = Self.text("\"3\"", pattern: "^\"[1-9][0-9]{0,9}\"$")
}
