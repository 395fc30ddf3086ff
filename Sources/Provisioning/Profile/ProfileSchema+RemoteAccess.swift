import AMT

extension ProfileSchema {
    static let remoteAccess: [ProfileField] =
        Self.servers + Self.rules + [
            Self.foreign(
                "remoteAccess.foreign", "servers and rules", in: .remoteAccess,
                firmware: "AMT_ManagementPresenceRemoteSAP.Delete, AMT_RemoteAccessPolicyRule.Delete"),
            ProfileField(
                "remoteAccess.userInitiated", .oneOf(["none", "bios", "os", "both"]), in: .remoteAccess, on: .from(4),
                "From where a user may call for help.",
                firmware: "AMT_UserInitiatedConnectionService.RequestStateChange"),
            Self.required("remoteAccess", in: .remoteAccess),
        ] + Self.proxies + [
            ProfileField(
                "environmentDetection", .object, in: .environmentDetection,
                "Home domains: elsewhere the device closes its ports and calls its servers.",
                firmware: "AMT_EnvironmentDetectionSettingData"),
            ProfileField(
                "environmentDetection.domains",
                .list(
                    of: .domain(characterCountMax: ReleaseLimits.highest(.domainNameCharacterCountMax)),
                    counts: 0...ProfileLimit.homeDomains.highest),
                isRequired: true,
                in: .environmentDetection, "DNS suffixes of the networks at home; none makes every network a home.",
                firmware: "AMT_EnvironmentDetectionSettingData.DetectionStrings"),
            Self.required("environmentDetection", in: .environmentDetection),
        ]

    private static let servers: [ProfileField] = [
        ProfileField(
            "remoteAccess", .object, in: .remoteAccess, on: .from(4), "Tunnels to management presence servers.",
            firmware: "AMT_RemoteAccessService"),
        ProfileField(
            "remoteAccess.servers", .list(of: .object, counts: 0...ProfileLimit.managementServers.highest),
            standard: [],
            in: .remoteAccess, on: .from(4), "The servers.", firmware: "AMT_RemoteAccessService.AddMpServer"),
        ProfileField(
            "remoteAccess.servers[].name", .text(1...63, .name), isRequired: true, in: .remoteAccess, on: .from(4),
            "For rules to name the server."),
        ProfileField(
            "remoteAccess.servers[].address", .host, isRequired: true, in: .remoteAccess, on: .from(4),
            "Name or address of the server.", firmware: "AMT_ManagementPresenceRemoteSAP.AccessInfo, InfoFormat"),
        ProfileField(
            "remoteAccess.servers[].port", .integer(1...65535, unit: ""), isRequired: true, in: .remoteAccess,
            on: .from(4),
            "Port of the server; usual is 4433.", firmware: "AMT_ManagementPresenceRemoteSAP.Port"),
        ProfileField(
            "remoteAccess.servers[].authentication", .oneOf(["password", "certificate"]), isRequired: true,
            in: .remoteAccess, on: .from(4), "How the device proves itself.",
            firmware: "AMT_RemoteAccessService.AuthMethod"),
        ProfileField(
            "remoteAccess.servers[].username",
            .text(1...ReleaseLimits.highest(.mpsUserNameCharacterCountMax), .alphanumeric), in: .remoteAccess,
            on: .from(4), "With `password`.", firmware: "AMT_MPSUsernamePassword.RemoteID"),
        ProfileField(
            "remoteAccess.servers[].password", .secret(.managementServerPassword), in: .remoteAccess, on: .from(4),
            "With `password`.", firmware: "AMT_MPSUsernamePassword.Secret"),
        ProfileField(
            "remoteAccess.servers[].commonName",
            .domain(
                characterCountMax: min(HostText.characterCountMax, ReleaseLimits.highest(.mpsNameCharacterCountMax))),
            in: .remoteAccess, on: .from(4),
            "Name in the server's certificate, when its address is numeric.",
            firmware: "AMT_ManagementPresenceRemoteSAP.CN"),
        ProfileField(
            "remoteAccess.servers[].root", .text(1...63, .name), in: .remoteAccess, on: .from(4),
            "Name of the trusted root under which the server's certificate stands."),
    ]

    private static let rules: [ProfileField] = [
        ProfileField(
            "remoteAccess.rules", .list(of: .object, counts: 0...ProfileLimit.remoteAccessRules.highest), standard: [],
            in: .remoteAccess, on: .from(4), "What opens a tunnel; one rule of each kind at most.",
            firmware: "AMT_RemoteAccessService.AddRemoteAccessPolicyRule"),
        ProfileField(
            "remoteAccess.rules[].trigger", .oneOf(["user", "alert", "periodic"]), isRequired: true,
            in: .remoteAccess, on: .from(4), "A user who calls for help, an alert, or the clock.",
            firmware: "AMT_RemoteAccessPolicyRule.Trigger"),
        ProfileField(
            "remoteAccess.rules[].everySeconds", .integer(1...4_294_967_295, unit: "seconds"), in: .remoteAccess,
            on: .from(4), "With `periodic`: time between tunnels.", firmware: "AMT_RemoteAccessPolicyRule.ExtendedData"),
        ProfileField(
            "remoteAccess.rules[].daily", .timeOfDay, in: .remoteAccess, on: .from(4),
            "With `periodic`: when each day, in UTC as the firmware's clock.",
            firmware: "AMT_RemoteAccessPolicyRule.ExtendedData"),
        ProfileField(
            "remoteAccess.rules[].tunnelSeconds", .integer(0...4_294_967_295, unit: "seconds"), isRequired: true,
            in: .remoteAccess, on: .from(4), "Time without traffic after which the tunnel closes; 0 for never.",
            firmware: "AMT_RemoteAccessPolicyRule.TunnelLifeTime"),
        ProfileField(
            "remoteAccess.rules[].servers",
            .list(of: .text(1...63, .name), counts: 1...ProfileLimit.remoteAccessRuleServers.highest), isRequired: true,
            in: .remoteAccess, on: .from(4), "Names of the servers that are called, in order.",
            firmware: "AMT_RemoteAccessPolicyAppliesToMPS"),
    ]

    private static let proxies: [ProfileField] = [
        ProfileField(
            "httpProxies", .object, in: .httpProxies, "Proxies through which the firmware reaches its servers.",
            firmware: "IPS_HTTPProxyService"),
        ProfileField(
            "httpProxies.proxies", .list(of: .object, counts: 0...ProfileLimit.httpProxies.highest), standard: [],
            in: .httpProxies, "The proxies.", firmware: "IPS_HTTPProxyService.AddProxyAccessPoint"),
        ProfileField(
            "httpProxies.proxies[].address", .host, isRequired: true, in: .httpProxies, "Name or address of the proxy.",
            firmware: "IPS_HTTPProxyAccessPoint.AccessInfo, InfoFormat"),
        ProfileField(
            "httpProxies.proxies[].port", .integer(1...65535, unit: ""), isRequired: true, in: .httpProxies,
            "Port of the proxy.", firmware: "IPS_HTTPProxyAccessPoint.Port"),
        ProfileField(
            "httpProxies.proxies[].networkDNSSuffix",
            .domain(characterCountMax: ReleaseLimits.highest(.proxySuffixCharacterCountMax)), isRequired: true,
            in: .httpProxies, "DNS suffix of the network in which the proxy is used.",
            firmware: "IPS_HTTPProxyAccessPoint.NetworkDnsSuffix"),
        Self.foreign(
            "httpProxies.foreign", "proxies", in: .httpProxies, firmware: "IPS_HTTPProxyAccessPoint.Delete"),
        Self.required("httpProxies", in: .httpProxies),
    ]
}
