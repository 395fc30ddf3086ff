import Foundation
import Testing

@testable import FleetSimulator

/// Makers of requests for remote access.
enum RemoteAccessRequests {
    static func server(
        _ accessInfo: String = "mps.corp.example", format: Int = 201, username: String = "standalone",
        password: String = "Passw0rd!", more: String = ""
    ) -> String {
        Requests.invoke(
            "AMT_RemoteAccessService", "AddMpServer",
            "<p:AccessInfo>\(accessInfo)</p:AccessInfo><p:InfoFormat>\(format)</p:InfoFormat><p:Port>4433</p:Port>"
                + "<p:AuthMethod>2</p:AuthMethod><p:Username>\(username)</p:Username>"
                + "<p:Password>\(password)</p:Password>\(more)")
    }

    static func policy(_ trigger: Int, data: String? = nil, servers: [Int] = [0]) -> String {
        let extended = data.map { "<p:ExtendedData>\($0)</p:ExtendedData>" } ?? ""
        let references = servers.map { number in
            let reference = Requests.reference(
                "AMT_ManagementPresenceRemoteSAP", "Name", "Intel(r) AMT:Management Presence Server \(number)")
            return "<p:MpServer>\(reference)</p:MpServer>"
        }
        return Requests.invoke(
            "AMT_RemoteAccessService", "AddRemoteAccessPolicyRule",
            "<p:Trigger>\(trigger)</p:Trigger><p:TunnelLifeTime>300</p:TunnelLifeTime>\(extended)"
                + references.joined())
    }

    static let hourly = "AAAAAAAADhA="

    static func binding(mpsType: Int) -> String {
        let server = Requests.reference(
            "AMT_ManagementPresenceRemoteSAP", "Name", "Intel(r) AMT:Management Presence Server 0")
        let rule = Requests.reference("AMT_RemoteAccessPolicyRule", "PolicyRuleName", "Periodic")
        return Requests.put(
            "AMT_RemoteAccessPolicyAppliesToMPS",
            "<p:ManagedElement>\(server)</p:ManagedElement><p:MpsType>\(mpsType)</p:MpsType>"
                + "<p:OrderOfAccess>0</p:OrderOfAccess><p:PolicySet>\(rule)</p:PolicySet>")
    }
}

@Suite("remote access")
struct RemoteAccessTests {
    @Test("a server is added once, with a name in its certificate when it has none itself")
    func servers() throws {
        var bench = try Bench()
        guard case .output(let outputs, 0) = try bench.answer(RemoteAccessRequests.server()) else {
            Issue.record("not added")
            return
        }
        guard case .reference(let reference)? = outputs.first?.value else { return }
        #expect(
            reference.selectors.map(\.name) == ["CreationClassName", "Name", "SystemCreationClassName", "SystemName"])
        #expect(try bench.status(RemoteAccessRequests.server()) == 2_058)
        let name = "<p:CN>mps.corp.example</p:CN>"
        #expect(try bench.status(RemoteAccessRequests.server("192.0.2.1", format: 3)) == 36)
        #expect(try bench.status(RemoteAccessRequests.server("192.0.2.1", format: 3, more: name)) == 0)
        #expect(try bench.status(RemoteAccessRequests.server("other.example", more: name)) == 36)
        #expect(try bench.status(RemoteAccessRequests.server("192.0.2.1", format: 201)) == 36)
        #expect(try bench.pullAll("AMT_MPSUsernamePassword").count == 2)
    }

    @Test("name and password are short, and there are six servers at most; before 11 there were four")
    func limits() throws {
        var bench = try Bench()
        #expect(try bench.status(RemoteAccessRequests.server(username: "seventeencharacte")) == 36)
        #expect(try bench.status(RemoteAccessRequests.server(username: "with-dash")) == 36)
        #expect(try bench.status(RemoteAccessRequests.server(password: "short")) == 36)
        #expect(try bench.status(RemoteAccessRequests.server(password: "seventeencharacte")) == 36)
        for number in 1...7 {
            #expect(try bench.status(RemoteAccessRequests.server("mps\(number).example")) == (number < 7 ? 0 : 23))
        }
        var old = try Bench(release: "10.0.55")
        let capabilities = Requests.get("AMT_RemoteAccessCapabilities")
        #expect(try bench.property("MaxTotalMpServers", capabilities) == "6")
        #expect(try old.property("MaxTotalMpServers", capabilities) == "4")
    }

    @Test("a periodic policy has a period, others have none, and each trigger occurs once")
    func policies() throws {
        var bench = try Bench()
        let hourly = RemoteAccessRequests.hourly
        #expect(try bench.status(RemoteAccessRequests.policy(2, data: hourly)) == 36)
        _ = try bench.answer(RemoteAccessRequests.server())
        #expect(try bench.status(RemoteAccessRequests.policy(2)) == 36)
        #expect(try bench.status(RemoteAccessRequests.policy(2, data: "AAAAAAAA")) == 36)
        #expect(try bench.status(RemoteAccessRequests.policy(2, data: "AAAAAQAAABgAAAAA")) == 36)
        #expect(try bench.status(RemoteAccessRequests.policy(0, data: hourly)) == 36)
        #expect(try bench.status(RemoteAccessRequests.policy(0, servers: [0, 0])) == 36)
        #expect(try bench.status(RemoteAccessRequests.policy(2, data: hourly)) == 0)
        #expect(try bench.status(RemoteAccessRequests.policy(2, data: "AAAAAQAAAAIAAAAe")) == 2_058)
        #expect(try bench.status(RemoteAccessRequests.policy(0)) == 0)
        let names = try bench.pullAll("AMT_RemoteAccessPolicyRule").flatMap { $0.texts("PolicyRuleName") }
        #expect(names == ["Periodic", "User Initiated"])
    }

    @Test("a server stays while a policy applies to it")
    func deletion() throws {
        var bench = try Bench()
        _ = try bench.answer(RemoteAccessRequests.server())
        _ = try bench.answer(RemoteAccessRequests.policy(1))
        let server = Requests.delete(
            "AMT_ManagementPresenceRemoteSAP", "Name", "Intel(r) AMT:Management Presence Server 0")
        #expect(try bench.fault(server) == Fault(.internalError, detail: "AMT-STATUS 16"))
        #expect(try bench.answer(Requests.delete("AMT_RemoteAccessPolicyRule", "PolicyRuleName", "Alert")) == .empty)
        #expect(try bench.answer(server) == .empty)
        #expect(try bench.pullAll("AMT_RemoteAccessPolicyAppliesToMPS").isEmpty)
    }

    @Test("the kind of a server is put for a policy that the body names, and nothing is answered")
    func bindings() throws {
        var bench = try Bench()
        _ = try bench.answer(RemoteAccessRequests.server())
        _ = try bench.answer(RemoteAccessRequests.policy(2, data: RemoteAccessRequests.hourly))
        #expect(try bench.answer(RemoteAccessRequests.binding(mpsType: 2)) == .empty)
        #expect(try bench.pullAll("AMT_RemoteAccessPolicyAppliesToMPS")[0].texts("MpsType") == ["2"])
        #expect(try bench.fault(RemoteAccessRequests.binding(mpsType: 3))?.code == .invalidParameter)
        let other = RemoteAccessRequests.binding(mpsType: 1).replacingOccurrences(of: ">Periodic<", with: ">Alert<")
        #expect(try bench.fault(other)?.code == .invalidSelectors)
    }

    @Test("a server may be shown a certificate, which is then in use")
    func certificate() throws {
        var bench = try Bench()
        try bench.addIdentity()
        let add = Requests.invoke(
            "AMT_RemoteAccessService", "AddMpServer",
            "<p:AccessInfo>mps.corp.example</p:AccessInfo><p:InfoFormat>201</p:InfoFormat><p:Port>4433</p:Port>"
                + "<p:AuthMethod>1</p:AuthMethod><p:Certificate>\(WirelessRequests.reference(0))</p:Certificate>")
        #expect(try bench.status(add) == 0)
        #expect(bench.firmware.usedCertificates == [0])
        #expect(try bench.pullAll("AMT_RemoteAccessCredentialContext").count == 1)
        #expect(try bench.pullAll("AMT_MPSUsernamePassword").isEmpty)
    }
}

@Suite("keys, revocation and the one-time password")
struct KeyStoreTests {
    @Test("three lists of revoked serial numbers, each address once")
    func revocation() throws {
        var bench = try Bench()
        let add = { (url: String, serial: [UInt8]) in
            Requests.invoke(
                "AMT_PublicKeyManagementService", "AddCRL",
                "<p:Url>\(url)</p:Url><p:SerialNumbers>\(Data(serial).base64EncodedString())</p:SerialNumbers>")
        }
        #expect(try bench.status(add("http://a/crl", [1])) == 0)
        #expect(try bench.status(add("http://a/crl", [2])) == 2_058)
        #expect(try bench.status(add("http://b/crl", [])) == 36)
        #expect(try bench.status(add("http://b/crl", [2])) == 0)
        #expect(try bench.status(add("http://c/crl", [3])) == 0)
        #expect(try bench.status(add("http://d/crl", [4])) == 23)
        #expect(try bench.pullAll("AMT_CRL").map { $0.texts("Url") }.count == 3)
        #expect(try bench.status(Requests.invoke("AMT_PublicKeyManagementService", "ResetCRLList")) == 0)
        #expect(try bench.pullAll("AMT_CRL").isEmpty)
    }

    @Test("four leafs, four roots, and key pairs that come from outside once")
    func store() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        let add = { (blob: [UInt8]) in
            Requests.invoke(
                "AMT_PublicKeyManagementService", "AddKey",
                "<p:KeyBlob>\(Data(blob).base64EncodedString())</p:KeyBlob>")
        }
        #expect(try bench.status(add([1, 2, 3])) == 2_062)
        #expect(try bench.status(add(key.material.privateKeyDER)) == 0)
        #expect(try bench.status(add(key.material.privateKeyDER)) == 2_058)
        let capabilities = Requests.get("AMT_PublicKeyManagementCapabilities")
        #expect(try bench.property("RootCertMaxCount", capabilities) == "4")
        #expect(bench.firmware.policy.certificatesMax == 4)
        #expect(bench.firmware.policy.keyPairsMax == 6)
    }

    @Test("the one-time password is readable in setup alone")
    func oneTimePassword() throws {
        var bench = try Bench()
        let name = "AMT_SetupAndConfigurationService"
        let otp = Data(repeating: 3, count: 16).base64EncodedString()
        let put = Requests.put(name, "<p:ProvisioningServerOTP>\(otp)</p:ProvisioningServerOTP>")
        #expect(try bench.property("ProvisioningServerOTP", put) == otp)
        #expect(try bench.fault(put.replacingOccurrences(of: otp, with: "AAAA"))?.code == .invalidParameter)
        bench.firmware.state = .post
        let zeros = Data(repeating: 0, count: 32).base64EncodedString()
        #expect(try bench.property("ProvisioningServerOTP", Requests.get(name)) == zeros)
    }

    @Test("synchronisation by the host is allowed until somebody says no")
    func localTime() throws {
        var bench = try Bench()
        let set = { (flag: Bool) in
            Requests.invoke(
                "AMT_TimeSynchronizationService", "EnableLocalTimeSync", "<p:Enable>\(flag)</p:Enable>")
        }
        let get = Requests.get("AMT_TimeSynchronizationService")
        #expect(try bench.property("LocalTimeSyncEnabled", get) == "0")
        for (flag, shown) in [(true, "1"), (false, "2")] {
            #expect(try bench.status(set(flag)) == 0)
            #expect(try bench.property("LocalTimeSyncEnabled", get) == shown)
        }
    }
}
