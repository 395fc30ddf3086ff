// Compiled by Deploy/fuzz together with the sources of Inventory that read what sources send.

import AMT

/// Reads the body of an inventory source and stops the process when a promise of its readers does not hold.
///
/// The first byte chooses a feed, the second one how the body is cut into pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInventory(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard input.count >= 2 else { return 0 }
    let feed = feeds[Int(input[0]) % feeds.count]
    let body = Array(input.dropFirst(2))
    let whole = read([body], feed)
    check(whole, feed)
    precondition(read(pieces(of: body, Int(input[1])), feed) == whole, "however it was cut, it says the same")
    if let next = whole.end?.next { checkSteps(feed, next) }
    return 0
}

private struct Outcome: Equatable {
    var records: [SourceRecord] = []
    var faults: [RecordFault] = []
    var end: RecordPageEnd?
    var failure: SourceFailure.Code?
}

private func read(_ pieces: [[UInt8]], _ feed: SourceFeed) -> Outcome {
    var outcome = Outcome()
    var reader = RecordReader(feed)
    do throws(SourceFailure) {
        for piece in pieces {
            let batch = try reader.take(piece)
            outcome.records += batch.records
            outcome.faults += batch.faults
        }
        let (batch, end) = try reader.end()
        outcome.records += batch.records
        outcome.faults += batch.faults
        outcome.end = end
    } catch {
        precondition(error.detail.utf8.count <= 300, "a failure is short")
        // Records before a failure come or not, as the pieces are.
        outcome = Outcome(failure: error.code)
    }
    return outcome
}

private func check(_ outcome: Outcome, _ feed: SourceFeed) {
    guard let end = outcome.end else {
        switch outcome.failure {
        case .malformed, .truncated, .tooLarge, .hostile: return
        default: preconditionFailure("a reader has no other failures")
        }
    }
    precondition(end.recordCount == outcome.records.count + outcome.faults.count, "every record is counted")
    precondition((end.fingerprint == nil) == (end.recordCount == 0), "a page with records has a fingerprint")
    precondition((end.next?.utf8.count ?? 0) <= 8192, "what leads to the next page is bounded")
    for fault in outcome.faults { precondition((1...end.recordCount).contains(fault.record), "a fault has a record") }
    for record in outcome.records {
        precondition(record.part == feed.part, "a record is of its feed's part")
        precondition(
            (1...RecordLimits.resourceBytesMax).contains(record.resource.utf8.count), "a resource has a length")
        precondition((record.deviceUUID == nil) == (feed.part == .location), "the parts with a UUID have one")
        precondition(feed.part != .capability || record.fqdn == nil, "a capability has no name")
        if let uuid = record.deviceUUID, !feed.columns.isByteSwapped {
            precondition(!PlaceholderUUIDs.contains(uuid), "a placeholder is no device")
        }
        let values = [record.fqdn, record.amtVersion, record.profile, record.site] + record.fields.map(\.value)
        for value in values.compactMap(\.self) {
            precondition((1...RecordLimits.valueBytesMax).contains(value.utf8.count), "a value has a length")
            precondition(!value.utf8.contains(0), "a value can be kept")
        }
        precondition(record.fields.map(\.name) == record.fields.map(\.name).sorted(), "fields are in order")
    }
}

/// Whatever a source names as its next page, a sync asks the same server or none.
private func checkSteps(_ feed: SourceFeed, _ next: String) {
    var stepper = SourceStepper(feed)
    var end = RecordPageEnd()
    end.next = next
    do throws(SourceFailure) {
        _ = try stepper.first()
        guard case .request(let page) = try stepper.next(after: end) else { return }
        precondition(page.url.lowercased().hasPrefix("https://cmdb.example"), "the server stays")
        let rest = page.url.dropFirst("https://cmdb.example".count)
        precondition(rest.hasPrefix("/") || rest.hasPrefix(":443/"), "the server stays")
        guard var other = SourceStepper(feed, position: stepper.position) else {
            preconditionFailure("a position is gone on from")
        }
        let again = try other.first()
        precondition(again == .request(page), "a sync goes on where it was")
    } catch {
        precondition([.redirectRefused, .cursorLoops].contains(error.code), "steps have no other failures")
    }
}

private func pieces(of body: [UInt8], _ choice: Int) -> [[UInt8]] {
    guard choice > 0 else { return body.map { [$0] } }
    var state = UInt32(choice)
    var pieces: [[UInt8]] = []
    var rest = body[...]
    while !rest.isEmpty {
        state = state &* 1_664_525 &+ 1_013_904_223
        let count = 1 + Int(state >> 24) % (choice < 128 ? 7 : 200)
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
    }
    return pieces
}

/// The corpus counts on the places.
private let feeds: [SourceFeed] = {
    var columns = RecordColumns()
    columns.resource = ["id", "Guid"]
    columns.uuid = ["uuid"]
    columns.fqdn = ["fqdn", "Full Name"]
    columns.hostName = ["host"]
    columns.domainName = ["domain"]
    columns.profile = ["profile"]
    columns.reportedAt = ["seen"]
    columns.fields = [RecordFieldValue("site", "site"), RecordFieldValue("a", "b")]
    var pointers = RecordColumns()
    pointers.resource = ["/id", "/links/0/~1"]
    pointers.uuid = ["/uuid", "/custom/uuid/value"]
    pointers.fqdn = ["/fqdn"]
    pointers.hostName = ["/host"]
    pointers.reportedAt = ["/seen"]
    pointers.fields = [RecordFieldValue("site", "/site/name"), RecordFieldValue("a", "/a")]
    var ofUUIDs = columns
    ofUUIDs.resource = []
    ofUUIDs.isByteSwapped = true
    func feed(
        _ part: SourceRecord.Part, _ format: RecordFormat, _ columns: RecordColumns, _ paging: SourcePaging = .none
    ) -> SourceFeed {
        var feed = SourceFeed(part: part, url: "https://cmdb.example/?c={cursor}", format: format, columns: columns)
        feed.paging = paging
        return feed
    }
    return [
        feed(.whole, .csv(separator: 0x2c), columns), feed(.location, .csv(separator: 0x3b), columns, .page(first: 1)),
        feed(.capability, .xml(row: "Row"), columns), feed(.location, .xml(row: "Table"), columns, .cursor("next")),
        feed(.whole, .json(records: "/rows"), pointers, .nextURL("/meta/next")),
        feed(.whole, .json(records: ""), pointers), feed(.whole, .csv(separator: 0x09), ofUUIDs),
        feed(.location, .json(records: "/a/1/b"), pointers, .cursor("/next")),
    ]
}()
