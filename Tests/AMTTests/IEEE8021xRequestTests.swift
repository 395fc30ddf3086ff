import AMT
import Testing

/// Requests of wired 802.1x byte for byte, written by hand from the protocol.
@Suite("Requests of wired 802.1x")
struct IEEE8021xRequestTests {
    private typealias Golden = GoldenRequest
    private static let settings = GoldenRequest.ips + "IPS_IEEE8021xSettings"
    private static let profile = GoldenRequest.amt + "AMT_8021XProfile"
    private static let client = "Intel(r) AMT Certificate: Handle: 1"
    private static let issuer = "Intel(r) AMT Certificate: Handle: 0"

    private static let identity = IEEE8021xIdentity(
        eapProtocol: .fastTLS, username: "pc-0042", password: Secret(text: "S3cret&word"), domain: "CORP",
        roamingIdentity: "anon@corp.example", serverName: .init(text: "radius.corp.example", comparison: .fullName))

    @Test("newer firmware: state, times and identity among the rest, the password behind it")
    func settings() throws {
        typealias Settings = IPS_IEEE8021xSettings
        let key = Golden.selector("InstanceID", "Intel(r) AMT: 8021X Settings")
        Golden.expect(Settings.get(), action: Golden.transfer + "Get", Self.settings, selectors: key, "")
        Golden.expect(enumerate: Settings.enumerate(), pull: Settings.pull("x"), Self.settings)
        let read = try #require(
            try Settings.pull("").output("ips/ieee8021x/settings/pull", answering: 20).items.first)
        let changed = read.changing(state: .enabledWithoutCertificates)
            .changing(availableInS0: true, pxeTimeoutSeconds: 86400).changing(identity: Self.identity)
        #expect(changed.state == .enabledWithoutCertificates)
        #expect(changed.availableInS0 == true)
        #expect(changed.pxeTimeoutSeconds == 86400)
        Golden.expect(
            Settings.put(changed), action: Golden.transfer + "Put", Self.settings, selectors: key,
            """
            <p:IPS_IEEE8021xSettings xmlns:p="http://intel.com/wbem/wscim/1/ips-schema/1/IPS_IEEE8021xSettings">\
            <p:AvailableInS0>true</p:AvailableInS0><p:ElementName>Intel(r) AMT: 8021X Settings</p:ElementName>\
            <p:Enabled>6</p:Enabled><p:InstanceID>Intel(r) AMT: 8021X Settings</p:InstanceID>\
            <p:PxeTimeout>86400</p:PxeTimeout><p:AuthenticationProtocol>10</p:AuthenticationProtocol>\
            <p:RoamingIdentity>anon@corp.example</p:RoamingIdentity>\
            <p:ServerCertificateName>radius.corp.example</p:ServerCertificateName>\
            <p:ServerCertificateNameComparison>0</p:ServerCertificateNameComparison>\
            <p:Username>pc-0042</p:Username><p:Domain>CORP</p:Domain><p:Password>S3cret&amp;word</p:Password>\
            </p:IPS_IEEE8021xSettings>
            """)
        for shown in [Golden.printed(changed), Golden.printed(Settings.put(changed))] {
            #expect(!shown.contains("S3cret"))
        }
    }

    @Test("an identity replaces the one before it as a whole")
    func identityReplaced() throws {
        let read = try #require(
            try IPS_IEEE8021xSettings.pull("").output("ips/ieee8021x/settings/pull", answering: 20).items.first)
        let plain = read.changing(identity: Self.identity)
            .changing(identity: IEEE8021xIdentity(eapProtocol: .tls, username: "pc-0042"))
        #expect(
            plain.instance.names == [
                "AvailableInS0", "ElementName", "Enabled", "InstanceID", "PxeTimeout", "AuthenticationProtocol",
                "Username",
            ])
        #expect(plain.instance.text("AuthenticationProtocol") == "0")
        let text = String(decoding: IPS_IEEE8021xSettings.put(plain).envelope(messageID: 1), as: UTF8.self)
        #expect(!text.contains("Password"))
    }

    @Test("certificates are bound by reference, and what is not there is left out")
    func setCertificates() {
        typealias Settings = IPS_IEEE8021xSettings
        Golden.expect(
            Settings.setCertificates(serverCertificateIssuer: Self.issuer, clientCertificate: Self.client),
            method: "SetCertificates", Self.settings,
            "<p:ServerCertificateIssuer>\(Golden.certificate(0))</p:ServerCertificateIssuer>"
                + "<p:ClientCertificate>\(Golden.certificate(1))</p:ClientCertificate>")
        Golden.expect(
            Settings.setCertificates(serverCertificateIssuer: Self.issuer, clientCertificate: nil),
            method: "SetCertificates", Self.settings,
            "<p:ServerCertificateIssuer>\(Golden.certificate(0))</p:ServerCertificateIssuer>")
        Golden.expect(
            Settings.setCertificates(serverCertificateIssuer: nil, clientCertificate: nil), method: "SetCertificates",
            Self.settings, "")
        #expect(Settings.setCertificates(serverCertificateIssuer: nil, clientCertificate: nil).kind == .repeatable)
    }

    @Test("older firmware: its own numbers, certificates as properties")
    func profile() throws {
        typealias Profile = AMT_8021XProfile
        let key = Golden.selector("InstanceID", "Intel(r) AMT 802.1x Profile 0")
        Golden.expect(Profile.get(), action: Golden.transfer + "Get", Self.profile, selectors: key, "")
        Golden.expect(enumerate: Profile.enumerate(), pull: Profile.pull("x"), Self.profile)
        let read = try Profile.get().output("amt/ieee8021x/profile/get", answering: 9)
        let changed = try #require(read.changing(enabled: true).changing(identity: Self.identity))
            .changing(activeInS0: false, pxeTimeoutSeconds: 0)
            .changing(clientCertificateInstanceID: Self.client, serverCertificateIssuerInstanceID: Self.issuer)
        Golden.expect(
            Profile.put(changed), action: Golden.transfer + "Put", Self.profile, selectors: key,
            """
            <p:AMT_8021XProfile xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_8021XProfile">\
            <p:ActiveInS0>false</p:ActiveInS0><p:ElementName>Intel(r) AMT 802.1x Profile</p:ElementName>\
            <p:Enabled>true</p:Enabled><p:InstanceID>Intel(r) AMT 802.1x Profile 0</p:InstanceID>\
            <p:PxeTimeout>0</p:PxeTimeout><p:AuthenticationProtocol>6</p:AuthenticationProtocol>\
            <p:RoamingIdentity>anon@corp.example</p:RoamingIdentity>\
            <p:ServerCertificateName>radius.corp.example</p:ServerCertificateName>\
            <p:ServerCertificateNameComparison>0</p:ServerCertificateNameComparison>\
            <p:Username>pc-0042</p:Username><p:Domain>CORP</p:Domain>\
            <p:ClientCertificate>\(Golden.certificate(1))</p:ClientCertificate>\
            <p:ServerCertificateIssuer>\(Golden.certificate(0))</p:ServerCertificateIssuer>\
            <p:Password>S3cret&amp;word</p:Password></p:AMT_8021XProfile>
            """)
        #expect(!Golden.printed(changed).contains("S3cret"))
        let unbound = changed.changing(clientCertificateInstanceID: nil, serverCertificateIssuerInstanceID: nil)
        #expect(!unbound.instance.names.contains("ClientCertificate"))
        #expect(!unbound.instance.names.contains("ServerCertificateIssuer"))
        #expect(read.changing(identity: IEEE8021xIdentity(eapProtocol: .md5, username: "x")) == nil)
    }

    @Test("bindings are enumerated")
    func contexts() {
        Golden.expect(
            enumerate: AMT_8021xCredentialContext.enumerate(), pull: AMT_8021xCredentialContext.pull("x"),
            Golden.amt + "AMT_8021xCredentialContext")
        Golden.expect(
            enumerate: IPS_8021xCredentialContext.enumerate(), pull: IPS_8021xCredentialContext.pull("x"),
            Golden.ips + "IPS_8021xCredentialContext")
        Golden.expect(
            enumerate: CIM_CredentialContext.enumerate(), pull: CIM_CredentialContext.pull("x"),
            Golden.cim + "CIM_CredentialContext")
    }

    @Test("numbers of methods in both numberings, and names that read back")
    func protocols() {
        let numbers: [(EAPProtocol, UInt32, UInt32?)] = [
            (.tls, 0, 0), (.ttlsMSCHAPv2, 1, 1), (.peapMSCHAPv2, 2, 2), (.peapGTC, 3, 3), (.fastMSCHAPv2, 4, 4),
            (.fastGTC, 5, 5), (.md5, 6, nil), (.psk, 7, nil), (.sim, 8, nil), (.aka, 9, nil), (.fastTLS, 10, 6),
        ]
        #expect(numbers.map(\.0) == EAPProtocol.known)
        for (method, cim, profile) in numbers {
            #expect(method.number(in: .cim) == cim)
            #expect(EAPProtocol(number: cim, in: .cim) == method)
            #expect(method.number(in: .amtProfile) == profile)
            if let profile { #expect(EAPProtocol(number: profile, in: .amtProfile) == method) }
            #expect(EAPProtocol(name: method.name) == method)
        }
        #expect(EAPProtocol(number: 11, in: .cim) == .unknown(11))
        #expect(EAPProtocol(number: 7, in: .amtProfile) == .unknown(7))
        #expect(EAPProtocol.unknown(11).number(in: .cim) == 11)
        #expect(EAPProtocol(name: "unknown-11") == nil)
        #expect(EAPProtocol.known.map(\.name).first == "eap-tls")
    }

    @Test("numbers and names of wireless authentication and encryption")
    func wireless() {
        let authentications: [(UInt32, String)] = [
            (1, "other"), (2, "open"), (3, "shared"), (4, "wpa-psk"), (5, "wpa-802.1x"), (6, "wpa2-psk"),
            (7, "wpa2-802.1x"), (32768, "wpa3-sae"), (32769, "wpa3-owe"),
        ]
        #expect(WiFiAuthentication.known.map(\.number) == authentications.map(\.0))
        #expect(WiFiAuthentication.known.map(\.name) == authentications.map(\.1))
        let encryptions: [(UInt32, String)] = [(1, "other"), (2, "wep"), (3, "tkip"), (4, "ccmp"), (5, "none")]
        #expect(WiFiEncryption.known.map(\.number) == encryptions.map(\.0))
        #expect(WiFiEncryption.known.map(\.name) == encryptions.map(\.1))
        for known in WiFiAuthentication.known {
            #expect(WiFiAuthentication(name: known.name) == known)
            #expect(WiFiAuthentication(number: known.number) == known)
        }
        for known in WiFiEncryption.known {
            #expect(WiFiEncryption(name: known.name) == known)
            #expect(WiFiEncryption(number: known.number) == known)
        }
        #expect(WiFiAuthentication(number: 8) == .unknown(8))
        #expect(WiFiAuthentication.unknown(8).number == 8)
        #expect(WiFiEncryption(number: 6) == .unknown(6))
        #expect(WiFiAuthentication.known.filter(\.usesPassphrase) == [.wpaPSK, .wpa2PSK, .wpa3SAE])
        #expect(WiFiAuthentication.known.filter(\.uses8021x) == [.wpa8021x, .wpa28021x])
    }
}
