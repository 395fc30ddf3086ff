import Foundation
import SwiftASN1
import Testing
import X509

@testable import FleetSimulator

@Suite("firmware")
struct FirmwareTests {
    private static let setup = "AMT_SetupAndConfigurationService"
    private static let stateRequest = Requests.get("AMT_SetupAndConfigurationService")

    @Test("a commit without clock, or with TLS but without certificate, changes nothing and says what is missing")
    func commitPreconditions() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        #expect(try bench.status(Bench.commit) == 2_057)
        _ = try bench.answer(Requests.setClock(Int(bench.now)))
        _ = try bench.answer(Requests.putTLS(TLSSettings.networkID, enabled: true))
        #expect(try bench.status(Bench.commit) == 2_057)
        #expect(try bench.property("ProvisioningState", Self.stateRequest) == "1")
        try bench.prepareCommit(key)
        _ = try bench.answer(Requests.putTLS(TLSSettings.networkID, enabled: true, mutual: true))
        #expect(try bench.status(Bench.commit) == 2_057)
        _ = try bench.answer(Bench.addCertificate(key.certificate, root: true))
        #expect(try bench.status(Bench.commit) == 0)
        #expect(bench.effects == [.stopHellos, .restartNetwork])
        #expect(try bench.property("ProvisioningState", Self.stateRequest) == "2")
    }

    @Test("from release 19 on a commit asks for a MEBx password")
    func commitNeedsMEBx() throws {
        var bench = try Bench(release: "19.0.1")
        _ = try bench.answer(Requests.setClock(Int(bench.now)))
        #expect(try bench.status(Bench.commit) == 2_057)
        #expect(try bench.status(self.mebx("N3w-Mebx!")) == 0)
        #expect(try bench.status(Bench.commit) == 0)
    }

    @Test("TLS settings are in force only after the commit, and so is the certificate")
    func stagedTLS() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        #expect(bench.firmware.tlsPosture == .setupCertificate)
        try bench.prepareCommit(key)
        #expect(bench.firmware.tls.staged.network.isEnabled)
        #expect(!bench.firmware.tls.active.network.isEnabled)
        #expect(bench.firmware.tlsPosture == .setupCertificate)
        #expect(try bench.status(Bench.commit) == 0)
        guard case .bound(let bound, nil) = bench.firmware.tlsPosture else {
            Issue.record("\(bench.firmware.tlsPosture)")
            return
        }
        #expect(bound.certificateDER == key.certificate)
        _ = try bench.answer(Requests.putTLS(TLSSettings.networkID, enabled: true, mutual: true))
        #expect(!bench.firmware.tls.active.network.isMutual)
    }

    @Test("a configured device without TLS is gone from the port, but for releases that know nothing else")
    func postureWithoutTLS() throws {
        for (release, posture) in [("12.0.67", TLSPosture.closed), ("16.1.25", .selfSigned)] {
            var bench = try Bench(release: release)
            _ = try bench.answer(Requests.setClock(Int(bench.now)))
            #expect(try bench.status(Bench.commit) == 0)
            #expect(bench.firmware.tlsPosture == posture)
        }
    }

    @Test("a parameter that is unknown, missing, out of order, nested or in no namespace breaks the schema")
    func schema() throws {
        var bench = try Bench()
        let service = "AMT_PublicKeyManagementService"
        let algorithm = "<p:KeyAlgorithm>0</p:KeyAlgorithm>"
        let length = "<p:KeyLength>2048</p:KeyLength>"
        for parameters in [
            algorithm, length + algorithm, algorithm + length + "<p:X/>", algorithm + length + length,
            "<KeyAlgorithm>0</KeyAlgorithm>" + length, "<p:Y>\(algorithm)\(length)</p:Y>",
            algorithm + "<p:KeyLength>many</p:KeyLength>", algorithm + length + "text",
        ] {
            let request = Requests.invoke(service, "GenerateKeyPair", parameters)
            #expect(try bench.fault(request)?.code == .schemaValidationError, "\(parameters)")
        }
        let empty = Requests.invoke(
            service, "GeneratePKCS10RequestEx",
            "<p:KeyPair></p:KeyPair><p:SigningAlgorithm>1</p:SigningAlgorithm>"
                + "<p:NullSignedCertificateRequest>AAAA</p:NullSignedCertificateRequest>")
        #expect(try bench.fault(empty)?.code == .schemaValidationError)
        #expect(try bench.fault(Requests.invoke(service, "NoSuchMethod"))?.code == .actionNotSupported)
        let misnamed = Requests.invoke(Self.setup, "GetUuid").replacingOccurrences(of: "GetUuid_INPUT", with: "GetUuid")
        #expect(try bench.fault(misnamed)?.code == .schemaValidationError)
    }

    @Test("wrong selectors are refused, and classes with many instances ask for one")
    func selectors() throws {
        var bench = try Bench()
        #expect(try bench.fault(Requests.get("AMT_TLSSettingData"))?.code == .invalidSelectors)
        #expect(try bench.fault(Requests.get("AMT_TLSSettingData", instanceID: "x"))?.code == .invalidSelectors)
        #expect(try bench.fault(Requests.get("AMT_GeneralSettings", instanceID: "x"))?.code == .invalidSelectors)
        #expect(try bench.fault(Requests.get("AMT_TLSCredentialContext"))?.code == .destinationUnreachable)
        let id = SimulatedFirmware.generalSettingsID
        #expect(try bench.property("HostName", Requests.get("AMT_GeneralSettings", instanceID: id)) == "")
    }

    @Test("names are put, the rest stays, and what is read-only must stay as it is")
    func generalSettings() throws {
        var bench = try Bench()
        let flags = "<p:PingResponseEnabled>true</p:PingResponseEnabled><p:WsmanOnlyMode>false</p:WsmanOnlyMode>"
        let names = "<p:HostName>pc-0042</p:HostName><p:DomainName>corp.example</p:DomainName>"
        #expect(try bench.property("HostName", Requests.put("AMT_GeneralSettings", names + flags)) == "pc-0042")
        #expect(try bench.property("DDNSTTL", Requests.get("AMT_GeneralSettings")) == "900")
        #expect(try bench.fault(Requests.put("AMT_GeneralSettings", names))?.code == .schemaValidationError)
        for bad in [
            "<p:DigestRealm>x</p:DigestRealm>", "<p:IdleWakeTimeout>0</p:IdleWakeTimeout>",
            "<p:HostName>a b</p:HostName>",
        ] {
            #expect(try bench.fault(Requests.put("AMT_GeneralSettings", bad + flags))?.code == .invalidParameter)
        }
        let same = "<p:DigestRealm>\(bench.firmware.realm)</p:DigestRealm>"
        #expect(try bench.property("HostName", Requests.put("AMT_GeneralSettings", same + flags)) == "pc-0042")
    }

    @Test("all pages of an enumeration together are all instances, and a context is good once")
    func pages() throws {
        var policy = FirmwarePolicy()
        policy.pullPageSize = 4
        var bench = try Bench(policy: policy)
        #expect(try bench.pullAll("CIM_SoftwareIdentity").count == 11)
        guard case .context(let context) = try bench.answer(Requests.enumerate("AMT_TLSSettingData")) else {
            Issue.record("no context")
            return
        }
        #expect(context.hasSuffix("-0000-0000-0000-000000000000"))
        guard case .page(let first, let next?) = try bench.answer(Requests.pull("AMT_TLSSettingData", context, max: 1))
        else {
            Issue.record("no second page")
            return
        }
        #expect(first.count == 1)
        #expect(try bench.fault(Requests.pull("AMT_TLSSettingData", context))?.code == .invalidEnumerationContext)
        #expect(try bench.fault(Requests.pull("CIM_SoftwareIdentity", next))?.code == .invalidEnumerationContext)
        #expect(try bench.pullAll("AMT_PublicKeyCertificate").isEmpty)
    }

    @Test("AMT 10 answers Enumerate of some classes with a fault and Get as usual")
    func amt10() throws {
        var bench = try Bench(release: "10.0.55")
        #expect(try bench.fault(Requests.enumerate("AMT_GeneralSettings")) != nil)
        #expect(try bench.property("HostName", Requests.get("AMT_GeneralSettings")) == "")
    }

    private func mebx(_ password: String) -> String {
        Requests.invoke(Self.setup, "SetMEBxPassword", "<p:Password>\(password)</p:Password>")
    }

    @Test(
        "a MEBx password is strong or refused",
        arguments: [
            ("N3w-Mebx!", true), ("P@ssw0rd1", true), ("short1!", false), ("nouppercase1!", false),
            ("NOLOWERCASE1!", false), ("NoDigits!!", false), ("NoSpecial11", false), ("Under_score1", false),
            ("Has:colon1!", false), ("Has,comma1!", false), (String(repeating: "aB1!", count: 9), false),
        ])
    func mebxPasswords(password: String, isStrong: Bool) throws {
        var bench = try Bench()
        #expect(try bench.status(self.mebx(password)) == (isStrong ? 0 : 2_054))
    }

    @Test("under the default-only policy the second MEBx password is not permitted")
    func mebxPolicy() throws {
        var bench = try Bench()
        #expect(try bench.status(self.mebx("N3w-Mebx!")) == 0)
        #expect(try bench.status(self.mebx("N3w-Mebx!")) == 16)
        var policy = FirmwarePolicy()
        policy.mebx = .anytime
        policy.couplesPasswords = true
        bench = try Bench(policy: policy)
        #expect(try bench.property("PasswordModel", Self.stateRequest) == "0")
        #expect(try bench.status(self.mebx("N3w-Mebx!")) == 0)
        #expect(bench.effects == [.dropLogons])
        let a1 = Digest.a1(user: "admin", realm: bench.firmware.realm, password: "N3w-Mebx!")
        #expect(bench.firmware.admin.digestA1 == a1)
        #expect(try bench.status(self.mebx("0ther-Mebx!")) == 0)
    }

    @Test("the admin entry takes sixteen bytes and a proper name, and is no default any more")
    func adminEntry() throws {
        var bench = try Bench()
        let status = Requests.invoke("AMT_AuthorizationService", "GetAdminAclEntryStatus")
        #expect(try bench.answer(status) == .output([Property("IsDefault", true)], returnValue: 0))
        #expect(try bench.status(Bench.setAdmin([1, 2, 3])) == 2_054)
        #expect(try bench.status(Bench.setAdmin([UInt8](repeating: 7, count: 16), username: "$$x")) == 12)
        #expect(try bench.status(Bench.setAdmin([UInt8](repeating: 7, count: 16))) == 0)
        #expect(try bench.answer(status) == .output([Property("IsDefault", false)], returnValue: 0))
    }

    @Test("the clock is read and set, and not before 2004")
    func clock() throws {
        var bench = try Bench()
        bench.firmware.clockOffsetSeconds = -3_600
        let low = Requests.invoke("AMT_TimeSynchronizationService", "GetLowAccuracyTimeSynch")
        #expect(try bench.answer(low) == .output([Property("Ta0", 1_799_996_400)], returnValue: 0))
        #expect(try bench.status(Requests.setClock(1_000)) == 36)
        #expect(!bench.firmware.isClockSet)
        #expect(try bench.status(Requests.setClock(1_800_000_000)) == 0)
        #expect(bench.firmware.clockOffsetSeconds == 0)
    }

    @Test("certificates: duplicates, limits, nonsense, and handles that are used again")
    func certificates() throws {
        var policy = FirmwarePolicy()
        policy.trustedRootsMax = 1
        var bench = try Bench(policy: policy)
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        #expect(try bench.status(Bench.addCertificate([1, 2, 3])) == 2_063)
        #expect(try bench.status(Bench.addCertificate(key.certificate, root: true)) == 0)
        #expect(try bench.status(Bench.addCertificate(key.certificate, root: true)) == 2_058)
        #expect(try bench.status(Bench.addCertificate(other.certificate, root: true)) == 23)
        #expect(try bench.status(Bench.addCertificate(other.certificate)) == 0)
        let first = Requests.delete(
            "AMT_PublicKeyCertificate", instanceID: "Intel(r) AMT Certificate: Handle: 0")
        #expect(try bench.answer(first) == .empty)
        #expect(try bench.fault(first)?.code == .invalidSelectors)
        #expect(try bench.status(Bench.addCertificate(key.certificate)) == 0)
        let pulled = try bench.pullAll("AMT_PublicKeyCertificate")
        #expect(pulled.count == 2)
        #expect(pulled[0].contains(Property("InstanceID", "Intel(r) AMT Certificate: Handle: 0")))
        #expect(pulled[0].contains(Property("Subject", "CN=Intel(R) AMT 7")))
    }

    @Test("a certificate is bound only with its key, once, and is then not deleted")
    func binding() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        #expect(try bench.status(Bench.generateKeyPair) == 2_061)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: key.material) == 0)
        _ = try bench.answer(Bench.addCertificate(other.certificate))
        #expect(try bench.fault(Requests.createContext(0)) == Fault(.internalError, detail: "AMT-STATUS 2064"))
        _ = try bench.answer(Bench.addCertificate(key.certificate))
        #expect(try bench.fault(Requests.createContext(5))?.code == .invalidParameter)
        guard case .created(let reference) = try bench.answer(Requests.createContext(1)) else {
            Issue.record("not created")
            return
        }
        #expect(reference.selectors.map(\.name) == ["ElementInContext", "ElementProvidingContext"])
        #expect(try bench.fault(Requests.createContext(1))?.code == .alreadyExists)
        let certificate = Requests.delete(
            "AMT_PublicKeyCertificate", instanceID: "Intel(r) AMT Certificate: Handle: 1")
        let pair = Requests.delete("AMT_PublicPrivateKeyPair", instanceID: "Intel(r) AMT Key: Handle: 0")
        for request in [certificate, pair] {
            #expect(try bench.fault(request) == Fault(.internalError, detail: "AMT-STATUS 16"))
        }
        #expect(try bench.pullAll("AMT_TLSCredentialContext").count == 1)
    }

    @Test("after enough writes the flash protects itself")
    func flash() throws {
        var policy = FirmwarePolicy()
        policy.writesMax = 2
        var bench = try Bench(policy: policy)
        for _ in 0..<2 { #expect(try bench.status(Requests.setClock(Int(bench.now))) == 0) }
        #expect(try bench.status(Requests.setClock(Int(bench.now))) == 38)
        #expect(
            try bench.fault(Requests.putTLS(TLSSettings.networkID, enabled: false))
                == Fault(.internalError, detail: "AMT-STATUS 38"))
        #expect(try bench.status(Requests.invoke(Self.setup, "GetUuid")) == 0)
    }

    @Test("unprovisioning brings hellos back or ends them, and forgets the configuration")
    func unprovision() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        try bench.prepareCommit(key)
        _ = try bench.answer(Bench.setAdmin([UInt8](repeating: 7, count: 16)))
        _ = try bench.answer(Bench.commit)
        let realm = bench.firmware.realm
        #expect(try bench.status(Requests.invoke(Self.setup, "PartialUnprovision")) == 0)
        #expect(bench.effects == [.restartNetwork, .startHellos])
        #expect(bench.firmware.state == .in)
        #expect(bench.firmware.realm != realm)
        #expect(bench.firmware.admin.isDefault)
        #expect(bench.firmware.store == CertificateStore())
        #expect(bench.firmware.tlsPosture == .setupCertificate)
        let mode = { (mode: Int) in
            Requests.invoke(Self.setup, "Unprovision", "<p:ProvisioningMode>\(mode)</p:ProvisioningMode>")
        }
        #expect(try bench.status(mode(2)) == 36)
        #expect(try bench.status(mode(1)) == 0)
        #expect(bench.firmware.state == .pre)
        #expect(bench.firmware.tlsPosture == .closed)
    }

    @Test("a null-signed request comes back signed by the device's key")
    func certificateRequest() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        _ = try bench.answer(Bench.generateKeyPair, keyPair: key.material)
        for (material, algorithm, status) in [
            (key.material, 1, UInt32(0)), (key.material, 2, 0), (key.material, 7, 2_066), (other.material, 1, 2_062),
        ] {
            let unsigned = try TestRequest.nullSigned(material)
            let parameters =
                "<p:KeyPair>\(Requests.reference("AMT_PublicPrivateKeyPair", "InstanceID", "Intel(r) AMT Key: Handle: 0"))"
                + "</p:KeyPair><p:SigningAlgorithm>\(algorithm)</p:SigningAlgorithm><p:NullSignedCertificateRequest>"
                + "\(Data(unsigned).base64EncodedString())</p:NullSignedCertificateRequest>"
            let answer = try bench.answer(
                Requests.invoke("AMT_PublicKeyManagementService", "GeneratePKCS10RequestEx", parameters))
            guard case .output(let outputs, status) = answer else {
                Issue.record("\(algorithm): \(answer)")
                continue
            }
            guard status == 0, case .text(let text)? = outputs.first?.value else { continue }
            let signed = try CertificateSigningRequest(derEncoded: Array(try #require(Data(base64Encoded: text))))
            #expect(signed.publicKey.isValidSignature(signed.signature, for: signed))
        }
    }

    @Test("a new pre-shared key has to keep the check characters")
    func presharedKey() throws {
        var bench = try Bench(pskShare: 1, release: "9.5.22")
        #expect(bench.firmware.tlsPosture == .presharedKey(pid: bench.firmware.pid, pps: bench.firmware.pps))
        let set = { (pid: String, pps: String) in
            Requests.invoke(Self.setup, "SetTLSPSK", "<p:PID>\(pid)</p:PID><p:PPS>\(pps)</p:PPS>")
        }
        let pps = "NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ"
        #expect(try bench.status(set("0000037N", pps)) == 42)
        #expect(try bench.status(set("0000037M", "NKLE" + pps.dropFirst(4))) == 43)
        #expect(try bench.status(set("0000037M", pps)) == 0)
        #expect(bench.firmware.pps == pps)
    }
}
