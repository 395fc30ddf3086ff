import AMT
import Foundation
import Provisioning
import Synchronization
import Testing

@testable import Worker

/// The calls that a line was asked for, in order.
final class CallRecord: Sendable {
    private let noted = Mutex<[(name: String, envelope: String)]>([])

    var names: [String] { self.noted.withLock { $0.map(\.name) } }

    /// What was sent, of the calls of one name.
    func envelopes(_ name: String) -> [String] {
        self.noted.withLock { $0.filter { $0.name == name }.map(\.envelope) }
    }

    func note<Output>(_ call: WSManCall<Output>) {
        let envelope = String(decoding: call.envelope(messageID: 1), as: UTF8.self)
        self.noted.withLock { $0.append((call.name, envelope)) }
    }
}

/// A line on which recorded answers are given, by the name of the call.
private struct RecordedLine: DeviceLine {
    /// Paths below `Tests/Fixtures/wsman`, without `.xml`; every other call is answered as one about an unknown class.
    let answers: [String: String]
    let record: CallRecord
    /// `ReturnValue` of a method; `nil` where it is not there.
    let returned: @Sendable (SmallCall) -> Int?
    /// What no recording has; `nil` where there is one.
    let answered: @Sendable (SmallCall) -> [UInt8]?

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/wsman")

    func send<Output>(
        _ call: WSManCall<Output>, messageID: UInt32, as credential: DigestCredential, timeout: Duration
    ) async -> Result<LineAnswer<Output>, ExchangeFailure> {
        self.record.note(call)
        let asking = SmallCall(call.envelope(messageID: messageID))
        if let body = self.returned(asking).map(asking.returning) ?? self.answered(asking) {
            return .success(
                LineAnswer(
                    reading: call.read(status: 200, body: body, answering: messageID), status: 200, server: nil,
                    digestRealm: nil))
        }
        let path = self.answers[call.name] ?? "fault/destinationunreachable"
        let file = Self.folder.appendingPathComponent(path + ".xml")
        // What was recorded about a Put shows the instance as a Get does.
        let recorded = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let text =
            call.name.hasSuffix(".Put")
            ? recorded
            : recorded.replacingOccurrences(of: "transfer/PutResponse", with: "transfer/GetResponse")
        let asked = text.firstMatch(of: /RelatesTo>([0-9]+)</).flatMap { UInt32($0.output.1) } ?? messageID
        let status = path.hasPrefix("fault/") ? 400 : 200
        return .success(
            LineAnswer(
                reading: call.read(status: status, body: Array(text.utf8), answering: asked), status: status,
                server: nil, digestRealm: nil))
    }

    func reconnect() async {}

    func close() async {}
}

@Suite("Desk over recorded answers") struct DeskReadingTests {
    static func desk(
        _ answers: [String: String], release: AMTRelease? = nil, record: CallRecord = CallRecord(),
        certificate: String? = nil, roots: [String: [UInt8]] = [:],
        returned: @escaping @Sendable (SmallCall) -> Int? = { _ in nil },
        answered: @escaping @Sendable (SmallCall) -> [UInt8]? = { _ in nil }
    ) throws -> WSManDesk {
        let run = try TestRun()
        let lease = HeldLease(run.request, claimStartedAt: .now, settings: run.settings)
        let caller = DeviceCaller(
            line: RecordedLine(answers: answers, record: record, returned: returned, answered: answered),
            credential: DigestCredential(username: "admin", password: Secret(text: "")), lease: lease,
            busyWait: .zero, clock: .real, logger: TestRun.logger)
        return WSManDesk(
            caller: caller,
            material: DeskMaterial(
                deviceCertificateInstanceID: certificate, roots: roots, digestRealm: SmallFirmware.realm,
                policy: .of(release)))
    }

    struct Group: Sendable, CustomTestStringConvertible {
        var group: SettingGroup
        var call: String
        var path: String
        var values: [DeviceSetting: String]
        var testDescription: String { self.group.rawValue }
    }

    static let groups = [
        Group(
            group: .localTimeSync, call: "AMT_TimeSynchronizationService.Get", path: "amt/timesynchronization/get",
            values: [.clockLocalSync: "true"]),
        Group(
            group: .general, call: "AMT_GeneralSettings.Get", path: "rps/general_get",
            values: [
                .networkSharedName: "true", .networkPing: "true", .networkRMCPPing: "true",
                .powerIdleTimeoutMinutes: "1", .dynamicDNSUpdater: "dhcp-server", .dynamicDNSPeriodMinutes: "1440",
                .networkPrefersIPv6: "false", .dynamicDNSTTLSeconds: "900",
            ]),
        Group(
            group: .kerberos, call: "AMT_KerberosSettingData.Get", path: "amt/kerberos/get",
            values: [
                .kerberosEnabled: "false", .kerberosRealm: "", .kerberosServices: "", .kerberosKeyVersion: "0",
                .kerberosClockToleranceMinutes: "5",
            ]),
        Group(
            group: .redirectionFunctions, call: "AMT_RedirectionService.Get", path: "amt/redirectionservice/put",
            values: [.redirectionFunctions: "both", .redirectionListener: "true"]),
        Group(
            group: .kvmPort, call: "CIM_KVMRedirectionSAP.Get", path: "cim/kvm/get", values: [.kvmEnabled: "true"]),
        Group(
            group: .kvmSettings, call: "IPS_KVMRedirectionSettingData.Get", path: "ips/kvmredirection/settings/get",
            values: [
                .kvmPort5900: "false", .kvmSessionTimeoutMinutes: "3", .kvmDefaultScreen: "0", .consentKVM: "true",
            ]),
        Group(
            group: .kvmConsent, call: "IPS_KVMRedirectionSettingData.Get", path: "ips/kvmredirection/settings/put",
            values: [
                .kvmPort5900: "false", .kvmSessionTimeoutMinutes: "3", .kvmDefaultScreen: "1", .consentKVM: "false",
            ]),
        Group(
            group: .userConsent, call: "IPS_OptInService.Get", path: "ips/optin/get",
            values: [
                .consentNeed: "none", .consentDisplaySeconds: "300", .consentCodeSeconds: "120",
                .consentChangeable: "true",
            ]),
        Group(
            group: .wifiPort, call: "CIM_WiFiPort.Get", path: "cim/wifi/port/get", values: [.wifiPower: "off"]),
        // A release without the sharing with BIOS.
        Group(
            group: .wifiConfiguration, call: "AMT_WiFiPortConfigurationService.Get",
            path: "amt/wifiportconfiguration/put", values: [.wifiHostSync: "user-profiles"]),
        Group(
            group: .auditState, call: "AMT_AuditLog.Get", path: "amt/auditlog/get",
            values: [
                .auditEnabled: "true", .auditSigned: "false", .auditStorage: "rollover", .auditDaysMin: "0",
            ]),
        Group(
            group: .addressing, call: "AMT_EthernetPortSettings.Get", path: "amt/ethernetport/get",
            values: [
                .vlan: "0", .reachability: "asleep-on-mains", .addressingMode: "dhcp", .addressingAddress: "",
                .addressingSubnetMask: "", .addressingGateway: "", .addressingPrimaryDNS: "",
                .addressingSecondaryDNS: "",
            ]),
        Group(
            group: .environmentDetection, call: "AMT_EnvironmentDetectionSettingData.Get",
            path: "amt/environmentdetection/get",
            values: [.environmentDomains: "b332bb28-ef3a-43b0-b998-342285ac1e26.com test.com"]),
    ]

    @Test("what a device was recorded to say becomes the values of a profile", arguments: Self.groups)
    func settings(_ group: Group) async throws {
        let desk = try Self.desk([group.call: group.path])
        guard case .settings(.found(let values)) = try await desk.read(.settings(group.group)) else {
            Issue.record("a recorded answer is taken for none")
            return
        }
        #expect(values == group.values)
    }

    @Test(
        "a class that the firmware does not know is a finding, not a failure",
        arguments: SettingGroup.allCases.map { FindingTopic.settings($0) }
            + [
                .list(.revocationLists), .list(.wifiNetworks), .list(.servers), .list(.rules), .list(.proxies),
                .list(.auditEvents), .list(.eventSubscriptions),
            ])
    func absent(_ topic: FindingTopic) async throws {
        switch try await Self.desk([:]).read(topic) {
        case .settings(let finding): #expect(finding.value == nil)
        case .list(let finding): #expect(finding.value == nil)
        }
    }

    @Test(
        "of two classes of 802.1x the likelier of the release is asked first, and the other where that is missing",
        arguments: [
            (UInt32(7), ["AMT_8021XProfile.Get"]), (UInt32(16), ["IPS_IEEE8021xSettings.Get", "AMT_8021XProfile.Get"]),
        ])
    func wired8021x(_ major: UInt32, asked: [String]) async throws {
        let record = CallRecord()
        let desk = try Self.desk(
            ["AMT_8021XProfile.Get": "amt/ieee8021x/profile/get"], release: AMTRelease(major: major, minor: 0),
            record: record)
        guard case .settings(.found) = try await desk.read(.settings(.wired8021x)), case .older? = desk.wired else {
            Issue.record("a recorded answer is taken for none")
            return
        }
        #expect(record.names == asked)
    }

    @Test("two sections write one instance of KVM: the second begins with what the device answered to the first")
    func consentOfKVM() async throws {
        let record = CallRecord()
        let name = "IPS_KVMRedirectionSettingData"
        let desk = try Self.desk(
            ["\(name).Get": "ips/kvmredirection/settings/get", "\(name).Put": "ips/kvmredirection/settings/put"],
            record: record)
        func write(_ group: SettingGroup, _ section: ProfileSection, _ value: [DeviceSetting: String]) async throws {
            _ = try await desk.perform(
                ProfileStep(section: section, action: .write(group, GroupWish(group, section, value)), changes: []))
        }
        _ = try await desk.read(.settings(.kvmSettings))
        try await write(.kvmSettings, .kvm, [.kvmDefaultScreen: "1"])
        try await write(.kvmConsent, .userConsent, [.consentKVM: "true"])
        let sent = record.envelopes("\(name).Put")
        #expect(sent.map { $0.contains("<p:OptInPolicy>true</p:OptInPolicy>") } == [true, true])
        #expect(sent.map { $0.contains("<p:DefaultScreen>1</p:DefaultScreen>") } == [true, true])
        // Only the answer to the first has shown this property.
        #expect(sent.map { $0.contains("<p:DoubleBufferEnabled>true</p:DoubleBufferEnabled>") } == [false, true])
    }

    @Test("of both interfaces the wireless one is written, by its own key, and where it is missing that is a finding")
    func wirelessIPv6() async throws {
        let record = CallRecord()
        let name = "IPS_IPv6PortSettings"
        let pages = ["\(name).Enumerate": "amt/managementpresence/enumerate"]
        let desk = try Self.desk(pages, record: record, answered: { Self.ports(2, asked: $0) })
        guard case .settings(.found(let values)) = try await desk.read(.settings(.wirelessIPv6)) else {
            Issue.record("a recorded answer is taken for none")
            return
        }
        #expect(values == [.wifiIPv6InterfaceID: "random"])
        let wish = GroupWish(.wirelessIPv6, .wifi, [.wifiIPv6InterfaceID: "02005efffe000002"])
        // The Put is answered as by firmware that has no such class.
        _ = try? await desk.perform(ProfileStep(section: .wifi, action: .write(.wirelessIPv6, wish), changes: []))
        let sent = try #require(record.envelopes("\(name).Put").first)
        #expect(sent.contains("<w:Selector Name=\"InstanceID\">Intel(r) IPS IPv6 Settings 1</w:Selector>"))
        #expect(sent.contains("<p:InterfaceIDType>2</p:InterfaceIDType>"))
        #expect(sent.contains("<p:ManualInterfaceID>02005efffe000002</p:ManualInterfaceID>"))

        let wired = try Self.desk(pages, answered: { Self.ports(1, asked: $0) })
        guard case .settings(.absent(let reason)) = try await wired.read(.settings(.wirelessIPv6)) else {
            Issue.record("a wireless interface is found where there is none")
            return
        }
        #expect(reason == "there is no wireless interface")
    }

    /// A page with the IPv6 settings of so many interfaces.
    private static func ports(_ count: Int, asked call: SmallCall) -> [UInt8]? {
        guard call.operation == "Pull" else { return nil }
        let items = (0..<count).map {
            """
            <g:IPS_IPv6PortSettings><g:InstanceID>Intel(r) IPS IPv6 Settings \($0)</g:InstanceID>\
            <g:InterfaceIDType>\($0 == 0 ? 1 : 0)</g:InterfaceIDType>\
            <g:ManualInterfaceID>0000000000000000</g:ManualInterfaceID></g:IPS_IPv6PortSettings>
            """
        }
        return call.envelope(
            """
            <e:PullResponse xmlns:e="http://schemas.xmlsoap.org/ws/2004/09/enumeration"><e:Items>\(items.joined())\
            </e:Items><e:EndOfSequence></e:EndOfSequence></e:PullResponse>
            """, namespace: call.resource)
    }

    @Test("a rule is told with the servers that it calls")
    func remoteAccess() async throws {
        let enumerate = "amt/managementpresence/enumerate"
        let desk = try Self.desk([
            "AMT_ManagementPresenceRemoteSAP.Enumerate": enumerate,
            "AMT_ManagementPresenceRemoteSAP.Pull": "amt/managementpresence/pull",
            "AMT_RemoteAccessPolicyRule.Enumerate": enumerate,
            "AMT_RemoteAccessPolicyRule.Pull": "amt/remoteaccess/policyrule/pull",
            "AMT_RemoteAccessPolicyAppliesToMPS.Enumerate": enumerate,
            "AMT_RemoteAccessPolicyAppliesToMPS.Pull": "amt/remoteaccess/policyappliestomps/pull",
        ])
        guard case .list(.found(let rules)) = try await desk.read(.list(.rules)),
            case .list(.found(let servers)) = try await desk.read(.list(.servers))
        else {
            Issue.record("recorded answers are taken for none")
            return
        }
        #expect(
            rules == [
                FoundEntry(
                    key: "periodic", handle: "Periodic",
                    fields: [.trigger: "every 25", .tunnelSeconds: "0", .servers: "192.168.10.196:4433"])
            ])
        #expect(
            servers == [
                FoundEntry(
                    key: "192.168.10.196:4433", handle: "Intel(r) AMT:Management Presence Server 0",
                    fields: [.address: "192.168.10.196", .port: "4433", .commonName: "192.168.10.196"])
            ])
    }

    @Test(
        "whatever opens a tunnel can be written again as it was read, home provisioning and unknown schedules among it",
        arguments: [
            ("user", 0, []), ("alert", 1, []), ("every 3600", 2, [0, 0, 0, 0, 0, 0, 14, 16]),
            ("daily 2:30", 2, [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 30]), ("periodic", 2, []),
            ("schedule 00000007", 2, [0, 0, 0, 7]), ("home-provisioning", 3, []), ("trigger-9", 9, []),
        ] as [(String, UInt32, [UInt8])])
    func triggers(_ text: String, _ number: UInt32, _ bytes: [UInt8]) throws {
        let (trigger, schedule) = try #require(WSManDesk.trigger(text))
        #expect(trigger.number == number)
        #expect((schedule?.bytes ?? []) == bytes)
        #expect(WSManDesk.text(RemoteAccessTrigger(number: number), schedule) == text)
    }

    @Test("a text that opens no tunnel is none", arguments: ["", "hourly", "every", "every x", "daily 2", "trigger-x"])
    func noTrigger(_ text: String) { #expect(WSManDesk.trigger(text) == nil) }

    private static let store = [
        "AMT_PublicKeyCertificate.Enumerate": "amt/managementpresence/enumerate",
        "AMT_PublicKeyCertificate.Pull": "amt/publickey/certificate/pull",
    ]
    private static let wireless = [
        "CIM_CredentialContext.Enumerate": "cim/credential/context/enumerate",
        "CIM_CredentialContext.Pull": "cim/credential/context/pull",
    ]

    @Test("of the store is told which certificate is the device's own, and the room that its release has for roots")
    func certificateStore() async throws {
        let desk = try Self.desk(Self.store, certificate: "Intel(r) AMT Certificate: Handle: 1")
        guard case .settings(.found(let values)) = try await desk.read(.settings(.certificateStore)) else {
            Issue.record("a recorded answer is taken for none")
            return
        }
        let der = try #require(desk.certificates?.first { $0.instanceID.hasSuffix("Handle: 1") }?.der)
        #expect(values == [.deviceCertificate: CertificateDigest.sha256(der), .trustedRootsMax: "4"])
    }

    @Test("roots in use are told where the store has no room for those of the profile, and not asked for else")
    func boundRoots() async throws {
        let record = CallRecord()
        func bound(_ roots: [String: [UInt8]]) async throws -> [String] {
            let desk = try Self.desk(
                Self.store.merging(Self.wireless) { first, _ in first }, record: record, roots: roots)
            guard case .list(.found(let entries)) = try await desk.read(.list(.trustedRoots)) else { return ["none"] }
            #expect(entries.map(\.handle).map { $0.suffix(1) } == ["0", "2"])
            return entries.filter { $0.fields[.isBound] == "true" }.map(\.handle)
        }
        #expect(try await bound(["a": [1], "b": [2]]) == [])
        #expect(!record.names.contains { $0.contains("CredentialContext") })
        #expect(
            try await bound(["a": [1], "b": [2], "c": [3]]) == ["Intel(r) AMT Certificate: Handle: 0"])
    }

    @Test("the system's accounts are told apart")
    func users() async throws {
        let desk = try Self.desk([
            "AMT_AuthorizationService.EnumerateUserAclEntries": "amt/authorization/enumerateuseraclentries",
            "AMT_AuthorizationService.GetUserAclEntryEx": "amt/authorization/getuseraclentryex",
        ])
        guard case .list(.found(let users)) = try await desk.read(.list(.users)) else {
            Issue.record("recorded answers are taken for none")
            return
        }
        #expect(users.map(\.key) == ["$$uns", "$$uns"])
        #expect(users.map(\.handle) == ["1", "2"])
        #expect(users.allSatisfy { $0.isSystem && $0.fields == [.access: "0", .realms: "16"] })
    }

    @Test("a network without a name of its own is told by its instance")
    func wireless() async throws {
        let desk = try Self.desk([
            "CIM_WiFiEndpointSettings.Enumerate": "cim/wifi/endpointsettings/enumerate",
            "CIM_WiFiEndpointSettings.Pull": "cim/wifi/endpointsettings/pull",
        ])
        guard case .list(.found(let networks)) = try await desk.read(.list(.wifiNetworks)) else {
            Issue.record("recorded answers are taken for none")
            return
        }
        #expect(networks.map(\.handle) == ["Test"])
        #expect(networks.first?.fields[.ssid] == "testSSID")
        #expect(networks.first?.fields[.priority] == "1")
    }
}
