import Foundation
import Testing

@testable import FleetSimulator

@Suite("answers against recordings")
struct AnswerEnvelopeTests {
    /// Brings a device to say what the recorded one said, and compares the texts.
    private func expectSame(
        _ capture: String, _ answer: FirmwareAnswer, to request: (_ messageID: String) -> String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let relatesTo = try #require(between(capture, "<b:RelatesTo>", "</b:RelatesTo>"))
        let number = try #require(
            between(capture, "uuid:00000000-8086-8086-8086-", "</b:MessageID>").flatMap { UInt64($0, radix: 16) })
        let call = try Bench.call(request(relatesTo))
        #expect(
            AnswerEnvelope.text(answer, to: call, number: number) == capture, sourceLocation: sourceLocation)
    }

    private func withID(_ text: String, _ messageID: String) -> String {
        text.replacingOccurrences(of: "<a:MessageID>1<", with: "<a:MessageID>\(messageID)<")
    }

    @Test("Get of general settings before setup is the recorded text, to the byte")
    func generalSettings() throws {
        var bench = try Bench()
        bench.firmware.realm = "Digest:62FFAC181B3F3457C5B3894ED21F3E6E"
        let request = Requests.get("AMT_GeneralSettings", messageID: "0")
        try self.expectSame(Captures.generalGet, try bench.answer(request)) { self.withID(request, $0) }
    }

    @Test("instances have the recorded properties in the recorded order")
    func instances() throws {
        var bench = try Bench()
        bench.firmware.state = .post
        bench.firmware.admin = AdminCredential(username: "admin", digestA1: nil, isDefault: false)
        for (name, capture) in [
            ("AMT_SetupAndConfigurationService", Captures.setupGet),
            ("AMT_AuthorizationService", Captures.authorizationGet),
            ("AMT_TimeSynchronizationService", Captures.timeGet),
            ("AMT_PublicKeyManagementService", Captures.managementGet),
            ("AMT_TLSProtocolEndpointCollection", Captures.collectionGet),
        ] {
            let request = Requests.get(name)
            try self.expectSame(capture, try bench.answer(request)) { self.withID(request, $0) }
        }
    }

    @Test("a pulled page is the recorded text")
    func pages() throws {
        var bench = try Bench(release: "12.0.67.1579")
        bench.firmware.state = .post
        for (name, capture) in [
            ("CIM_SoftwareIdentity", Captures.softwarePull), ("AMT_SetupAndConfigurationService", Captures.setupPull),
        ] {
            guard case .context(let context) = try bench.answer(Requests.enumerate(name)) else { continue }
            let request = Requests.pull(name, context)
            let answer = try bench.answer(request)
            try self.expectSame(capture, answer) { self.withID(request, $0) }
        }
    }

    @Test("keys and certificates are answered as recorded")
    func keys() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        let generated = try bench.answer(Bench.generateKeyPair, keyPair: key.material)
        try self.expectSame(Captures.generateKeyPair, generated) { self.withID(Bench.generateKeyPair, $0) }
        let get = Requests.get("AMT_PublicPrivateKeyPair", instanceID: "Intel(r) AMT Key: Handle: 0")
        let recorded = try #require(between(Captures.keyPairGet, "<g:DERKey>", "</g:DERKey>"))
        let own = Data(key.material.publicKeyPKCS1).base64EncodedString()
        try self.expectSame(Captures.keyPairGet.replacingOccurrences(of: recorded, with: own), try bench.answer(get)) {
            self.withID(get, $0)
        }
        #expect(recorded.utf8.count == own.utf8.count)
        let other = try #require(TestKey.other)
        _ = try bench.answer(Bench.addCertificate(key.certificate))
        let add = Bench.addCertificate(other.certificate)
        try self.expectSame(Captures.addCertificate, try bench.answer(add)) { self.withID(add, $0) }
        let delete = Requests.delete("AMT_PublicPrivateKeyPair", instanceID: "Intel(r) AMT Key: Handle: 0")
        try self.expectSame(Captures.keyPairDelete, try bench.answer(delete)) { self.withID(delete, $0) }
        let enumerate = Requests.enumerate("AMT_PublicPrivateKeyPair")
        try self.expectSame(Captures.keyPairEnumerate, .context("56080000-0000-0000-0000-000000000000")) {
            self.withID(enumerate, $0)
        }
    }

    @Test("methods answer their outputs first and the return value last")
    func methods() throws {
        var bench = try Bench()
        bench.now = 1_704_586_865
        bench.firmware.clockOffsetSeconds = 0
        for (request, capture) in [
            (Requests.invoke("AMT_TimeSynchronizationService", "GetLowAccuracyTimeSynch"), Captures.getClock),
            (Requests.setClock(1_704_586_865), Captures.setClock),
            (Requests.invoke("AMT_AuthorizationService", "GetAdminAclEntry"), Captures.adminEntry),
            (
                Requests.invoke("AMT_SetupAndConfigurationService", "PartialUnprovision"), Captures.partialUnprovision
            ),
        ] {
            try self.expectSame(capture, try bench.answer(request)) { self.withID(request, $0) }
        }
    }

    @Test("the credential context and the TLS settings are answered as recorded")
    func tls() throws {
        var bench = try Bench(release: "12.0.67")
        bench.firmware.tls.boundHandle = 3
        guard case .context(let context) = try bench.answer(Requests.enumerate("AMT_TLSCredentialContext")) else {
            Issue.record("no context")
            return
        }
        let pull = Requests.pull("AMT_TLSCredentialContext", context)
        try self.expectSame(Captures.contextPull, try bench.answer(pull)) { self.withID(pull, $0) }
        let put = Requests.putTLS(TLSSettings.networkID, enabled: false)
        try self.expectSame(Captures.tlsPut, try bench.answer(put)) { self.withID(put, $0) }
        bench.firmware.tls.boundHandle = 4
        let properties = try #require(bench.firmware.credentialContextInstance).properties
        let putContext = Requests.put("AMT_TLSCredentialContext", Requests.credentialContext(4))
        try self.expectSame(Captures.contextPut, .instance(properties)) { self.withID(putContext, $0) }
    }

    @Test("faults have the recorded prefixes, actions and sentences")
    func faults() throws {
        let request = Requests.get("AMT_GeneralSettings")
        try self.expectSame(Captures.unreachable, .fault(Fault(.destinationUnreachable))) { self.withID(request, $0) }
        try self.expectSame(Captures.alreadyExists, .fault(Fault(.alreadyExists))) { self.withID(request, $0) }
    }
}
