extension ProfileRules {
    mutating func judgeNetwork() {
        let network = self.document["network"]
        let dynamicDNS = network["dynamicDNS"]
        if let updater = dynamicDNS["updater"].text {
            for key in ["periodMinutes", "ttlSeconds"] {
                self.judge(dynamicDNS[key], isOfUse: updater != "none", when: "with an updater")
            }
        }
        self.judgeAddresses(network["ipv4"])
        let ipv6 = network["ipv6"]
        self.judgeInterfaceID(ipv6)
        self.judge(ipv6["secondaryDNS"], isOfUse: ipv6["primaryDNS"].isWritten, when: "beside primaryDNS")
    }

    private mutating func judgeInterfaceID(_ ipv6: ProfileNode) {
        guard ipv6.isWritten else { return }
        self.judge(
            ipv6["manualInterfaceID"], isNeeded: ipv6["interfaceID"].text == "manual", when: "with interfaceID manual")
    }

    private mutating func judgeAddresses(_ ipv4: ProfileNode) {
        guard let mode = ipv4["mode"].text else { return }
        let isStatic = mode == "static"
        for key in ["address", "subnetMask"] {
            self.judge(ipv4[key], isNeeded: isStatic, when: "with mode static")
        }
        for key in ["gateway", "primaryDNS", "secondaryDNS"] {
            self.judge(ipv4[key], isOfUse: isStatic, when: "with mode static")
        }
        guard isStatic else { return }
        self.judge(ipv4["secondaryDNS"], isOfUse: ipv4["primaryDNS"].isWritten, when: "beside primaryDNS")
        guard let mask = ipv4["subnetMask"].text.flatMap(HostText.v4) else { return }
        // A network of two hosts has 30 bits; 0 bits are none.
        guard mask.leadingZeroBitCount == 0, (1...30).contains((~mask).leadingZeroBitCount),
            mask.trailingZeroBitCount == 32 - (~mask).leadingZeroBitCount
        else { return self.fault(ipv4["subnetMask"], .address, "is no mask of 1 to 30 bits") }
        let address = ipv4["address"].text.flatMap(HostText.v4)
        if let address, address & ~mask == 0 || address & ~mask == ~mask {
            self.fault(ipv4["address"], .address, "is the network's own or its broadcast address")
        }
        guard let gateway = ipv4["gateway"].text.flatMap(HostText.v4) else { return }
        if let address, address & mask != gateway & mask {
            self.fault(ipv4["gateway"], .contradiction, "is not in the network of the address")
        } else if gateway == address {
            self.fault(ipv4["gateway"], .contradiction, "is the device's own address")
        }
    }

    mutating func judgeWiFi() {
        self.judgeInterfaceID(self.document["wifi"]["ipv6"])
        let networks = self.document["wifi"]["networks"].items
        for key in ["name", "ssid"] { self.judgeUnique(networks.map { $0[key] }) { $0.text } }
        self.judgeUnique(networks.map { $0["priority"] }) { $0.integer }
        for network in networks {
            if let security = network["security"].text {
                let isShared = ["wpa-psk", "wpa2-psk", "wpa3-sae"].contains(security)
                self.judge(
                    network["passphrase"], isNeeded: isShared, when: "with security wpa-psk, wpa2-psk or wpa3-sae")
                self.judge(
                    network["supplicant"], isNeeded: !isShared, when: "with security wpa-8021x or wpa2-8021x")
                if security == "wpa3-sae" && network["encryption"].text == "tkip" {
                    self.fault(network["encryption"], .contradiction, "is not to be had with wpa3-sae")
                }
            }
            self.judgeSupplicant(network["supplicant"])
        }
    }

    mutating func judgeWired() {
        let wired = self.document["wired8021x"]
        if let isEnabled = wired["enabled"].flag {
            self.judge(wired["supplicant"], isNeeded: isEnabled, when: "when it is enabled")
        }
        self.judgeSupplicant(wired["supplicant"])
    }

    private mutating func judgeSupplicant(_ supplicant: ProfileNode) {
        guard supplicant.isWritten else { return }
        if let method = supplicant["method"].choice(Profile.Supplicant.Method.self) {
            self.judge(
                supplicant["password"], isNeeded: !method.usesDeviceCertificate,
                when: "with methods that use no certificate of the device")
        }
        self.judgePlaceholders(supplicant["username"])
        self.judgePlaceholders(supplicant["roamingIdentity"])
        self.judge(
            supplicant["serverNameMatch"], isOfUse: supplicant["serverName"].isWritten, when: "beside serverName")
        self.judgeRoot(supplicant["serverRoot"])
    }

    mutating func judgeRemoteAccess() {
        let remoteAccess = self.document["remoteAccess"]
        let servers = remoteAccess["servers"].items
        self.judgeUnique(servers.map { $0["name"] }) { $0.text }
        self.judgeUnique(servers) { (server: ProfileNode) -> String? in
            guard let address = server["address"].text, let port = server["port"].integer else { return nil }
            return EntryKey.server(address: address, port: port)
        }
        for server in servers {
            if let authentication = server["authentication"].text {
                for key in ["username", "password"] {
                    self.judge(
                        server[key], isNeeded: authentication == "password", when: "with authentication password")
                }
            }
            if let address = server["address"].text {
                self.judge(
                    server["commonName"], isOfUse: HostText.isNumeric(address), when: "when the address is numeric")
            }
            self.judgeRoot(server["root"])
        }
        let names = servers.compactMap { $0["name"].text }
        self.judgeUnique(remoteAccess["rules"].items.map { $0["trigger"] }) { $0.text }
        for rule in remoteAccess["rules"].items {
            self.judgeTrigger(rule)
            self.judgeUnique(rule["servers"].items) { $0.text }
            for server in rule["servers"].items {
                if let name = server.text, !names.contains(name) {
                    self.fault(server, .unknownReference, "is the name of no server in remoteAccess.servers")
                }
            }
        }
    }

    private mutating func judgeTrigger(_ rule: ProfileNode) {
        guard let trigger = rule["trigger"].text else { return }
        let (interval, daily) = (rule["everySeconds"], rule["daily"])
        guard trigger == "periodic" else {
            self.judge(interval, isOfUse: false, when: "with trigger periodic")
            self.judge(daily, isOfUse: false, when: "with trigger periodic")
            return
        }
        switch (interval.isWritten, daily.isWritten) {
        case (false, false): self.fault(rule, .needed, "needs everySeconds or daily with trigger periodic")
        case (true, true): self.fault(daily, .contradiction, "cannot stand beside everySeconds")
        case (true, false), (false, true): break
        }
    }
}
