extension ProfileReader {
    static func power(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Power {
        Profile.Power(
            packages: try Self.list(node["packages"]) { name throws(ProfileFaults) in try Self.needed(text: name) },
            idleTimeoutMinutes: node["idleTimeoutMinutes"].number, isRequired: try Self.needed(flag: node["required"]))
    }

    static func redirection(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Redirection {
        Profile.Redirection(
            allowsSOL: try Self.needed(flag: node["sol"]), allowsIDER: try Self.needed(flag: node["ider"]),
            isListening: try Self.needed(flag: node["listener"]), isRequired: try Self.needed(flag: node["required"]))
    }

    static func kvm(_ node: ProfileNode) throws(ProfileFaults) -> Profile.KVM {
        var kvm = Profile.KVM(
            isEnabled: try Self.needed(flag: node["enabled"]), rfbPassword: node["rfbPassword"].secret,
            isRequired: try Self.needed(flag: node["required"]))
        kvm.opensPort5900 = node["port5900"].flag
        kvm.sessionTimeoutMinutes = node["sessionTimeoutMinutes"].number
        kvm.defaultScreen = node["defaultScreen"].number
        return kvm
    }

    static func userConsent(_ node: ProfileNode) throws(ProfileFaults) -> Profile.UserConsent {
        var consent = Profile.UserConsent(
            need: try Self.needed(choice: node["need"]), displaySeconds: node["displaySeconds"].number,
            codeSeconds: node["codeSeconds"].number, isRequired: try Self.needed(flag: node["required"]))
        consent.kvmPolicy = node["kvmPolicy"].flag
        return consent
    }

    static func webPage(_ node: ProfileNode) throws(ProfileFaults) -> Profile.WebPage {
        Profile.WebPage(
            isEnabled: try Self.needed(flag: node["enabled"]), isRequired: try Self.needed(flag: node["required"]))
    }

    static func wifi(_ node: ProfileNode) throws(ProfileFaults) -> Profile.WiFi {
        var wifi = Profile.WiFi(
            networks: try Self.list(node["networks"], Self.wirelessNetwork),
            foreign: try Self.needed(choice: node["foreign"]), isRequired: try Self.needed(flag: node["required"]))
        wifi.power = node["power"].choice()
        wifi.hostSync = node["hostSync"].choice()
        wifi.isSharedWithUEFI = node["sharedWithUEFI"].flag
        wifi.ipv6InterfaceID = try Self.interfaceID(node["ipv6"])
        return wifi
    }

    private static func wirelessNetwork(_ node: ProfileNode) throws(ProfileFaults) -> Profile.WirelessNetwork {
        let security: Profile.WirelessNetwork.Security? =
            switch node["security"].text {
            case "wpa-psk": .wpaPSK(try Self.needed(secret: node["passphrase"]))
            case "wpa2-psk": .wpa2PSK(try Self.needed(secret: node["passphrase"]))
            case "wpa3-sae": .wpa3SAE(try Self.needed(secret: node["passphrase"]))
            case "wpa-8021x": .wpa8021x(try Self.supplicant(node["supplicant"]))
            case "wpa2-8021x": .wpa28021x(try Self.supplicant(node["supplicant"]))
            default: nil
            }
        return Profile.WirelessNetwork(
            name: try Self.needed(text: node["name"]), ssid: try Self.needed(text: node["ssid"]),
            priority: try Self.needed(number: node["priority"]), security: try node["security"].needed(security),
            encryption: try Self.needed(choice: node["encryption"]))
    }

    private static func supplicant(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Supplicant {
        Profile.Supplicant(
            method: try Self.needed(choice: node["method"]), username: try Self.needed(text: node["username"]),
            password: node["password"].secret, domain: node["domain"].text,
            roamingIdentity: node["roamingIdentity"].text, serverName: node["serverName"].text,
            serverNameMatch: try Self.needed(choice: node["serverNameMatch"]), serverRoot: node["serverRoot"].text)
    }

    static func wired(_ node: ProfileNode) throws(ProfileFaults) -> Profile.Wired8021x {
        Profile.Wired8021x(
            supplicant: try Self.section(node["supplicant"], Self.supplicant),
            isAvailableAwake: node["availableAwake"].flag, networkBootSeconds: node["networkBootSeconds"].number,
            isRequired: try Self.needed(flag: node["required"]))
    }

    static func endpointAccess(_ node: ProfileNode) throws(ProfileFaults) -> Profile.EndpointAccess {
        Profile.EndpointAccess(
            isEnabled: try Self.needed(flag: node["enabled"]), vendors: try Self.needed(choice: node["vendors"]),
            postureHash: try Self.needed(choice: node["postureHash"]), signer: try Self.needed(choice: node["signer"]),
            isRequired: try Self.needed(flag: node["required"]))
    }
}
