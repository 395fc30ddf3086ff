import Foundation
import Testing

@testable import FleetSimulator

/// Makers of requests for wireless profiles.
enum WirelessRequests {
    struct Profile {
        var name = "corp"
        var ssid = "corp-wlan"
        var priority = 1
        var authentication = 6
        var encryption = 4
        var passphrase: String? = "correct horse"
        /// Properties of the 802.1X settings, written with the prefix `q`.
        var ieee8021x: String?
        var client: Int?
        var root: Int?
        var endpoint = "WiFi Endpoint 0"
        var more = ""
    }

    static func reference(_ handle: Int) -> String {
        Requests.reference("AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: \(handle)")
    }

    static func add(_ change: (inout Profile) -> Void = { _ in }) -> String {
        var profile = Profile()
        change(&profile)
        let endpoint = Requests.reference("CIM_WiFiEndpoint", "Name", profile.endpoint)
        return Requests.invoke(
            "AMT_WiFiPortConfigurationService", "AddWiFiSettings",
            "<p:WiFiEndpoint>\(endpoint)</p:WiFiEndpoint>" + self.input(profile))
    }

    static func update(_ instanceID: String, _ change: (inout Profile) -> Void) -> String {
        var profile = Profile()
        change(&profile)
        let settings = Requests.reference("CIM_WiFiEndpointSettings", "InstanceID", instanceID)
        return Requests.invoke(
            "AMT_WiFiPortConfigurationService", "UpdateWiFiSettings",
            "<p:WiFiEndpointSettings>\(settings)</p:WiFiEndpointSettings>" + self.input(profile))
    }

    private static func input(_ profile: Profile) -> String {
        var text =
            "<p:WiFiEndpointSettingsInput xmlns:q=\"\(Requests.uri("CIM_WiFiEndpointSettings"))\">"
            + "<q:ElementName>\(profile.name)</q:ElementName>"
            + "<q:InstanceID>Intel(r) AMT:WiFi Endpoint Settings \(profile.name)</q:InstanceID>"
            + "<q:AuthenticationMethod>\(profile.authentication)</q:AuthenticationMethod>"
            + "<q:EncryptionMethod>\(profile.encryption)</q:EncryptionMethod><q:SSID>\(profile.ssid)</q:SSID>"
            + "<q:Priority>\(profile.priority)</q:Priority>\(profile.more)"
        if let passphrase = profile.passphrase { text += "<q:PSKPassPhrase>\(passphrase)</q:PSKPassPhrase>" }
        text += "</p:WiFiEndpointSettingsInput>"
        if let settings = profile.ieee8021x {
            text +=
                "<p:IEEE8021xSettingsInput xmlns:q=\"\(Requests.uri("CIM_IEEE8021xSettings"))\">"
                + "<q:ElementName>\(profile.name)-1x</q:ElementName>"
                + "<q:InstanceID>Intel(r) AMT:IEEE 802.1x Settings \(profile.name)</q:InstanceID>\(settings)"
                + "</p:IEEE8021xSettingsInput>"
        }
        if let client = profile.client { text += "<p:ClientCredential>\(self.reference(client))</p:ClientCredential>" }
        if let root = profile.root { text += "<p:CACredential>\(self.reference(root))</p:CACredential>" }
        return text
    }

    static let tls =
        "<q:AuthenticationProtocol>0</q:AuthenticationProtocol><q:Username>pc-0042</q:Username>"
    static let peap =
        "<q:AuthenticationProtocol>2</q:AuthenticationProtocol><q:Username>pc-0042</q:Username>"
        + "<q:Password>s3cret</q:Password>"

    /// A profile that shows a certificate.
    static func enterprise(_ profile: inout Profile) {
        profile.authentication = 7
        profile.passphrase = nil
        profile.ieee8021x = self.tls
        profile.client = 0
        profile.root = 1
    }
}

extension Bench {
    /// A leaf with its key under handle 0, a root under handle 1.
    mutating func addIdentity() throws {
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        _ = try self.answer(Bench.generateKeyPair, keyPair: key.material)
        _ = try self.answer(Bench.addCertificate(key.certificate))
        _ = try self.answer(Bench.addCertificate(other.certificate, root: true))
    }
}

@Suite("wireless")
struct WirelessTests {
    private static let duplicate: UInt32 = 32_768 + 2_058

    @Test("a profile is added, shown without its key, and deleted")
    func addAndDelete() throws {
        var bench = try Bench()
        guard case .output(let outputs, 0) = try bench.answer(WirelessRequests.add()) else {
            Issue.record("not added")
            return
        }
        #expect(outputs.map(\.name) == ["WiFiEndpointSettings"])
        let shown = try bench.pullAll("CIM_WiFiEndpointSettings")
        #expect(shown.count == 1)
        #expect(shown[0].texts("SSID") == ["corp-wlan"])
        #expect(bench.firmware.features.wifi.profiles[0].keyDigest == CredentialRules.digest("correct horse"))
        let id = "Intel(r) AMT:WiFi Endpoint Settings corp"
        #expect(try bench.answer(Requests.delete("CIM_WiFiEndpointSettings", instanceID: id)) == .empty)
        let again = Requests.delete("CIM_WiFiEndpointSettings", instanceID: id)
        #expect(try bench.fault(again)?.code == .invalidSelectors)
    }

    @Test("names, networks and priorities occur once")
    func duplicates() throws {
        var bench = try Bench()
        _ = try bench.answer(WirelessRequests.add())
        let priority = WirelessRequests.add { profile in
            profile.name = "other"
            profile.ssid = "other"
        }
        #expect(try bench.status(priority) == 32_768 + 2_067)
        #expect(try bench.status(WirelessRequests.add { $0.priority = 2 }) == Self.duplicate)
        let network = WirelessRequests.add { profile in
            profile.name = "other"
            profile.priority = 2
        }
        #expect(try bench.status(network) == Self.duplicate)
    }

    @Test("there is room for eight profiles")
    func limit() throws {
        var bench = try Bench()
        for number in 1...9 {
            let add = WirelessRequests.add { profile in
                profile.name = "p\(number)"
                profile.ssid = "s\(number)"
                profile.priority = number
            }
            #expect(try bench.status(add) == (number < 9 ? 0 : 32_768 + 23))
        }
    }

    @Test("open networks, short keys and methods that do not fit are invalid parameters")
    func invalid() throws {
        var bench = try Bench(release: "14.1.60")
        let changes: [(inout WirelessRequests.Profile) -> Void] = [
            { $0.authentication = 2 }, { $0.encryption = 5 }, { $0.encryption = 2 }, { $0.passphrase = "short" },
            { $0.passphrase = String(repeating: "a", count: 64) }, { $0.passphrase = nil }, { $0.priority = 0 },
            { $0.priority = 256 }, { $0.ssid = String(repeating: "a", count: 33) }, { $0.ssid = "" },
            { $0.name = "two words" }, { $0.authentication = 7 }, { $0.ieee8021x = WirelessRequests.peap },
            { $0.authentication = 32_768 }, { $0.more = "<q:KeyIndex>1</q:KeyIndex>" },
            { $0.more = "<q:BSSType>2</q:BSSType>" },
        ]
        for (number, change) in changes.enumerated() {
            #expect(try bench.status(WirelessRequests.add(change)) == 3, "change \(number)")
        }
        #expect(try bench.status(WirelessRequests.add { $0.endpoint = "WiFi Endpoint 1" }) == 4)
        let unknown = WirelessRequests.add { $0.more = "<q:Channel>1</q:Channel>" }
        #expect(try bench.fault(unknown)?.code == .schemaValidationError)
        let misplaced = WirelessRequests.add().replacingOccurrences(of: "<q:SSID>", with: "<p:SSID>")
            .replacingOccurrences(of: "</q:SSID>", with: "</p:SSID>")
        #expect(try bench.fault(misplaced)?.code == .schemaValidationError)
        var newer = try Bench(release: "15.0.10")
        #expect(try newer.status(WirelessRequests.add { $0.authentication = 32_768 }) == 0)
    }

    @Test("a network with 802.1X needs settings, and certificates that are there")
    func enterprise() throws {
        var bench = try Bench()
        #expect(try bench.status(WirelessRequests.add { WirelessRequests.enterprise(&$0) }) == 4)
        try bench.addIdentity()
        let without = WirelessRequests.add { profile in
            WirelessRequests.enterprise(&profile)
            profile.client = nil
        }
        #expect(try bench.status(without) == 3)
        let swapped = WirelessRequests.add { profile in
            WirelessRequests.enterprise(&profile)
            profile.client = 1
        }
        #expect(try bench.status(swapped) == 4)
        let password = WirelessRequests.add { profile in
            WirelessRequests.enterprise(&profile)
            profile.ieee8021x = WirelessRequests.tls + "<q:Password>x</q:Password>"
        }
        #expect(try bench.status(password) == 3)
        guard
            case .output(let outputs, 0) = try bench.answer(
                WirelessRequests.add { WirelessRequests.enterprise(&$0) })
        else {
            Issue.record("not added")
            return
        }
        #expect(outputs.map(\.name) == ["WiFiEndpointSettings", "IEEE8021xSettings"])
        #expect(try bench.pullAll("CIM_IEEE8021xSettings").count == 1)
        #expect(try bench.pullAll("CIM_CredentialContext").count == 2)
    }

    @Test("certificates and keys in use stay")
    func inUse() throws {
        var bench = try Bench()
        try bench.addIdentity()
        _ = try bench.answer(WirelessRequests.add { WirelessRequests.enterprise(&$0) })
        let certificates = (0...1).map {
            Requests.delete("AMT_PublicKeyCertificate", instanceID: "Intel(r) AMT Certificate: Handle: \($0)")
        }
        let key = Requests.delete("AMT_PublicPrivateKeyPair", instanceID: "Intel(r) AMT Key: Handle: 0")
        for request in certificates + [key] {
            #expect(try bench.fault(request) == Fault(.internalError, detail: "AMT-STATUS 16"))
        }
        #expect(
            try bench.status(Requests.invoke("AMT_WiFiPortConfigurationService", "DeleteAllITProfiles")) == 0)
        for request in certificates + [key] { #expect(try bench.answer(request) == .empty) }
    }

    @Test("an update takes the profile's place, and its key stays when none is sent")
    func update() throws {
        var bench = try Bench()
        _ = try bench.answer(WirelessRequests.add())
        let id = "Intel(r) AMT:WiFi Endpoint Settings corp"
        let update = WirelessRequests.update(id) { profile in
            profile.priority = 7
            profile.passphrase = nil
        }
        #expect(try bench.status(update) == 0)
        #expect(bench.firmware.features.wifi.profiles.map(\.priority) == [7])
        #expect(bench.firmware.features.wifi.profiles[0].keyDigest == CredentialRules.digest("correct horse"))
        #expect(try bench.status(WirelessRequests.update("x") { _ in }) == 4)
    }

    @Test("synchronisation knows three values, and sharing with the UEFI came late")
    func service() throws {
        var bench = try Bench()
        let put = { (properties: String) in Requests.put("AMT_WiFiPortConfigurationService", properties) }
        let sync = { (value: Int) in
            put("<p:localProfileSynchronizationEnabled>\(value)</p:localProfileSynchronizationEnabled>")
        }
        #expect(try bench.property("localProfileSynchronizationEnabled", sync(3)) == "3")
        #expect(try bench.fault(sync(2))?.code == .invalidParameter)
        let share = put("<p:UEFIWiFiProfileShareEnabled>true</p:UEFIWiFiProfileShareEnabled>")
        #expect(try bench.property("UEFIWiFiProfileShareEnabled", share) == "true")
        var older = try Bench(release: "12.0.67")
        #expect(try older.fault(share)?.code == .schemaValidationError)
    }

    @Test("a device without a wireless card has none of the classes, and zeros for an address")
    func noCard() throws {
        var policy = FirmwarePolicy()
        policy.hasWirelessCard = false
        var bench = try Bench(policy: policy)
        for name in ["AMT_WiFiPortConfigurationService", "CIM_WiFiPort", "CIM_WiFiEndpoint"] {
            #expect(try bench.fault(Requests.get(name))?.code == .destinationUnreachable)
        }
        let port = Requests.get("AMT_EthernetPortSettings", instanceID: NetworkSettings.ethernetIDs[1])
        #expect(try bench.property("MACAddress", port) == "00-00-00-00-00-00")
    }

    @Test("wired 802.1X is switched off before its certificates are free")
    func wired() throws {
        var bench = try Bench()
        try bench.addIdentity()
        let put = { (properties: String) in Requests.put("IPS_IEEE8021xSettings", properties) }
        let tls = WirelessRequests.tls.replacingOccurrences(of: "q:", with: "p:")
        #expect(try bench.fault(put("<p:Enabled>2</p:Enabled>"))?.code == .invalidParameter)
        #expect(try bench.fault(put("<p:Enabled>6</p:Enabled>" + tls))?.code == .invalidParameter)
        let late = "<p:Enabled>2</p:Enabled><p:PxeTimeout>86401</p:PxeTimeout>" + tls
        #expect(try bench.fault(put(late))?.code == .invalidParameter)
        #expect(try bench.property("Enabled", put("<p:Enabled>2</p:Enabled>" + tls)) == "2")
        let set = { (root: Int, client: Int) in
            Requests.invoke(
                "IPS_IEEE8021xSettings", "SetCertificates",
                "<p:ServerCertificateIssuer>\(WirelessRequests.reference(root))</p:ServerCertificateIssuer>"
                    + "<p:ClientCertificate>\(WirelessRequests.reference(client))</p:ClientCertificate>")
        }
        #expect(try bench.status(set(0, 1)) == 1)
        #expect(try bench.status(set(1, 0)) == 0)
        #expect(try bench.pullAll("IPS_8021xCredentialContext").count == 2)
        let delete = Requests.delete("AMT_PublicKeyCertificate", instanceID: "Intel(r) AMT Certificate: Handle: 0")
        #expect(try bench.fault(delete) == Fault(.internalError, detail: "AMT-STATUS 16"))
        _ = try bench.answer(put("<p:Enabled>3</p:Enabled>"))
        #expect(try bench.answer(delete) == .empty)
    }

    @Test("the older profile names its certificates itself")
    func olderProfile() throws {
        var bench = try Bench(release: "7.1.4")
        try bench.addIdentity()
        #expect(try bench.fault(Requests.get("IPS_IEEE8021xSettings"))?.code == .destinationUnreachable)
        let tls = WirelessRequests.tls.replacingOccurrences(of: "q:", with: "p:")
        let put = { (certificates: String) in
            Requests.put("AMT_8021XProfile", "<p:Enabled>true</p:Enabled>" + tls + certificates)
        }
        #expect(try bench.fault(put(""))?.code == .invalidParameter)
        #expect(try bench.fault(put("<p:ClientCertificate></p:ClientCertificate>"))?.code == .schemaValidationError)
        let client = "<p:ClientCertificate>\(WirelessRequests.reference(0))</p:ClientCertificate>"
        #expect(try bench.property("Enabled", put(client)) == "true")
        #expect(bench.firmware.features.wired8021x.clientCertificate == 0)
        #expect(try bench.pullAll("AMT_8021xCredentialContext").count == 1)
    }
}
