import AMT

/// Brings answers of sources in. Errors are values; a body comes in pieces and is never held whole.
package protocol SourceFetching: Sendable {
    /// Sends one request and returns when the headers of the answer are there.
    ///
    /// - Throws: what went wrong before that, an unusable status included.
    func fetch(_ request: SourceRequest) async throws(SourceFailure) -> SourceAnswer
}

/// One request with everything it needs, secrets included.
package struct SourceRequest: Sendable {
    package var method: SourceFeed.Method
    package var url: String
    package var headers: [RecordFieldValue]
    package var body: [UInt8]?
    package var connection: SourceConnection
    /// The values of the secrets that the connection names.
    package var secrets: [String: Secret]
    /// Whether 202 is an answer too: what was sent is taken, and nothing is to be read.
    package var takesAccepted = false
    /// Sent as `If-None-Match`.
    package var entityTag: String?
    /// Sent as `If-Modified-Since`, as the source wrote it.
    package var lastModified: String?

    package init(
        method: SourceFeed.Method, url: String, headers: [RecordFieldValue] = [], body: [UInt8]? = nil,
        connection: SourceConnection, secrets: [String: Secret] = [:], entityTag: String? = nil,
        lastModified: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connection = connection
        self.secrets = secrets
        self.entityTag = entityTag
        self.lastModified = lastModified
    }
}

/// What came back, as far as it has come.
package struct SourceAnswer: Sendable {
    /// 304: nothing has changed since; the body is empty.
    package let isUnchanged: Bool
    package let entityTag: String?
    package let lastModified: String?
    /// Lower case, without parameters.
    package let contentType: String?
    /// The target of `Link: <…>; rel="next"`, made absolute.
    package let nextLink: String?
    /// Whether a body that breaks off is told from one that is over. Over HTTP/1 without a length both end with the connection.
    package let tellsItsEnd: Bool
    package let body: any SourceBody

    package init(
        isUnchanged: Bool, entityTag: String?, lastModified: String?, contentType: String?, nextLink: String?,
        tellsItsEnd: Bool = true, body: any SourceBody
    ) {
        self.isUnchanged = isUnchanged
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.contentType = contentType
        self.nextLink = nextLink
        self.tellsItsEnd = tellsItsEnd
        self.body = body
    }
}

/// The bytes of an answer, piece by piece. Whoever stops reading ends the transfer by letting it go.
package protocol SourceBody: Sendable {
    /// The next piece, 1 byte to 256 KiB, already decompressed; `nil` at the end.
    func next() async throws(SourceFailure) -> [UInt8]?
}

/// Why a source could not be read. Persisted and shown: a raw value is never renamed.
package struct SourceFailure: Error, Equatable, Sendable {
    package enum Code: String, CaseIterable, Sendable {
        case nameUnresolved = "name-unresolved"
        case connectionFailed = "connection-failed"
        case tlsFailed = "tls-failed"
        case timedOut = "timed-out"
        /// Nothing came for as long as the connection allows.
        case stalled
        case tooLarge = "too-large"
        /// The body ended before its announced length, or in the middle of a record.
        case truncated
        /// To another host, or too many.
        case redirectRefused = "redirect-refused"
        /// 401 or 407.
        case unauthorized
        case forbidden
        case notFound = "not-found"
        /// 429 or 503 with a time to wait.
        case askedToWait = "asked-to-wait"
        case serverError = "server-error"
        case statusUnexpected = "status-unexpected"
        case contentTypeUnexpected = "content-type-unexpected"
        /// The body is not what the definition says: no heading, no such array, broken XML.
        case malformed
        /// A document type, entities, or nesting beyond the limit.
        case hostile
        /// A page or cursor that has been there before.
        case cursorLoops = "cursor-loops"
        case tooManyPages = "too-many-pages"
        case tooManyRecords = "too-many-records"
        /// Not one usable record in a body with many.
        case nothingUsable = "nothing-usable"
        case secretMissing = "secret-missing"
        /// The definition cannot be used on this node.
        case definition
        /// The inventory could not be written.
        case store
    }

    package let code: Code
    /// What was seen, in a few words without secrets.
    package let detail: String
    /// The source's own word on when to come again, in seconds.
    package let retryAfterSeconds: Int?

    package init(_ code: Code, _ detail: String = "", retryAfterSeconds: Int? = nil) {
        self.code = code
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds
    }
}

extension SourceFailure.Code {
    /// How servers answer who asks for a page that they do not have.
    package var mayMeanTheEnd: Bool {
        switch self {
        case .notFound, .statusUnexpected: true
        case .nameUnresolved, .connectionFailed, .tlsFailed, .timedOut, .stalled, .tooLarge, .truncated,
            .redirectRefused, .unauthorized, .forbidden, .askedToWait, .serverError, .contentTypeUnexpected,
            .malformed, .hostile, .cursorLoops, .tooManyPages, .tooManyRecords, .nothingUsable, .secretMissing,
            .definition, .store:
            false
        }
    }

    /// Whether the same request may do better in a moment.
    package var isWorthRepeating: Bool {
        switch self {
        case .connectionFailed, .timedOut, .stalled, .truncated, .askedToWait, .serverError: true
        case .nameUnresolved, .tlsFailed, .tooLarge, .redirectRefused, .unauthorized, .forbidden, .notFound,
            .statusUnexpected, .contentTypeUnexpected, .malformed, .hostile, .cursorLoops, .tooManyPages,
            .tooManyRecords, .nothingUsable, .secretMissing, .definition, .store:
            false
        }
    }
}
