import Foundation
import Testing

@testable import FleetSimulator

@Suite("redirection, consent and power")
struct RedirectionTests {
    private func change(_ name: String, _ state: Int, _ more: String = "") -> String {
        Requests.invoke(name, "RequestStateChange", "<p:RequestedState>\(state)</p:RequestedState>\(more)")
    }

    @Test("states that a class does not know are an invalid parameter by CIM's numbers")
    func states() throws {
        var bench = try Bench(release: "15.0.10")
        try bench.addIdentity()
        _ = try bench.answer(Self.sign("Create", 0))
        for (name, good, bad) in [
            ("AMT_RedirectionService", 32_769, 2), ("CIM_KVMRedirectionSAP", 2, 32_771), ("AMT_WebUIService", 3, 4),
            ("AMT_UserInitiatedConnectionService", 32_770, 2), ("CIM_WiFiPort", 32_769, 2), ("AMT_AuditLog", 2, 5),
            ("AMT_EndpointAccessControlService", 2, 6),
        ] {
            #expect(try bench.status(self.change(name, good)) == 0, "\(name)")
            #expect(try bench.status(self.change(name, bad)) == 5, "\(name)")
            #expect(try bench.property("EnabledState", Requests.get(name)) != nil)
            let timed = self.change(name, good, "<p:TimeoutPeriod>PT1S</p:TimeoutPeriod>")
            #expect(try bench.status(timed) == 4_098)
        }
        #expect(try bench.property("EnabledState", Requests.get("AMT_RedirectionService")) == "32769")
        #expect(try bench.property("EnabledState", Requests.get("AMT_WebUIService")) == "3")
    }

    @Test("inherited methods add their offset to the firmware's own status")
    func flash() throws {
        var policy = FirmwarePolicy()
        policy.writesMax = 1
        var bench = try Bench(policy: policy)
        #expect(try bench.status(self.change("AMT_WebUIService", 2)) == 0)
        #expect(try bench.status(self.change("AMT_WebUIService", 2)) == 32_768 + 38)
    }

    @Test("the screen is off line until something listens")
    func listener() throws {
        var bench = try Bench()
        let get = Requests.get("CIM_KVMRedirectionSAP")
        #expect(try bench.property("EnabledState", get) == "3")
        _ = try bench.answer(self.change("CIM_KVMRedirectionSAP", 2))
        #expect(try bench.property("EnabledState", get) == "6")
        let put = Requests.put(
            "AMT_RedirectionService",
            "<p:EnabledState>32771</p:EnabledState><p:ListenerEnabled>true</p:ListenerEnabled>")
        #expect(try bench.property("ListenerEnabled", put) == "true")
        #expect(try bench.property("EnabledState", get) == "2")
    }

    @Test(
        "the password of the screen has eight characters of four kinds or is refused",
        arguments: [
            ("P@ssw0rd", true), ("P@ssw0rd1", false), ("P@ssw0r", false), ("Passw0rd", false), ("p@ssw0rd", false),
            ("P@ss:w0r", false), ("P@ss,w0r", false), ("P@ss w0r", true),
        ])
    func rfbPassword(password: String, isTaken: Bool) throws {
        var bench = try Bench()
        let put = Requests.put("IPS_KVMRedirectionSettingData", "<p:RFBPassword>\(password)</p:RFBPassword>")
        #expect(try bench.fault(put)?.code == (isTaken ? nil : .invalidParameter))
        #expect((bench.firmware.features.redirection.rfbPasswordDigest != nil) == isTaken)
        #expect(try bench.property("RFBPassword", Requests.get("IPS_KVMRedirectionSettingData")) == "")
    }

    @Test("the old port opens only after a password was set, and an empty password leaves it")
    func oldPort() throws {
        var bench = try Bench()
        let port = "<p:Is5900PortEnabled>true</p:Is5900PortEnabled>"
        let put = { (properties: String) in Requests.put("IPS_KVMRedirectionSettingData", properties) }
        #expect(try bench.fault(put(port))?.code == .invalidParameter)
        #expect(
            try bench.property("Is5900PortEnabled", put(port + "<p:RFBPassword>P@ssw0rd</p:RFBPassword>")) == "true")
        let digest = bench.firmware.features.redirection.rfbPasswordDigest
        _ = try bench.answer(put(port + "<p:RFBPassword></p:RFBPassword>"))
        #expect(bench.firmware.features.redirection.rfbPasswordDigest == digest)
    }

    @Test("consent is needed for nothing, the screen or everything, unless the device keeps it to itself")
    func consent() throws {
        var bench = try Bench()
        let put = { (value: String) in
            Requests.put("IPS_OptInService", "<p:OptInRequired>\(value)</p:OptInRequired>")
        }
        for value in ["0", "1", "4294967295"] { #expect(try bench.property("OptInRequired", put(value)) == value) }
        #expect(try bench.fault(put("2"))?.code == .invalidParameter)
        let timeout = "<p:OptInCodeTimeout>59</p:OptInCodeTimeout>"
        #expect(try bench.fault(Requests.put("IPS_OptInService", timeout))?.code == .invalidParameter)
        #expect(try bench.status(Requests.invoke("IPS_OptInService", "StartOptIn")) == 2)
        var policy = FirmwarePolicy()
        policy.locksOptInPolicy = true
        bench = try Bench(policy: policy)
        #expect(try bench.fault(put("0"))?.code == .accessDenied)
        #expect(try bench.property("CanModifyOptInPolicy", put("1")) == "0")
        let screen = { (value: String) in
            Requests.put("IPS_KVMRedirectionSettingData", "<p:OptInPolicy>\(value)</p:OptInPolicy>")
        }
        #expect(try bench.fault(screen("false"))?.code == .accessDenied)
        #expect(try bench.property("OptInPolicy", screen("true")) == "true")
    }

    @Test("a power package is chosen by the header and marked as the current one")
    func powerScheme() throws {
        var bench = try Bench()
        let schemes = try bench.pullAll("AMT_SystemPowerScheme")
        #expect(schemes.count == 5)
        #expect(schemes[4].texts("SchemeGUID") == ["MIAN7gnAeEOvKHhootu+Og=="])
        #expect(try bench.fault(Requests.invoke("AMT_SystemPowerScheme", "SetPowerScheme"))?.code == .invalidSelectors)
        let set = { (scheme: Int) in
            Requests.invoke(
                "AMT_SystemPowerScheme", "SetPowerScheme", header: Requests.selector("InstanceID", "SCHEME \(scheme)"))
        }
        #expect(try bench.fault(set(5))?.code == .invalidSelectors)
        #expect(try bench.status(set(4)) == 0)
        let current = try bench.pullAll("CIM_ElementSettingData").filter { $0.texts("IsCurrent") == ["1"] }
        let guids = current.compactMap { properties -> String? in
            guard
                case .reference(let setting)? = properties.first(where: { $0.name == "SettingData" })?.value,
                setting.resource.hasSuffix("AMT_SystemPowerScheme"),
                case .text(let guid)? = setting.selectors.last?.value
            else { return nil }
            return guid
        }
        #expect(guids == ["MIAN7gnAeEOvKHhootu+Og=="])
        var policy = FirmwarePolicy()
        policy.isDesktop = true
        bench = try Bench(policy: policy)
        #expect(try bench.pullAll("AMT_SystemPowerScheme").count == 7)
    }

    @Test("audit policies are taken all or none")
    func auditPolicies() throws {
        var bench = try Bench()
        let bulk = { (types: [Int]) in
            Requests.invoke(
                "AMT_AuditPolicyRule", "SetAuditPolicyBulk",
                "<p:Enable>true</p:Enable><p:Enable>true</p:Enable><p:AuditedAppID>16</p:AuditedAppID>"
                    + "<p:AuditedAppID>22</p:AuditedAppID><p:EventID>2</p:EventID><p:EventID>1</p:EventID>"
                    + types.map { "<p:PolicyType>\($0)</p:PolicyType>" }.joined())
        }
        #expect(try bench.status(bulk([1])) == 36)
        #expect(try bench.status(bulk([1, 2])) == 36)
        #expect(bench.firmware.features.audit.policies.isEmpty)
        #expect(try bench.status(bulk([1, 0])) == 0)
        #expect(bench.firmware.features.audit.policies.map(\.isCritical) == [true, false])
        let off =
            "<p:Enable>false</p:Enable><p:AuditedAppID>16</p:AuditedAppID><p:EventID>2</p:EventID>"
        #expect(try bench.status(Requests.invoke("AMT_AuditPolicyRule", "SetAuditPolicy", off)) == 0)
        #expect(
            try bench.pullAll("AMT_AuditPolicyRule")[0].texts("AuditApplicationEventID") == [String(22 << 16 | 1)])
    }

    @Test("a running audit log keeps the device until leave is given, where the policy says so")
    func auditBlocks() throws {
        var policy = FirmwarePolicy()
        policy.auditBlocksUnprovision = true
        policy.auditNeedsSigningKey = true
        var bench = try Bench(policy: policy)
        #expect(try bench.property("AuditState", Requests.get("AMT_AuditLog")) == "17")
        #expect(try bench.status(self.change("AMT_AuditLog", 2)) == 32_768 + 2_060)
        #expect(try bench.status(Self.signing("MAA=", [2], "MAA=")) == 0)
        #expect(try bench.property("AuditState", Requests.get("AMT_AuditLog")) == "1")
        #expect(try bench.status(self.change("AMT_AuditLog", 2)) == 0)
        let leave = Requests.invoke("AMT_SetupAndConfigurationService", "PartialUnprovision")
        #expect(try bench.status(leave) == 2_076)
        let lock = "<p:LockTimeoutInSeconds>60</p:LockTimeoutInSeconds><p:Flag>1</p:Flag>"
        #expect(try bench.status(Requests.invoke("AMT_AuditLog", "SetAuditLock", lock)) == 0)
        #expect(try bench.status(leave) == 0)
    }

    private static func signing(_ key: String, _ lengths: [Int], _ certificates: String) -> String {
        Requests.invoke(
            "AMT_AuditLog", "SetSigningKeyMaterial",
            "<p:SigningMechanismType>0</p:SigningMechanismType><p:SigningKey>\(key)</p:SigningKey>"
                + lengths.map { "<p:LengthOfCertificates>\($0)</p:LengthOfCertificates>" }.joined()
                + "<p:Certificates>\(certificates)</p:Certificates>")
    }

    @Test("a signing key comes with the length of each certificate, of five at most")
    func signingKey() throws {
        var bench = try Bench()
        #expect(try bench.status(Self.signing("MAA=", [2, 1], "MAAw")) == 0)
        let signing = try #require(bench.firmware.features.audit.signing)
        #expect(try bench.status(Self.signing("MAA=", [2, 1], "MAA=")) == 36)
        #expect(try bench.status(Self.signing("MAA=", [1, 1, 1, 1, 1, 1], "MAAwADAA")) == 36)
        let long = Data(count: 4_101).base64EncodedString()
        #expect(try bench.status(Self.signing("MAA=", [4_101], long)) == 36)
        #expect(try bench.status(Self.signing("AAA=", [2], "MAA=")) == 2_062)
        #expect(bench.firmware.features.audit.signing == signing)
    }

    @Test("only restricted roll-over names a number of days")
    func auditStorage() throws {
        var bench = try Bench()
        let set = { (parameters: String) in Requests.invoke("AMT_AuditLog", "SetStoragePolicy", parameters) }
        #expect(try bench.status(set("<p:StoragePolicy>2</p:StoragePolicy>")) == 36)
        let days = "<p:StoragePolicy>2</p:StoragePolicy><p:MinDaysToKeep>30</p:MinDaysToKeep>"
        #expect(try bench.status(set(days)) == 0)
        #expect(bench.firmware.features.audit.daysToKeep == 30)
    }

    /// A binding of the certificate with that handle.
    private static func sign(_ operation: String, _ handle: Int, header: String = "") -> String {
        let name = "AMT_EACCredentialContext"
        let certificate = Requests.reference(
            "AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: \(handle)")
        let service = Requests.reference(
            "AMT_EndpointAccessControlService", "Name", "Intel(r) AMT Endpoint Access Control Service")
        return Requests.envelope(
            action: Requests.transfer + operation, resource: Requests.uri(name), header: header,
            body: """
                <p:\(name) xmlns:p="\(Requests.uri(name))"><p:ElementInContext>\(certificate)</p:ElementInContext>\
                <p:ElementProvidingContext>\(service)</p:ElementProvidingContext></p:\(name)>
                """)
    }

    @Test(
        "postures are signed by a certificate with its key; without one nothing is switched on, and it is kept while it is"
    )
    func postureSigner() throws {
        var bench = try Bench(release: "15.0.10")
        try bench.addIdentity()
        let on = self.change("AMT_EndpointAccessControlService", 2)
        #expect(try bench.status(on) == 32_768 + 2_057)
        // A root has no key.
        #expect(try bench.fault(Self.sign("Create", 1))?.code == .internalError)
        guard case .created = try bench.answer(Self.sign("Create", 0)) else {
            Issue.record("nothing is bound")
            return
        }
        #expect(try bench.fault(Self.sign("Create", 0))?.code == .alreadyExists)
        #expect(try bench.status(on) == 0)
        #expect(try bench.pullAll("AMT_EACCredentialContext").count == 1)
        let certificate = "Intel(r) AMT Certificate: Handle: 0"
        #expect(
            try bench.fault(Requests.delete("AMT_PublicKeyCertificate", instanceID: certificate))?.detail
                == "AMT-STATUS 16")
        let keys = """
            <w:SelectorSet><w:Selector Name="ElementInContext"><a:EndpointReference>\
            \(Requests.reference("AMT_PublicKeyCertificate", "InstanceID", certificate))</a:EndpointReference>\
            </w:Selector></w:SelectorSet>
            """
        #expect(!(try bench.answer(Self.sign("Put", 0, header: keys)).isFault))
        let delete = Requests.envelope(
            action: Requests.transfer + "Delete", resource: Requests.uri("AMT_EACCredentialContext"), header: keys)
        #expect(try bench.fault(delete)?.detail == "AMT-STATUS 16")
        _ = try bench.answer(self.change("AMT_EndpointAccessControlService", 3))
        #expect(try bench.answer(delete) == .empty)
        #expect(bench.firmware.features.endpointAccess.signer == nil)
    }

    @Test("endpoint access control has three vendors and three hashes, and went away with release 16")
    func endpointAccess() throws {
        var bench = try Bench(release: "15.0.10")
        let set = { (vendors: Int, hash: Int) in
            Requests.invoke(
                "AMT_EndpointAccessControlService", "SetEacOptions",
                "<p:EacVendors>\(vendors)</p:EacVendors><p:PostureHashAlgorithm>\(hash)</p:PostureHashAlgorithm>")
        }
        #expect(try bench.status(set(4, 1)) == 36)
        #expect(try bench.status(set(1, 2)) == 0)
        #expect(
            try bench.answer(Requests.invoke("AMT_EndpointAccessControlService", "GetEacOptions"))
                == .output([Property("EacVendors", 1), Property("PostureHashAlgorithm", 2)], returnValue: 0))
        bench = try Bench(release: "16.1.25")
        #expect(try bench.fault(set(1, 2))?.code == .destinationUnreachable)
    }
}
