import AMT
import Testing

@Suite("Reading setup.bin")
struct SetupFileDecoderTests {
    @Test("reads the file of Intel's tool")
    func recorded() throws {
        let file = try SetupFileDecoder.read(SetupFiles.recorded)
        #expect(file.version == .four)
        #expect(!file.isConsumable)
        #expect(file.consumedCount == 0 && file.unknownFlags == 0 && file.surplusByteCount == 0)
        let record = try #require(file.records.first)
        #expect(file.records.count == 1)
        #expect(record.number == 1 && record.isOpen && record.unknownFlags == 0)
        #expect(
            record.entries.map(\.id.description) == [
                "1/1", "1/2", "1/6", "2/13", "2/23", "2/25", "2/26", "2/27", "2/29",
            ])
        #expect(record.value(.currentMEBxPassword) == .secret(Secret(text: "admin")))
        guard case .secret(let password)? = record.value(.newMEBxPassword) else {
            Issue.record("the new password is read")
            return
        }
        #expect(password.byteCount == 14)
        #expect(record.value(.powerPackage) == .guid(Hellos.bytes("7322734623dc432fa98a13d37982d855")))
        #expect(record.value(.dhcp) == .byte(2))
        #expect(record.value(.sharedFQDN) == .byte(1))
        #expect(record.value(.kvm) == .byte(1))
        #expect(record.value(.userConsent) == .byte(0))
        #expect(record.value(.remoteConsentChange) == .byte(1))
        #expect(record.value(.manualSetup) == .byte(1))
    }

    @Test("reads a machine's pair and server")
    func psk() throws {
        let file = try SetupFileDecoder.read(SetupFiles.psk)
        #expect(file.version == .two && file.isConsumable)
        let record = try #require(file.records.first)
        #expect(record.value(.pid) == .pid(try PID("0000-037M")))
        #expect(record.value(.pps) == .pps(try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ")))
        #expect(record.value(.serverAddress) == .address(try #require(SetupAddress("192.0.2.10"))))
        #expect(record.value(.serverPort) == .port(9971))
    }

    @Test("nothing that is read prints a password or a key")
    func printsNothing() throws {
        let file = try SetupFileDecoder.read(SetupFiles.psk)
        var text = "\(file)" + String(reflecting: file)
        dump(file, to: &text)
        for secret in ["P@ssw0rd1", "NKLD", "4e4b4c44"] { #expect(!text.contains(secret)) }
        let unknown = try SetupFileDecoder.read(
            SetupFiles.header(SetupFiles.typeThree, major: 3, records: 1)
                + SetupFiles.record("0300 0100 0600 0000 7333637233740000"))
        #expect(!"\(unknown)".contains("s3cr3t"))
    }

    @Test("reads every published variable, and keeps the bytes of others and of values of another kind")
    func variables() throws {
        #expect(Set(SetupVariable.allCases.map(\.id)).count == SetupVariable.allCases.count)
        for variable in SetupVariable.allCases { #expect(SetupVariable(id: variable.id) == variable) }
        let file = try SetupFileDecoder.read(
            SetupFiles.header(SetupFiles.typeThree, major: 3, records: 1)
                + SetupFiles.record(
                    "0200 6300 0300 0000 01020300", "0200 0d00 0200 0000 02020000",
                    "0200 0100 0800 0000 303030303033374e"))
        #expect(
            file.records[0].entries == [
                .unknown(SetupVariableID(2, 99), Secret([1, 2, 3])), .known(.dhcp, .opaque(Secret([2, 2]))),
                .known(.pid, .opaque(Secret(text: "0000037N"))),
            ])
        #expect(SetupFileWarning.all(of: file).contains(.variablesUnknown))
        #expect(SetupFileWarning.all(of: file).contains(.valueNotUnderstood))
    }

    @Test("reads hashes of three algorithms with their names")
    func hashes() throws {
        let digests = [(1, 20), (2, 32), (3, 48)].map { (algorithm: UInt8, count: UInt8) in
            (algorithm, Hellos.counting(count))
        }
        for (algorithm, digest) in digests {
            let value = [algorithm] + digest + [4] + Array("Root".utf8)
            let entry = [2, 0, 8, 0, UInt8(value.count), 0, 0, 0] + value
            let file = try SetupFileDecoder.read(
                SetupFiles.header(SetupFiles.typeThree, major: 3, records: 1) + SetupFiles.record(Hex.text(entry)))
            let hash = try #require(file.records[0].hashes.first)
            #expect(hash.algorithm.rawValue == algorithm && hash.bytes == digest && hash.name == "Root")
        }
    }

    @Test("a record that was used up counts no more, whatever stands in it")
    func usedUp() throws {
        let wiped = SetupFiles.record("ffff ffff ffff ffff", type: 0, flags: 0)
        let file = try SetupFileDecoder.read(
            SetupFiles.header(SetupFiles.typeTwo, major: 2, records: 2, consumed: 1) + wiped + SetupFiles.pskRecord)
        #expect(file.records.map(\.isOpen) == [false, true])
        #expect(file.records[0].entries.isEmpty)
        #expect(file.openRecords.map(\.number) == [1])
        // The counter alone says so too, where it is kept.
        let counted = try SetupFileDecoder.read(
            SetupFiles.header(SetupFiles.typeTwo, major: 2, records: 1, consumed: 1) + SetupFiles.pskRecord)
        #expect(counted.openRecords.isEmpty)
        #expect(SetupFileWarning.all(of: counted).contains(.allConsumed))
    }

    @Test("tells the versions apart")
    func versions() throws {
        let headers: [(SetupVersion, [UInt8])] = [
            (.one, SetupFiles.header(SetupFiles.typeOne, major: 1, records: 0)),
            (.two, SetupFiles.header(SetupFiles.typeTwo, major: 2, records: 0)),
            (.twoOne, SetupFiles.header(SetupFiles.typeTwo, major: 2, minor: 1, records: 0)),
            (.three, SetupFiles.header(SetupFiles.typeThree, major: 3, records: 0)),
            (.four, SetupFiles.header(SetupFiles.typeFour, major: 4, records: 0)),
        ]
        for (version, header) in headers { #expect(try SetupFileDecoder.read(header).version == version) }
    }

    @Test("what follows the last record is counted")
    func surplus() throws {
        #expect(try SetupFileDecoder.read(SetupFiles.psk + [0, 0, 0]).surplusByteCount == 3)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var why: String
        var bytes: [UInt8]
        var refusal: SetupFileRefusal
        var testDescription: String { self.why }
    }

    private static func changed(_ bytes: [UInt8], _ changes: [Int: UInt8]) -> [UInt8] {
        var bytes = bytes
        for (offset, byte) in changes { bytes[offset] = byte }
        return bytes
    }

    static let refusals: [Refusal] = [
        Refusal(why: "nothing", bytes: [], refusal: .headerCut),
        Refusal(why: "half a header", bytes: Array(SetupFiles.psk.prefix(511)), refusal: .headerCut),
        Refusal(why: "another file", bytes: changed(SetupFiles.psk, [3: 0]), refusal: .fileType),
        Refusal(why: "type of version 2, number 3", bytes: changed(SetupFiles.psk, [24: 3]), refusal: .version),
        Refusal(why: "version 2.2", bytes: changed(SetupFiles.psk, [25: 2]), refusal: .version),
        Refusal(why: "a header of two blocks", bytes: changed(SetupFiles.psk, [16: 2]), refusal: .blocks),
        Refusal(why: "records of two blocks", bytes: changed(SetupFiles.psk, [36: 2]), refusal: .blocks),
        Refusal(why: "a header of 39 bytes", bytes: changed(SetupFiles.psk, [18: 39]), refusal: .headerLength),
        Refusal(why: "a header of 1024 bytes", bytes: changed(SetupFiles.psk, [18: 0, 19: 4]), refusal: .headerLength),
        Refusal(why: "a record too few", bytes: changed(SetupFiles.psk, [28: 2]), refusal: .recordsCut),
        Refusal(why: "half a record", bytes: Array(SetupFiles.psk.prefix(1023)), refusal: .recordsCut),
        Refusal(
            why: "four thousand million records", bytes: changed(SetupFiles.psk, [28: 255, 29: 255, 30: 255, 31: 255]),
            refusal: .tooManyRecords),
        Refusal(why: "a record of type 2", bytes: changed(SetupFiles.psk, [512: 2]), refusal: .recordType),
        Refusal(why: "a record of two blocks", bytes: changed(SetupFiles.psk, [528: 2]), refusal: .blocks),
        Refusal(why: "a record's header of 25", bytes: changed(SetupFiles.psk, [530: 25]), refusal: .headerLength),
        Refusal(
            why: "an entry beyond its record", bytes: changed(SetupFiles.psk, [540: 0xe1, 541: 1]), refusal: .entryCut),
    ]

    @Test("refuses what is no setup.bin, and says why", arguments: Self.refusals)
    func refuses(_ refusal: Refusal) {
        #expect(throws: refusal.refusal) { try SetupFileDecoder.read(refusal.bytes) }
    }

    @Test("a file beyond the limit is refused before it is looked at")
    func limit() {
        let bytes = [UInt8](repeating: 0, count: 512 * 100_001 + 1)
        #expect(throws: SetupFileRefusal.tooLong) { try SetupFileDecoder.read(bytes) }
    }

    @Test("an entry that fills its record to the last byte is whole")
    func fullRecord() throws {
        // 480 bytes behind eight of the entry's own.
        let file = try SetupFileDecoder.read(
            SetupFiles.header(SetupFiles.typeThree, major: 3, records: 1) + SetupFiles.record("0300 0100 e001 0000"))
        #expect(file.records[0].entries == [.unknown(SetupVariableID(3, 1), Secret([UInt8](repeating: 0, count: 480)))])
    }

    @Test("addresses are four numbers")
    func addresses() {
        #expect(SetupAddress("192.0.2.10")?.description == "192.0.2.10")
        for text in ["192.0.2", "192.0.2.256", "192.0.2.010", "192.0.2.", "192.0.2.-1", "a.b.c.d", "192.0.2.10.1", ""] {
            #expect(SetupAddress(text) == nil, "\(text)")
        }
    }
}
