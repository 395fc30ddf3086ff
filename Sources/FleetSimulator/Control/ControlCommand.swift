import FoundationEssentials

/// One order to a device, as a line of JSON says it.
struct ControlCommand: Decodable, Sendable {
    /// What can be ordered.
    enum Action: String, CaseIterable, Decodable, Sendable {
        case addTrustedRoot = "add-trusted-root"
        case addUser = "add-user"
        case call
        case changeAdminPassword = "change-admin-password"
        case drift
        case factoryReset = "factory-reset"
        case flashReset = "flash-reset"
        case moveAddress = "move-address"
        case partialUnprovision = "partial-unprovision"
        case powerLoss = "power-loss"
        case removeUser = "remove-user"
        case report
        case unprovision
    }

    let action: Action
    /// Left out, the first device; `report` is then about the whole fleet.
    let device: FaultRule.Device?
    /// Of drift: the class, the keys of the instance when there are several, and what to set.
    let firmwareClass: String?
    let selectors: [String: String]?
    let changes: [String: ControlValue]?
    /// Of call: a whole envelope.
    let xml: String?
    let name: String?
    let password: String?
    let realms: [Int]?
    /// 0 local, 1 network, 2 any.
    let access: Int?
    /// PEM or base64 of DER.
    let certificate: String?
    let address: String?
    let seconds: Double?

    private enum CodingKeys: String, CodingKey {
        case device, selectors, xml, name, password, realms, access, certificate, address, seconds
        case action = "do"
        case firmwareClass = "class"
        case changes = "set"
    }

    /// Reads a line; `nil` when it is no order.
    init?(line: [UInt8]) {
        guard let command = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
        self = command
    }
}

/// A value to set: `null` takes the property away, a list repeats it.
enum ControlValue: Decodable, Equatable, Sendable {
    case list([String])
    case none
    case text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .none
        } else if let flag = try? container.decode(Bool.self) {
            self = .text(String(flag))
        } else if let number = try? container.decode(Int64.self) {
            self = .text(String(number))
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .list(try container.decode([ControlValue].self).flatMap(\.texts))
        }
    }

    var texts: [String] {
        switch self {
        case .list(let texts): texts
        case .none: []
        case .text(let text): [text]
        }
    }
}

/// What came of an order, as a line of JSON.
struct ControlAnswer: Encodable, Sendable {
    /// `false` when nothing was done.
    var ok = true
    /// Why not, in words.
    var error: String?
    /// The return value of the method that was called.
    var returnValue: UInt32?
    /// The sub-code of the fault, with its detail.
    var fault: String?
    /// The whole answer of a call.
    var xml: String?
    /// Where the device is now.
    var address: String?
    var place: ControlPlace?
    var report: ControlReport?

    private enum CodingKeys: String, CodingKey {
        case ok, error, fault, xml, address, report
        case place = "device"
        case returnValue = "return"
    }

    static func refused(_ error: String) -> ControlAnswer { .init(ok: false, error: error) }
}

/// Which device an answer is about, and what kind of machine it is.
struct ControlPlace: Encodable, Sendable {
    let index: Int
    let uuid: String
    let personality: String
    let machine: String
    let hasWiFi: Bool

    init(_ identity: DeviceIdentity) {
        self.index = identity.index
        self.uuid = identity.uuid
        self.personality = identity.release.personality.name
        self.machine = identity.machine.rawValue
        self.hasWiFi = identity.machine.hasWiFi
    }
}

/// A report about one device or all of them.
enum ControlReport: Encodable, Sendable {
    case device(DeviceReport)
    case fleet(FleetReport)

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .device(let report): try report.encode(to: encoder)
        case .fleet(let report): try report.encode(to: encoder)
        }
    }
}
