import Inventory
import Provisioning

/// Shapes of sources of inventory and of records.
extension APISchema {
    static let source = Self.object([
        "name": .name, "version": .number, "kind": .words(SourceKind.self).orNull, "enabled": .flag.orNull,
        "author": .text("first"), "changedAt": .moment, "phase": .words(SourceView.Phase.self),
        "nextDueAt": .moment.orNull, "records": .count, "vanished": .count, "syncedAt": .moment.orNull,
        "wholeSyncedAt": .moment.orNull, "failures": .count, "error": Self.sourceError.orNull,
        "sync": .reference(.sourceSync).orNull,
    ])

    static let sourceWithDocument = Self.source.adding([
        "document": .document(["type": "object"], example: ["name": "agent", "kind": "push"])
    ])

    private static let sourceError = Self.object(["code": .words(SourceFailure.Code.self), "detail": .text])

    static let sourceSync = Self.object([
        "whole": .flag, "startedAt": .moment, "endedAt": .moment.orNull,
        "outcome": .words(SourceState.Outcome.self).orNull, "pages": .count, "records": .count,
        "recordsPerSecond": .count.orNull, "changed": .count, "missing": .count, "faults": .count,
        "firstFaults": .list(of: .text), "bytes": .count,
    ])

    static let sourceRecord = Self.object([
        "part": .words(SourceRecord.Part.self), "resource": .text("a1"), "uuid": .uuid.orNull,
        "fqdn": .text("pc-7.corp.example").orNull, "amtVersion": .text("16.1.25").orNull, "profile": .text.orNull,
        "site": .text("default").orNull, "reportedAt": .moment.orNull,
        "fields": .map(.text, example: [("owner", "sales")]),
    ])

    static let sourceTest = Self.object([
        "name": .name,
        "feeds": .list(
            of: .object([
                "part": .words(SourceRecord.Part.self), "error": Self.sourceError.orNull, "recordsOnPage": .count,
                "bytes": .count, "hasMore": .flag,
                "records": .list(of: .reference(.sourceRecord), 0...APILimits.recordsTestedMax),
                "faultsOnPage": .count,
                "faults": .list(
                    of: .object([
                        "record": .number, "reason": .words(RecordFault.Reason.self), "field": .text.orNull,
                    ])),
            ])),
    ])

    static let syncOrder = Self.object(["name": .name, "whole": .flag])

    static let acceptance = Self.object(["name": .name, "missing": .count])

    /// A record that cannot be used is one of the results, and not a fault of the call.
    static let records = Self.object(
        needed: [
            "records": .list(
                of: .document(
                    [:],
                    example: [
                        "uuid": "4c4c4544-0034-4a10-8056-c2c04f4d3832", "fqdn": "pc-7.corp.example",
                        "amtVersion": "16.1.25",
                    ]), 1...APILimits.recordsPerCallMax)
        ], optional: ["source": .name])

    static let recordsTaken = Self.object([
        "source": .name, "taken": .count, "changed": .count,
        "results": .list(
            of: .object([
                "taken": .flag, "reason": .words(PushedRecordReader.Refusal.self).orNull, "field": .text.orNull,
            ]), 1...APILimits.recordsPerCallMax),
    ])
}
