import AMT
import Inventory
import Testing

@Suite("Records from values") struct RecordMappingTests {
    static let uuid = Feeds.first

    /// Reads one record with these values, each in a column of its own name.
    static func read(
        _ values: [(column: String, value: String)], part: SourceRecord.Part = .whole,
        _ edit: (inout RecordColumns) -> Void = { _ in }
    ) -> Feeding.Outcome {
        let feed = Feeds.feed(.csv(separator: 0x2c), part: part) {
            $0.uuid = ["uuid"]
            $0.fqdn = ["fqdn"]
            $0.hostName = ["host"]
            $0.domainName = ["domain"]
            $0.reportedAt = ["seen"]
            edit(&$0)
        }
        let heading = values.map(\.column).joined(separator: ",")
        return Feeding.read("\(heading)\n\(values.map(\.value).joined(separator: ","))\n", feed)
    }

    @Test(
        "a UUID is read with dashes and without, with braces and without, in any letter case",
        arguments: [
            uuid, uuid.uppercased(), "{\(uuid)}", uuid.replacing("-", with: ""), " {4C4C45440042351080 51B4C04F4E5331}",
        ])
    func uuidTexts(_ text: String) throws {
        let read = Self.read([("uuid", text), ("fqdn", "a.b")])
        if text.contains("80 51") {
            #expect(read.faults == [RecordFault(record: 1, reason: .uuid, field: "uuid")])
        } else {
            #expect(read.records.map(\.deviceUUID) == [try Feeds.uuid(Self.uuid)])
        }
    }

    @Test(
        "anything else is no UUID",
        arguments: [
            "{\(uuid)", "\(uuid)}", "(\(uuid))", "4c4c4544-0042-3510-8051-b4c04f4e533", "x", "{}", "{", "-",
            "4c4c-4544-0042-3510-8051b4c04f4e5331", "4c4c4544-0042-3510-8051-b4c04f4e533g", "urn:uuid:\(uuid)",
        ])
    func noUUID(_ text: String) {
        #expect(
            Self.read([("uuid", text), ("fqdn", "a.b")]).faults == [
                RecordFault(record: 1, reason: .uuid, field: "uuid")
            ])
    }

    @Test("UUIDs in the byte order of SMBIOS are turned round, and placeholders told in either order")
    func byteOrder() throws {
        let swapped = Self.read([("uuid", "44454c4c-4200-1035-8051-b4c04f4e5331"), ("fqdn", "a.b")]) {
            $0.isByteSwapped = true
        }
        #expect(swapped.records.map(\.deviceUUID) == [try Feeds.uuid(Self.uuid)])
        for text in [
            "00020003-0004-0005-0006-000700080009", "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "{00000000-0000-0000-0000-000000000000}", "03000200040005000006000700080009",
        ] {
            for isByteSwapped in [false, true] {
                let read = Self.read([("uuid", text), ("fqdn", "a.b")]) { $0.isByteSwapped = isByteSwapped }
                #expect(read.faults.map(\.reason) == [.uuidPlaceholder], "\(text)")
            }
        }
    }

    @Test(
        "a name is the FQDN, or made of host and domain name, or the host name alone",
        arguments: [
            (["a.b", "h", "d"], "a.b"), (["", "h", "d.e"], "h.d.e"), (["", "h", ".d.e"], "h.d.e"),
            (["", "h", ""], "h"),
            (["", "h.x", "d.e"], "h.x"), (["", "", "d.e"], nil), (["", "h", "."], "h"), ([" pc 1 ", "", ""], "pc 1"),
        ] as [([String], String?)])
    func names(_ values: [String], _ expected: String?) {
        let read = Self.read([
            ("uuid", Self.uuid), ("fqdn", values[0]), ("host", values[1]), ("domain", values[2]),
        ])
        #expect(read.records.map(\.fqdn) == [expected])
    }

    @Test("the parts of the chain hold what is theirs: a capability no name, a location no UUID")
    func parts() throws {
        let values = [("uuid", Self.uuid), ("fqdn", "a.b"), ("id", "r1")]
        let capability = Self.read(values, part: .capability) { $0.resource = ["id"] }
        #expect(
            capability.records == [
                SourceRecord(part: .capability, resource: "r1", deviceUUID: try Feeds.uuid(Self.uuid))
            ])
        let location = Self.read(values, part: .location) { $0.resource = ["id"] }
        #expect(location.records == [SourceRecord(part: .location, resource: "r1", fqdn: "a.b")])
        #expect(Self.read(values, part: .capability).faults.map(\.reason) == [.resourceMissing])
    }

    @Test("a resource is at most 256 bytes, other values 512")
    func lengths() {
        func faults(_ column: String, _ count: Int) -> [RecordFault] {
            Self.read(
                [("uuid", Self.uuid), ("fqdn", "a.b"), ("id", "r"), ("site", "")].map {
                    ($0.0, $0.0 == column ? String(repeating: "ü", count: count / 2) : $0.1)
                }
            ) {
                $0.resource = ["id"]
                $0.site = ["site"]
            }.faults
        }
        #expect(faults("id", 256) == [])
        #expect(faults("id", 258) == [RecordFault(record: 1, reason: .valueTooLong, field: "id")])
        #expect(faults("site", 512) == [])
        #expect(faults("site", 514) == [RecordFault(record: 1, reason: .valueTooLong, field: "site")])
    }

    @Test("further fields come in the order of their names, without empty ones, and not too many")
    func fields() {
        func read(_ count: Int) -> Feeding.Outcome {
            let fields = (0..<count).map { ("f\($0)", "v\($0)") }
            return Self.read([("uuid", Self.uuid), ("fqdn", "a.b"), ("empty", "")] + fields) {
                $0.fields = (fields + [("empty", "")]).map { RecordFieldValue("n" + $0.0, $0.0) }.reversed()
                $0.fields.append(RecordFieldValue("nf1", "f0"))
            }
        }
        #expect(read(3).records.first?.fields == (0..<3).map { RecordFieldValue("nf\($0)", "v\($0)") })
        #expect(read(RecordLimits.fieldCountMax).records.first?.fields.count == RecordLimits.fieldCountMax)
        #expect(read(RecordLimits.fieldCountMax + 1).faults.map(\.reason) == [.tooManyFields])
    }

    /// Computed with Python's datetime.
    @Test(
        "a time is ISO 8601, or seconds or milliseconds since 1970; without a zone it is UTC",
        arguments: [
            ("2026-01-02T03:04:05Z", 1_767_323_045_000_000), ("2026-01-02T03:04:05", 1_767_323_045_000_000),
            ("2026-01-02 03:04:05.6789", 1_767_323_045_678_900),
            ("2026-01-02T03:04:05.1234567+01:00", 1_767_319_445_123_456),
            ("2026-01-02T03:04:05-0530", 1_767_342_845_000_000), ("2026-01-02T03:04:05 +02", 1_767_315_845_000_000),
            ("2026-01-02T03:04", 1_767_323_040_000_000), ("2026-01-02", 1_767_312_000_000_000),
            ("2024-02-29T23:59:60Z", 1_709_251_200_000_000), ("1969-12-31T23:59:59Z", -1_000_000),
            ("0001-01-01T00:00:00", -62_135_596_800_000_000), ("2000-03-01", 951_868_800_000_000),
            ("1767323045", 1_767_323_045_000_000), ("1767323045.5", 1_767_323_045_500_000),
            ("1767323045678", 1_767_323_045_678_000), ("0", 0), ("99999999999", 99_999_999_999_000_000),
            ("100000000000", 100_000_000_000_000),
        ])
    func times(_ text: String, _ microseconds: Int64) {
        let read = Self.read([("uuid", Self.uuid), ("fqdn", "a.b"), ("seen", text)])
        #expect(read.records.map { $0.reportedAt?.microseconds } == [microseconds])
    }

    @Test(
        "anything else is no time",
        arguments: [
            "yesterday", "2026-13-01", "2026-02-29", "2026-01-02T24:00:00", "2026-01-02T03:60", "2026-1-2",
            "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+1", "2026-01-02T03:04:05Zx", "01/02/2026", "-5", "1e9",
            "9999999999999999", "0000-01-01", "2026-01-02T", "2026-01-02X03:04", "99999999999999999999",
        ])
    func noTime(_ text: String) {
        let read = Self.read([("uuid", Self.uuid), ("fqdn", "a.b"), ("seen", text)])
        #expect(read.faults == [RecordFault(record: 1, reason: .time, field: "seen")])
    }

    @Test("a value that nobody is named by costs a record nothing but itself")
    func lostValues() throws {
        let long = String(repeating: "x", count: 513)
        let read = Self.read([
            ("uuid", Self.uuid), ("fqdn", "a.b"), ("seen", "yesterday"), ("site", long), ("profile", "kiosk"),
        ]) {
            $0.site = ["site"]
            $0.profile = ["profile"]
        }
        let record = try #require(read.records.first)
        #expect(record.fqdn == "a.b" && record.profile == "kiosk" && record.site == nil && record.reportedAt == nil)
        // One fault a record: the first value that was lost.
        #expect(read.faults == [RecordFault(record: 1, reason: .valueTooLong, field: "site")])
        #expect(read.end?.recordCount == 1)
        // What a device is named by must be right.
        #expect(Self.read([("uuid", Self.uuid), ("fqdn", long)]).records.isEmpty)
    }

    @Test("full pages without one usable record are not taken for one page that comes again")
    func unusablePages() throws {
        let feed = Feeds.feed(.csv(separator: 0x2c), part: .whole) {
            $0.uuid = ["uuid"]
            $0.fqdn = ["fqdn"]
        }
        var paged = feed
        paged.url = "https://cmdb.example/?p={page}"
        paged.paging = .page(first: 1)
        paged.pageSize = 2
        let monitors = Feeding.read("uuid,fqdn\n,monitor\n,monitor\n", paged)
        let end = try #require(monitors.end)
        #expect(end.recordCount == 2 && monitors.faults.map(\.reason) == [.uuidMissing, .uuidMissing])
        var stepper = SourceStepper(paged)
        _ = try stepper.first()
        for page in 2...4 {
            #expect(SourceStepperTests.url(try stepper.next(after: end)) == "https://cmdb.example/?p=\(page)")
        }
    }

    @Test("what leads to the next page has no control characters, which no database and no header takes")
    func controlCharacters() {
        var feed = Feeds.feed(.json(records: "/items"), part: .whole) {
            $0.uuid = ["/uuid"]
            $0.fqdn = ["/fqdn"]
        }
        feed.paging = .cursor("/next")
        func failure(_ next: String) -> SourceFailure.Code? {
            Feeding.read(#"{"items":[],"next":"\#(next)"}"#, feed).failure
        }
        #expect(failure("a b") == nil)
        for next in [#"a\u0000b"#, #"a\nb"#, #"a\u007fb"#] { #expect(failure(next) == .malformed) }
    }

    @Test("pages of other records have other fingerprints, the same ones the same")
    func fingerprints() {
        func fingerprint(_ names: [String]) -> UInt64? {
            let feed = Feeds.feed(.csv(separator: 0x2c), part: .location) {
                $0.resource = ["id"]
                $0.fqdn = ["fqdn"]
            }
            return Feeding.read("id,fqdn\n" + names.map { "\($0),x\n" }.joined(), feed).end?.fingerprint
        }
        let prints = [["a", "b"], ["ab"], ["b", "a"], ["a"], ["a", "c"]].map(fingerprint)
        #expect(Set(prints).count == prints.count)
        #expect(fingerprint(["a", "b"]) == prints[0])
        #expect(fingerprint([]) == nil)
    }
}
