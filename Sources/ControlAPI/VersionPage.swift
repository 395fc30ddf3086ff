import Hummingbird
import Provisioning

/// A page of the versions of a document, newest first.
struct VersionPage {
    /// What asks for one.
    static let parameters: Set<String> = ["cursor", "limit"]

    private let limit: Int
    /// The version at which the page before ended; `nil` from the newest on.
    let before: Int?

    init(_ query: QueryReader) throws(APIProblem) {
        self.limit = try query.limit(default: APILimits.versionsPerPageDefault, max: APILimits.versionsPerPageMax)
        self.before = try query.versionCursor()
    }

    /// One more than asked for tells whether there is a next page.
    var wanted: Int { self.limit + 1 }

    /// - Parameter versions: as many as were wanted, where there are so many.
    func answer(_ versions: [DocumentVersion], of name: String) -> Response {
        let page = versions.prefix(self.limit)
        let next = versions.count > self.limit ? page.last?.version : nil
        return Response(
            json: .object([
                ("name", .string(name)), ("versions", .array(page.map { JSONText($0, of: name) })),
                ("nextCursor", JSONText(next.map { String($0) })),
            ]))
    }
}

extension JSONText {
    fileprivate init(_ version: DocumentVersion, of name: String) {
        self = .object([
            ("name", .string(name)), ("version", .integer(Int64(version.version))),
            ("author", .string(version.author)), ("createdAt", JSONText(version.createdAt)),
        ])
    }
}
