import AMT
import Foundation
import Inventory
import Logging
import Provisioning
import Store
import Telemetry

/// Inventory sources and the policy that the settings name, and the sources that are always there.
extension Cluster {
    /// The source of what computers say of themselves by the API.
    static let pushSource = "agent"
    /// The source that `inventory.file` becomes.
    static let fileSource = "file"
    /// Who brought what comes from settings and files.
    private static let author = "bootstrap"

    var sources: PostgresSourceBook { PostgresSourceBook(pool: self.durable, ring: self.ring) }

    /// Keeps the sources that are not there yet. One that an operator has changed since stays as it is.
    func importSources() async throws {
        let book = self.sources
        for path in self.settings.bootstrap.sources {
            let file = DocumentFile(setting: "bootstrap.sources", path: path)
            let document = try file.read()
            switch SourceReader.read(document) {
            case .failure(let faults): throw file.failure(faults.faults)
            case .success(let definition):
                let kept = try await book.keep(
                    name: definition.name, canonicalDocument: document.canonicalText, author: Self.author, ifVersion: 0)
                if case .kept = kept { self.logger.info("source imported", [.path: path, .source: definition.name]) }
            }
        }
        _ = try await book.keep(
            name: Self.pushSource, canonicalDocument: Self.pushDocument.canonicalText, author: Self.author, ifVersion: 0
        )
        try await self.keepFileSource(book)
    }

    /// Keeps the policy where there is none.
    func importPolicy() async throws {
        guard let path = self.settings.bootstrap.policy else { return }
        let file = DocumentFile(setting: "bootstrap.policy", path: path)
        switch PolicyReader.read(try file.read()) {
        case .failure(let faults): throw file.failure(faults.faults)
        case .success(let policy):
            let kept = try await PostgresPolicyBook(pool: self.relaxed).keep(
                canonicalDocument: policy.canonicalText, author: Self.author, ifVersion: 0)
            if case .kept = kept { self.logger.info("assignment policy imported", [.path: path]) }
        }
    }

    /// The file is what the settings say, whatever it was before.
    private func keepFileSource(_ book: PostgresSourceBook) async throws {
        guard let path = self.settings.inventoryFile else { return }
        let url = URL(fileURLWithPath: path).standardizedFileURL.absoluteString
        _ = try await book.keep(
            name: Self.fileSource, canonicalDocument: Self.fileDocument(url).canonicalText, author: Self.author,
            ifVersion: nil)
    }

    /// A computer says of itself what it likes, so that whoever else knows it is believed first.
    static let pushDocument: DocumentValue = [
        "name": .text(Self.pushSource), "kind": "push",
        "trust": ["fqdn": 900, "profile": 900, "site": 900, "amtVersion": 900],
    ]

    /// Looked at every few seconds; a file that has not changed is not read.
    private static func fileDocument(_ url: String) -> DocumentValue {
        [
            "name": .text(Self.fileSource), "kind": "csv",
            "schedule": ["everySeconds": 2],
            // Whoever writes the file means it: it may shrink as it will.
            "shrinkPercentMax": 100,
            "feeds": [
                [
                    "part": "whole", "url": .text(url), "format": ["csv": ["separator": ","]],
                    "columns": ["uuid": "uuid", "fqdn": "fqdn", "profile": "profile"],
                ]
            ],
        ]
    }
}
