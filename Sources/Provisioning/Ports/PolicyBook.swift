/// The assignment policy as it is kept: a document of versions, named ``AssignmentPolicy/documentName``.
package protocol PolicyBook: Sendable {
    /// The newest version; `nil` when nobody has kept one, and the standard policy counts.
    func policy() async throws(StoreFailure) -> KeptPolicy?
}

/// One version of the policy's document.
package struct KeptPolicy: Equatable, Sendable {
    /// Counted from 1.
    package let version: Int
    /// Canonical JSON.
    package let document: String

    package init(version: Int, document: String) {
        self.version = version
        self.document = document
    }
}
