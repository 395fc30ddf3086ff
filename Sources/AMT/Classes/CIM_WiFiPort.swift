/// The device's wireless adapter.
package struct CIM_WiFiPort: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_WiFiPort")

    /// When the firmware may use the adapter.
    package enum State: Hashable, Sendable {
        /// 3: never.
        case off
        /// 32768: while the operating system runs.
        case onInS0
        /// 32769: always, asleep on mains only.
        case onInS0AndSx
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 3: self = .off
            case 32768: self = .onInS0
            case 32769: self = .onInS0AndSx
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .off: 3
            case .onInS0: 32768
            case .onInS0AndSx: 32769
            case .unknown(let number): number
            }
        }
    }

    /// What holds now (`EnabledState`).
    package let enabledState: State
    /// What was asked for last; `nil` when the firmware does not say.
    package let requestedState: State?
    /// Twelve hexadecimal digits, all zero without an adapter that the firmware can use; `nil` when absent.
    package let permanentAddress: String?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.enabledState = State(number: try instance.requiredNumber("EnabledState"))
        self.requestedState = try instance.number("RequestedState").map(State.init(number:))
        self.permanentAddress = instance.filledText("PermanentAddress")
    }
}

extension CIM_WiFiPort {
    /// Reads the one instance. The fault of firmware without wireless is `wsa:DestinationUnreachable`.
    package static func get() -> WSManCall<CIM_WiFiPort> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try CIM_WiFiPort(instance) }
    }

    /// Starts an enumeration; prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_WiFiPort>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in try CIM_WiFiPort(instance) }
    }

    /// Lets the firmware use the adapter or not; needed after the first network was added. Return values are CIM's.
    package static func requestStateChange(_ state: State) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "RequestStateChange", kind: .repeatable, table: .cim,
            parameters: { $0.element("p:RequestedState", String(state.number)) })
    }
}
