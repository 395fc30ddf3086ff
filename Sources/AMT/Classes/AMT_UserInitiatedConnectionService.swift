/// The service that lets the user at the device ask for a tunnel.
package struct AMT_UserInitiatedConnectionService: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_UserInitiatedConnectionService")

    /// From where the user may ask.
    package enum State: Hashable, Sendable {
        /// 32768: from nowhere.
        case disabled
        /// 32769
        case bios
        /// 32770
        case operatingSystem
        /// 32771
        case both
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 32768: self = .disabled
            case 32769: self = .bios
            case 32770: self = .operatingSystem
            case 32771: self = .both
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .disabled: 32768
            case .bios: 32769
            case .operatingSystem: 32770
            case .both: 32771
            case .unknown(let number): number
            }
        }
    }

    /// From where the user may ask (`EnabledState`).
    package let state: State

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.state = State(number: try instance.requiredNumber("EnabledState"))
    }
}

extension AMT_UserInitiatedConnectionService {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_UserInitiatedConnectionService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_UserInitiatedConnectionService(instance) }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_UserInitiatedConnectionService>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_UserInitiatedConnectionService(instance)
        }
    }

    /// Says from where the user may ask. Return values are CIM's.
    package static func requestStateChange(_ state: State) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "RequestStateChange", kind: .repeatable, table: .cim,
            parameters: { $0.element("p:RequestedState", String(state.number)) })
    }
}
