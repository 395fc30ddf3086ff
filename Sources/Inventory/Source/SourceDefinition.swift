/// An inventory source: where it is, how its records are read, and how far it is trusted.
package struct SourceDefinition: Equatable, Sendable {
    /// 1...63 characters a–z, 0–9, dot, dash, underscore.
    package var name: String
    package var isEnabled = true
    package var trust = SourceTrust()
    /// Data older than this many days counts less; 0: never.
    package var freshDays = 0
    package var schedule = SourceSchedule()
    /// A whole sync that would miss more than this share of the known records changes nothing until an operator agrees.
    package var shrinkPercentMax = 20
    package var connection = SourceConnection()
    /// Read one after the other; location records behind the capability records.
    package var feeds: [SourceFeed]

    package init(name: String, feeds: [SourceFeed]) {
        self.name = name
        self.feeds = feeds
    }
}

/// How far a source is believed, field by field: 1 is believed first. Sources of one rank are taken in order of their names.
package struct SourceTrust: Equatable, Sendable {
    package static let standardRank = 100
    package static let ranks = 1...1000

    package var fqdn = Self.standardRank
    package var profile = Self.standardRank
    package var site = Self.standardRank
    package var amtVersion = Self.standardRank

    package init() {}
}

/// When a source is read.
package struct SourceSchedule: Equatable, Sendable {
    /// Between two syncs of any kind, in seconds.
    package var everySeconds = 3600
    /// Between two whole syncs, in seconds; the ones between ask for what has changed, where the source can tell.
    package var wholeEverySeconds = 86_400

    package init() {}
}

/// How a source is called. Values are by reference where they are secret.
package struct SourceConnection: Equatable, Sendable {
    package enum Authentication: Equatable, Sendable {
        case none
        case basic(username: String, secretName: String)
        case digest(username: String, secretName: String)
        case ntlm(username: String, secretName: String)
        /// With the Kerberos ticket of the process.
        case negotiate
        case bearer(secretName: String)
        /// A header of the source's own, such as an API key.
        case header(name: String, secretName: String)
    }

    package var authentication = Authentication.none
    /// `http://host:port`; `nil` for none, whatever the environment says.
    package var proxyURL: String?
    /// Certificates that are trusted in place of the system's, as PEM.
    package var authorityPEM: String?
    package var clientCertificatePEM: String?
    package var clientKeySecretName: String?
    /// From the request to the first byte of the answer, and between two pieces of it.
    package var stallSeconds = 60
    /// The whole of one answer.
    package var answerSecondsMax = 3600
    package var answerBytesMax: Int64 = 4 << 30
    package var requestsPerMinuteMax = 600
    /// Attempts at one request before the sync fails.
    package var attemptsMax = 5

    package init() {}

    /// The secrets that it names.
    package var secretNames: Set<String> {
        var names: Set<String> = []
        switch self.authentication {
        case .none, .negotiate: break
        case .basic(_, let name), .digest(_, let name), .ntlm(_, let name), .bearer(let name), .header(_, let name):
            names.insert(name)
        }
        if let clientKeySecretName { names.insert(clientKeySecretName) }
        return names
    }
}

/// One list of records: what to ask for, and how to read what comes.
package struct SourceFeed: Equatable, Sendable {
    package enum Method: String, CaseIterable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    package var part: SourceRecord.Part
    package var method = Method.get
    /// `https://…`, `http://…`, or `file:///…`. May hold the placeholders of ``SourceFeed/Placeholder``.
    package var url: String
    package var headers: [RecordFieldValue] = []
    /// For `POST`; may hold placeholders. XML-escaped where the content type is XML, JSON-escaped where it is JSON.
    package var body: String?
    package var contentType: String?
    package var format: RecordFormat
    package var columns: RecordColumns
    package var paging = SourcePaging.none
    /// Value of `{pageSize}`.
    package var pageSize = 1000

    package init(part: SourceRecord.Part, url: String, format: RecordFormat, columns: RecordColumns) {
        self.part = part
        self.url = url
        self.format = format
        self.columns = columns
    }

    /// What a request may leave open, written `{name}`.
    package enum Placeholder: String, CaseIterable, Sendable {
        case page, offset, cursor, pageSize
        /// `FIRST` for the first page and `NEXT` for the others, as GraphQL services ask for.
        case turn
        /// The time of the last sync, `2026-01-02T03:04:05Z`; a feed without it is read whole each time.
        case since
    }
}

/// How records stand in a body.
package enum RecordFormat: Equatable, Sendable {
    /// With a heading line; quotes as in RFC 4180.
    case csv(separator: UInt8)
    /// Each element of this local name is a record; its children and attributes are the columns, by local name. Spaces in the
    /// names of columns may be written as XML writers do, `_x0020_`.
    case xml(row: String)
    /// The elements of the array at this JSON pointer; columns are JSON pointers within an element. Empty: the body itself.
    case json(records: String)
}

/// Where a value of a record is found: names of columns or JSON pointers, of which the first that has a value counts.
package struct RecordColumns: Equatable, Sendable {
    package var resource: [String] = []
    package var uuid: [String] = []
    package var fqdn: [String] = []
    /// Used with ``domainName`` where there is no FQDN.
    package var hostName: [String] = []
    package var domainName: [String] = []
    package var amtVersion: [String] = []
    package var profile: [String] = []
    package var site: [String] = []
    /// ISO 8601, or seconds or milliseconds since 1970.
    package var reportedAt: [String] = []
    /// Name of the field → column.
    package var fields: [RecordFieldValue] = []
    /// UUIDs of this source are in the byte order of SMBIOS.
    package var isByteSwapped = false

    package init() {}
}

/// How the next page is found.
package enum SourcePaging: Equatable, Sendable {
    /// All in one answer.
    case none
    /// `{page}` counts from `first`; a page behind the first one that has fewer records than `pageSize`, or than the first
    /// one where a source sends fewer at once, is the last.
    case page(first: Int)
    /// `{offset}` counts records from 0; likewise.
    case offset
    /// The value at this JSON pointer, or in this XML element, is the next `{cursor}`; absent, null or empty: the end.
    case cursor(String)
    /// The value at this JSON pointer is the next URL.
    case nextURL(String)
    /// The header `Link` with `rel="next"` (RFC 8288) is the next URL.
    case linkHeader
}
