import AMT
import Provisioning

/// The firmware's values as the texts that profiles are compared with, and back.
extension WSManDesk {
    /// Those that there are; of two with one name the last.
    static func known(_ values: [(DeviceSetting, String?)]) -> [DeviceSetting: String] {
        Dictionary(values.compactMap { setting, value in value.map { (setting, $0) } }) { _, last in last }
    }

    static func text(_ flag: Bool?) -> String? { flag.map { $0 ? "true" : "false" } }

    static func text(_ number: UInt32?) -> String? { number.map { String($0) } }

    static func list(_ items: [String]) -> String { items.sorted().joined(separator: " ") }

    static func packageName(_ guid: [UInt8]) -> String { PowerPackage(schemeGUID: guid)?.rawValue ?? Hex.text(guid) }

    static func text(_ state: RedirectionState) -> String {
        switch state {
        case .none: "none"
        case .ider: "ider"
        case .sol: "sol"
        case .both: "both"
        case .unknown(let number): String(number)
        }
    }

    static func redirection(_ text: String) -> RedirectionState {
        switch text {
        case "ider": .ider
        case "sol": .sol
        case "both": .both
        default: .none
        }
    }

    static func text(_ need: IPS_OptInService.Requirement) -> String {
        switch need {
        case .none: Profile.UserConsent.Need.none.rawValue
        case .kvm: Profile.UserConsent.Need.kvm.rawValue
        case .all: Profile.UserConsent.Need.all.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func requirement(_ need: Profile.UserConsent.Need) -> IPS_OptInService.Requirement {
        switch need {
        case .none: .none
        case .kvm: .kvm
        case .all: .all
        }
    }

    static func text(_ state: CIM_WiFiPort.State) -> String {
        switch state {
        case .off: Profile.WiFi.Power.off.rawValue
        case .onInS0: Profile.WiFi.Power.awake.rawValue
        case .onInS0AndSx: Profile.WiFi.Power.asleepOnMains.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func port(_ power: Profile.WiFi.Power) -> CIM_WiFiPort.State {
        switch power {
        case .off: .off
        case .awake: .onInS0
        case .asleepOnMains: .onInS0AndSx
        }
    }

    static func text(_ sync: AMT_WiFiPortConfigurationService.LocalProfileSynchronization) -> String {
        switch sync {
        case .disabled: Profile.WiFi.HostSync.off.rawValue
        case .localUserProfiles: Profile.WiFi.HostSync.userProfiles.rawValue
        case .unrestricted: Profile.WiFi.HostSync.unrestricted.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func sync(_ sync: Profile.WiFi.HostSync) -> AMT_WiFiPortConfigurationService.LocalProfileSynchronization {
        switch sync {
        case .off: .disabled
        case .userProfiles: .localUserProfiles
        case .unrestricted: .unrestricted
        }
    }

    static func text(_ vendors: AMT_EndpointAccessControlService.Vendors) -> String {
        switch vendors {
        case .nac: Profile.EndpointAccess.Vendors.nac.rawValue
        case .nap: Profile.EndpointAccess.Vendors.nap.rawValue
        case .both: Profile.EndpointAccess.Vendors.both.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func vendors(_ vendors: Profile.EndpointAccess.Vendors) -> AMT_EndpointAccessControlService.Vendors {
        switch vendors {
        case .nac: .nac
        case .nap: .nap
        case .both: .both
        }
    }

    static func text(_ hash: AMT_EndpointAccessControlService.PostureHash) -> String {
        switch hash {
        case .sha1: Profile.EndpointAccess.PostureHash.sha1.rawValue
        case .sha256: Profile.EndpointAccess.PostureHash.sha256.rawValue
        case .sha384: Profile.EndpointAccess.PostureHash.sha384.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func hash(_ hash: Profile.EndpointAccess.PostureHash) -> AMT_EndpointAccessControlService.PostureHash {
        switch hash {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha384: .sha384
        }
    }

    static func text(_ state: AMT_UserInitiatedConnectionService.State) -> String {
        switch state {
        case .disabled: Profile.RemoteAccess.UserInitiated.none.rawValue
        case .bios: Profile.RemoteAccess.UserInitiated.bios.rawValue
        case .operatingSystem: Profile.RemoteAccess.UserInitiated.os.rawValue
        case .both: Profile.RemoteAccess.UserInitiated.both.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func state(_ wanted: Profile.RemoteAccess.UserInitiated) -> AMT_UserInitiatedConnectionService.State {
        switch wanted {
        case .none: .disabled
        case .bios: .bios
        case .os: .operatingSystem
        case .both: .both
        }
    }

    /// What opens a tunnel.
    static func text(_ trigger: RemoteAccessTrigger) -> String {
        switch trigger {
        case .userInitiated: "user"
        case .alert: "alert"
        case .periodic: "periodic"
        case .homeProvisioning: "home-provisioning"
        case .unknown(let number): "trigger-\(number)"
        }
    }

    /// What opens a tunnel, and when. Rules of others are told in it too, and written again from it.
    static func text(_ trigger: RemoteAccessTrigger, _ schedule: RemoteAccessSchedule?) -> String {
        guard trigger == .periodic else { return Self.text(trigger) }
        switch schedule {
        case .every(let seconds)?: return "every \(seconds)"
        case .daily(let hour, let minute)?: return "daily \(hour):\(minute)"
        case .unknown(let bytes)?: return "schedule \(Hex.text(bytes))"
        case nil: return Self.text(trigger)
        }
    }

    /// The same backwards; `nil` when it is no such text.
    static func trigger(_ text: String) -> (RemoteAccessTrigger, RemoteAccessSchedule?)? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else {
            let known: [RemoteAccessTrigger] = [.userInitiated, .alert, .periodic, .homeProvisioning]
            if let trigger = known.first(where: { Self.text($0) == text }) { return (trigger, nil) }
            guard text.hasPrefix("trigger-") else { return nil }
            return UInt32(text.dropFirst("trigger-".count)).map { (.unknown($0), nil) }
        }
        switch words[0] {
        case "every": return UInt32(words[1]).map { (.periodic, .every(seconds: $0)) }
        case "schedule": return Hex.bytes(words[1]).map { (.periodic, .unknown($0)) }
        case "daily":
            let time = words[1].split(separator: ":").compactMap { UInt32($0) }
            return time.count == 2 ? (.periodic, .daily(hour: time[0], minute: time[1])) : nil
        default: return nil
        }
    }

    static func text(_ policy: AMT_AuditLog.StoragePolicy) -> String {
        switch policy {
        case .noRollOver: Profile.AuditLog.Storage.noRollover.rawValue
        case .rollOver: Profile.AuditLog.Storage.rollover.rawValue
        case .restrictedRollOver: Profile.AuditLog.Storage.restricted.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func storage(_ storage: Profile.AuditLog.Storage) -> AMT_AuditLog.StoragePolicy {
        switch storage {
        case .noRollover: .noRollOver
        case .rollover: .rollOver
        case .restricted: .restrictedRollOver
        }
    }

    /// The owner's eight bytes are sixteen digits, in the firmware as in profiles.
    static func text(_ type: IPS_IPv6PortSettings.InterfaceIDType, manual: String?) -> String {
        switch type {
        case .randomized: "random"
        case .intel: "intel"
        case .manual: (manual ?? "").lowercased()
        case .unknown(let number): String(number)
        }
    }

    static func text(_ service: ServicePrincipal.Service) -> String {
        switch service {
        case .http: Profile.Kerberos.Service.Form.http.rawValue
        case .https: Profile.Kerberos.Service.Form.https.rawValue
        case .redirection: Profile.Kerberos.Service.Form.redirection.rawValue
        case .redirectionOverTLS: Profile.Kerberos.Service.Form.redirectionTLS.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func service(_ form: Profile.Kerberos.Service.Form) -> ServicePrincipal.Service {
        switch form {
        case .http: .http
        case .https: .https
        case .redirection: .redirection
        case .redirectionTLS: .redirectionOverTLS
        }
    }

    static func text(_ eap: EAPProtocol) -> String {
        switch eap {
        case .tls: Profile.Supplicant.Method.eapTLS.rawValue
        case .ttlsMSCHAPv2: Profile.Supplicant.Method.ttlsMSCHAPv2.rawValue
        case .peapMSCHAPv2: Profile.Supplicant.Method.peapMSCHAPv2.rawValue
        case .peapGTC: Profile.Supplicant.Method.eapGTC.rawValue
        case .fastMSCHAPv2: Profile.Supplicant.Method.fastMSCHAPv2.rawValue
        case .fastGTC: Profile.Supplicant.Method.fastGTC.rawValue
        case .fastTLS: Profile.Supplicant.Method.fastTLS.rawValue
        case .md5, .psk, .sim, .aka, .unknown: eap.name
        }
    }

    static func eap(_ method: Profile.Supplicant.Method) -> EAPProtocol {
        switch method {
        case .eapTLS: .tls
        case .ttlsMSCHAPv2: .ttlsMSCHAPv2
        case .peapMSCHAPv2: .peapMSCHAPv2
        case .eapGTC: .peapGTC
        case .fastMSCHAPv2: .fastMSCHAPv2
        case .fastGTC: .fastGTC
        case .fastTLS: .fastTLS
        }
    }

    static func text(_ comparison: IEEE8021xIdentity.ServerName.Comparison) -> String {
        switch comparison {
        case .fullName: Profile.Supplicant.NameMatch.full.rawValue
        case .domainSuffix: Profile.Supplicant.NameMatch.suffix.rawValue
        case .unknown(let number): String(number)
        }
    }

    static func security(_ authentication: WiFiAuthentication?) -> String {
        switch authentication {
        case .wpaPSK?: "wpa-psk"
        case .wpa2PSK?: "wpa2-psk"
        case .wpa3SAE?: "wpa3-sae"
        case .wpa8021x?: "wpa-8021x"
        case .wpa28021x?: "wpa2-8021x"
        case .other?, .open?, .shared?, .wpa3OWE?, .unknown?: authentication?.name ?? ""
        case nil: ""
        }
    }

    static func authentication(_ security: String) -> WiFiAuthentication? {
        WiFiAuthentication.known.first { Self.security($0) == security }
    }

    static func text(_ encryption: WiFiEncryption?) -> String {
        switch encryption {
        case .tkip?: Profile.WirelessNetwork.Encryption.tkip.rawValue
        case .ccmp?: Profile.WirelessNetwork.Encryption.ccmp.rawValue
        case .other?, .wep?, .unencrypted?, .unknown?: encryption?.name ?? ""
        case nil: ""
        }
    }
}

extension Profile.Network.Reachability {
    /// By the sleep states in which the link is kept.
    init(_ policy: [LinkPolicy]) {
        if policy.contains(.sxOnDC) {
            self = .always
        } else if policy.contains(.sxOnAC) {
            self = .asleepOnMains
        } else {
            self = .awake
        }
    }

    var linkPolicy: [LinkPolicy] {
        switch self {
        case .awake: [.s0OnAC, .s0OnDC]
        case .asleepOnMains: [.s0OnAC, .sxOnAC, .s0OnDC]
        case .always: [.s0OnAC, .sxOnAC, .s0OnDC, .sxOnDC]
        }
    }
}

extension DynamicDNS {
    /// Who tells the name server.
    var updater: Profile.Network.DynamicDNS.Updater {
        if self.isEnabled { return .firmware }
        return self.byDHCPServer ? .dhcpServer : .none
    }
}
