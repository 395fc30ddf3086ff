import AMT
import Hummingbird
import Inventory
import Logging
import Provisioning
import Telemetry

/// Records that programs bring: what an agent on a device, an imaging step or a script knows.
struct RecordRoutes: Sendable {
    /// Whom records belong to when nobody is named.
    static let standardSource = "agent"

    let sources: any SourceCatalog

    func add(to router: some RouterMethods<APIContext>) { router.take(.inventoryRecords, [.post: self.take]) }

    @Sendable private func take(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        var limits = DocumentLimits()
        limits.valueCountMax = APILimits.recordValuesMax
        let document = try await BodyReader.document(request, context, limits: limits)
        let items = try Self.items(document)
        let source = try await self.source(document, of: context)
        let verdicts = PushedRecordReader.read(items)
        let records = verdicts.compactMap { try? $0.get() }
        guard !records.isEmpty else {
            throw APIProblem(
                code: .recordsInvalid, detail: "None of the records can be used. The faults say why.",
                faults: verdicts.enumerated().compactMap { Self.fault(at: $0.offset, $0.element) })
        }
        guard let change = try await self.sources.push(records, source: source) else {
            throw APIProblem(code: .sourceUnknown, detail: "No source of this name is kept.", field: "source")
        }
        context.logger.info(
            "records brought",
            [.source: source, .count: records.count, .changed: change.changedCount, .apiCaller: context.caller])
        return Response(
            json: .object([
                ("source", .string(source)), ("taken", .integer(Int64(records.count))),
                ("changed", .integer(Int64(change.changedCount))), ("results", .array(verdicts.map { JSONText($0) })),
            ]))
    }

    private static func fault(
        at index: Int, _ verdict: Result<SourceRecord, PushedRecordReader.Fault>
    ) -> ProfileFault? {
        guard case .failure(let fault) = verdict else { return nil }
        let path = "records[\(index)]" + (fault.field.map { ".\($0)" } ?? "")
        return ProfileFault(path, fault.refusal.code, fault.refusal.text)
    }

    /// The records, not judged yet.
    private static func items(_ document: DocumentValue) throws(APIProblem) -> [DocumentValue] {
        guard let entries = document.entries, entries.allSatisfy({ ["source", "records"].contains($0.key) }),
            let items = document["records"]?.items
        else {
            throw APIProblem(
                code: .requestMalformed, detail: "The body is an object with records, a list, and source if wanted.",
                field: "records")
        }
        guard (1...APILimits.recordsPerCallMax).contains(items.count) else {
            throw APIProblem(
                code: .requestMalformed, detail: "One call takes 1 to \(APILimits.recordsPerCallMax) records.",
                field: "records")
        }
        return items
    }

    private func source(_ document: DocumentValue, of context: APIContext) async throws -> String {
        // The standard one as well: its document may have become one of a source that is read, and vouches for what it has.
        guard case .text(let name) = document["source"] ?? .text(Self.standardSource) else {
            throw APIProblem(code: .requestMalformed, detail: "The name of a source.", field: "source")
        }
        // Every computer has this token, and would otherwise speak for a source that is believed more than computers are.
        guard context.roles != [.agent] || name == Self.standardSource else {
            throw APIProblem(
                code: .recordsNotTaken,
                detail: "The role agent brings records to the source \(Self.standardSource) alone.", field: "source")
        }
        let source = try await self.sources.source(named: name)
        guard SourceView.kind(source) == .push else {
            throw APIProblem(
                code: .recordsNotTaken, detail: "This source is read; only one of kind push takes records.",
                field: "source")
        }
        return name
    }
}

/// Judges records that are brought, each by itself.
enum PushedRecordReader {
    /// Why a record is not taken. A raw value is never renamed.
    enum Refusal: String, Error, CaseIterable, Sendable {
        /// It is no object.
        case kind
        case unknownMember = "unknown-member"
        /// Not a text, or an empty one.
        case text
        case uuid
        case fqdn
        case valueTooLong = "value-too-long"
        case tooManyFields = "too-many-fields"
        case time
        /// An earlier one of the same call has its UUID.
        case repeated

        /// As a fault of a document.
        var code: ProfileFault.Code {
            switch self {
            case .kind, .text, .time: .wrongKind
            case .unknownMember: .unknownKey
            case .uuid: .hexadecimal
            case .fqdn: .hostName
            case .valueTooLong: .length
            case .tooManyFields: .count
            case .repeated: .duplicate
            }
        }

        /// One sentence.
        var text: String {
            switch self {
            case .kind: "is no object"
            case .unknownMember: "has a member that no record has"
            case .text: "is no text, or an empty one"
            case .uuid: "is no UUID as 8-4-4-4-12 digits, or one that means nothing"
            case .fqdn: "is no fully qualified domain name"
            case .valueTooLong: "is longer than \(RecordLimits.valueBytesMax) bytes"
            case .tooManyFields: "are more than \(RecordLimits.fieldCountMax)"
            case .time: "is no moment as 2026-01-02T03:04:05Z"
            case .repeated: "is that of an earlier record of the same call"
            }
        }
    }

    /// A refusal with its member.
    struct Fault: Error, Equatable, Sendable {
        let refusal: Refusal
        let field: String?
    }

    private static let members: Set<String> = [
        "uuid", "fqdn", "amtVersion", "profile", "site", "reportedAt", "fields",
    ]

    static func read(_ items: [DocumentValue]) -> [Result<SourceRecord, Fault>] {
        var seen: Set<DeviceUUID> = []
        return items.map { item in
            Result { () throws(Fault) in
                let record = try Self.record(item)
                guard let uuid = record.deviceUUID, seen.insert(uuid).inserted else {
                    throw Fault(refusal: .repeated, field: "uuid")
                }
                return record
            }
        }
    }

    private static func record(_ item: DocumentValue) throws(Fault) -> SourceRecord {
        guard let entries = item.entries else { throw Fault(refusal: .kind, field: nil) }
        guard entries.allSatisfy({ Self.members.contains($0.key) }) else {
            // Its name is the caller's and is not shown back.
            throw Fault(refusal: .unknownMember, field: nil)
        }
        guard let uuid = DeviceUUID(try Self.text(item, "uuid") ?? "") else {
            throw Fault(refusal: .uuid, field: "uuid")
        }
        guard let name = try? FQDN(try Self.text(item, "fqdn") ?? "") else {
            throw Fault(refusal: .fqdn, field: "fqdn")
        }
        return SourceRecord(
            part: .whole, resource: uuid.description, deviceUUID: uuid, fqdn: name.description,
            amtVersion: try Self.text(item, "amtVersion"), profile: try Self.text(item, "profile"),
            site: try Self.text(item, "site"), fields: try Self.fields(item["fields"]),
            reportedAt: try Self.moment(item))
    }

    private static func text(_ item: DocumentValue, _ key: String) throws(Fault) -> String? {
        switch item[key] {
        case nil, .null?: return nil
        case .text(let text)?: return try Self.checked(text, key)
        case .flag?, .integer?, .number?, .list?, .object?: throw Fault(refusal: .text, field: key)
        }
    }

    private static func checked(_ text: String, _ key: String) throws(Fault) -> String {
        guard !text.isEmpty, ProfileAlphabet.free.holds(text) else { throw Fault(refusal: .text, field: key) }
        guard text.utf8.count <= RecordLimits.valueBytesMax else { throw Fault(refusal: .valueTooLong, field: key) }
        return text
    }

    private static func moment(_ item: DocumentValue) throws(Fault) -> UnixTime? {
        guard let text = try Self.text(item, "reportedAt") else { return nil }
        guard let microseconds = RFC3339.microseconds(of: text) else {
            throw Fault(refusal: .time, field: "reportedAt")
        }
        return UnixTime(microseconds: microseconds)
    }

    /// In the order of their names.
    private static func fields(_ value: DocumentValue?) throws(Fault) -> [RecordFieldValue] {
        guard let value, value != .null else { return [] }
        guard let entries = value.entries else { throw Fault(refusal: .text, field: "fields") }
        guard entries.count <= RecordLimits.fieldCountMax else { throw Fault(refusal: .tooManyFields, field: "fields") }
        var fields: [RecordFieldValue] = []
        for entry in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard SourceLimits.nameCharacters.contains(entry.key.utf8.count), ProfileAlphabet.name.holds(entry.key),
                case .text(let text) = entry.value
            else { throw Fault(refusal: .text, field: "fields") }
            fields.append(RecordFieldValue(entry.key, try Self.checked(text, "fields")))
        }
        return fields
    }
}

extension JSONText {
    init(_ verdict: Result<SourceRecord, PushedRecordReader.Fault>) {
        switch verdict {
        case .success:
            self = .object([("taken", .bool(true)), ("reason", .null), ("field", .null)])
        case .failure(let fault):
            self = .object([
                ("taken", .bool(false)), ("reason", .string(fault.refusal.rawValue)), ("field", JSONText(fault.field)),
            ])
        }
    }
}
