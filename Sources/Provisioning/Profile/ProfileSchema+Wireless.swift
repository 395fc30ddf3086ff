import AMT

extension ProfileSchema {
    static let wifi: [ProfileField] =
        [
            ProfileField(
                "wifi", .object, in: .wifi, "Wireless networks and the wireless port.",
                firmware: "AMT_WiFiPortConfigurationService"),
            ProfileField(
                "wifi.networks", .list(of: .object, counts: 0...ProfileLimit.wirelessNetworks.highest), standard: [],
                in: .wifi, "Networks that the firmware joins.",
                firmware: "AMT_WiFiPortConfigurationService.AddWiFiSettings"),
            ProfileField(
                "wifi.networks[].name", .text(1...32, .alphanumeric), isRequired: true, in: .wifi, "Name of the entry.",
                firmware: "CIM_WiFiEndpointSettings.ElementName"),
            ProfileField(
                "wifi.networks[].ssid", .text(1...ReleaseLimits.highest(.ssidByteCountMax), .free), isRequired: true,
                in: .wifi,
                "Name of the network, in bytes.",
                firmware: "CIM_WiFiEndpointSettings.SSID"),
            ProfileField(
                "wifi.networks[].priority", .integer(1...255, unit: ""), isRequired: true, in: .wifi,
                "The lowest is tried first.", firmware: "CIM_WiFiEndpointSettings.Priority"),
            ProfileField(
                "wifi.networks[].security",
                .oneOf(["wpa-psk", "wpa2-psk", ProfileChoice("wpa3-sae", .from(15)), "wpa-8021x", "wpa2-8021x"]),
                isRequired: true, in: .wifi, "How the network is protected.",
                firmware: "CIM_WiFiEndpointSettings.AuthenticationMethod"),
            ProfileField(
                "wifi.networks[].encryption", .oneOf([ProfileChoice("tkip", .before(15)), "ccmp"]), standard: "ccmp",
                in: .wifi, "How its traffic is encrypted.", firmware: "CIM_WiFiEndpointSettings.EncryptionMethod"),
            ProfileField(
                "wifi.networks[].passphrase", .secret(.wirelessPassphrase), in: .wifi, "With `…-psk` and `wpa3-sae`.",
                firmware: "CIM_WiFiEndpointSettings.PSKPassPhrase"),
        ] + Self.supplicant("wifi.networks[]", in: .wifi, meaning: "With `…-8021x`: how the device proves itself.") + [
            Self.foreign(
                "wifi.foreign", "networks", in: .wifi, firmware: "CIM_WiFiEndpointSettings.Delete"),
            ProfileField(
                "wifi.power", .oneOf(["off", "awake", "asleep-on-mains"]), in: .wifi,
                "When the wireless port is on: never, while the operating system runs, asleep on mains power too.",
                firmware: "CIM_WiFiPort.RequestStateChange"),
            ProfileField(
                "wifi.hostSync", .oneOf(["off", "user-profiles", "unrestricted"]), in: .wifi,
                "Whether the firmware learns networks from the operating system.",
                firmware: "AMT_WiFiPortConfigurationService.localProfileSynchronizationEnabled"),
            ProfileField(
                "wifi.sharedWithUEFI", .flag, in: .wifi, on: .from(16), "Whether the BIOS may use the networks.",
                firmware: "AMT_WiFiPortConfigurationService.UEFIWiFiProfileShareEnabled"),
            ProfileField(
                "wifi.ipv6", .object, in: .wifi, on: .from(6),
                "IPv6 of the wireless interface, which has automatic addresses alone.",
                firmware: "IPS_IPv6PortSettings"),
            ProfileField(
                "wifi.ipv6.interfaceID", .oneOf(["random", "intel", "manual"]), isRequired: true, in: .wifi,
                on: .from(6), "From what the second half of these addresses is made.",
                firmware: "IPS_IPv6PortSettings.InterfaceIDType"),
            ProfileField(
                "wifi.ipv6.manualInterfaceID", .hexadecimal(byteCounts: 8...8), in: .wifi, on: .from(6),
                "That half; with `manual`.", firmware: "IPS_IPv6PortSettings.ManualInterfaceID"),
            Self.required("wifi", in: .wifi),
        ]

    static let wired: [ProfileField] =
        [
            ProfileField(
                "wired8021x", .object, in: .wired8021x, "802.1x on the wire.",
                firmware: "IPS_IEEE8021xSettings, AMT_8021XProfile"),
            ProfileField(
                "wired8021x.enabled", .flag, isRequired: true, in: .wired8021x,
                "Whether the device proves itself; it needs `supplicant`.", firmware: "IPS_IEEE8021xSettings.Enabled"),
        ] + Self.supplicant("wired8021x", in: .wired8021x, meaning: "How the device proves itself.") + [
            ProfileField(
                "wired8021x.availableAwake", .flag, in: .wired8021x,
                "Whether the firmware does it while the operating system runs.",
                firmware: "IPS_IEEE8021xSettings.AvailableInS0"),
            ProfileField(
                "wired8021x.networkBootSeconds", .integer(0...86400, unit: "seconds"), in: .wired8021x,
                "Time in which a network boot may go on; 0 for none.", firmware: "IPS_IEEE8021xSettings.PxeTimeout"),
            Self.required("wired8021x", in: .wired8021x),
            ProfileField(
                "endpointAccess", .object, in: .endpointAccess, "Posture for network access control.",
                firmware: "AMT_EndpointAccessControlService"),
            ProfileField(
                "endpointAccess.enabled", .flag, isRequired: true, in: .endpointAccess, "Whether it is shown.",
                firmware: "AMT_EndpointAccessControlService.RequestStateChange"),
            ProfileField(
                "endpointAccess.vendors", .oneOf(["nac", "nap", "both"]), standard: "both", in: .endpointAccess,
                "For whom.", firmware: "AMT_EndpointAccessControlService.SetEacOptions"),
            ProfileField(
                "endpointAccess.postureHash", .oneOf([ProfileChoice("sha1", .before(18)), "sha256", "sha384"]),
                standard: "sha256", in: .endpointAccess, "Hash of its signature.",
                firmware: "AMT_EndpointAccessControlService.SetEacOptions"),
            ProfileField(
                "endpointAccess.signer", .oneOf(["device", "keep"]), standard: "device", in: .endpointAccess,
                "Whose certificate signs it: the device's own, or the one that is bound. Without one it cannot be enabled.",
                firmware: "AMT_EACCredentialContext"),
            Self.required("endpointAccess", in: .endpointAccess),
        ]

    private static func supplicant(_ parent: String, in section: ProfileSection, meaning: String) -> [ProfileField] {
        let path = "\(parent).supplicant"
        let methods = Profile.Supplicant.Method.allCases.map { ProfileChoice($0.rawValue) }
        func field(
            _ key: String, _ kind: ProfileFieldKind, isRequired: Bool = false, standard: DocumentValue? = nil,
            _ meaning: String, _ property: String
        ) -> ProfileField {
            ProfileField(
                "\(path).\(key)", kind, isRequired: isRequired, standard: standard, in: section, meaning,
                firmware: "CIM_IEEE8021xSettings.\(property)")
        }
        return [
            ProfileField(path, .object, in: section, meaning, firmware: "CIM_IEEE8021xSettings"),
            field("method", .oneOf(methods), isRequired: true, "Which method of EAP.", "AuthenticationProtocol"),
            field(
                "username", .text(1...ReleaseLimits.highest(.ieee8021xUserNameCharacterCountMax), .printable),
                isRequired: true,
                "`{host}` and `{fqdn}` stand for the device's names.", "Username"),
            field(
                "password", .secret(.supplicantPassword), "With methods that use no certificate of the device.",
                "Password"),
            field("domain", .text(1...128, .printable), "Domain of the user.", "Domain"),
            field(
                "roamingIdentity", .text(1...80, .printable), "Name that is shown before the connection is protected.",
                "RoamingIdentity"),
            field(
                "serverName", .domain(characterCountMax: 80), "Name in the certificate of the RADIUS server.",
                "ServerCertificateName"),
            field(
                "serverNameMatch", .oneOf(["full", "suffix"]), standard: "full",
                "Whether that is the whole name or its end.", "ServerCertificateNameComparison"),
            ProfileField(
                "\(path).serverRoot", .text(1...63, .name), in: section,
                "Name of the trusted root under which that certificate stands.",
                firmware: "AMT_WiFiPortConfigurationService.CACredential, IPS_IEEE8021xSettings.SetCertificates"),
        ]
    }
}
