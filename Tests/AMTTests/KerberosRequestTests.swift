import AMT
import Testing

@Suite("Requests about Kerberos")
struct KerberosRequestTests {
    private typealias Frames = RequestFrames
    private typealias Kerberos = AMT_KerberosSettingData
    private static let name = "AMT_KerberosSettingData"
    private static let selectors = Frames.selector("InstanceID", "Intel (r) AMT: Kerberos Settings")
    /// The head and tail of a put, as the recorded device had its properties.
    private static let head =
        "<p:ElementName>Intel(r) AMT: Kerberos Settings</p:ElementName>"
        + "<p:InstanceID>Intel (r) AMT: Kerberos Settings</p:InstanceID>"
    private static let supported =
        "<p:SupportedEncryptionAlgorithms>0</p:SupportedEncryptionAlgorithms>"
        + "<p:SupportedEncryptionAlgorithms>1</p:SupportedEncryptionAlgorithms>"
        + "<p:SupportedEncryptionAlgorithms>2</p:SupportedEncryptionAlgorithms>"
    private static let principals =
        "<p:ServicePrincipalName>HTTP/pc-0042.corp.example:16992</p:ServicePrincipalName>"
        + "<p:ServicePrincipalName>HTTP/pc-0042.corp.example:16993</p:ServicePrincipalName>"
        + "<p:ServicePrincipalProtocol>0</p:ServicePrincipalProtocol>"
        + "<p:ServicePrincipalProtocol>1</p:ServicePrincipalProtocol>"

    @Test("the key has a blank that other keys have not")
    func get() {
        Frames.expectGet(Kerberos.get(), Self.name, selectors: Self.selectors)
        Frames.expectEnumerate(Kerberos.enumerate(), Self.name)
        Frames.expectPull(Kerberos.pull("C1"), Self.name)
    }

    @Test("a master key travels as base64, behind what the device had and what is new")
    func masterKey() throws {
        let call = Kerberos.put(
            try Self.settings(encryption: .rc4), key: .master(Secret([UInt8](repeating: 0xff, count: 16))))
        Frames.expectPut(
            call, Self.name, selectors: Self.selectors,
            Self.head + "<p:KrbEnabled>true</p:KrbEnabled>" + Self.supported
                + "<p:RealmName>CORP.EXAMPLE</p:RealmName>" + Self.principals + "<p:KeyVersion>2</p:KeyVersion>"
                + "<p:EncryptionAlgorithm>0</p:EncryptionAlgorithm>"
                + "<p:MaximumClockTolerance>5</p:MaximumClockTolerance>"
                + "<p:MasterKey>/////////////////////w==</p:MasterKey>")
        #expect(call.kind == .repeatable)
    }

    @Test("a passphrase travels with salt and count, and without a master key")
    func passphrase() throws {
        Frames.expectPut(
            Kerberos.put(
                try Self.settings(encryption: nil),
                key: .passphrase(
                    Secret(text: "P@ss<phrase>1"), salt: "CORP.EXAMPLEhostpc-0042", iterationCount: 4096)),
            Self.name, selectors: Self.selectors,
            Self.head + "<p:KrbEnabled>true</p:KrbEnabled>" + Self.supported
                + "<p:RealmName>CORP.EXAMPLE</p:RealmName>" + Self.principals + "<p:KeyVersion>2</p:KeyVersion>"
                + "<p:MaximumClockTolerance>5</p:MaximumClockTolerance><p:Salt>CORP.EXAMPLEhostpc-0042</p:Salt>"
                + "<p:IterationCount>4096</p:IterationCount><p:Passphrase>P@ss&lt;phrase&gt;1</p:Passphrase>")
    }

    @Test("switching off sends no key")
    func disabling() throws {
        let settings = try Kerberos.get().output("amt/kerberos/get", answering: 5).disabling()
        Frames.expectPut(
            Kerberos.put(settings, key: nil), Self.name, selectors: Self.selectors,
            Self.head + "<p:KrbEnabled>false</p:KrbEnabled>" + Self.supported)
    }

    @Test("a key is not kept, should a device show one, and cannot be printed")
    func secrecy() throws {
        let settings = try Kerberos.get().output(
            get: Self.name,
            "<g:KrbEnabled>true</g:KrbEnabled><g:MasterKey>c2VjcmV0LXNlY3JldC0hIQ==</g:MasterKey>"
                + "<g:Passphrase>open sesame</g:Passphrase>")
        #expect(settings.instance.names == ["KrbEnabled"])
        let keys: [KerberosKey] = [
            .master(Secret(text: "open sesame")),
            .passphrase(Secret(text: "open sesame"), salt: "s", iterationCount: 1),
        ]
        for key in keys {
            var dumped = ""
            dump(key, to: &dumped)
            dump(settings, to: &dumped)
            for text in ["\(key)", String(reflecting: key), dumped] {
                #expect(!text.contains("sesame"))
                #expect(!text.contains("c2VjcmV0"))
            }
        }
    }

    @Test("the cache of log-ons")
    func cache() {
        Frames.expect(Kerberos.getCredentialCacheState(), method: "GetCredentialCacheState", Self.name, "")
        Frames.expect(
            Kerberos.setCredentialCacheState(enabled: true), method: "SetCredentialCacheState", Self.name,
            "<p:Enable>true</p:Enable>")
        #expect(Kerberos.getCredentialCacheState().kind == .read)
        #expect(Kerberos.setCredentialCacheState(enabled: true).kind == .repeatable)
    }

    @Test("names that do not go with protocols one by one are not guessed at")
    func outOfStep() throws {
        let settings = try Kerberos.get().output(
            get: Self.name,
            "<g:KrbEnabled>true</g:KrbEnabled><g:ServicePrincipalName>a</g:ServicePrincipalName>"
                + "<g:ServicePrincipalName>b</g:ServicePrincipalName>"
                + "<g:ServicePrincipalProtocol>3</g:ServicePrincipalProtocol>")
        #expect(settings.servicePrincipals == nil)
        #expect(
            Kerberos.get().reading(get: Self.name, "<g:RealmName>X</g:RealmName>")
                == .unreadable(WSManRefusal(.elementMissing, "AMT_KerberosSettingData/KrbEnabled")))
    }

    private static func settings(encryption: KerberosEncryption?) throws -> Kerberos {
        let principals = [
            ServicePrincipal(name: "HTTP/pc-0042.corp.example:16992", service: .http),
            ServicePrincipal(name: "HTTP/pc-0042.corp.example:16993", service: .https),
        ]
        let settings = try Kerberos.get().output("amt/kerberos/get", answering: 5).changing(
            realmName: "CORP.EXAMPLE", servicePrincipals: principals, keyVersion: 2, encryptionAlgorithm: encryption,
            maximumClockToleranceMinutes: 5)
        #expect(settings.isEnabled)
        #expect(settings.servicePrincipals == principals)
        return settings
    }
}
