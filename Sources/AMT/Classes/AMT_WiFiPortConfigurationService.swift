/// The service that holds wireless networks and says who else may add some.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition AMT_WiFiPortConfigurationService in Intel's LMS.
package struct AMT_WiFiPortConfigurationService: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_WiFiPortConfigurationService")

    /// Whose networks the device takes over from its operating system (`localProfileSynchronizationEnabled`).
    package enum LocalProfileSynchronization: Hashable, Sendable {
        /// 0: none.
        case disabled
        /// 1: those of local users.
        case localUserProfiles
        /// 3: all.
        case unrestricted
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .disabled
            case 1: self = .localUserProfiles
            case 3: self = .unrestricted
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .disabled: 0
            case .localUserProfiles: 1
            case .unrestricted: 3
            case .unknown(let number): number
            }
        }
    }

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// `nil` when the firmware does not say.
    package let localProfileSynchronization: LocalProfileSynchronization?
    /// Whether networks are shared with UEFI; absent on older firmware.
    package let uefiWiFiProfileShareEnabled: Bool?

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.localProfileSynchronization = try reader.number("localProfileSynchronizationEnabled")
            .map(LocalProfileSynchronization.init(number:))
        self.uefiWiFiProfileShareEnabled = try reader.flag("UEFIWiFiProfileShareEnabled")
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(
        instance: FirmwareInstance, localProfileSynchronization: LocalProfileSynchronization?,
        uefiWiFiProfileShareEnabled: Bool?
    ) {
        self.instance = instance
        self.localProfileSynchronization = localProfileSynchronization
        self.uefiWiFiProfileShareEnabled = uefiWiFiProfileShareEnabled
    }

    /// The service with another synchronization, all else as it is.
    package func changing(
        localProfileSynchronization: LocalProfileSynchronization
    ) -> AMT_WiFiPortConfigurationService {
        AMT_WiFiPortConfigurationService(
            instance: self.instance.replacing(
                "localProfileSynchronizationEnabled", with: localProfileSynchronization.number),
            localProfileSynchronization: localProfileSynchronization,
            uefiWiFiProfileShareEnabled: self.uefiWiFiProfileShareEnabled)
    }

    /// The service with another sharing with UEFI, all else as it is. Only for firmware that has the property.
    package func changing(uefiWiFiProfileShareEnabled: Bool) -> AMT_WiFiPortConfigurationService {
        AMT_WiFiPortConfigurationService(
            instance: self.instance.replacing("UEFIWiFiProfileShareEnabled", with: uefiWiFiProfileShareEnabled),
            localProfileSynchronization: self.localProfileSynchronization,
            uefiWiFiProfileShareEnabled: uefiWiFiProfileShareEnabled)
    }
}

extension AMT_WiFiPortConfigurationService {
    /// Reads the one instance. The fault of firmware without wireless is `wsa:DestinationUnreachable`.
    package static func get() -> WSManCall<AMT_WiFiPortConfigurationService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_WiFiPortConfigurationService(instance) }
    }

    /// Writes the one instance. Some firmware answers with what is now stored, some with nothing.
    package static func put(
        _ service: AMT_WiFiPortConfigurationService
    ) -> WSManCall<AMT_WiFiPortConfigurationService?> {
        .put(self.firmwareClass, selectors: [], body: { service.instance.write(to: &$0) }) {
            instance throws(WSManRefusal) in
            try AMT_WiFiPortConfigurationService(instance)
        }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_WiFiPortConfigurationService>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_WiFiPortConfigurationService(instance)
        }
    }
}
