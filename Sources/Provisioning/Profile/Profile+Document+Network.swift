import AMT

extension Profile.Network {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("sharedName", flag: self.sharesNameWithHost)
        object.put("ping", flag: self.answersPing)
        object.put("rmcpPing", flag: self.answersRMCPPing)
        object.put("dynamicDNS", self.dynamicDNS?.document)
        object.put("ipv4", self.ipv4?.document)
        object.put("ipv6", self.ipv6?.document)
        object.put("preferIPv6", flag: self.prefersIPv6)
        object.put("vlan", number: self.vlan)
        object.put("reachability", choice: self.reachability)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.Network.DynamicDNS {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("updater", choice: self.updater)
        object.put("periodMinutes", number: self.periodMinutes)
        object.put("ttlSeconds", number: self.ttlSeconds)
        return object.value
    }
}

extension Profile.Network.IPv4 {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        switch self {
        case .dhcp: object.put("mode", "dhcp")
        case .host: object.put("mode", "host")
        case .fixed(let fixed):
            object.put("mode", "static")
            object.put("address", text: fixed.address)
            object.put("subnetMask", text: fixed.subnetMask)
            object.put("gateway", text: fixed.gateway)
            object.put("primaryDNS", text: fixed.primaryDNS)
            object.put("secondaryDNS", text: fixed.secondaryDNS)
        }
        return object.value
    }
}

extension Profile.Network.IPv6 {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        self.interfaceID?.put(into: &object)
        object.put("address", text: self.address)
        object.put("gateway", text: self.gateway)
        object.put("primaryDNS", text: self.primaryDNS)
        object.put("secondaryDNS", text: self.secondaryDNS)
        return object.value
    }
}

extension Profile.Network.IPv6.InterfaceID {
    /// The fields that it is in the document.
    func put(into object: inout DocumentObject) {
        switch self {
        case .random: object.put("interfaceID", "random")
        case .intel: object.put("interfaceID", "intel")
        case .manual(let bytes):
            object.put("interfaceID", "manual")
            object.put("manualInterfaceID", text: Hex.text(bytes))
        }
    }
}

extension Profile.EnvironmentDetection {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("domains", texts: self.domains)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.HTTPProxies {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put(
            "proxies",
            .list(
                self.proxies.map { proxy in
                    [
                        "address": .text(proxy.address), "port": .integer(Int64(proxy.port)),
                        "networkDNSSuffix": .text(proxy.networkDNSSuffix),
                    ]
                }))
        object.put("foreign", choice: self.foreign)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.RemoteAccess {
    var document: DocumentValue {
        var object = DocumentObject()
        object.put("servers", .list(self.servers.map(\.document)))
        object.put("rules", .list(self.rules.map(\.document)))
        object.put("foreign", choice: self.foreign)
        object.put("userInitiated", choice: self.userInitiated)
        object.put("required", flag: self.isRequired)
        return object.value
    }
}

extension Profile.RemoteAccess.Server {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("name", text: self.name)
        object.put("address", text: self.address)
        object.put("port", number: UInt32(self.port))
        switch self.authentication {
        case .certificate: object.put("authentication", "certificate")
        case .password(let username, let password):
            object.put("authentication", "password")
            object.put("username", text: username)
            object.put("password", secret: password)
        }
        object.put("commonName", text: self.commonName)
        object.put("root", text: self.root)
        return object.value
    }
}

extension Profile.RemoteAccess.Rule {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        switch self.trigger {
        case .user: object.put("trigger", "user")
        case .alert: object.put("trigger", "alert")
        case .every(let seconds):
            object.put("trigger", "periodic")
            object.put("everySeconds", number: seconds)
        case .daily(let hour, let minute):
            object.put("trigger", "periodic")
            object.put("daily", text: TimeOfDay(hour: hour, minute: minute).text)
        }
        object.put("tunnelSeconds", number: self.tunnelSeconds)
        object.put("servers", texts: self.servers)
        return object.value
    }
}
