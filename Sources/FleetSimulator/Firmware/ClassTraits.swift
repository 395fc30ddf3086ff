/// What the firmware knows about one class: how it is addressed, what it shows, what may be done to it.
struct ClassTraits: Sendable {
    typealias Change =
        @Sendable (inout SimulatedFirmware, FirmwareCall, inout [FirmwareEffect]) throws(Fault) -> FirmwareAnswer

    /// `true` where recorded answers declare the namespace of dates although none occurs.
    var declaresCommon = true
    /// `true` for a class with exactly one instance, which Get finds without selectors.
    var isSingleton = true
    /// AMT 10 answered Enumerate of these with HTTP 400 and Get without trouble.
    var refusesEnumerateOnAMT10 = false
    /// A class that is not there is unreachable.
    var isPresent: @Sendable (FirmwareCapabilities) -> Bool = { _ in true }
    /// All instances, in the order of their handles.
    let instances: @Sendable (SimulatedFirmware) -> [Instance]
    var put: Change?
    var create: Change?
    var delete: Change?
    var subscribe: Change?
    var unsubscribe: Change?
}

extension FirmwareClass {
    /// The URI that requests address and that is the namespace of the class's elements.
    var uri: String {
        switch self.rawValue.prefix(4) {
        case "CIM_": Namespace.cimClasses + self.rawValue
        case "IPS_": Namespace.ipsClasses + self.rawValue
        default: Namespace.amtClasses + self.rawValue
        }
    }

    private static let byURI = Dictionary(uniqueKeysWithValues: Self.allCases.map { ($0.uri, $0) })

    init?(uri: String) {
        guard let found = Self.byURI[uri] else { return nil }
        self = found
    }

    var declaresCommon: Bool { self.traits.declaresCommon }

    var isSingleton: Bool { self.traits.isSingleton }
}
