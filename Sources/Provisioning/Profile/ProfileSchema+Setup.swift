import AMT

extension ProfileSchema {
    static let setup: [ProfileField] = [
        ProfileField(
            "adminPassword", .object, standard: [:], in: .setup, "The password of the digest administrator.",
            firmware: "AMT_AuthorizationService.SetAdminAclEntryEx"),
        ProfileField(
            "adminPassword.policy", .oneOf(["random", "fixed", "derived"]), standard: "random", in: .setup,
            "One of its own for each device, the same for all, or derived from a master secret and the device's UUID."),
        ProfileField(
            "adminPassword.secret", .secretName(.adminPassword), in: .setup,
            "The password when it is fixed, the master secret when it is derived."),
        ProfileField(
            "mebxPassword", .object, standard: [:], in: .setup, "The password of the device's own setup screen.",
            firmware: "AMT_SetupAndConfigurationService.SetMEBxPassword"),
        ProfileField(
            "mebxPassword.policy", .oneOf(["random", "fixed", ProfileChoice("leave", .before(19))]),
            standard: "random", in: .setup, "One of its own for each device, the same for all, or left as it is."),
        ProfileField(
            "mebxPassword.secret", .secretName(.mebxPassword), in: .setup, "The password when it is fixed."),
        ProfileField(
            "mebxPassword.change", .oneOf(["in-setup", "any-time"]), standard: "in-setup", in: .setup,
            "Whether the password is set during setup alone, or on configured devices too."),
        ProfileField("clock", .object, standard: [:], in: .clock, "The firmware's clock."),
        ProfileField(
            "clock.driftSecondsMax", .integer(1...3600, unit: "seconds"), standard: 10, in: .clock,
            "A configured device's clock is set when it is off by more than this.",
            firmware: "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch"),
        ProfileField(
            "clock.localSync", .flag, in: .clock, "Whether software on the device may set the clock.",
            firmware: "AMT_TimeSynchronizationService.EnableLocalTimeSync"),
        Self.required("clock", in: .clock),
        ProfileField(
            "presharedKey", .object, standard: [:], in: .setup, on: .before(11), "Pre-shared keys of old firmware."),
        ProfileField(
            "presharedKey.renew", .flag, standard: false, in: .setup, on: .before(11),
            "Whether setup puts a fresh pair in place of the one that was used.",
            firmware: "AMT_SetupAndConfigurationService.SetTLSPSK"),
        ProfileField(
            "provisioningPeriod", .object, in: .setup, "Keeps devices in setup listening while many wait.",
            firmware: "AMT_SetupAndConfigurationService.ExtendProvisioningPeriod"),
        ProfileField(
            "provisioningPeriod.extendHours", .integer(1...24, unit: "hours"), isRequired: true, in: .setup,
            "By how much the period is extended."),
        ProfileField(
            "provisioningPeriod.whenReadyRequestsExceed", .integer(0...1_000_000, unit: "requests"), isRequired: true,
            in: .setup, "How many ready requests make the queue long."),
        ProfileField(
            "oneTimePassword", .object, standard: [:], in: .setup, "The one-time password of remote configuration.",
            firmware: "AMT_SetupAndConfigurationService.ProvisioningServerOTP"),
        ProfileField(
            "oneTimePassword.required", .flag, standard: false, in: .setup,
            "Whether a device must show the one-time password that was registered for its UUID."),
    ]

    static let tls: [ProfileField] = [
        ProfileField(
            "tls", .object, standard: [:], in: .tls, "TLS with a certificate of the cluster's authority.",
            firmware: "AMT_TLSSettingData"),
        ProfileField(
            "tls.network", .oneOf([ProfileChoice("off", .before(16, 1)), "server", "mutual"]), standard: "server",
            in: .tls, "Who proves itself on the network: nobody, the device, or the caller too.",
            firmware: "AMT_TLSSettingData.Enabled, MutualAuthentication"),
        ProfileField(
            "tls.acceptNonSecureConnections", .flag, standard: false, in: .tls, on: .before(16, 1),
            "Whether the network's ports without TLS stay open beside TLS.",
            firmware: "AMT_TLSSettingData.AcceptNonSecureConnections"),
        ProfileField(
            "tls.trustedNames",
            .list(
                of: .domain(characterCountMax: ReleaseLimits.highest(.trustedCNCharacterCountMax)),
                counts: 0...ProfileLimit.trustedNames.highest),
            standard: [], in: .tls,
            "Names that a caller's certificate must have, with `mutual`; none allows every name. The cluster's own is added.",
            firmware: "AMT_TLSSettingData.TrustedCN"),
        ProfileField(
            "tls.local", .oneOf([ProfileChoice("off", .before(19)), "server"]), in: .tls,
            "The same for software on the device; `mutual` is not to be had there.",
            firmware: "AMT_TLSSettingData.Enabled"),
        ProfileField(
            "tls.trustedRoots", .list(of: .object, counts: 0...ProfileLimit.trustedRoots.highest), standard: [],
            in: .tls,
            "Root certificates that the device trusts beside the cluster's authority.",
            firmware: "AMT_PublicKeyManagementService.AddTrustedRootCertificate"),
        ProfileField(
            "tls.trustedRoots[].name", .text(1...63, .name), isRequired: true, in: .tls,
            "For other sections to name the root."),
        ProfileField(
            "tls.trustedRoots[].certificate", .certificate, isRequired: true, in: .tls, "The certificate.",
            firmware: "AMT_PublicKeyCertificate.X509Certificate"),
        Self.foreign("tls.foreignRoots", "roots", in: .tls, firmware: "AMT_PublicKeyCertificate.Delete"),
        ProfileField(
            "tls.revocationLists", .list(of: .object, counts: 0...ProfileLimit.revocationLists.highest), in: .tls,
            "Certificates that their issuers took back. When it is there, and be it empty, all other lists on the device go.",
            firmware: "AMT_PublicKeyManagementService.AddCRL, ResetCRLList"),
        ProfileField(
            "tls.revocationLists[].url", .text(1...255, .printable), isRequired: true, in: .tls,
            "Where the issuer publishes its list."),
        ProfileField(
            "tls.revocationLists[].serialNumbers", .list(of: .hexadecimal(byteCounts: 1...20), counts: 1...70),
            isRequired: true, in: .tls, "Serial numbers of the certificates."),
        ProfileField(
            "tls.certificate", .object, standard: [:], in: .tls,
            "The device's own certificate. One that it has stays until it is renewed.",
            firmware: "AMT_PublicKeyManagementService.AddCertificate"),
        ProfileField(
            "tls.certificate.validDays", .integer(1...7305, unit: "days"), standard: 1826, in: .tls,
            "How long it is valid; never longer than the authority's own, and an outside issuer may give less."),
        ProfileField(
            "tls.certificate.keyUsage",
            .list(
                of: .oneOf(Profile.DeviceCertificate.KeyUsage.allCases.map { ProfileChoice($0.rawValue) }),
                counts: 1...Profile.DeviceCertificate.KeyUsage.allCases.count),
            standard: ["digital-signature", "key-encipherment"], in: .tls,
            "What its key may be used for. Firmware before 12 needs `key-encipherment`."),
        ProfileField(
            "tls.certificate.forClient", .flag, standard: true, in: .tls,
            "Whether the device may prove itself with it to others too, as 802.1x and remote access want."),
        Self.required("tls", in: .tls),
    ]

    static let network: [ProfileField] =
        [
            ProfileField(
                "network", .object, in: .network, "Names, answers and addresses of the wired interface.",
                firmware: "AMT_GeneralSettings"),
            ProfileField(
                "network.sharedName", .flag, in: .network, "Whether firmware and operating system have the same name.",
                firmware: "AMT_GeneralSettings.SharedFQDN"),
            ProfileField(
                "network.ping", .flag, in: .network, "Whether the firmware answers ICMP pings.",
                firmware: "AMT_GeneralSettings.PingResponseEnabled"),
            ProfileField(
                "network.rmcpPing", .flag, in: .network, "Whether the firmware answers RMCP pings.",
                firmware: "AMT_GeneralSettings.RmcpPingResponseEnabled"),
            ProfileField("network.dynamicDNS", .object, in: .network, "Who tells the name server about the device."),
            ProfileField(
                "network.dynamicDNS.updater", .oneOf(["none", "firmware", "dhcp-server"]), isRequired: true,
                in: .network,
                "Who does it.",
                firmware: "AMT_GeneralSettings.DDNSUpdateEnabled, DDNSUpdateByDHCPServerEnabled"),
            ProfileField(
                "network.dynamicDNS.periodMinutes", .integer(20...65535, unit: "minutes"), in: .network,
                "How often the firmware does it.", firmware: "AMT_GeneralSettings.DDNSPeriodicUpdateInterval"),
            ProfileField(
                "network.dynamicDNS.ttlSeconds", .integer(1...2_147_483_647, unit: "seconds"), in: .network,
                "How long the name server's answer may be kept.", firmware: "AMT_GeneralSettings.DDNSTTL"),
            Self.required("network", in: .network),
        ] + Self.addressing

    private static let addressing: [ProfileField] = [
        ProfileField(
            "network.ipv4", .object, in: .addressing, "Addresses of the wired interface.",
            firmware: "AMT_EthernetPortSettings"),
        ProfileField(
            "network.ipv4.mode", .oneOf(["dhcp", "host", "static"]), isRequired: true, in: .addressing,
            "From DHCP, copied from the operating system, or the firmware's own.",
            firmware: "AMT_EthernetPortSettings.DHCPEnabled, IpSyncEnabled, SharedStaticIp"),
        Self.address("network.ipv4.address", "Address; with `static`.", "IPAddress"),
        Self.address("network.ipv4.subnetMask", "Mask of the network; with `static`.", "SubnetMask"),
        Self.address("network.ipv4.gateway", "Gateway, in the same network.", "DefaultGateway"),
        Self.address("network.ipv4.primaryDNS", "First name server.", "PrimaryDNS"),
        Self.address("network.ipv4.secondaryDNS", "Second name server.", "SecondaryDNS"),
        ProfileField(
            "network.ipv6", .object, in: .addressing, on: .from(6),
            "IPv6 of the wired interface, beside automatic addresses.",
            firmware: "IPS_IPv6PortSettings"),
        ProfileField(
            "network.ipv6.interfaceID", .oneOf(["random", "intel", "manual"]), in: .addressing, on: .from(6),
            "From what the second half of automatic addresses is made.",
            firmware: "IPS_IPv6PortSettings.InterfaceIDType"),
        ProfileField(
            "network.ipv6.manualInterfaceID", .hexadecimal(byteCounts: 8...8), in: .addressing, on: .from(6),
            "That half; with `manual`.", firmware: "IPS_IPv6PortSettings.ManualInterfaceID"),
        Self.longAddress("network.ipv6.address", "The interface's own address.", "IPv6Address"),
        Self.longAddress("network.ipv6.gateway", "Used when no router announces itself.", "DefaultRouter"),
        Self.longAddress("network.ipv6.primaryDNS", "Used when DHCPv6 brings none.", "PrimaryDNS"),
        Self.longAddress("network.ipv6.secondaryDNS", "Used when DHCPv6 brings none.", "SecondaryDNS"),
        ProfileField(
            "network.preferIPv6", .flag, in: .network, on: .from(6),
            "Whether the firmware prefers IPv6 for its own calls.",
            firmware: "AMT_GeneralSettings.PreferredAddressFamily"),
        ProfileField(
            "network.vlan", .integer(0...4094, unit: ""), in: .addressing,
            "VLAN of the firmware's traffic; 0 for none.",
            firmware: "AMT_EthernetPortSettings.VLANTag"),
        ProfileField(
            "network.reachability", .oneOf(["awake", "asleep-on-mains", "always"]), in: .addressing,
            "Until when the firmware answers: while the operating system runs, asleep on mains power too, always.",
            firmware: "AMT_EthernetPortSettings.LinkPolicy"),
    ]

    private static func address(_ path: String, _ meaning: String, _ property: String) -> ProfileField {
        ProfileField(path, .address, in: .addressing, meaning, firmware: "AMT_EthernetPortSettings.\(property)")
    }

    private static func longAddress(_ path: String, _ meaning: String, _ property: String) -> ProfileField {
        ProfileField(
            path, .longAddress, in: .addressing, on: .from(6), meaning, firmware: "IPS_IPv6PortSettings.\(property)")
    }
}
