import AMT
import Testing

@Suite("Answers recorded from devices")
struct RecordedAnswerTests {
    // MARK: AMT_SetupAndConfigurationService

    @Test("a configured device in admin control mode, whose OTP reads as zeros")
    func setupAndConfiguration() throws {
        let service = try AMT_SetupAndConfigurationService.get().output("amt/setupandconfiguration/get", answering: 0)
        #expect(service.provisioningState == .post)
        #expect(service.controlMode == .admin)
        #expect(service.passwordModel == .separate)
        #expect(service.zeroTouchConfigurationEnabled == true)
        #expect(service.provisioningServerOTP == nil)
        #expect(service.configurationServerFQDN == nil)
        #expect(service.dhcpDNSSuffix == nil)
        #expect(service.trustedDNSSuffix == nil)
    }

    @Test("the UUID, from an answer that lacks ReturnValue and has its output in the envelope's namespace")
    func getUuid() throws {
        let uuid = try AMT_SetupAndConfigurationService.getUuid().output(
            "amt/setupandconfiguration/getuuid", answering: 1)
        #expect(uuid.description == "55e3ae13-bfd2-61bb-17a0-88aedd7037ea")
    }

    @Test("the end of setup and both ways back")
    func commitAndUnprovision() throws {
        let commit = AMT_SetupAndConfigurationService.commitChanges()
        #expect(try commit.reading("amt/setupandconfiguration/commitchanges", answering: 0) == .answered(Done()))
        let partial = AMT_SetupAndConfigurationService.partialUnprovision()
        #expect(try partial.reading("amt/setupandconfiguration/partialunprovision", answering: 0) == .answered(Done()))
        let full = AMT_SetupAndConfigurationService.unprovision()
        #expect(try full.reading("amt/setupandconfiguration/unprovision", answering: 0) == .answered(Done()))
    }

    // MARK: AMT_GeneralSettings

    @Test("settings of a device before setup, exactly as they came over the wire")
    func generalSettings() throws {
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        #expect(settings.digestRealm == "Digest:62FFAC181B3F3457C5B3894ED21F3E6E")
        #expect(settings.hostName == "")
        #expect(settings.domainName == "")
        #expect(settings.hostOSFQDN == "")
        #expect(settings.sharedFQDN == true)
        #expect(settings.pingResponseEnabled == true)
        #expect(settings.rmcpPingResponseEnabled == true)
        #expect(settings.wsmanOnlyMode == false)
        #expect(settings.idleWakeTimeoutMinutes == 1)
        #expect(
            settings.instance.names == [
                "AMTNetworkEnabled", "DDNSPeriodicUpdateInterval", "DDNSTTL", "DDNSUpdateByDHCPServerEnabled",
                "DDNSUpdateEnabled", "DHCPv6ConfigurationTimeout", "DigestRealm", "DomainName", "ElementName",
                "HostName", "HostOSFQDN", "IdleWakeTimeout", "InstanceID", "NetworkInterfaceEnabled",
                "PingResponseEnabled", "PowerSource", "PreferredAddressFamily", "PresenceNotificationInterval",
                "PrivacyLevel", "RmcpPingResponseEnabled", "SharedFQDN", "ThunderboltDockEnabled", "WsmanOnlyMode",
            ])
        #expect(settings.instance.text("DDNSPeriodicUpdateInterval") == "1440")
        #expect(settings.instance.text("AbsentProperty") == nil)
    }

    @Test("settings enumerated: context, one page, no more")
    func generalSettingsEnumerated() throws {
        let context = try AMT_GeneralSettings.enumerate().output("amt/general/enumerate", answering: 1)
        #expect(context == "14000000-0000-0000-0000-000000000000")
        let page = try AMT_GeneralSettings.pull(context).output("amt/general/pull", answering: 2)
        #expect(page.next == nil)
        #expect(page.items.map(\.digestRealm) == ["Digest:6EE8C61BA74893E059F032EA919D699E"])
        #expect(page.items.map(\.idleWakeTimeoutMinutes) == [65535])
        #expect(page.items.first?.instance.names.count == 22)
    }

    // MARK: AMT_AuthorizationService

    @Test("accounts: handles, a system account, its state, the administrator")
    func accounts() throws {
        typealias Service = AMT_AuthorizationService
        let handles = try Service.enumerateUserAclEntries(startIndex: 1).output(
            "amt/authorization/enumerateuseraclentries", answering: 17)
        #expect(handles.totalCount == 2)
        #expect(handles.handles == [1, 2])
        let entry = try Service.getUserAclEntryEx(handle: 1).output(
            "amt/authorization/getuseraclentryex", answering: 22)
        #expect(
            entry == UserACLEntry(holder: .digest(username: "$$uns"), permission: .local, realms: [.localUN]))
        #expect(entry.isSystemAccount)
        #expect(
            try Service.getAclEnabledState(handle: 1).output("amt/authorization/getaclenabledstate", answering: 18))
        #expect(
            try Service.setAclEnabledState(handle: 1, enabled: true).output(
                "amt/authorization/setaclenabledstate", answering: 25) == Done())
        #expect(try Service.getAdminAclEntry().output("amt/authorization/getadminaclentry", answering: 19) == "admin")
    }

    // MARK: AMT_TimeSynchronizationService

    @Test("the clock: its state, its time, its setting")
    func clock() throws {
        let service = try AMT_TimeSynchronizationService.get().output("amt/timesynchronization/get", answering: 0)
        #expect(service.clockIsSet == false)
        #expect(service.localTimeSyncEnabled == true)
        let time = try AMT_TimeSynchronizationService.getLowAccuracyTimeSynch().output(
            "amt/timesynchronization/getlowaccuracytimesynch", answering: 9)
        // 2024-01-07T00:21:05Z
        #expect(time == UnixTime(seconds: 1_704_586_865))
        let set = AMT_TimeSynchronizationService.setHighAccuracyTimeSynch(ta0: time, tm1: time, tm2: time)
        #expect(try set.output("amt/timesynchronization/sethighaccuracytimesynch", answering: 6) == Done())
    }

    // MARK: Keys and certificates

    @Test("handles of a new certificate and of a new key pair")
    func publicKeyManagement() throws {
        typealias Service = AMT_PublicKeyManagementService
        #expect(
            try Service.addCertificate(der: []).output("amt/publickey/management/addcertificate", answering: 13)
                == "Intel(r) AMT Certificate: Handle: 1")
        #expect(
            try Service.generateKeyPair(keyLength: 2048).output(
                "amt/publickey/management/generatekeypair", answering: 9) == "Intel(r) AMT Key: Handle: 0")
    }

    @Test("a signed request that is no base64 is refused by name")
    func signedRequest() throws {
        let call = AMT_PublicKeyManagementService.generatePKCS10RequestEx(
            keyPairInstanceID: "Intel(r) AMT Key: Handle: 0", algorithm: .sha256, nullSignedRequest: [])
        #expect(
            try call.reading("amt/publickey/management/generatepkcs10requestex", answering: 3)
                == .unreadable(
                    WSManRefusal(.elementMalformed, "GeneratePKCS10RequestEx_OUTPUT/SignedCertificateRequest")))
    }

    @Test("three certificates of one page")
    func certificates() throws {
        let page = try AMT_PublicKeyCertificate.pull("").output("amt/publickey/certificate/pull", answering: 8)
        #expect(page.next == nil)
        #expect(
            page.items.map(\.instanceID) == [
                "Intel(r) AMT Certificate: Handle: 0", "Intel(r) AMT Certificate: Handle: 1",
                "Intel(r) AMT Certificate: Handle: 2",
            ])
        #expect(page.items.map(\.isTrustedRoot) == [true, false, true])
        #expect(page.items.allSatisfy { $0.subject == "C=unknown,O=unknown,CN=MPSRoot-0af1d5" })
        #expect(page.items.allSatisfy { $0.issuer == "C=unknown,O=unknown,CN=MPSRoot-0af1d5" })
        #expect(page.items.allSatisfy { $0.isReadOnly == nil })
        // SEQUENCE of 1083 bytes and its four bytes of header.
        #expect(page.items.allSatisfy { $0.der.count == 1087 && $0.der.starts(with: [0x30, 0x82, 0x04, 0x3b]) })
    }

    @Test("one certificate and a deletion")
    func certificate() throws {
        let root = try AMT_PublicKeyCertificate.get(instanceID: "Intel(r) AMT Certificate: Handle: 0").output(
            "amt/publickey/certificate/get", answering: 5)
        #expect(root.instanceID == "Intel(r) AMT Certificate: Handle: 0")
        #expect(root.isTrustedRoot)
        #expect(Hex.text(root.der.suffix(4)) == "0cbab531")
        #expect(
            try AMT_PublicKeyCertificate.delete(instanceID: "x").output(
                "amt/publickey/management/delete", answering: 15) == Done())
    }

    @Test("a key pair: its handle and an RSA public key of 2048 bits")
    func keyPair() throws {
        #expect(
            try AMT_PublicPrivateKeyPair.enumerate().output("amt/publicprivate/enumerate", answering: 6)
                == "56080000-0000-0000-0000-000000000000")
        let pair = try AMT_PublicPrivateKeyPair.get(instanceID: "Intel(r) AMT Key: Handle: 0").output(
            "amt/publicprivate/get", answering: 5)
        #expect(pair.instanceID == "Intel(r) AMT Key: Handle: 0")
        #expect(pair.derKey.count == 270)
        #expect(Hex.text(pair.derKey.prefix(12)) == "3082010a0282010100e32d34")
        #expect(Hex.text(pair.derKey.suffix(5)) == "0203010001")
        #expect(
            try AMT_PublicPrivateKeyPair.delete(instanceID: pair.instanceID).output(
                "amt/publicprivate/delete", answering: 5) == Done())
    }

    // MARK: TLS

    @Test("the binding of a certificate, pulled and put")
    func tlsCredentialContext() throws {
        #expect(
            try AMT_TLSCredentialContext.enumerate().output("amt/tls/credentialcontext/enumerate", answering: 6)
                == "6B080000-0000-0000-0000-000000000000")
        let page = try AMT_TLSCredentialContext.pull("").output("amt/tls/credentialcontext/pull", answering: 47)
        #expect(page.next == nil)
        #expect(page.items.map(\.certificateInstanceID) == ["Intel(r) AMT Certificate: Handle: 3"])
        let bound = try #require(page.items.first)
        #expect(
            bound.elementProvidingContext
                == EndpointReference(
                    resourceURI:
                        "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSProtocolEndpointCollection",
                    selectors: [.init("ElementName", "TLSProtocolEndpoint Instances Collection")]))
        let put = AMT_TLSCredentialContext.put(
            certificateInstanceID: "Intel(r) AMT Certificate: Handle: 4", replacing: bound)
        #expect(
            try put.output("amt/tls/credentialcontext/put", answering: 11)?.certificateInstanceID
                == "Intel(r) AMT Certificate: Handle: 4")
    }

    @Test("TLS switches of the network instance as they were put")
    func tlsSettingData() throws {
        #expect(
            try AMT_TLSSettingData.enumerate().output("amt/tls/settingdata/enumerate", answering: 11)
                == "CA000000-0000-0000-0000-000000000000")
        // The recorded answer is a put's: its instance is the one now stored.
        let asked = try Self.tlsSettings(enabled: false)
        let settings = try #require(try AMT_TLSSettingData.put(asked).output("amt/tls/settingdata/put", answering: 9))
        #expect(settings.instanceID == "Intel(r) AMT 802.3 TLS Settings")
        #expect(!settings.isEnabled)
        #expect(settings.mutualAuthentication == false)
        #expect(settings.acceptNonSecureConnections == false)
        #expect(settings.nonSecureConnectionsSupported == nil)
        #expect(settings.trustedCN == [])
    }

    private static func tlsSettings(enabled: Bool) throws -> AMT_TLSSettingData {
        let body = Devices.answer(
            action: Devices.transfer + "GetResponse", namespace: Devices.schema + "AMT_TLSSettingData",
            body: """
                <g:AMT_TLSSettingData><g:Enabled>\(enabled)</g:Enabled>\
                <g:InstanceID>Intel(r) AMT 802.3 TLS Settings</g:InstanceID></g:AMT_TLSSettingData>
                """)
        let reading = AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID)
            .read(status: 200, body: body, answering: 1)
        guard case .answered(let settings) = reading else { throw NotAnswered(reading: "\(reading)") }
        return settings
    }

    // MARK: CIM_SoftwareIdentity

    @Test("versions of the firmware's parts")
    func softwareIdentity() throws {
        #expect(
            try CIM_SoftwareIdentity.enumerate().output("cim/software/identity/enumerate", answering: 0)
                == "E2020000-0000-0000-0000-000000000000")
        let page = try CIM_SoftwareIdentity.pull("").output("cim/software/identity/pull", answering: 1)
        #expect(page.next == nil)
        #expect(
            page.items.map { $0.instanceID + "=" + $0.versionString } == [
                "Flash=12.0.67", "Netstack=12.0.67", "AMTApps=12.0.67", "AMT=12.0.67", "Sku=16392", "VendorID=8086",
                "Build Number=1579", "Recovery Version=12.0.67", "Recovery Build Num=1579", "Legacy Mode=False",
                "AMT FW Core Version=12.0.67",
            ])
    }

    // MARK: Faults

    @Test("a class that the firmware has not")
    func destinationUnreachable() throws {
        let reading = try AMT_GeneralSettings.get().reading(
            "fault/destinationunreachable", answering: 0, status: 400)
        guard case .fault(let fault) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(fault.subcode == .destinationUnreachable)
        #expect(fault.code == "wsa:DestinationUnreachable")
        #expect(fault.status == nil)
        #expect(
            fault.reason == "No route can be determined to reach the destination role defined by the WSAddressing To.")
        #expect(fault.httpStatus == 400)
        #expect(fault.policy == .capabilityAbsent)
    }

    @Test("a binding that is there already")
    func alreadyExists() throws {
        let call = AMT_TLSCredentialContext.create(certificateInstanceID: "Intel(r) AMT Certificate: Handle: 1")
        let reading = try call.reading("fault/tlscredentialcontext_alreadyexists", answering: 31, status: 400)
        guard case .fault(let fault) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(fault.subcode == .alreadyExists)
        #expect(fault.reason == "The sender attempted to create a resource which already exists.")
        #expect(reading.policy == .doneAlready)
    }

    @Test("a fault to another request is not taken for ours")
    func faultOfAnother() throws {
        let reading = try AMT_GeneralSettings.get().reading("fault/destinationunreachable", answering: 1, status: 200)
        #expect(reading == .unreadable(WSManRefusal(.otherRequest)))
    }
}
