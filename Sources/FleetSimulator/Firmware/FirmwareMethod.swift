/// A call of a method whose parameters agreed with the schema.
struct MethodCall: Sendable {
    let arguments: Arguments
    /// The instance that the call's selectors named, if it had any.
    let instance: Instance?
    let now: Double
    /// A fresh key pair for GenerateKeyPair; `nil` while none is ready.
    let keyPair: KeyMaterial?
}

/// A method that the simulated firmware serves, with its parameters in the schema's order.
struct FirmwareMethod: Sendable {
    typealias Perform =
        @Sendable (inout SimulatedFirmware, MethodCall, inout [FirmwareEffect]) throws(Fault) -> FirmwareAnswer

    /// `AMT_AuthorizationService.AddUserAclEntryEx`.
    let rawValue: String
    let parameters: [Field]
    /// `true` for a method that writes to the flash, which protects itself against too many writes.
    let isWrite: Bool
    /// What is added to the firmware's own status numbers: methods inherited from CIM have codes of their own.
    let statusOffset: UInt32
    let declaresCommon: Bool
    /// A method that is not there is no action.
    let isPresent: @Sendable (FirmwareCapabilities) -> Bool
    let perform: Perform

    init(
        _ firmwareClass: FirmwareClass, _ name: String, _ parameters: [Field] = [], isWrite: Bool = true,
        statusOffset: UInt32 = 0, declaresCommon: Bool = false,
        isPresent: @escaping @Sendable (FirmwareCapabilities) -> Bool = { _ in true }, perform: @escaping Perform
    ) {
        self.rawValue = "\(firmwareClass.rawValue).\(name)"
        self.parameters = parameters
        self.isWrite = isWrite
        self.statusOffset = statusOffset
        self.declaresCommon = declaresCommon
        self.isPresent = isPresent
        self.perform = perform
    }

    private static let all: [String: FirmwareMethod] = {
        let methods =
            Self.setup + Self.users + Self.keys + [Self.generateKeyPair] + Self.kerberos + Self.redirection
            + Self.power + Self.wifi + Self.ieee8021x + Self.remoteAccess + Self.environment + Self.proxies
            + Self.audit + Self.endpointAccess + Self.alarms
        return Dictionary(uniqueKeysWithValues: methods.map { ($0.rawValue, $0) })
    }()

    /// Finds the method of that class and name, if it is served.
    init?(rawValue: String) {
        guard let found = Self.all[rawValue] else { return nil }
        self = found
    }
}

extension FirmwareMethod: Equatable {
    static func == (left: FirmwareMethod, right: FirmwareMethod) -> Bool { left.rawValue == right.rawValue }
}

/// Return values of methods that classes inherit from CIM, and of those for wireless profiles.
enum CIMStatus: UInt32, Sendable {
    case success = 0
    case notSupported = 1
    case failed = 4
    case invalidParameter = 5
    case invalidStateTransition = 4_097
    case timeoutNotSupported = 4_098

    /// What such methods add to a status of the firmware's own.
    static let vendorOffset: UInt32 = 32_768
}

extension FirmwareAnswer {
    static func cim(_ status: CIMStatus) -> FirmwareAnswer { .output([], returnValue: status.rawValue) }

    static func vendor(_ status: PTStatus) -> FirmwareAnswer {
        .output([], returnValue: CIMStatus.vendorOffset + status.rawValue)
    }
}

extension FirmwareMethod {
    /// RequestStateChange of a class, for the states that the class knows.
    static func stateChange(
        of firmwareClass: FirmwareClass, states: ClosedRange<UInt32>, more: Set<UInt32> = [],
        _ change: @escaping @Sendable (inout SimulatedFirmware, UInt32) -> FirmwareAnswer
    ) -> FirmwareMethod {
        FirmwareMethod(
            firmwareClass, "RequestStateChange",
            [
                Field(name: "RequestedState", kind: .number, isRequired: false),
                Field(name: "TimeoutPeriod", kind: .anything, isRequired: false),
            ], statusOffset: CIMStatus.vendorOffset
        ) { firmware, call, _ in
            if call.arguments.isPresent("TimeoutPeriod") { return .cim(.timeoutNotSupported) }
            guard
                let state = call.arguments.number("RequestedState"), states.contains(state) || more.contains(state)
            else { return .cim(.invalidParameter) }
            return change(&firmware, state)
        }
    }
}
