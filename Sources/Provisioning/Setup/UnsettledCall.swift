import AMT

/// A call whose outcome stayed uncertain until the end of an attempt, however often the device was read anew.
package struct UnsettledCall: Equatable, Sendable {
    package let call: String
    package let facts: [String: String]

    package init(_ call: String, _ facts: [String: String]) {
        self.call = call
        self.facts = facts
    }

    /// What that is to an operator: most often a connection that ends, and sometimes something that is said quite clearly.
    package var problem: Problem {
        Problem(self.code, self.facts.merging(["wsman.call": self.call]) { first, _ in first })
    }

    private var code: ProblemCode {
        if self.facts["device.uuid_found"] != nil { return .deviceIdentityMismatch }
        // It has answered that it committed, and is where it was.
        if self.facts["device.provisioning_state"] != nil { return .verificationFailed }
        if self.facts["wsman.refusal"] != nil || self.facts["digest.realm"] != nil { return .answerUnreadable }
        switch self.facts["exchange.failure"].flatMap({ ExchangeFailure.Kind(rawValue: $0) }) {
        case .answerUnreadable?: return .answerUnreadable
        case .connectionRefused?, .unreachable?: return .deviceUnreachable
        case .tlsHandshake?, .peerNotTrusted?: return .tlsHandshakeFailed
        case .connectionLost?, .timedOut?, .cancelled?, nil: return .connectionLost
        }
    }
}
