import FoundationEssentials

/// What goes wrong with a call.
package enum ScriptedFault: Equatable, Sendable {
    /// The call is done and the connection reset without an answer.
    case dropAfter
    /// The connection is reset before the call is looked at.
    case dropBefore
    /// A SOAP fault instead of doing the call.
    case fault(String)
    /// The call is done; half of the answer comes, then the connection ends.
    case halfAnswer
    case http401
    case http503
    /// The reset comes after the client's first TLS message.
    case resetHandshake
    /// This return value instead of doing the call.
    case returnValue(UInt32)
    /// The call is done; the answer waits for the rule's seconds.
    case stall
    /// The call is done; the answer announces more bytes than come.
    case wrongContentLength

    /// Reads the names used in scripts.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        switch (parts[0], parts.count) {
        case ("drop-after", 1): self = .dropAfter
        case ("drop-before", 1): self = .dropBefore
        case ("fault", 2) where Fault.Code(rawValue: parts[1]) != nil: self = .fault(parts[1])
        case ("half-answer", 1): self = .halfAnswer
        case ("http-401", 1): self = .http401
        case ("http-503", 1): self = .http503
        case ("reset-handshake", 1): self = .resetHandshake
        case ("return-value", 2):
            guard let number = UInt32(parts[1]) else { return nil }
            self = .returnValue(number)
        case ("stall", 1): self = .stall
        case ("wrong-content-length", 1): self = .wrongContentLength
        default: return nil
        }
    }
}

/// One line of a fault script: which call of which device fails, and how.
package struct FaultRule: Sendable {
    /// Which devices a rule is for.
    package enum Device: Equatable, Sendable {
        case all
        case index(Int)
        case uuid(String)

        func includes(_ identity: DeviceIdentity) -> Bool {
            switch self {
            case .all: true
            case .index(let index): identity.index == index
            case .uuid(let uuid): identity.uuid == uuid.lowercased()
            }
        }
    }

    /// The call that stands for the TLS handshake.
    package static let handshakeCall = "tls-handshake"

    package let device: Device
    /// `AMT_GeneralSettings.Put`, ``handshakeCall``, or `*`.
    package let call: String
    /// 1 for the first such call of a device, 0 for every one.
    package let occurrence: Int
    package let fault: ScriptedFault
    /// For how long a stall holds.
    package let seconds: Double

    /// One rule.
    package init(device: Device, call: String, occurrence: Int, fault: ScriptedFault, seconds: Double = 10) {
        self.device = device
        self.call = call
        self.occurrence = occurrence
        self.fault = fault
        self.seconds = seconds
    }

    func concerns(_ identity: DeviceIdentity) -> Bool { self.device.includes(identity) }

    /// Whether the rule counts a call of that name; `*` stands for WS-Man calls, not for handshakes.
    func covers(_ name: String) -> Bool { self.call == name || (self.call == "*" && name != Self.handshakeCall) }
}

/// Why a fault script cannot be used.
package enum FaultScriptRefusal: Error, Equatable, Sendable {
    /// Not a JSON list of rules.
    case malformed
    /// The rule at that place, counted from 1, names no fault that there is.
    case unknownFault(rule: Int)
}

/// Reads fault scripts: a JSON list of `{device, call, occurrence, fault, seconds}`.
package enum FaultScript {
    private struct Line: Decodable {
        let device: DeviceField?
        let call: String?
        let occurrence: Int?
        let fault: String
        let seconds: Double?
    }

    private enum DeviceField: Decodable {
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var device: FaultRule.Device {
            switch self {
            case .number(let index): .index(index)
            case .text("*"): .all
            case .text(let text): Int(text).map { .index($0) } ?? .uuid(text)
            }
        }
    }

    /// Reads a script; what a rule leaves out means every device, every call, the first occurrence, ten seconds.
    package static func rules(_ json: [UInt8]) throws(FaultScriptRefusal) -> [FaultRule] {
        guard let lines = try? JSONDecoder().decode([Line].self, from: Data(json)) else { throw .malformed }
        var rules: [FaultRule] = []
        for (place, line) in lines.enumerated() {
            guard let fault = ScriptedFault(line.fault) else { throw .unknownFault(rule: place + 1) }
            rules.append(
                FaultRule(
                    device: line.device?.device ?? .all, call: line.call ?? "*", occurrence: line.occurrence ?? 1,
                    fault: fault, seconds: line.seconds ?? 10))
        }
        return rules
    }
}

/// A place at which calls are held, so that a test can do something at exactly that moment.
package struct PausePoint: Equatable, Sendable {
    package enum Moment: String, Sendable {
        /// Done, but not answered.
        case after
        /// Received, but not done.
        case before
    }

    package let call: String
    /// 1 for the first such call of a device, 0 for every one.
    package let occurrence: Int
    package let moment: Moment
    package let device: FaultRule.Device

    /// Reads `CALL:OCCURRENCE:before|after`, with `@INDEX` or `@UUID` behind it when the place is one device's alone.
    package init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false).map { String($0) }
        let parts = halves[0].split(separator: ":").map { String($0) }
        guard
            halves.count <= 2, parts.count == 3, let occurrence = Int(parts[1]), occurrence >= 0,
            let moment = Moment(rawValue: parts[2])
        else { return nil }
        self.call = parts[0]
        self.occurrence = occurrence
        self.moment = moment
        if halves.count == 1 {
            self.device = .all
        } else {
            guard !halves[1].isEmpty else { return nil }
            self.device = Int(halves[1]).map { .index($0) } ?? .uuid(halves[1])
        }
    }
}
