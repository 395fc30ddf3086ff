import FoundationEssentials

/// What goes wrong with a call.
package enum ScriptedFault: Equatable, Sendable {
    /// How far a call gets before something happens to the device.
    package enum Moment: String, CaseIterable, Sendable {
        /// Done and answered.
        case after = "-after"
        /// Not done.
        case before = "-before"
        /// Done, but not answered.
        case between = ""
    }

    /// The handshake ends with this alert instead of an answer to the client's first message.
    case alert(UInt8)
    /// The device moves to another address.
    case addressChange(Moment)
    /// The connection ends with FIN behind the client's first TLS message.
    case closeHandshake
    /// The call is done and the connection reset without an answer.
    case dropAfter
    /// The connection is reset before the call is looked at.
    case dropBefore
    /// The call is done; its answer is changed as the rule's ``AnswerEdit`` says.
    case editAnswer
    /// A SOAP fault instead of doing the call.
    case fault(String)
    /// The call is done; half of the answer comes, then the connection ends.
    case halfAnswer
    case http401
    /// A page with this status instead of doing the call.
    case httpStatus(Int)
    /// Answered as if it had been done.
    case notDone
    /// The client's first TLS message is answered in plain HTTP.
    case plainHandshake
    /// The device is without power for the rule's seconds.
    case powerLoss(Moment)
    /// The reset comes after the client's first TLS message.
    case resetHandshake
    /// This return value instead of doing the call.
    case returnValue(UInt32)
    /// The call is done; the answer waits for the rule's seconds.
    case stall
    /// 401 with `stale="true"` instead of doing the call.
    case staleNonce
    /// The call is done; the answer announces more bytes than come.
    case wrongContentLength

    /// Reads the names used in scripts.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        if parts.count == 1, let event = Self.event(parts[0]) {
            self = event
            return
        }
        switch (parts[0], parts.count) {
        case ("alert", 2):
            guard let number = UInt8(parts[1]) else { return nil }
            self = .alert(number)
        case ("close-handshake", 1): self = .closeHandshake
        case ("drop-after", 1): self = .dropAfter
        case ("drop-before", 1): self = .dropBefore
        case ("edit-answer", 1): self = .editAnswer
        case ("fault", 2) where Fault.Code(rawValue: parts[1]) != nil: self = .fault(parts[1])
        case ("half-answer", 1): self = .halfAnswer
        case ("http-401", 1): self = .http401
        case ("http-503", 1): self = .httpStatus(503)
        case ("http-status", 2):
            guard let number = Int(parts[1]), (400...599).contains(number) else { return nil }
            self = .httpStatus(number)
        case ("not-done", 1): self = .notDone
        case ("plain-handshake", 1): self = .plainHandshake
        case ("reset-handshake", 1): self = .resetHandshake
        case ("return-value", 2):
            guard let number = UInt32(parts[1]) else { return nil }
            self = .returnValue(number)
        case ("stale-nonce", 1): self = .staleNonce
        case ("stall", 1): self = .stall
        case ("wrong-content-length", 1): self = .wrongContentLength
        default: return nil
        }
    }
}

extension ScriptedFault {
    fileprivate static func event(_ name: String) -> ScriptedFault? {
        for moment in Moment.allCases {
            if name == "address-change" + moment.rawValue { return .addressChange(moment) }
            if name == "power-loss" + moment.rawValue { return .powerLoss(moment) }
        }
        return nil
    }
}

/// One line of a fault script: which call of which device fails, and how.
package struct FaultRule: Sendable {
    /// Which devices a rule is for.
    package enum Device: Decodable, Equatable, Sendable {
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

        /// Reads an index, a UUID or `*`.
        package init(_ text: String) {
            self = text == "*" ? .all : Int(text).map { .index($0) } ?? .uuid(text)
        }

        /// Reads a number or what ``init(_:)`` reads.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .index(number)
            } else {
                self.init(try container.decode(String.self))
            }
        }
    }

    /// The call that stands for the TLS handshake.
    package static let handshakeCall = CallPattern.handshake

    package let device: Device
    /// As ``CallPattern`` reads it.
    package let call: String
    /// 1 for the first such call of a device, 0 for every one.
    package let occurrence: Int
    package let fault: ScriptedFault
    /// For how long a stall holds.
    package let seconds: Double
    /// What becomes of an answer that is changed.
    package let edit: AnswerEdit

    /// One rule.
    package init(
        device: Device, call: String, occurrence: Int, fault: ScriptedFault, seconds: Double = 10,
        edit: AnswerEdit = AnswerEdit()
    ) {
        self.device = device
        self.call = call
        self.occurrence = occurrence
        self.fault = fault
        self.seconds = seconds
        self.edit = edit
    }

    func concerns(_ identity: DeviceIdentity) -> Bool { self.device.includes(identity) }

    /// Whether the rule counts a call of that name.
    func covers(_ name: String, isWrite: Bool = false) -> Bool {
        CallPattern.matches(self.call, name, isWrite: isWrite)
    }
}

/// Why a fault script cannot be used.
package enum FaultScriptRefusal: Error, Equatable, Sendable {
    /// Not a JSON list of rules.
    case malformed
    /// The rule at that place, counted from 1, names no fault that there is.
    case unknownFault(rule: Int)
}

/// Reads fault scripts: a JSON list of `{device, call, occurrence, fault, seconds}`, and of an edit `{element, find, put, times}`.
package enum FaultScript {
    private struct Line: Decodable {
        let device: FaultRule.Device?
        let call: String?
        let occurrence: Int?
        let fault: String
        let seconds: Double?
        let element: String?
        let find: String?
        let put: String?
        let times: Int?
    }

    /// Reads a script; what a rule leaves out means every device, every call, the first occurrence, ten seconds.
    package static func rules(_ json: [UInt8]) throws(FaultScriptRefusal) -> [FaultRule] {
        guard let lines = try? JSONDecoder().decode([Line].self, from: Data(json)) else { throw .malformed }
        var rules: [FaultRule] = []
        for (place, line) in lines.enumerated() {
            guard let fault = ScriptedFault(line.fault) else { throw .unknownFault(rule: place + 1) }
            rules.append(
                FaultRule(
                    device: line.device ?? .all, call: line.call ?? "*", occurrence: line.occurrence ?? 1,
                    fault: fault, seconds: line.seconds ?? 10,
                    edit: AnswerEdit(
                        element: line.element, find: line.find, put: line.put ?? "", times: line.times ?? 1)))
        }
        return rules
    }
}
