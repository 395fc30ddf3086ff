import AMT
import Testing

@Suite("Writing setup.bin")
struct SetupFileEncoderTests {
    private static func pair() throws -> (pid: PID, pps: PPS) {
        (try PID("0000-037M"), try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"))
    }

    private static let passwords = SetupFile.MEBxPasswords(new: Secret(text: "P@ssw0rd1"))
    private static let server = SetupFile.Server(address: SetupAddress("192.0.2.10"), port: 9971)
    private static let root = SetupHash(algorithm: .sha256, bytes: Hellos.counting(32), name: "House root")

    private static func file(_ entries: [SetupEntry], _ version: SetupVersion = .four) -> SetupFile {
        SetupFile(
            version: version, isConsumable: true, records: [SetupRecord(number: 1, entries: entries)])
    }

    private static func fault(_ file: SetupFile) -> SetupFileFault? {
        do throws(SetupFileFault) {
            _ = try SetupFileEncoder.bytes(of: file)
            return nil
        } catch {
            return error
        }
    }

    @Test("a machine's pair is written byte for byte")
    func psk() throws {
        let file = SetupFile.presharedKeys(
            [try Self.pair()], passwords: Self.passwords, server: Self.server, version: .two)
        #expect(try SetupFileEncoder.bytes(of: file) == SetupFiles.psk)
        let old = SetupFile.presharedKeys(
            [try Self.pair()], passwords: Self.passwords, server: Self.server, version: .one)
        let header = SetupFiles.header(SetupFiles.typeOne, major: 1, records: 1)
        #expect(try SetupFileEncoder.bytes(of: old) == header + SetupFiles.pskRecord)
    }

    @Test("each machine gets a record of its own, which is used up")
    func manyMachines() throws {
        let other = (pid: try PID("AMTS-001M"), pps: try PPS("AAAF-BBBI-CCCL-0000-999R-ZZZI-A1B0-Z9YK"))
        let file = SetupFile.presharedKeys(
            [try Self.pair(), other], passwords: Self.passwords, server: Self.server, version: .two)
        let read = try SetupFileDecoder.read(try SetupFileEncoder.bytes(of: file))
        #expect(read == file)
        #expect(read.isConsumable && read.records.map(\.number) == [1, 2])
        #expect(read.records.map { $0.value(.pid) } == [.pid(try Self.pair().pid), .pid(other.pid)])
    }

    @Test("entries in any order are written as firmware wants them, the order to start setup last")
    func order() throws {
        let bytes = try SetupFileEncoder.bytes(
            of: Self.file([
                .known(.activation, .byte(1)), .known(.manualSetup, .byte(0)), .known(.addUserHash, .hash(Self.root)),
                .known(.serverAddress, .address(try #require(SetupAddress("192.0.2.10")))),
                .known(.userHashes, .byte(1)), .known(.pkiDNSSuffix, .text("example.com")),
                .known(.manageability, .byte(1)), .known(.serverFQDN, .text("prov.example.com")),
                .known(.newMEBxPassword, .secret(Secret(text: "P@ssw0rd1"))),
                .known(.currentMEBxPassword, .secret(Secret(text: "admin"))),
            ]))
        #expect(
            try SetupFileDecoder.read(bytes).records[0].entries.map(\.id.description) == [
                "1/1", "1/2", "1/3", "2/3", "2/4", "2/7", "2/8", "2/17", "2/29", "2/28",
            ])
    }

    @Test("records of version 4 are scrambled to the last byte, those of version 3 are not")
    func scrambling() throws {
        let entry = SetupEntry.known(.currentMEBxPassword, .secret(Secret(text: "admin")))
        let four = try SetupFileEncoder.bytes(of: Self.file([entry], .four))
        #expect(Array(four[512..<552]) == Array(SetupFiles.recordedRecord.prefix(40)))
        #expect(four[552...].allSatisfy { $0 == 0x11 })
        let three = try SetupFileEncoder.bytes(of: Self.file([entry], .three))
        #expect(Array(three[512...]) == SetupFiles.record("0100 0100 0500 0000 61646d696e000000"))
    }

    @Test("the header is the one that Intel's tool writes")
    func header() throws {
        let file = SetupFile(
            version: .four, isConsumable: false,
            records: [SetupRecord(number: 1, entries: [.known(.dhcp, .byte(2))])])
        #expect(Array(try SetupFileEncoder.bytes(of: file).prefix(512)) == SetupFiles.recordedHeader)
    }

    @Test("the file for remote configuration says what machines of a site are told alike")
    func remoteConfiguration() throws {
        let file = SetupFile.remoteConfiguration(
            hashes: [Self.root], dnsSuffix: "example.com", passwords: Self.passwords,
            server: SetupFile.Server(fqdn: "prov.example.com", address: SetupAddress("192.0.2.10"), port: 9971),
            activates: true, version: .three)
        let bytes = try SetupFileEncoder.bytes(of: file)
        let digest = Hex.text(Hellos.counting(32))
        #expect(
            bytes
                == SetupFiles.header(SetupFiles.typeThree, major: 3, flags: 1, records: 1)
                + SetupFiles.record(
                    "0100 0100 0500 0000 61646d696e000000", "0100 0200 0900 0000 504073737730726431000000",
                    "0200 0300 0b00 0000 6578616d706c652e636f6d00",
                    "0200 0400 1000 0000 70726f762e6578616d706c652e636f6d", "0200 0700 0100 0000 01000000",
                    "0200 0800 2c00 0000 02" + digest + "0a 486f75736520726f6f74", "0200 1100 0400 0000 0a0200c0",
                    "0200 1200 0200 0000 f3260000", "0200 1c00 0100 0000 01000000"))
        #expect(SetupFileWarning.all(of: file) == [.passwordsReadable])
    }

    @Test("what firmware of a version cannot hold is refused, with its name")
    func versions() throws {
        let refusals: [(SetupEntry, SetupVersion, SetupFileFault.Reason, SetupVariable)] = [
            (.known(.dhcp, .byte(2)), .two, .variableTooNew, .dhcp),
            (.known(.pkiDNSSuffix, .text("example.com")), .one, .variableTooNew, .pkiDNSSuffix),
            (.known(.ipv6, .opaque(Secret([1]))), .twoOne, .variableTooNew, .ipv6),
        ]
        for (entry, version, reason, variable) in refusals {
            let fault = try #require(Self.fault(Self.file([entry], version)))
            #expect(fault.reason == reason && fault.variable == variable && fault.record == 1)
            #expect(fault.text.contains(variable.rawValue))
        }
        for algorithm in [SetupHash.Algorithm.sha256, .sha384] {
            let hash = SetupHash(
                algorithm: algorithm, bytes: Hellos.counting(UInt8(algorithm.byteCount)), name: "Root")
            let entries: [SetupEntry] = [.known(.userHashes, .byte(1)), .known(.addUserHash, .hash(hash))]
            #expect(Self.fault(Self.file(entries, .twoOne))?.reason == .hashTooNew)
            #expect(Self.fault(Self.file(entries, .three)) == nil)
        }
        var shared = Self.file([.known(.serverPort, .port(9971))], .one)
        shared.isConsumable = false
        #expect(Self.fault(shared)?.reason == .notConsumable)
    }

    @Test("lengths and kinds are refused, with the variable's name")
    func values() throws {
        let long = String(repeating: "x", count: 224)
        let refusals: [(SetupVariable, SetupValue, SetupFileFault.Reason)] = [
            (.newMEBxPassword, .secret(Secret(text: String(repeating: "x", count: 33))), .valueTooLong),
            (.newMEBxPassword, .secret(Secret([])), .valueEmpty),
            (.pkiDNSSuffix, .text(long), .valueTooLong), (.pkiDNSSuffix, .text(""), .valueEmpty),
            (.hostName, .text(String(repeating: "x", count: 64)), .valueTooLong),
            (.serverFQDN, .text("prov.exämple.com"), .valueNotPrintable),
            (.dhcp, .text("on"), .valueShape), (.powerPackage, .guid([1]), .valueShape),
        ]
        for (variable, value, reason) in refusals {
            let fault = Self.fault(Self.file([.known(variable, value)]))
            #expect(fault?.reason == reason && fault?.variable == variable, "\(variable)")
        }
        let named = SetupHash(algorithm: .sha1, bytes: Hellos.counting(20), name: String(repeating: "x", count: 33))
        let short = SetupHash(algorithm: .sha1, bytes: Hellos.counting(19), name: "Root")
        for (hash, reason) in [(named, SetupFileFault.Reason.valueTooLong), (short, .valueShape)] {
            let entries: [SetupEntry] = [.known(.userHashes, .byte(1)), .known(.addUserHash, .hash(hash))]
            #expect(Self.fault(Self.file(entries))?.reason == reason)
        }
    }

    @Test("what belongs together stands together, and nothing but hashes stands twice")
    func together() throws {
        let pid = SetupEntry.known(.pid, .pid(try Self.pair().pid))
        let pps = SetupEntry.known(.pps, .pps(try Self.pair().pps))
        let hash = SetupEntry.known(.addUserHash, .hash(Self.root))
        let needs: [([SetupEntry], SetupVariable)] = [
            ([hash], .userHashes), ([.known(.sharedFQDN, .byte(1))], .hostName), ([pid], .pps), ([pps], .pid),
        ]
        for (entries, needed) in needs {
            let fault = Self.fault(Self.file(entries))
            #expect(fault?.reason == .needsOther && fault?.needed == needed)
        }
        #expect(Self.fault(Self.file([pid, pps, pid]))?.reason == .repeated)
        #expect(Self.fault(Self.file([.known(.userHashes, .byte(1)), hash, hash])) == nil)
    }

    @Test("a record holds 488 bytes, and a file as many records as are read")
    func sizes() {
        let fits = SetupEntry.unknown(SetupVariableID(3, 1), Secret([UInt8](repeating: 1, count: 480)))
        let tooLong = SetupEntry.unknown(SetupVariableID(3, 1), Secret([UInt8](repeating: 1, count: 481)))
        #expect(Self.fault(Self.file([fits])) == nil)
        #expect(Self.fault(Self.file([tooLong]))?.reason == .recordTooLong)
        #expect(Self.fault(Self.file([.unknown(SetupVariableID(0, 1), Secret([1]))]))?.reason == .recordTooLong)
        #expect(Self.fault(SetupFile(version: .four, isConsumable: true, records: []))?.reason == .noRecord)
        let record = SetupRecord(number: 1, entries: [])
        let many = [SetupRecord](repeating: record, count: 100_001)
        #expect(Self.fault(SetupFile(version: .four, isConsumable: true, records: many))?.reason == .tooManyRecords)
        let consumed = SetupFile(version: .four, isConsumable: true, records: [record], consumedCount: 2)
        #expect(Self.fault(consumed)?.reason == .consumedBeyondEnd)
    }

    @Test("what goes round with a stick is told before")
    func warnings() throws {
        let pair = try Self.pair()
        func warnings(_ entries: [SetupEntry], _ version: SetupVersion = .two) -> Set<SetupFileWarning> {
            Set(SetupFileWarning.all(of: Self.file(entries, version)))
        }
        let admin = SetupEntry.known(.currentMEBxPassword, .secret(Secret(text: "admin")))
        #expect(warnings([admin]) == [.passwordsReadable, .factoryPasswordKept, .serverMissing])
        func password(_ text: String) -> SetupEntry { .known(.newMEBxPassword, .secret(Secret(text: text))) }
        for weak in ["Passw0rd", "passw0rd!", "PASSW0RD!", "Password!", "Pas0rd!", "Passw0rd_"] {
            #expect(warnings([password(weak)]).contains(.weakPassword), "\(weak)")
        }
        #expect(!warnings([admin, password("Passw0rd!")]).contains(.weakPassword))
        let sha1 = SetupHash(algorithm: .sha1, bytes: Hellos.counting(20), name: "Root")
        let hashes = [SetupEntry](repeating: .known(.addUserHash, .hash(sha1)), count: 4)
        #expect(warnings(hashes).contains(.tooManyHashes))
        #expect(!warnings(hashes, .twoOne).contains(.tooManyHashes))
        #expect(!warnings(Array(hashes.prefix(3))).contains(.tooManyHashes))
        #expect(warnings([.known(.addUserHash, .hash(Self.root))]).contains(.hashTooNew))
        #expect(warnings([.known(.userHashes, .byte(2))]).contains(.userHashesDeleted))
        #expect(warnings([.known(.activation, .byte(0))]).contains(.setupHalted))
        #expect(!warnings([.known(.serverFQDN, .text("prov.example.com"))]).contains(.serverMissing))
        var shared = SetupFile.presharedKeys([pair], passwords: Self.passwords, server: Self.server, version: .two)
        #expect(SetupFileWarning.all(of: shared) == [.passwordsReadable])
        shared.isConsumable = false
        #expect(SetupFileWarning.all(of: shared) == [.passwordsReadable, .keyShared])
        for warning in SetupFileWarning.allCases { #expect(!warning.text.isEmpty) }
    }
}
