import AMT

/// A version of a document that is kept, without the document: a history has many of them.
package struct DocumentVersion: Equatable, Sendable {
    /// Counted from 1.
    package let version: Int
    /// Name of the API token that brought it, or `bootstrap`.
    package let author: String
    package let createdAt: UnixTime

    package init(version: Int, author: String, createdAt: UnixTime) {
        self.version = version
        self.author = author
        self.createdAt = createdAt
    }
}
