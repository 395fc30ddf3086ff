import AMT
import Testing

/// Answers that were cut, damaged or exchanged. None may crash the reader, and none that was cut may pass.
@Suite("Broken answers")
struct BrokenAnswerTests {
    /// Each recorded answer with the call that it answers, reduced to: was it understood as an answer?
    struct Example: Sendable, CustomTestStringConvertible {
        var path: String
        var status: Int
        var understood: @Sendable ([UInt8]) -> Bool
        var testDescription: String { self.path }

        init<Output>(_ path: String, _ call: WSManCall<Output>, _ messageID: UInt32, status: Int = 200) {
            self.path = path
            self.status = status
            self.understood = { body in
                switch call.read(status: status, body: body, answering: messageID) {
                case .answered, .returned, .fault: true
                case .unauthorized, .unreadable: false
                }
            }
        }
    }

    static let examples = [
        Example("amt/setupandconfiguration/get", AMT_SetupAndConfigurationService.get(), 0),
        Example("amt/setupandconfiguration/getuuid", AMT_SetupAndConfigurationService.getUuid(), 1),
        Example("amt/setupandconfiguration/commitchanges", AMT_SetupAndConfigurationService.commitChanges(), 0),
        Example("rps/general_get", AMT_GeneralSettings.get(), 0),
        Example("amt/general/pull", AMT_GeneralSettings.pull("x"), 2),
        Example("amt/general/enumerate", AMT_GeneralSettings.enumerate(), 1),
        Example(
            "amt/timesynchronization/getlowaccuracytimesynch", AMT_TimeSynchronizationService.getLowAccuracyTimeSynch(),
            9),
        Example(
            "amt/publickey/management/generatekeypair", AMT_PublicKeyManagementService.generateKeyPair(keyLength: 2048),
            9),
        Example("amt/publickey/certificate/get", AMT_PublicKeyCertificate.get(instanceID: "x"), 5),
        Example("amt/publicprivate/get", AMT_PublicPrivateKeyPair.get(instanceID: "x"), 5),
        Example("amt/publicprivate/delete", AMT_PublicPrivateKeyPair.delete(instanceID: "x"), 5),
        Example("amt/tls/credentialcontext/pull", AMT_TLSCredentialContext.pull("x"), 47),
        Example("cim/software/identity/pull", CIM_SoftwareIdentity.pull("x"), 1),
        Example("fault/destinationunreachable", AMT_GeneralSettings.get(), 0, status: 400),
        Example(
            "fault/tlscredentialcontext_alreadyexists",
            AMT_TLSCredentialContext.create(certificateInstanceID: "x"), 31, status: 400),
    ]

    @Test("no beginning of an answer passes for an answer", arguments: Self.examples)
    func everyPrefix(_ example: Example) throws {
        let whole = try Captures.bytes(example.path)
        #expect(example.understood(whole))
        let end = try #require(whole.lastIndex(of: UInt8(ascii: ">")))
        for count in 0...end {
            #expect(!example.understood(Array(whole.prefix(count))), "after \(count) bytes")
        }
    }

    @Test("an answer without its beginning does not pass", arguments: Self.examples)
    func suffixes(_ example: Example) throws {
        let whole = try Captures.bytes(example.path)
        // The XML declaration alone may be missing: it is not required.
        let start = try #require(whole.dropFirst().firstIndex(of: UInt8(ascii: "<")))
        #expect(example.understood(Array(whole[start...])))
        for count in stride(from: start + 1, to: whole.count, by: 7) {
            #expect(!example.understood(Array(whole.dropFirst(count))), "without \(count) bytes")
        }
    }

    @Test("damaged answers are refused or read, and never worse", arguments: Self.examples)
    func damaged(_ example: Example) throws {
        let whole = try Captures.bytes(example.path)
        var seed = Seeded(state: UInt64(whole.count))
        var refusedCount = 0
        let rounds = 400
        for _ in 0..<rounds {
            var body = whole
            for _ in 0..<(1 + seed.next() % 3) {
                let position = Int(seed.next() % UInt64(body.count))
                switch seed.next() % 4 {
                case 0: body[position] ^= 1 << UInt8(seed.next() % 8)
                case 1: body[position] = UInt8(truncatingIfNeeded: seed.next())
                case 2: body.remove(at: position)
                default: body.insert(UInt8(truncatingIfNeeded: seed.next()), at: position)
                }
            }
            if !example.understood(body) { refusedCount += 1 }
        }
        // Damage in text or in unknown elements may go unseen; most is markup.
        #expect(refusedCount > rounds / 10)
    }

    @Test("no recorded answer of one call passes for another call's answer")
    func exchanged() throws {
        let enumerations = ["amt/general/enumerate"]
        for example in Self.examples where !enumerations.contains(example.path) {
            for other in Self.examples where other.path != example.path {
                // A fault answers any call; the general settings are there twice, by get and by pull.
                if other.path.hasPrefix("fault/") { continue }
                #expect(!example.understood(try Captures.bytes(other.path)), "\(example.path) by \(other.path)")
            }
        }
    }

    @Test("every recorded answer is well-formed SOAP, whatever class it is of")
    func allRecorded() throws {
        for path in try Captures.all() {
            let body = try Captures.bytes(path)
            let reading = AMT_SetupAndConfigurationService.get().read(status: 200, body: body, answering: 4_000_000_000)
            switch reading {
            case .unreadable(let refusal):
                let soap: Set<WSManRefusal.Kind> = [.otherRequest, .otherAction, .elementMissing]
                #expect(soap.contains(refusal.kind), "\(path) \(refusal)")
            case .answered, .returned, .fault, .unauthorized: Issue.record("\(path) \(reading)")
            }
        }
    }
}
