import AMT
import Inventory
import Testing

@Suite("JSON records") struct JSONRecordTests {
    static let first = Feeds.first
    static let second = Feeds.second

    static func feed(records: String = "/rows", paging: SourcePaging = .none) -> SourceFeed {
        Feeds.feed(.json(records: records), paging: paging) {
            $0.resource = ["/id"]
            $0.uuid = ["/custom_fields/UUID/value", "/uuid"]
            $0.fqdn = ["/names/1", "/name"]
            $0.fields = [RecordFieldValue("managed", "/managed"), RecordFieldValue("a~b/c", "/a~0b~1c")]
        }
    }

    @Test("picks scalars by pointers, numbers and booleans as their text, arrays by index")
    func scalars() throws {
        let body = """
            {"total": 2, "skipped": {"rows": [{"id": 9}]}, "rows": [
              {"id": 17, "custom_fields": {"UUID": {"value": "\(Self.first)", "x": [[], {}]}}, "managed": true,
               "names": ["pc1", "pc1.example", "x"], "a~b/c": -1.5e3, "uuid": "\(Self.second)"},
              {"name": "b\\u00fcro.example\\n", "id": "A\\/\\u0031\\ud83d\\ude00", "custom_fields": null, "uuid": "{\(Self.second)}",
               "managed": null, "names": ["only"]}
            ], "more": [1, 2, {"deep": [true, false, null]}]}
            """
        let read = Feeding.read(body, Self.feed())
        let expected = [
            SourceRecord(
                part: .whole, resource: "17", deviceUUID: try Feeds.uuid(Self.first), fqdn: "pc1.example",
                fields: [RecordFieldValue("a~b/c", "-1.5e3"), RecordFieldValue("managed", "true")]),
            SourceRecord(
                part: .whole, resource: "A/1😀", deviceUUID: try Feeds.uuid(Self.second), fqdn: "büro.example"),
        ]
        #expect(read.records == expected)
        #expect(read.faults.isEmpty)
        #expect(read.end?.recordCount == 2)
    }

    @Test(
        "an empty pointer is the body itself: an array, or one object that is one record",
        arguments: [
            "[{\"id\": 1, \"uuid\": \"\(first)\"}]", " {\"id\": 1, \"uuid\": \"\(first)\"} ",
            "\u{FEFF}[{\"id\":1,\"uuid\":\"\(first)\"}]",
        ])
    func bodyItself(_ body: String) {
        #expect(Feeding.read(body, Self.feed(records: "")).lines == ["1 \(Self.first) -"])
    }

    @Test("an array may stand deep, within other arrays too, and be empty or null")
    func places() {
        let record = "{\"id\": 1, \"uuid\": \"\(Self.first)\"}"
        #expect(
            Feeding.read("{\"a\": [0, {\"b/c\": [\(record)]}]}", Self.feed(records: "/a/1/b~1c")).lines.count == 1)
        for empty in ["[]", "null"] {
            let read = Feeding.read("{\"rows\": \(empty)}", Self.feed())
            #expect(read.end == RecordPageEnd())
        }
    }

    @Test(
        "what leads to the next page is found before and behind the array",
        arguments: [
            ("{\"meta\": {\"next\": \"c2\"}, \"rows\": []}", "c2"), ("{\"rows\": [], \"meta\": {\"next\": 3}}", "3"),
            ("{\"rows\": [], \"meta\": {\"next\": \"\"}}", nil), ("{\"rows\": [], \"meta\": {\"next\": null}}", nil),
            ("{\"rows\": [], \"meta\": {}}", nil), ("{\"rows\": [{\"meta\": {\"next\": \"no\"}}]}", nil),
        ] as [(String, String?)])
    func next(_ body: String, _ expected: String?) {
        let read = Feeding.read(body, Self.feed(paging: .cursor("/meta/next")))
        #expect(read.failure == nil)
        #expect(read.end?.next == expected)
    }

    @Test("an element that is no usable record is a fault and spoils no other")
    func faults() {
        let body =
            "[7, {\"id\": 1}, {\"uuid\": \"\(Self.first)\"}, [], {\"id\": 2, \"uuid\": \"\(Self.second)\"}, null]"
        let read = Feeding.read(body, Self.feed(records: ""))
        #expect(read.lines == ["2 \(Self.second) -"])
        #expect(read.faults.map(\.record) == [1, 2, 3, 4, 6])
        #expect(read.faults[2] == RecordFault(record: 3, reason: .resourceMissing, field: "/id"))
    }

    @Test("elements that are texts themselves have the empty pointer")
    func texts() {
        let feed = Feeds.feed(.json(records: "")) { $0.uuid = [""] }
        #expect(Feeding.read("[\"\(Self.first)\"]", feed).lines == ["\(Self.first) \(Self.first) -"])
    }

    static let broken: [String] = [
        "{\"rows\": [}", "{\"rows\": [] \"a\": 1}", "{\"rows\": []} x", "{\"rows\": []}{}", "[1,]", "{\"rows\": [],}",
        "{rows: []}", "{\"rows\": [NaN]}", "{\"rows\": [Infinity]}", "{\"rows\": [01]}", "{\"rows\": [1.]}",
        "{\"rows\": [-]}", "{\"rows\": [+1]}", "{\"rows\": [.5]}", "{\"rows\": [1e]}", "{\"rows\": [nul]}",
        "{\"rows\": [\"\\x\"]}", "{\"rows\": [\"\\u12g4\"]}", "{\"rows\": [\"a\nb\"]}", "{\"rows\": ['a']}",
        "{\"rows\" []}",
        "{\"rows\": {}}", "{\"rows\": 7}", "{\"other\": []}", "7", "{\"rows\": [{\"id\": 1, \"id\": 2}]}",
        "{\"rows\": [{\"x\": {\"y\": 1, \"y\": 2}}]}", "{\"rows\": [], \"rows\": []}", "]", "{\"a\": [}", "// c\n{}",
    ]

    @Test("what is no such document is a failure", arguments: broken)
    func refuses(_ body: String) {
        #expect(Feeding.read(body, Self.feed()).failure == .malformed)
    }

    @Test("the same key may stand in two objects of a record")
    func sameKeys() {
        let body = "[{\"id\": 1, \"uuid\": \"\(Self.first)\", \"a\": {\"id\": 2}, \"b\": [{\"id\": 3}, {\"id\": 4}]}]"
        #expect(Feeding.read(body, Self.feed(records: "")).lines == ["1 \(Self.first) -"])
    }

    @Test(
        "bytes that are not UTF-8 are a failure, within records and outside",
        arguments: [
            [0x80], [0xc3], [0xc0, 0xaf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
            [0xf0, 0x8f, 0xbf, 0xbf],
        ])
    func notUTF8(_ bytes: [UInt8]) {
        for (before, after) in [("{\"a\": \"", "\", \"rows\": []}"), ("{\"rows\": [{\"a\": \"x", "\"}]}")] {
            #expect(Feeding.read(Array(before.utf8) + bytes + Array(after.utf8), Self.feed()).failure == .malformed)
        }
    }

    @Test("every beginning of a document is a body that was cut off")
    func truncated() {
        let body = Array("{\"rows\": [{\"id\": 1.5, \"uuid\": \"\\u00fc\\n\", \"b\": [true]}], \"n\": null}".utf8)
        for count in 0..<body.count {
            #expect(Feeding.read([Array(body.prefix(count))], Self.feed()).failure == .truncated, "\(count) bytes")
        }
        #expect(Feeding.read([body], Self.feed()).failure == nil)
    }

    @Test("nesting is allowed to the limit and hostile beyond it, within records and outside")
    func depth() {
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        let room = RecordLimits.depthMax
        #expect(Feeding.read("{\"a\": \(nested(room - 1)), \"rows\": []}", Self.feed()).failure == nil)
        #expect(Feeding.read("{\"a\": \(nested(room)), \"rows\": []}", Self.feed()).failure == .hostile)
        #expect(Feeding.read("{\"rows\": [\(nested(room - 2))]}", Self.feed()).failure == nil)
        #expect(Feeding.read("{\"rows\": [\(nested(room - 1))]}", Self.feed()).failure == .hostile)
    }

    @Test("a record is as long as allowed at most, whatever it consists of")
    func longest() {
        let filler = "\", \"id\": 1, \"uuid\": \"\(Self.first)\"}"
        func read(_ count: Int) -> SourceFailure.Code? {
            let record = "{\"note\": \"" + String(repeating: "n", count: count - 10 - filler.utf8.count) + filler
            return Feeding.read("{\"rows\": [\(record)]}", Self.feed()).failure
        }
        #expect(read(RecordLimits.recordBytesMax) == nil)
        #expect(read(RecordLimits.recordBytesMax + 1) == .tooLarge)
        let many = "{\"rows\": [[" + String(repeating: "1,", count: RecordLimits.recordBytesMax) + "1]]}"
        #expect(Feeding.read([Array(many.utf8)], Self.feed()).failure == .tooLarge)
        let long = String(repeating: "x", count: 100_000)
        #expect(Feeding.read("{\"\(long)\": \"\(long)\", \"rows\": []}", Self.feed()).failure == nil)
        #expect(
            Feeding.read("{\"n\": \"\(long)\", \"rows\": []}", Self.feed(paging: .cursor("/n"))).failure == .malformed)
    }
}
