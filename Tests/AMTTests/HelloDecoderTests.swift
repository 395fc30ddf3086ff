import AMT
import Crypto
import Testing

@Suite("Hello decoding")
struct HelloDecoderTests {
    // MARK: Whole hellos

    @Test("reads a PSK hello of a device with factory passwords")
    func psk() throws {
        let hello = try #require(Self.hello(Hellos.psk1))
        #expect(hello.deviceUUID.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(!hello.adminCredentialsSet)
        #expect(hello.version == 2)
        #expect(hello.retryCount == 0)
        #expect(hello.credential == .psk(try PID("0000-037M")))
        #expect(hello.surplusByteCount == 0)
    }

    @Test("reads retry count, flag and another PID")
    func pskOthers() throws {
        let second = try #require(Self.hello(Hellos.psk2))
        #expect(second.deviceUUID.description == "4c4c4544-0042-3510-8054-b7c04f4e3153")
        #expect(second.retryCount == 7)
        #expect(second.credential == .psk(try PID("AMTS-001M")))
        let third = try #require(Self.hello(Hellos.psk3))
        #expect(third.adminCredentialsSet)
        #expect(third.retryCount == 14)
        #expect(third.deviceUUID == second.deviceUUID)
    }

    @Test("reads a PKI hello whose hashes are all disabled")
    func pkiWithoutHash() throws {
        let hello = try #require(Self.hello(Hellos.pkiWithoutHash))
        #expect(hello.version == 3)
        #expect(hello.credential == .pki([]))
    }

    @Test("reads hashes of three lengths")
    func pkiThreeHashes() throws {
        #expect(Hellos.pkiThreeHashes.count == 131)
        let hello = try #require(Self.hello(Hellos.pkiThreeHashes))
        #expect(hello.retryCount == 2)
        #expect(
            hello.credential
                == .pki([
                    RootHash(algorithm: 1, bytes: Hellos.counting(20)),
                    RootHash(algorithm: 2, bytes: Hellos.counting(32)),
                    RootHash(algorithm: 3, bytes: Hellos.counting(48)),
                ]))
    }

    @Test("reads the hello that a device sent")
    func recorded() throws {
        #expect(Hellos.recorded.count == 807)
        #expect(
            Hex.text(SHA256.hash(data: Hellos.recorded))
                == "9dfc7f5ec76c72bafce8b3e2a3a4ee846085aa539e42dbfc501923c503383a26")
        let hello = try #require(Self.hello(Hellos.recorded))
        #expect(hello.adminCredentialsSet)
        #expect(hello.retryCount == 0)
        #expect(hello.deviceUUID.description == "939b524b-13d4-1d18-e487-1c697a6b7a2b")
        guard case .pki(let hashes) = hello.credential else {
            Issue.record("not a PKI hello")
            return
        }
        #expect(hashes.map { Hex.text($0.bytes) } == Hellos.recordedHashes)
        #expect(hashes.allSatisfy { $0.algorithm == 2 })
        #expect(FactoryRoot.name(of: hashes[0]) == "Go Daddy Class 2")
        #expect(FactoryRoot.name(of: hashes[22]) == "GlobalSign R6")
        #expect(hashes.allSatisfy { FactoryRoot.name(of: $0) != nil })
    }

    @Test("does not read the UUID in big-endian order")
    func uuidOrder() throws {
        let hello = try #require(Self.hello(Hellos.recorded))
        #expect(hello.deviceUUID.byteSwapped?.description == "4b529b93-d413-181d-e487-1c697a6b7a2b")
    }

    @Test("keeps algorithm numbers it does not know and follows the length byte", arguments: [0, 4, 5, 0x7f, 0xff])
    func unknownAlgorithm(_ algorithm: UInt8) throws {
        let bytes = Hellos.pkiWithoutHash.dropLast() + [2, algorithm, 3, 9, 8, 7, 2, 1, 6]
        let hello = try #require(Self.hello(Array(bytes)))
        #expect(
            hello.credential
                == .pki([RootHash(algorithm: algorithm, bytes: [9, 8, 7]), RootHash(algorithm: 2, bytes: [6])]))
    }

    @Test("reads a hash of no bytes")
    func emptyHash() throws {
        let hello = try #require(Self.hello(Array(Hellos.pkiWithoutHash.dropLast() + [1, 2, 0])))
        #expect(hello.credential == .pki([RootHash(algorithm: 2, bytes: [])]))
    }

    @Test("reads the longest hello there can be: 255 hashes of 64 bytes")
    func manyHashes() throws {
        let entry: [UInt8] = [5, 64] + [UInt8](repeating: 0xab, count: 64)
        let bytes = Array(Hellos.pkiWithoutHash.dropLast()) + [255] + (0..<255).flatMap { _ in entry }
        #expect(bytes.count == 16_855)
        #expect(HelloDecoder.byteCountMax == 16_855)
        let hello = try #require(Self.hello(bytes))
        #expect(
            hello.credential
                == .pki([RootHash](repeating: RootHash(algorithm: 5, bytes: Array(entry.dropFirst(2))), count: 255)))
        #expect(HelloDecoder.read(Array(bytes.dropLast())) == .needsMore)
    }

    @Test("counts bytes behind the end and does not mind them", arguments: [1, 2, 100, 20_000])
    func surplus(_ count: Int) throws {
        for whole in [Hellos.psk1, Hellos.pkiWithoutHash, Hellos.recorded] {
            let hello = try #require(Self.hello(whole + [UInt8](repeating: 0xee, count: count)))
            #expect(hello.surplusByteCount == count)
            let exact = try #require(Self.hello(whole))
            #expect(hello.deviceUUID == exact.deviceUUID)
            #expect(hello.credential == exact.credential)
        }
    }

    // MARK: Beginnings

    static let wholes = [
        Hellos.psk1, Hellos.psk2, Hellos.psk3, Hellos.pkiWithoutHash, Hellos.pkiThreeHashes, Hellos.recorded,
    ]

    @Test("wants more after every beginning of a hello", arguments: Self.wholes)
    func everyPrefixNeedsMore(_ whole: [UInt8]) {
        for count in 0..<whole.count {
            #expect(HelloDecoder.read(Array(whole.prefix(count))) == .needsMore, "after \(count) bytes")
        }
    }

    @Test("wants more of an entry that runs past the end")
    func entryCut() {
        let oneHash = Array(Hellos.pkiWithoutHash.dropLast()) + [1]
        #expect(HelloDecoder.read(oneHash) == .needsMore)
        #expect(HelloDecoder.read(oneHash + [2, 32] + Hellos.counting(31)) == .needsMore)
    }

    // MARK: Refusals

    struct Refusal: Sendable, CustomTestStringConvertible {
        var why: String
        var bytes: [UInt8]
        var refusal: HelloRefusal
        var testDescription: String { self.why }

        init(_ why: String, hex: String, _ refusal: HelloRefusal) {
            self.init(why, Hellos.bytes(hex), refusal)
        }

        init(_ why: String, text: String, _ refusal: HelloRefusal) {
            self.init(why, Array(text.utf8), refusal)
        }

        init(_ why: String, _ bytes: [UInt8], _ refusal: HelloRefusal) {
            self.why = why
            self.bytes = bytes
            self.refusal = refusal
        }
    }

    static let refusals: [Refusal] = [
        Refusal("first field 2", hex: "0200 0300", .flag),
        Refusal("first field 256", hex: "0001 0300", .flag),
        Refusal("first byte beyond 1", hex: "02", .flag),
        Refusal("random bytes", hex: "deadbeefdeadbeef", .flag),
        Refusal("SSH banner", text: "SSH-2.0-OpenSSH_9.2\r\n", .flag),
        Refusal("version 0", hex: "0000 0000", .version),
        Refusal("version 1, whose layout nobody published", hex: "0100 0100 00000000", .version),
        Refusal("version 4", hex: "0000 0400", .version),
        Refusal("version 768, big-endian 3", hex: "0000 0003", .version),
        Refusal("UUID of zeros", hex: "0000 0300 00000000 00000000000000000000000000000000 00", .uuidUnset),
        Refusal("UUID of ones", hex: "0000 0200 00000000 ffffffffffffffffffffffffffffffff", .uuidUnset),
        Refusal("PID in lower case", hex: "0000 0200 00000000 \(Hellos.uuidA) 303030303033376d", .pidAlphabet),
        Refusal("PID with a dash", hex: "0000 0200 00000000 \(Hellos.uuidA) 303030302d303337", .pidAlphabet),
        Refusal("PID of zero bytes", hex: "0000 0200 00000000 \(Hellos.uuidA) 0000000000000000", .pidAlphabet),
        Refusal("PID 0000-037N", hex: "0000 0200 00000000 \(Hellos.uuidA) 303030303033374e", .pidCheckCharacter),
        Refusal("HTTP GET", text: "GET / HTTP/1.1\r\n", .looksLikeHTTP),
        Refusal("HTTP HEAD", text: "HEAD / HTTP/1.0\r\n", .looksLikeHTTP),
        Refusal("HTTP POST", text: "POST /wsman HTTP/1.1", .looksLikeHTTP),
        Refusal("HTTP/2 preface", text: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .looksLikeHTTP),
        Refusal("ClientHello of TLS 1.0", hex: "160301 0200 01 0001fc 0303", .looksLikeTLS),
        Refusal("ClientHello of TLS 1.2", hex: "160303 00f1", .looksLikeTLS),
        Refusal("PING, which is no HTTP", text: "PING 1", .flag),
    ]

    @Test("refuses what is no hello, and says why", arguments: Self.refusals)
    func refuses(_ refusal: Refusal) {
        #expect(HelloDecoder.read(refusal.bytes) == .refused(refusal.refusal))
    }

    @Test("keeps to a refusal whatever follows, and never takes it back", arguments: Self.refusals)
    func refusalStays(_ refusal: Refusal) {
        let longer = refusal.bytes + Hellos.recorded
        var refused = false
        for count in 0...longer.count {
            switch HelloDecoder.read(Array(longer.prefix(count))) {
            case .needsMore: #expect(!refused, "after \(count) bytes")
            case .refused(let why):
                #expect(why == refusal.refusal, "after \(count) bytes")
                refused = true
            case .complete: Issue.record("complete after \(count) bytes")
            }
        }
        #expect(refused)
    }

    @Test("knows HTTP after four bytes and TLS after two")
    func earlyStrangers() {
        #expect(HelloDecoder.read(Array("GET".utf8)) == .needsMore)
        #expect(HelloDecoder.read(Array("GET ".utf8)) == .refused(.looksLikeHTTP))
        #expect(HelloDecoder.read([0x16]) == .needsMore)
        #expect(HelloDecoder.read([0x16, 0x03]) == .refused(.looksLikeTLS))
    }

    @Test("refuses hashes that go on beyond the longest hello, as soon as the length byte says so")
    func tooLong() {
        let entry: [UInt8] = [9, 255] + [UInt8](repeating: 1, count: 255)
        let begin = Array(Hellos.pkiWithoutHash.dropLast()) + [255]
        let bytes = begin + (0..<255).flatMap { _ in entry }
        #expect(HelloDecoder.read(bytes) == .refused(.tooLong))
        // 65 entries end at 16 731; the 66th would end at 16 988.
        let fitting = begin + (0..<65).flatMap { _ in entry }
        #expect(HelloDecoder.read(fitting + [9]) == .needsMore)
        #expect(HelloDecoder.read(fitting + [9, 255]) == .refused(.tooLong))
        #expect(HelloDecoder.read(fitting + [9, 122]) == .needsMore)
    }

    @Test("no refusal but the PID's has a PID refusal")
    func pidRefusals() {
        #expect(HelloRefusal.pidAlphabet.pidRefusal == .alphabet)
        #expect(HelloRefusal.pidCheckCharacter.pidRefusal == .checkCharacter)
        #expect(HelloRefusal.allCases.count { $0.pidRefusal != nil } == 2)
    }

    @Test("wants more of nothing: a health check that closes without a byte")
    func nothing() {
        #expect(HelloDecoder.read([]) == .needsMore)
    }

    private static func hello(_ bytes: [UInt8]) -> Hello? {
        guard case .complete(let hello) = HelloDecoder.read(bytes) else { return nil }
        return hello
    }
}
