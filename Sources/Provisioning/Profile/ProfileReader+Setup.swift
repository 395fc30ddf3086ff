import AMT

extension ProfileReader {
    static func adminPassword(_ node: ProfileNode) throws(ProfileFaults) -> Profile.AdminPassword {
        switch node["policy"].text {
        case "fixed": .fixed(try Self.needed(secret: node["secret"]))
        case "derived": .derived(master: try Self.needed(secret: node["secret"]))
        case "random": .random
        default: try node["policy"].needed(nil)
        }
    }

    static func mebx(_ node: ProfileNode) throws(ProfileFaults) -> Profile.MEBx {
        let password: Profile.MEBx.Password =
            switch node["policy"].text {
            case "fixed": .fixed(try Self.needed(secret: node["secret"]))
            case "leave": .leave
            case "random": .random
            default: try node["policy"].needed(nil)
            }
        return Profile.MEBx(password: password, change: try Self.needed(choice: node["change"]))
    }

    static func clock(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Clock {
        Profile.Clock(
            driftSecondsMax: try node["driftSecondsMax"].needed(node["driftSecondsMax"].integer),
            isLocalSyncAllowed: node["localSync"].flag, isRequired: try Self.needed(flag: node["required"]))
    }

    static func tls(_ node: ProfileNode) throws(ProfileFaults) -> Profile.TLS {
        Profile.TLS(
            network: try Self.needed(choice: node["network"]),
            acceptNonSecureConnections: try Self.needed(flag: node["acceptNonSecureConnections"]),
            trustedNames: try Self.list(node["trustedNames"]) { name throws(ProfileFaults) in
                try Self.needed(text: name)
            },
            local: node["local"].choice(),
            trustedRoots: try Self.list(node["trustedRoots"]) { root throws(ProfileFaults) in
                let certificate = root["certificate"]
                return Profile.TrustedRoot(
                    name: try Self.needed(text: root["name"]),
                    der: try certificate.needed(certificate.text.flatMap(CertificateText.der)))
            },
            foreignRoots: try Self.needed(choice: node["foreignRoots"]),
            revocationLists: try Self.section(node["revocationLists"]) { lists throws(ProfileFaults) in
                try Self.list(lists, Self.revocationList)
            },
            certificate: try Self.deviceCertificate(node["certificate"]),
            isRequired: try Self.needed(flag: node["required"]))
    }

    private static func deviceCertificate(_ node: ProfileNode) throws(ProfileFaults) -> Profile.DeviceCertificate {
        let days = node["validDays"]
        return Profile.DeviceCertificate(
            validDays: try days.needed(days.integer.flatMap(Int.init(exactly:))),
            keyUsage: try Self.list(node["keyUsage"]) { usage throws(ProfileFaults) in try Self.needed(choice: usage) },
            isForClient: try Self.needed(flag: node["forClient"]))
    }

    private static func revocationList(_ node: ProfileNode) throws(ProfileFaults) -> Profile.RevocationList {
        Profile.RevocationList(
            url: try Self.needed(text: node["url"]),
            serialNumbers: try Self.list(node["serialNumbers"]) { serial throws(ProfileFaults) in
                try serial.needed(serial.text.flatMap { Hex.bytes($0) })
            })
    }

    static func provisioningPeriod(_ node: ProfileNode) throws(ProfileFaults) -> Profile.ProvisioningPeriod {
        let count = node["whenReadyRequestsExceed"]
        return Profile.ProvisioningPeriod(
            extendHours: try Self.needed(number: node["extendHours"]),
            whenReadyRequestsExceed: try count.needed(count.integer.flatMap(Int.init(exactly:))))
    }

    static func network(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Network {
        var network = Profile.Network()
        network.sharesNameWithHost = node["sharedName"].flag
        network.answersPing = node["ping"].flag
        network.answersRMCPPing = node["rmcpPing"].flag
        network.dynamicDNS = try Self.section(node["dynamicDNS"]) { node throws(ProfileFaults) in
            Profile.Network.DynamicDNS(
                updater: try Self.needed(choice: node["updater"]), periodMinutes: node["periodMinutes"].number,
                ttlSeconds: node["ttlSeconds"].number)
        }
        network.ipv4 = try Self.section(node["ipv4"], Self.ipv4)
        network.ipv6 = try Self.section(node["ipv6"], Self.ipv6)
        network.prefersIPv6 = node["preferIPv6"].flag
        network.vlan = node["vlan"].number
        network.reachability = node["reachability"].choice()
        network.isRequired = try Self.needed(flag: node["required"])
        return network
    }

    private static func ipv4(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Network.IPv4 {
        switch node["mode"].text {
        case "dhcp": .dhcp
        case "host": .host
        case "static":
            .fixed(
                Profile.Network.FixedAddress(
                    address: try Self.needed(text: node["address"]),
                    subnetMask: try Self.needed(text: node["subnetMask"]), gateway: node["gateway"].text,
                    primaryDNS: node["primaryDNS"].text, secondaryDNS: node["secondaryDNS"].text))
        default: try node["mode"].needed(nil)
        }
    }

    private static func ipv6(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Network.IPv6 {
        Profile.Network.IPv6(
            interfaceID: try Self.interfaceID(node), address: node["address"].text, gateway: node["gateway"].text,
            primaryDNS: node["primaryDNS"].text, secondaryDNS: node["secondaryDNS"].text)
    }

    /// - Returns: `nil` when nothing is said of it.
    static func interfaceID(_ ipv6: ProfileNode) throws(ProfileFaults) -> Profile.Network.IPv6.InterfaceID? {
        let manual = ipv6["manualInterfaceID"]
        switch ipv6["interfaceID"].text {
        case "random": return .random
        case "intel": return .intel
        case "manual": return .manual(try manual.needed(manual.text.flatMap { Hex.bytes($0) }))
        default: return nil
        }
    }

    static func environmentDetection(_ node: ProfileNode) throws(ProfileFaults) -> Profile.EnvironmentDetection {
        Profile.EnvironmentDetection(
            domains: try Self.list(node["domains"]) { domain throws(ProfileFaults) in try Self.needed(text: domain) },
            isRequired: try Self.needed(flag: node["required"]))
    }

    static func httpProxies(_ node: ProfileNode) throws(ProfileFaults) -> Profile.HTTPProxies {
        Profile.HTTPProxies(
            proxies: try Self.list(node["proxies"]) { proxy throws(ProfileFaults) in
                Profile.HTTPProxies.Proxy(
                    address: try Self.needed(text: proxy["address"]), port: try Self.port(proxy["port"]),
                    networkDNSSuffix: try Self.needed(text: proxy["networkDNSSuffix"]))
            },
            foreign: try Self.needed(choice: node["foreign"]), isRequired: try Self.needed(flag: node["required"]))
    }

    static func port(_ node: ProfileNode) throws(ProfileFaults) -> UInt16 {
        try node.needed(node.integer.flatMap(UInt16.init(exactly:)))
    }
}
