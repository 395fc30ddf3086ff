import Inventory
import Testing

@testable import Provisioning

/// Documents of sources for tests.
enum SourceDocuments {
    /// One feed that everything needed is in.
    static let feed: DocumentValue = [
        "part": "whole", "url": "https://cmdb.corp.example/computers", "columns": ["uuid": "/uuid", "fqdn": "/fqdn"],
    ]

    static let json: DocumentValue = ["name": "cmdb", "kind": "json", "feeds": [Self.feed]]

    /// A document with keys put in or replaced.
    static func with(_ changes: [DocumentEntry], in document: DocumentValue = Self.json) -> DocumentValue {
        let keys = Set(changes.map(\.key))
        return .object((document.entries ?? []).filter { !keys.contains($0.key) } + changes)
    }

    /// The usual document with keys put into or replaced in its one feed; `nil` takes one out.
    static func withFeed(_ changes: [(String, DocumentValue?)]) -> DocumentValue {
        let keys = Set(changes.map(\.0))
        let kept = (Self.feed.entries ?? []).filter { !keys.contains($0.key) }
        let feed = DocumentValue.object(
            kept + changes.compactMap { key, value in value.map { DocumentEntry(key, $0) } })
        return Self.with([DocumentEntry("feeds", [feed])])
    }

    /// `path code` of every fault.
    static func faults(_ document: DocumentValue) -> [String] {
        switch SourceReader.read(document) {
        case .success: []
        case .failure(let found): found.faults.map { "\($0.path) \($0.code.rawValue)" }
        }
    }

    static func source(_ document: DocumentValue) throws -> SourceDefinition { try SourceReader.read(document).get() }
}
