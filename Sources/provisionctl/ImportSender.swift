import Foundation

/// Sends what was read, piece by piece. Everything may be sent again: what is known stays as it is.
struct ImportSender {
    /// The API takes no more in one call.
    static let itemsMax = 1_000
    /// Below the 256 KiB of a body, with room for what stands around the items.
    static let bytesMax = 240 * 1024

    let client: APIClient
    /// Told how many items of how many have been sent, and of what.
    var progress: (_ sent: Int, _ count: Int, _ of: String) -> Void = { _, _, _ in }

    /// Items that go together, in order.
    static func batches(_ items: [ImportItem]) -> [ArraySlice<ImportItem>] {
        var batches: [ArraySlice<ImportItem>] = []
        var start = 0
        var byteCount = 0
        for (index, item) in items.enumerated() {
            if index - start == Self.itemsMax || (index > start && byteCount + item.json.count > Self.bytesMax) {
                batches.append(items[start..<index])
                start = index
                byteCount = 0
            }
            byteCount += item.json.count + 1
        }
        return start < items.count ? batches + [items[start...]] : batches
    }

    /// Makes the source of brought records where there is none.
    func prepareSource(_ name: String) async throws(CommandFailure) {
        if let source = try await self.source(name) {
            guard source.kind == "push" else {
                throw .usage("The source \(name) is one that is read; name another with --source.")
            }
            return
        }
        // The name is of plain characters.
        _ = try await self.client.send(
            "PUT", "/v1/sources/\(name)", json: Data(#"{"name":"\#(name)","kind":"push"}"#.utf8),
            headers: Session.precondition(version: 0))
    }

    /// - Returns: `nil` when it is not there.
    func source(_ name: String) async throws(CommandFailure) -> InventorySource? {
        do throws(CommandFailure) {
            return try Answer.read(try await self.client.send("GET", "/v1/sources/\(name)"), as: InventorySource.self)
        } catch {
            guard case .server(status: 404, _, _, _) = error else { throw error }
            return nil
        }
    }

    func profiles() async throws(CommandFailure) -> Set<String> {
        let list = try Answer.read(try await self.client.send("GET", "/v1/profiles"), as: ProfileList.self)
        return Set(list.profiles.map(\.name))
    }

    /// Records of devices.
    func sendRecords(
        _ items: [ImportItem], source: String, _ tally: inout ImportTally
    ) async throws(CommandFailure) {
        for batch in Self.batches(items) {
            self.progress(batch.startIndex, items.count, "devices")
            let json = Self.body(#""source":"\#(source)","records""#, batch)
            let body: Data
            do throws(CommandFailure) {
                body = try await self.client.send("POST", "/v1/inventory/records", json: json)
            } catch {
                guard case .invalidDocument(let lines) = error else { throw error }
                Self.note(lines, of: batch, &tally)
                continue
            }
            let answer = try Answer.read(body, as: RecordsTaken.self)
            try Self.judgeCount(answer.results.count, batch)
            for (item, result) in zip(batch, answer.results) where !result.taken {
                tally.find(item.line, result.field, result.reason ?? "refused")
            }
            tally.new += answer.changed
            tally.known += answer.taken - answer.changed
        }
    }

    /// Keys or credentials.
    func send(
        _ items: [ImportItem], to path: String, member: String, _ tally: inout ImportTally
    ) async throws(CommandFailure) {
        for batch in Self.batches(items) {
            self.progress(batch.startIndex, items.count, member)
            let body = try await self.client.send("POST", path, json: Self.body("\"\(member)\"", batch))
            let answer = try Answer.read(body, as: ImportTaken.self)
            try Self.judgeCount(answer.results.count, batch)
            for (item, result) in zip(batch, answer.results) {
                switch result.result {
                case "imported", "kept": tally.new += 1
                case "known": tally.known += 1
                default: tally.find(item.line, result.field, result.reason ?? result.result)
                }
            }
        }
    }

    /// Of a call of which nothing was taken: the faults name items by their place.
    private static func note(_ lines: [String], of batch: ArraySlice<ImportItem>, _ tally: inout ImportTally) {
        for line in lines {
            guard let match = line.wholeMatch(of: /records\[([0-9]+)\](?:\.([A-Za-z]+))?: (.*)/),
                let place = Int(match.1), place < batch.count
            else { continue }
            tally.find(batch[batch.startIndex + place].line, match.2.map(String.init), String(match.3))
        }
    }

    private static func judgeCount(_ count: Int, _ batch: ArraySlice<ImportItem>) throws(CommandFailure) {
        guard count == batch.count else { throw .answerUnreadable("it has \(count) results for \(batch.count) items") }
    }

    private static func body(_ members: String, _ batch: ArraySlice<ImportItem>) -> Data {
        var body = Data("{\(members):[".utf8)
        for (index, item) in batch.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.append(item.json)
        }
        body.append(contentsOf: "]}".utf8)
        return body
    }
}
