extension Profile.WiFi {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("networks", .list(self.networks.map(\.document)))
        object.put("foreign", choice: self.foreign)
        object.put("power", choice: self.power)
        object.put("hostSync", choice: self.hostSync)
        object.put("sharedWithUEFI", flag: self.isSharedWithUEFI)
        if let interfaceID = self.ipv6InterfaceID {
            var ipv6 = DocumentObject()
            interfaceID.put(into: &ipv6)
            object.put("ipv6", ipv6.value)
        }
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.WirelessNetwork {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("name", text: self.name)
        object.put("ssid", text: self.ssid)
        object.put("priority", number: self.priority)
        switch self.security {
        case .wpaPSK: object.put("security", "wpa-psk")
        case .wpa2PSK: object.put("security", "wpa2-psk")
        case .wpa3SAE: object.put("security", "wpa3-sae")
        case .wpa8021x: object.put("security", "wpa-8021x")
        case .wpa28021x: object.put("security", "wpa2-8021x")
        }
        object.put("encryption", choice: self.encryption)
        switch self.security {
        case .wpaPSK(let secret), .wpa2PSK(let secret), .wpa3SAE(let secret): object.put("passphrase", secret: secret)
        case .wpa8021x(let supplicant), .wpa28021x(let supplicant): object.put("supplicant", supplicant.document)
        }
        return object.value
    }
}

extension Profile.Supplicant {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("method", choice: self.method)
        object.put("username", text: self.username)
        object.put("password", secret: self.password)
        object.put("domain", text: self.domain)
        object.put("roamingIdentity", text: self.roamingIdentity)
        object.put("serverName", text: self.serverName)
        object.put("serverNameMatch", choice: self.serverNameMatch)
        object.put("serverRoot", text: self.serverRoot)
        return object.value
    }
}

extension Profile.Wired8021x {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("enabled", flag: self.supplicant != nil)
        object.put("supplicant", self.supplicant?.document)
        object.put("availableAwake", flag: self.isAvailableAwake)
        object.put("networkBootSeconds", number: self.networkBootSeconds)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.EndpointAccess {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("enabled", flag: self.isEnabled)
        object.put("vendors", choice: self.vendors)
        object.put("postureHash", choice: self.postureHash)
        object.put("signer", choice: self.signer)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}
