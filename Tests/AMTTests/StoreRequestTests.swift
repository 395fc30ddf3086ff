import AMT
import Testing

@Suite("Requests about the certificate store, power packages and setup")
struct StoreRequestTests {
    private typealias Frames = RequestFrames

    // MARK: Certificate store

    @Test("revoked serial numbers are elements of their own, in base64")
    func revocation() throws {
        typealias Service = AMT_PublicKeyManagementService
        let name = "AMT_PublicKeyManagementService"
        let add = Service.addCRL(url: "http://ca.example/a.crl?x=1&y=2", serialNumbers: [[0x01], [0x00, 0xff, 0x10]])
        Frames.expect(
            add, method: "AddCRL", name,
            "<p:Url>http://ca.example/a.crl?x=1&amp;y=2</p:Url><p:SerialNumbers>AQ==</p:SerialNumbers>"
                + "<p:SerialNumbers>AP8Q</p:SerialNumbers>")
        #expect(add.kind == .probeFirst)
        Frames.expect(Service.resetCRLList(), method: "ResetCRLList", name, "")
        #expect(Service.resetCRLList().kind == .repeatable)
        #expect(
            add.reading(method: "AddCRL", of: name, "<g:ReturnValue>2058</g:ReturnValue>").policy == .doneAlready)

        Frames.expectEnumerate(AMT_CRL.enumerate(), "AMT_CRL")
        Frames.expectPull(AMT_CRL.pull("C1"), "AMT_CRL")
        guard
            case .answered(let page) = AMT_CRL.pull("C1").reading(
                pull: "AMT_CRL",
                """
                <h:AMT_CRL><h:InstanceID>x</h:InstanceID><h:SerialNumbers>AQ==</h:SerialNumbers>\
                <h:SerialNumbers>AP8Q</h:SerialNumbers><h:Url>http://ca.example/a.crl</h:Url></h:AMT_CRL>
                """)
        else {
            Issue.record("not answered")
            return
        }
        #expect(page.items.map(\.url) == ["http://ca.example/a.crl"])
        #expect(page.items.map(\.serialNumbers) == [[[0x01], [0x00, 0xff, 0x10]]])
        #expect(
            AMT_CRL.pull("C1").reading(
                pull: "AMT_CRL", "<h:AMT_CRL><h:SerialNumbers>?</h:SerialNumbers><h:Url>u</h:Url></h:AMT_CRL>")
                == .unreadable(WSManRefusal(.elementMalformed, "AMT_CRL/SerialNumbers")))
    }

    @Test("what the store holds, in old firmware's numbers")
    func capabilities() throws {
        let name = "AMT_PublicKeyManagementCapabilities"
        Frames.expectGet(AMT_PublicKeyManagementCapabilities.get(), name)
        let capabilities = try AMT_PublicKeyManagementCapabilities.get().output(
            get: name,
            """
            <g:CertChainMaxSize>4100</g:CertChainMaxSize><g:CommonNameMaxCount>4</g:CommonNameMaxCount>\
            <g:CommonNameMaxSize>63</g:CommonNameMaxSize><g:MaximumCRLSize>1424</g:MaximumCRLSize>\
            <g:RootCertMaxCount>4</g:RootCertMaxCount><g:RootCertMaxSize>1500</g:RootCertMaxSize>\
            <g:SupportedKeyLengths>1024</g:SupportedKeyLengths><g:SupportedKeyLengths>1536</g:SupportedKeyLengths>\
            <g:SupportedKeyLengths>2048</g:SupportedKeyLengths>
            """)
        #expect(capabilities.chainByteCountMax == 4100)
        #expect(capabilities.commonNameCountMax == 4)
        #expect(capabilities.commonNameByteCountMax == 63)
        #expect(capabilities.crlByteCountMax == 1424)
        #expect(capabilities.rootCountMax == 4)
        #expect(capabilities.rootByteCountMax == 1500)
        #expect(capabilities.keyLengths == [1024, 1536, 2048])
        let silent = try AMT_PublicKeyManagementCapabilities.get().output(get: name, "")
        #expect(silent.rootCountMax == nil)
        #expect(silent.keyLengths == [])
    }

    @Test("trusted root hashes of remote setup")
    func rootHashes() {
        typealias Class = AMT_ProvisioningCertificateHash
        let name = "AMT_ProvisioningCertificateHash"
        Frames.expectEnumerate(Class.enumerate(), name)
        Frames.expectPull(Class.pull("C1"), name)
        func read(_ type: String) -> WSManReading<PullPage<Class>> {
            Class.pull("C1").reading(
                pull: name,
                """
                <h:\(name)><h:Description>Go Daddy</h:Description><h:Enabled>true</h:Enabled>\
                <h:HashData>J5a65j8YAeJ3Jhug13dwAo8g7uQ=</h:HashData><h:HashType>\(type)</h:HashType>\
                <h:InstanceID>Hash 3</h:InstanceID><h:IsDefault>false</h:IsDefault></h:\(name)>
                """)
        }
        guard case .answered(let page) = read("1") else {
            Issue.record("not answered")
            return
        }
        #expect(page.items.map(\.instanceID) == ["Hash 3"])
        #expect(page.items.map(\.name) == ["Go Daddy"])
        #expect(page.items.map(\.isDefault) == [false])
        #expect(page.items.map(\.isEnabled) == [true])
        #expect(page.items.map(\.hash.algorithm) == [1])
        #expect(page.items.map { Hex.text($0.hash.bytes) } == ["2796bae63f1801e277261ba0d77770028f20eee4"])
        #expect(read("256") == .unreadable(WSManRefusal(.elementMalformed, "\(name)/HashType")))
    }

    // MARK: Power packages

    @Test("a power scheme is selected in the header; the method has no parameters")
    func powerScheme() {
        let name = "AMT_SystemPowerScheme"
        let selectors = Frames.selector("InstanceID", "SCHEME 3")
        Frames.expectEnumerate(AMT_SystemPowerScheme.enumerate(), name)
        Frames.expectPull(AMT_SystemPowerScheme.pull("C1"), name)
        Frames.expectGet(AMT_SystemPowerScheme.get(instanceID: "SCHEME 3"), name, selectors: selectors)
        let call = AMT_SystemPowerScheme.setPowerScheme(instanceID: "SCHEME 3")
        Frames.expect(call, method: "SetPowerScheme", name, selectors: selectors, "")
        #expect(call.kind == .repeatable)
        #expect(
            call.reading(method: "SetPowerScheme", of: name, "<g:ReturnValue>36</g:ReturnValue>")
                == .returned(ReturnValue(number: 36, table: .amt)))
    }

    /// The table of the class definitions: base64 as on the wire.
    static let packages: [(PowerPackage, String)] = [
        (.mobileS0, "djmXEQtWUEOIcJgS85G1YA=="), (.mobileS0S3, "JtMcdocIx0u7Xzh0QxWl/w=="),
        (.mobileS0S3S5, "Uw4I22wP2Uiy0olY0/EVbg=="), (.mobileS0WakeS3, "BV3Vtkykh02lqLR8FN7aXw=="),
        (.mobileS0WakeS3S5, "MIAN7gnAeEOvKHhootu+Og=="), (.desktopS0, "lE+DEvsQT9yWjh4jKwyQZQ=="),
        (.desktopS0S3, "oYYAq5p/TEKm5rskOildng=="), (.desktopS0S3S5, "coarrJa0SOKbnpt9+Rx/1A=="),
        (.desktopS0WakeS3, "ezLNTWu+Q4mmKk172NvQJg=="), (.desktopS0WakeS3S5, "cyJzRiPcQy+pihPTeYLYVQ=="),
        (.desktopS0S3S5OffAfterPowerLoss, "xRmkum5vjU2yJ1F/fkWV2w=="),
        (.desktopS0WakeS3S5OffAfterPowerLoss, "1gvj7QTFLEa3ctGAGO4vxA=="),
    ]

    @Test("twelve power packages", arguments: Self.packages)
    func powerPackage(_ package: PowerPackage, _ base64: String) throws {
        #expect(Base64.text(package.schemeGUID) == base64)
        #expect(PowerPackage(schemeGUID: package.schemeGUID) == package)
        #expect(PowerPackage(rawValue: package.rawValue) == package)
        let scheme = try AMT_SystemPowerScheme.get(instanceID: "x").output(
            get: "AMT_SystemPowerScheme",
            "<g:InstanceID>SCHEME 1</g:InstanceID><g:SchemeGUID>\(base64)</g:SchemeGUID>")
        #expect(scheme.powerPackage == package)
    }

    @Test("every power package is in the table, an unknown one is kept")
    func powerPackages() throws {
        #expect(Set(Self.packages.map(\.0)) == Set(PowerPackage.allCases))
        #expect(PowerPackage(schemeGUID: [1, 2, 3]) == nil)
        let scheme = try AMT_SystemPowerScheme.get(instanceID: "x").output(
            get: "AMT_SystemPowerScheme",
            "<g:InstanceID>SCHEME 1</g:InstanceID><g:SchemeGUID>AAAAAAAAAAAAAAAAAAAAAA==</g:SchemeGUID>")
        #expect(scheme.powerPackage == nil)
        #expect(scheme.schemeGUID == [UInt8](repeating: 0, count: 16))
    }

    @Test("the scheme in use is found through its second key")
    func currentScheme() {
        func item(_ uri: String, _ selectors: String, _ isCurrent: String) -> String {
            """
            <h:CIM_ElementSettingData><h:IsCurrent>\(isCurrent)</h:IsCurrent><h:ManagedElement>\
            <b:Address>x</b:Address></h:ManagedElement><h:SettingData><b:Address>x</b:Address><b:ReferenceParameters>\
            <c:ResourceURI>\(uri)</c:ResourceURI><c:SelectorSet>\(selectors)</c:SelectorSet></b:ReferenceParameters>\
            </h:SettingData></h:CIM_ElementSettingData>
            """
        }
        let scheme = Devices.schema + "AMT_SystemPowerScheme"
        let guid = "<c:Selector Name=\"SchemeGUID\">MIAN7gnAeEOvKHhootu+Og==</c:Selector>"
        let key = "<c:Selector Name=\"InstanceID\">SCHEME 4</c:Selector>"
        Frames.expectEnumerate(CIM_ElementSettingData.enumerate(), "CIM_ElementSettingData")
        Frames.expectPull(CIM_ElementSettingData.pull("C1"), "CIM_ElementSettingData")
        let reading = CIM_ElementSettingData.pull("C1").reading(
            pull: "CIM_ElementSettingData",
            item(scheme, key + guid, "1") + item(scheme, key + guid, "2")
                + item(Devices.schema + "AMT_GeneralSettings", key, "1") + item(scheme, key, "0"))
        guard case .answered(let page) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(page.items.map(\.isCurrent) == [true, false, true, nil])
        #expect(
            page.items.map { $0.schemeGUID.flatMap(PowerPackage.init(schemeGUID:)) } == [
                .mobileS0WakeS3S5, .mobileS0WakeS3S5, nil, nil,
            ])
    }

    // MARK: Setup

    @Test("a one-time password is put in base64 behind what the device sent, and is not kept")
    func oneTimePassword() throws {
        typealias Setup = AMT_SetupAndConfigurationService
        let name = "AMT_SetupAndConfigurationService"
        let service = try Setup.get().output(
            get: name,
            """
            <g:Name>Intel(r) AMT Setup and Configuration Service</g:Name><g:ProvisioningMode>1</g:ProvisioningMode>\
            <g:ProvisioningServerOTP>AQIDBAUGBwg=</g:ProvisioningServerOTP>\
            <g:ProvisioningState>1</g:ProvisioningState>
            """)
        #expect(service.provisioningServerOTP == Secret([1, 2, 3, 4, 5, 6, 7, 8]))
        #expect(service.instance.names == ["Name", "ProvisioningMode", "ProvisioningState"])
        let put = Setup.put(service, provisioningServerOTP: Secret([8, 7, 6, 5, 4, 3, 2, 1]))
        Frames.expectPut(
            put, name,
            "<p:Name>Intel(r) AMT Setup and Configuration Service</p:Name><p:ProvisioningMode>1</p:ProvisioningMode>"
                + "<p:ProvisioningState>1</p:ProvisioningState>"
                + "<p:ProvisioningServerOTP>CAcGBQQDAgE=</p:ProvisioningServerOTP>")
        #expect(put.kind == .repeatable)
        var dumped = ""
        dump(service, to: &dumped)
        #expect(!dumped.contains("AQIDBAUGBwg="))
    }

    @Test("a pre-shared key in either encoding")
    func preSharedKey() throws {
        typealias Setup = AMT_SetupAndConfigurationService
        let name = "AMT_SetupAndConfigurationService"
        let pid = try PID("0000-037M")
        let pps = try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ")
        let plain = Setup.setTLSPSK(pid: pid, pps: pps, encoding: .plain)
        Frames.expect(
            plain, method: "SetTLSPSK", name,
            "<p:PID>0000037M</p:PID><p:PPS>NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ</p:PPS>")
        #expect(plain.kind == .repeatable)
        Frames.expect(
            Setup.setTLSPSK(pid: pid, pps: pps, encoding: .base64), method: "SetTLSPSK", name,
            "<p:PID>MDAwMDAzN00=</p:PID><p:PPS>TktMREc1RENSUk5RRTlZWlpJSkw3TEZMVkpFRDY5WEo=</p:PPS>")
        let reading = plain.reading(method: "SetTLSPSK", of: name, "<g:ReturnValue>42</g:ReturnValue>")
        #expect(reading == .returned(ReturnValue(number: 42, table: .amt)))
    }

    @Test("the operating system may set the clock or not")
    func localClock() {
        let call = AMT_TimeSynchronizationService.enableLocalTimeSync(false)
        Frames.expect(
            call, method: "EnableLocalTimeSync", "AMT_TimeSynchronizationService", "<p:Enable>false</p:Enable>")
        #expect(call.kind == .repeatable)
    }

    @Test("accounts are read page by page, and no page repeats")
    func accountPages() {
        func next(_ total: UInt32, _ handles: [UInt32], after startIndex: UInt32) -> UInt32? {
            let reading = AMT_AuthorizationService.enumerateUserAclEntries(startIndex: startIndex).reading(
                method: "EnumerateUserAclEntries", of: "AMT_AuthorizationService",
                "<g:TotalCount>\(total)</g:TotalCount><g:HandlesCount>\(handles.count)</g:HandlesCount>"
                    + handles.map { "<g:Handles>\($0)</g:Handles>" }.joined() + "<g:ReturnValue>0</g:ReturnValue>")
            guard case .answered(let page) = reading else {
                Issue.record("\(reading)")
                return nil
            }
            return page.nextStartIndex(after: startIndex)
        }
        #expect(next(2, [1, 2], after: 1) == nil)
        #expect(next(51, Array(1...50), after: 1) == 51)
        #expect(next(51, [51], after: 51) == nil)
        #expect(next(51, [], after: 51) == nil)
        #expect(next(.max, [7], after: .max) == nil)
        #expect(next(0, [], after: 1) == nil)
    }
}
