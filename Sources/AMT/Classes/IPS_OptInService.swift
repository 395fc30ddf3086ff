/// The consent of the user who sits in front of the device.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition of Intel's LMS, *IPS_OptInService*.
package struct IPS_OptInService: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.ips("IPS_OptInService")

    /// For what the user must consent.
    package enum Requirement: Hashable, Sendable {
        /// 0
        case none
        /// 1
        case kvm
        /// 4294967295: every redirection and remote boot. In client control mode it is always this.
        case all
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .none
            case 1: self = .kvm
            case .max: self = .all
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .none: 0
            case .kvm: 1
            case .all: .max
            case .unknown(let number): number
            }
        }
    }

    /// How far a consent is.
    package enum State: Hashable, Sendable {
        /// 0
        case notStarted
        /// 1
        case requested
        /// 2: the user sees the code.
        case displayed
        /// 3: the code came back.
        case received
        /// 4
        case inSession
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .notStarted
            case 1: self = .requested
            case 2: self = .displayed
            case 3: self = .received
            case 4: self = .inSession
            default: self = .unknown(number)
            }
        }
    }

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// For what the user must consent.
    package let required: Requirement

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.required = Requirement(number: try reader.requiredNumber("OptInRequired"))
        try reader.check(
            flags: ["CanModifyOptInPolicy"], numbers: ["OptInCodeTimeout", "OptInDisplayTimeout", "OptInState"])
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(instance: FirmwareInstance, required: Requirement) {
        self.instance = instance
        self.required = required
    }

    /// `nil` when the firmware does not say.
    package var state: State? { self.instance.number("OptInState").map(State.init(number:)) }
    /// Whether a put may change what is required; `false` in client control mode, absent on some firmware.
    package var canModifyPolicy: Bool? { self.instance.flag("CanModifyOptInPolicy") }
    /// Seconds until the code must come back, 120 from the factory.
    package var codeTimeoutSeconds: UInt32? { self.instance.number("OptInCodeTimeout") }
    /// Seconds that the code is displayed, 300 from the factory.
    package var displayTimeoutSeconds: UInt32? { self.instance.number("OptInDisplayTimeout") }

    /// The service with another requirement, all else as it is.
    ///
    /// - Parameters:
    ///   - codeTimeoutSeconds: `nil` leaves what is there.
    ///   - displayTimeoutSeconds: `nil` leaves what is there.
    package func changing(
        required: Requirement, codeTimeoutSeconds: UInt32? = nil, displayTimeoutSeconds: UInt32? = nil
    ) -> IPS_OptInService {
        var changed = self.instance.replacing("OptInRequired", with: required.number)
        if let codeTimeoutSeconds { changed = changed.replacing("OptInCodeTimeout", with: codeTimeoutSeconds) }
        if let displayTimeoutSeconds { changed = changed.replacing("OptInDisplayTimeout", with: displayTimeoutSeconds) }
        return IPS_OptInService(instance: changed, required: required)
    }
}

extension IPS_OptInService {
    /// Reads the one instance. Parts without it answer `wsa:DestinationUnreachable`, or HTTP 400 without a fault.
    package static func get() -> WSManCall<IPS_OptInService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try IPS_OptInService(instance) }
    }

    /// Writes the one instance. Where ``canModifyPolicy`` is `false` it fails.
    package static func put(_ service: IPS_OptInService) -> WSManCall<IPS_OptInService?> {
        .put(self.firmwareClass, selectors: [], body: { service.instance.write(to: &$0) }) {
            instance throws(WSManRefusal) in
            try IPS_OptInService(instance)
        }
    }
}
