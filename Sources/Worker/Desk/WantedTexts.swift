import AMT
import Provisioning

/// The values of a wish, read back from their texts.
struct WantedTexts {
    let values: [DeviceSetting: String]

    subscript(_ setting: DeviceSetting) -> String { self.values[setting] ?? "" }

    func has(_ setting: DeviceSetting) -> Bool { self.values[setting] != nil }

    func flag(_ setting: DeviceSetting) -> Bool { self.values[setting] == "true" }

    func number(_ setting: DeviceSetting) -> UInt32 { UInt32(self[setting]) ?? 0 }

    func items(_ setting: DeviceSetting) -> [String] { self[setting].split(separator: " ").map(String.init) }

    /// Something of the address is to change.
    var hasAddress: Bool {
        [
            .addressingMode, .addressingAddress, .addressingSubnetMask, .addressingGateway, .addressingPrimaryDNS,
            .addressingSecondaryDNS,
        ].contains { self.has($0) }
    }

    /// The address as wanted, over what is held: a wish names what differs.
    func addressing(over held: IPv4Addressing?) -> IPv4Addressing {
        switch self[.addressingMode] {
        case "dhcp": return .dhcp
        case "host": return .sameAsHost
        default: break
        }
        var own: IPv4Addresses?
        if case .own(let addresses)? = held { own = addresses }
        func text(_ setting: DeviceSetting, _ before: String?) -> String? {
            let text = self.values[setting] ?? before
            return text == "" ? nil : text
        }
        return .own(
            IPv4Addresses(
                address: text(.addressingAddress, own?.address) ?? "",
                subnetMask: text(.addressingSubnetMask, own?.subnetMask) ?? "",
                defaultGateway: text(.addressingGateway, own?.defaultGateway),
                primaryDNS: text(.addressingPrimaryDNS, own?.primaryDNS),
                secondaryDNS: text(.addressingSecondaryDNS, own?.secondaryDNS)))
    }
}
