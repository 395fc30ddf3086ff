/// Says that a rule uses a server, and from which side.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else.
package struct AMT_RemoteAccessPolicyAppliesToMPS: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_RemoteAccessPolicyAppliesToMPS")

    /// From where the server is reached (`MpsType`).
    package enum MpsType: Hashable, Sendable {
        /// 0: from outside.
        case external
        /// 1: from inside.
        case `internal`
        /// 2
        case both
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .external
            case 1: self = .internal
            case 2: self = .both
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .external: 0
            case .internal: 1
            case .both: 2
            case .unknown(let number): number
            }
        }
    }

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// The server, the first key.
    package let managedElement: EndpointReference
    /// The rule, the second key.
    package let policySet: EndpointReference
    /// From 0; the lowest is tried first. `nil` when the firmware does not say.
    package let orderOfAccess: UInt32?
    /// `nil` on firmware that knows external servers only.
    package let mpsType: MpsType?

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.managedElement = try reader.requiredReference("ManagedElement")
        self.policySet = try reader.requiredReference("PolicySet")
        self.orderOfAccess = try reader.number("OrderOfAccess")
        self.mpsType = try reader.number("MpsType").map(MpsType.init(number:))
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(_ other: AMT_RemoteAccessPolicyAppliesToMPS, mpsType: MpsType) {
        self.instance = other.instance.replacing("MpsType", with: mpsType.number)
        self.managedElement = other.managedElement
        self.policySet = other.policySet
        self.orderOfAccess = other.orderOfAccess
        self.mpsType = mpsType
    }

    /// The association with another side, all else as it is.
    package func changing(mpsType: MpsType) -> AMT_RemoteAccessPolicyAppliesToMPS {
        AMT_RemoteAccessPolicyAppliesToMPS(self, mpsType: mpsType)
    }
}

extension AMT_RemoteAccessPolicyAppliesToMPS {
    /// Reads one association again.
    package static func get(
        _ association: AMT_RemoteAccessPolicyAppliesToMPS
    ) -> WSManCall<AMT_RemoteAccessPolicyAppliesToMPS> {
        .get(self.firmwareClass, selectors: association.selectors) { instance throws(WSManRefusal) in
            try AMT_RemoteAccessPolicyAppliesToMPS(instance)
        }
    }

    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_RemoteAccessPolicyAppliesToMPS>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_RemoteAccessPolicyAppliesToMPS(instance)
        }
    }

    /// Writes one association, selected by both its keys. Devices are known to answer with nothing.
    package static func put(
        _ association: AMT_RemoteAccessPolicyAppliesToMPS
    ) -> WSManCall<AMT_RemoteAccessPolicyAppliesToMPS?> {
        .put(
            self.firmwareClass, selectors: association.selectors, body: { association.instance.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_RemoteAccessPolicyAppliesToMPS(instance)
        }
    }

    private var selectors: [EndpointReference.Selector] {
        [.init("ManagedElement", self.managedElement), .init("PolicySet", self.policySet)]
    }
}
