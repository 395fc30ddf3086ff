extension SimulatedFirmware {
    private static let passphraseBytes = 8...63
    private static let ssidBytes = 1...32
    private static let profileNameBytes = 1...32

    /// How one authentication method of the schema works.
    private struct Authentication {
        enum Secret { case key, ieee8021x, none }

        let secret: Secret
        /// 3 TKIP, 4 CCMP, 32768 GCMP with 256 bits.
        let encryptions: Set<UInt32>
        var isWPA3 = false
    }

    /// WPA or better: an administrator cannot add open or WEP networks.
    private static let authentications: [UInt32: Authentication] = [
        4: Authentication(secret: .key, encryptions: [3, 4]),
        5: Authentication(secret: .ieee8021x, encryptions: [3, 4]),
        6: Authentication(secret: .key, encryptions: [3, 4, 32_768]),
        7: Authentication(secret: .ieee8021x, encryptions: [3, 4, 32_768]),
        32_768: Authentication(secret: .key, encryptions: [4, 32_768], isWPA3: true),
        32_769: Authentication(secret: .none, encryptions: [4], isWPA3: true),
    ]

    /// Makes a profile of what was sent.
    ///
    /// - Parameter old: the profile that it takes the place of; its secrets stay when none are sent.
    func profile(
        _ input: WirelessInput, replacing old: WirelessProfile?
    ) throws(WiFiRefusal) -> WirelessProfile {
        let sent = input.profile
        guard
            let name = sent.text("ElementName"), Self.isProfileName(name),
            let instanceID = sent.text("InstanceID"), instanceID.hasPrefix(WirelessProfile.instancePrefix),
            let ssid = sent.verbatim("SSID"), Self.ssidBytes.contains(ssid.utf8.count),
            let priority = sent.number("Priority"), (1...255).contains(priority),
            let method = sent.number("AuthenticationMethod"), let authentication = Self.authentications[method],
            let encryption = sent.number("EncryptionMethod"), authentication.encryptions.contains(encryption),
            !authentication.isWPA3 || self.capabilities.hasWPA3, [nil, 3].contains(sent.number("BSSType")),
            !sent.isPresent("Keys"), !sent.isPresent("KeyIndex")
        else { throw WiFiRefusal(.invalidParameter) }
        let others = self.features.wifi.profiles.filter { $0 != old }
        guard !others.contains(where: { $0.instanceID == instanceID || $0.elementName == name || $0.ssid == ssid })
        else { throw WiFiRefusal(vendor: .duplicate) }
        guard !others.contains(where: { $0.priority == priority }) else { throw WiFiRefusal(vendor: .invalidPriority) }
        let ieee8021x = try Self.ieee8021x(input, authentication, old: old)
        let certificates = try self.certificates(input, ieee8021x, authentication)
        return WirelessProfile(
            instanceID: instanceID, elementName: name, ssid: ssid, priority: priority, authenticationMethod: method,
            encryptionMethod: encryption, keyDigest: try Self.keyDigest(sent, authentication, old: old),
            ieee8021x: ieee8021x, clientCertificate: certificates.client, trustedRoot: certificates.root)
    }

    private static func isProfileName(_ name: String) -> Bool {
        Self.profileNameBytes.contains(name.utf8.count)
            && name.utf8.allSatisfy { (33...126).contains($0) && !"\"<>&'/".utf8.contains($0) }
    }

    private static func keyDigest(
        _ sent: Arguments, _ authentication: Authentication, old: WirelessProfile?
    ) throws(WiFiRefusal) -> [UInt8]? {
        let passphrase = sent.verbatim("PSKPassPhrase")
        let key = sent.text("PSKValue")
        guard authentication.secret == .key else {
            guard passphrase == nil, key == nil else { throw WiFiRefusal(.invalidParameter) }
            return nil
        }
        switch (passphrase, key) {
        case (let passphrase?, nil):
            guard
                Self.passphraseBytes.contains(passphrase.utf8.count),
                passphrase.utf8.allSatisfy({ (32...126).contains($0) })
            else { throw WiFiRefusal(.invalidParameter) }
            return CredentialRules.digest(passphrase)
        case (nil, let key?):
            guard Text.bytes(hex: key)?.count == 32 else { throw WiFiRefusal(.invalidParameter) }
            return CredentialRules.digest(key)
        case (nil, nil):
            guard let digest = old?.keyDigest else { throw WiFiRefusal(.invalidParameter) }
            return digest
        case (_?, _?): throw WiFiRefusal(.invalidParameter)
        }
    }

    private static func ieee8021x(
        _ input: WirelessInput, _ authentication: Authentication, old: WirelessProfile?
    ) throws(WiFiRefusal) -> IEEE8021xSettings? {
        guard authentication.secret == .ieee8021x else {
            guard input.ieee8021x == nil, input.clientCredential == nil, input.caCredential == nil else {
                throw WiFiRefusal(.invalidParameter)
            }
            return nil
        }
        guard
            let sent = input.ieee8021x, var settings = IEEE8021xSettings(sent, old: old?.ieee8021x),
            let name = sent.text("ElementName"), !name.isEmpty,
            let instanceID = sent.text("InstanceID"), instanceID.hasPrefix(IEEE8021xSettings.instancePrefix)
        else { throw WiFiRefusal(.invalidParameter) }
        settings.values["ElementName"] = [name]
        settings.values["InstanceID"] = [instanceID]
        return settings
    }

    private func certificates(
        _ input: WirelessInput, _ settings: IEEE8021xSettings?, _ authentication: Authentication
    ) throws(WiFiRefusal) -> (client: Int?, root: Int?) {
        var client: Int?
        var root: Int?
        if let reference = input.clientCredential {
            guard let handle = self.leafHandle(reference) else { throw WiFiRefusal(.invalidReference) }
            client = handle
        }
        if let reference = input.caCredential {
            guard let handle = self.rootHandle(reference) else { throw WiFiRefusal(.invalidReference) }
            root = handle
        }
        if let settings, settings.needsClientCertificate, client == nil { throw WiFiRefusal(.invalidParameter) }
        return (client, root)
    }
}
