import Foundation
import Testing

@testable import FleetSimulator

@Suite("features")
struct FeatureTests {
    /// A device on which everything is set that has instances only then.
    private static func configured() throws -> Bench {
        var bench = try Bench()
        try bench.addIdentity()
        bench.firmware.isClockSet = true
        for request in [
            KerberosTests.on, UserAccountTests.add(), UserAccountTests.addDirectoryUser(domain: 1, user: 1),
            WirelessRequests.add(),
            WirelessRequests.add { profile in
                WirelessRequests.enterprise(&profile)
                profile.name = "corp1x"
                profile.ssid = "corp1x"
                profile.priority = 2
            },
            RemoteAccessRequests.server("192.0.2.1", format: 3, more: "<p:CN>mps.corp.example</p:CN>"),
            RemoteAccessRequests.policy(2, data: RemoteAccessRequests.hourly), RemoteAccessRequests.binding(mpsType: 2),
            NetworkSettingsTests.address,
            Requests.put(
                "AMT_EnvironmentDetectionSettingData",
                "<p:DetectionAlgorithm>0</p:DetectionAlgorithm><p:DetectionStrings>corp.example</p:DetectionStrings>"
                    + "<p:DetectionStrings>lab.example</p:DetectionStrings>"),
            Requests.put("IPS_KVMRedirectionSettingData", "<p:RFBPassword>P@ssw0rd</p:RFBPassword>"),
            Requests.invoke("AMT_AuditLog", "RequestStateChange", "<p:RequestedState>2</p:RequestedState>"),
        ] {
            let answer = try bench.answer(request)
            #expect(!answer.isFault, "\(answer)")
            if case .output(_, let status) = answer { #expect(status == 0, "\(request)") }
        }
        return bench
    }

    @Test("instances have the properties that were recorded, in the recorded order")
    func shapes() throws {
        var bench = try Self.configured()
        // As they were when their answers were recorded.
        bench.firmware.features.network.addressing = .dhcp
        bench.firmware.features.kerberos = KerberosSettings()
        bench.firmware.features.wifi.profiles.reverse()
        for item in CapturedProperties.items {
            let instances = try bench.pullAll(item.name)
            try #require(instances.count > item.place, "\(item.name)")
            let names = instances[item.place].map(\.name)
            #expect(names.joined(separator: " ") == item.properties, "\(item.name)")
        }
    }

    @Test("a Kerberos answer is the recorded text")
    func kerberosText() throws {
        var bench = try Bench()
        let request = Requests.get("AMT_KerberosSettingData")
        let text = AnswerEnvelope.text(try bench.answer(request), to: try Bench.call(request), number: 1)
        let supported = (0...2).map {
            "<g:SupportedEncryptionAlgorithms>\($0)</g:SupportedEncryptionAlgorithms>"
        }
        let recorded = """
            <g:AMT_KerberosSettingData><g:ElementName>Intel(r) AMT: Kerberos Settings</g:ElementName><g:InstanceID>\
            Intel (r) AMT: Kerberos Settings</g:InstanceID><g:KrbEnabled>false</g:KrbEnabled>\(supported.joined())\
            </g:AMT_KerberosSettingData>
            """
        #expect(text.contains(recorded))
    }

    @Test("times lie in a namespace of their own, under another letter in a page than in an instance")
    func datetimes() throws {
        var bench = try Bench()
        let get = Requests.get("AMT_AuditLog")
        let text = AnswerEnvelope.text(try bench.answer(get), to: try Bench.call(get), number: 1)
        #expect(text.contains("xmlns:h=\"\(Namespace.common)\""))
        #expect(text.contains("<g:TimeOfLastRecord><h:Datetime>"))
        guard case .context(let context) = try bench.answer(Requests.enumerate("AMT_AuditLog")) else { return }
        let pull = Requests.pull("AMT_AuditLog", context)
        let page = AnswerEnvelope.text(try bench.answer(pull), to: try Bench.call(pull), number: 1)
        #expect(page.contains("<h:TimeOfLastRecord><i:Datetime>"))
    }

    @Test("every class can be enumerated, and its instances are found by their keys")
    func keys() throws {
        var bench = try Self.configured()
        for firmwareClass in FirmwareClass.allCases where firmwareClass.traits.isPresent(bench.firmware.capabilities) {
            let instances = bench.firmware.instances(of: firmwareClass)
            #expect(try bench.pullAll(firmwareClass.rawValue).count == instances.count, "\(firmwareClass.rawValue)")
            if firmwareClass.isSingleton { #expect(instances.count == 1, "\(firmwareClass.rawValue)") }
            for instance in instances {
                let reference = EndpointReference(resource: firmwareClass.uri, selectors: instance.selectors)
                #expect(bench.firmware.instance(reference, of: firmwareClass) == instance)
                let names = instance.properties.map(\.name)
                // Devices put the version behind the identifier of software.
                #expect(names == names.sorted(), "\(firmwareClass.rawValue)")
            }
        }
    }

    @Test("classes that a release has not are unreachable")
    func capabilities() throws {
        for (release, names) in [
            ("3.2.20", ["CIM_KVMRedirectionSAP", "AMT_AuditLog", "AMT_RemoteAccessService", "IPS_OptInService"]),
            ("11.8.50", ["IPS_HTTPProxyService", "IPS_HTTPProxyAccessPoint"]),
            ("16.1.25", ["AMT_EndpointAccessControlService"]),
        ] {
            var bench = try Bench(release: release)
            for name in names {
                #expect(try bench.fault(Requests.get(name))?.code == .destinationUnreachable, "\(name)")
                #expect(try bench.fault(Requests.enumerate(name))?.code == .destinationUnreachable, "\(name)")
            }
        }
    }

    @Test("a device that asks clients for a certificate says which roots and names it trusts")
    func mutual() throws {
        var bench = try Bench()
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        try bench.prepareCommit(key)
        _ = try bench.answer(Bench.addCertificate(other.certificate, root: true))
        let names = "<p:TrustedCN>mgmt.corp.example</p:TrustedCN>"
        _ = try bench.answer(
            Requests.put(
                "AMT_TLSSettingData", instanceID: TLSSettings.networkID,
                "<p:Enabled>true</p:Enabled><p:MutualAuthentication>true</p:MutualAuthentication>" + names))
        #expect(try bench.status(Bench.commit) == 0)
        guard case .bound(_, let demand?) = bench.firmware.tlsPosture else {
            Issue.record("\(bench.firmware.tlsPosture)")
            return
        }
        #expect(demand == MutualDemand(trustedRoots: [other.certificate], trustedCNs: ["mgmt.corp.example"]))
        _ = try bench.answer(Requests.putTLS(TLSSettings.networkID, enabled: false))
        #expect(bench.firmware.tlsPosture != .closed)
        #expect(try bench.status(Bench.commit) == 0)
        #expect(bench.firmware.tlsPosture == .selfSigned)
    }

    @Test("every write counts, and what fails does not")
    func writes() throws {
        var bench = try Bench()
        #expect(bench.firmware.writeCount == 0)
        _ = try bench.answer(UserAccountTests.add())
        _ = try bench.answer(UserAccountTests.add())
        _ = try bench.answer(NetworkSettingsTests.address)
        _ = try bench.answer(Requests.get("AMT_GeneralSettings"))
        #expect(bench.firmware.writeCount == 2)
    }

    @Test("unprovisioning forgets everything", arguments: [true, false])
    func unprovision(isPartial: Bool) throws {
        var bench = try Self.configured()
        #expect(bench.firmware.features != FirmwareFeatures())
        let request = Requests.invoke(
            "AMT_SetupAndConfigurationService", isPartial ? "PartialUnprovision" : "Unprovision",
            isPartial ? "" : "<p:ProvisioningMode>1</p:ProvisioningMode>")
        #expect(try bench.status(request) == 0)
        #expect(bench.firmware.features == FirmwareFeatures())
        #expect(bench.firmware.store == CertificateStore())
    }

    @Test("the report shows settings beside the state, and no secret")
    func report() throws {
        let bench = try Self.configured()
        let report = DeviceReport(
            state: StateReport(
                firmware: bench.firmware, hellos: SimulatedDevice.HelloCounts(), firstHelloAt: nil, committedAt: nil,
                lastChainVerdict: nil, tlsRefusalCount: 0, logonFailureCount: 0),
            configuration: ConfigurationReport(bench.firmware))
        let data = try JSONEncoder().encode(report)
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(json["adminUsername"] as? String == "admin")
        let users = try #require(json["users"] as? [[String: Any]])
        #expect(users.map { $0["name"] as? String } == ["$$uns", "$$OsAdmin", "helpdesk", nil])
        #expect(users[2]["digestA1"] as? String == String(repeating: "07", count: 16))
        #expect(users[3]["sid"] as? String == "S-1-5-21-1-0-0-513")
        let profiles = try #require(json["wifiProfiles"] as? [[String: Any]])
        #expect(profiles.map { $0["ssid"] as? String } == ["corp-wlan", "corp1x"])
        #expect(profiles[0]["keyDigest"] as? String == Text.hex(CredentialRules.digest("correct horse")))
        #expect((json["mpsServers"] as? [Any])?.count == 1)
        #expect(json["detectionStrings"] as? [String] == ["corp.example", "lab.example"])
        let text = String(decoding: data, as: UTF8.self)
        for secret in ["correct horse", "P@ssw0rd", "Passw0rd!"] { #expect(!text.contains(secret)) }
    }
}
