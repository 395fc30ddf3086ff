import AMT
import Inventory
import Provisioning
import Store
import Transport

/// Reads the first page of each feed for an operator who sets a source up.
struct SourceProber: SourceProbe {
    /// Of a page, read for a test.
    static let bytesMax: Int64 = 4 * 1024 * 1024
    static let faultsMax = 5
    /// From the request to the end of a page: whoever asked waits for it.
    static let secondsMax = 60

    let fetcher: CurlSourceFetcher
    let profiles: PostgresProfileBook

    func probe(
        _ source: SourceDefinition, recordsMax: Int
    ) async throws(InventoryFailure) -> [FeedFindings] {
        var connection = source.connection
        connection.answerSecondsMax = min(connection.answerSecondsMax, Self.secondsMax)
        connection.stallSeconds = min(connection.stallSeconds, Self.secondsMax)
        let secrets = try await self.secrets(connection.secretNames)
        if let missing = connection.secretNames.subtracting(secrets.keys).min() {
            return source.feeds.map { FeedFindings(part: $0.part, failure: SourceFailure(.secretMissing, missing)) }
        }
        var findings: [FeedFindings] = []
        for feed in source.feeds {
            findings.append(await self.probe(feed, connection, secrets, recordsMax: recordsMax))
        }
        return findings
    }

    private func secrets(_ names: Set<String>) async throws(InventoryFailure) -> [String: Secret] {
        guard !names.isEmpty else { return [:] }
        do {
            return try await self.profiles.openSecrets(names).mapValues(\.secret)
        } catch {
            throw InventoryFailure(reason: error.kind.rawValue)
        }
    }

    private func probe(
        _ feed: SourceFeed, _ connection: SourceConnection, _ secrets: [String: Secret], recordsMax: Int
    ) async -> FeedFindings {
        var findings = FeedFindings(part: feed.part)
        do throws(SourceFailure) {
            try await self.read(feed, connection, secrets, recordsMax: recordsMax, into: &findings)
        } catch {
            findings.failure = error
        }
        return findings
    }

    private func read(
        _ feed: SourceFeed, _ connection: SourceConnection, _ secrets: [String: Secret], recordsMax: Int,
        into findings: inout FeedFindings
    ) async throws(SourceFailure) {
        var stepper = SourceStepper(feed)
        guard case .request(let page) = try stepper.first() else { return }
        let answer = try await self.fetcher.fetch(SourceRequest(page, connection: connection, secrets: secrets))
        guard feed.format.accepts(contentType: answer.contentType) else {
            throw SourceFailure(.contentTypeUnexpected, answer.contentType ?? "none")
        }
        var reader = RecordReader(feed, tellsItsEnd: answer.tellsItsEnd)
        while let piece = try await answer.body.next() {
            findings.byteCount += Int64(piece.count)
            Self.note(try reader.take(piece), recordsMax: recordsMax, in: &findings)
            // Enough was seen of a page that is a whole inventory.
            if findings.byteCount >= Self.bytesMax {
                findings.hasMore = true
                return
            }
        }
        let (batch, end) = try reader.end()
        Self.note(batch, recordsMax: recordsMax, in: &findings)
        findings.hasMore = try stepper.next(after: end, nextLink: answer.nextLink) != .done
    }

    private static func note(_ batch: RecordBatch, recordsMax: Int, in findings: inout FeedFindings) {
        findings.recordCount += batch.records.count + batch.faults.count
        findings.records += batch.records.prefix(max(0, recordsMax - findings.records.count))
        findings.faultCount += batch.faults.count
        findings.faults += batch.faults.prefix(max(0, Self.faultsMax - findings.faults.count))
    }
}
