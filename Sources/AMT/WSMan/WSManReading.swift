/// What a device's answer to a call means.
package enum WSManReading<Output: Sendable>: Sendable {
    /// Done. For a method this says that `ReturnValue` was 0.
    case answered(Output)
    /// The method ran and refused: `ReturnValue` was not 0. Nothing was changed unless the code says so.
    case returned(ReturnValue)
    /// The call was not carried out.
    case fault(WSManFault)
    /// HTTP 401: this credential does not open the device, or its account is locked for a while.
    case unauthorized
    /// No answer that we understand. For a call that changes something the outcome is uncertain.
    case unreadable(WSManRefusal)

    /// What a worker may do about it; `nil` when the call succeeded.
    package var policy: AnswerPolicy? {
        switch self {
        case .answered: nil
        case .returned(let value): value.policy
        case .fault(let fault): fault.policy
        case .unauthorized: .credential
        case .unreadable(let refusal): refusal.policy
        }
    }

    /// The same reading with another output.
    package func map<Other: Sendable>(_ transform: (Output) -> Other) -> WSManReading<Other> {
        switch self {
        case .answered(let output): .answered(transform(output))
        case .returned(let value): .returned(value)
        case .fault(let fault): .fault(fault)
        case .unauthorized: .unauthorized
        case .unreadable(let refusal): .unreadable(refusal)
        }
    }
}

extension WSManReading: Equatable where Output: Equatable {}

/// The output of a call that says nothing but that it was done.
package struct Done: Hashable, Sendable {
    /// The one value.
    package init() {}
}

/// One page of an enumeration.
package struct PullPage<Item: Sendable>: Sendable {
    /// Instances, in the device's order.
    package let items: [Item]
    /// The context to pull next; `nil` at the end of the sequence.
    package let next: String?

    /// A page as it was read, or as a test wants it.
    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }
}

extension PullPage: Equatable where Item: Equatable {}

/// Bounds of an enumeration, for the one who loops over its pages.
package enum PullLimits {
    /// The largest store known has some 50 instances and devices put them all on one page; a device that never ends
    /// its sequence must not hold a worker.
    package static let pageCountMax = 64
    /// Asked for in each pull. Both numbers are what clients that work with every release ask for.
    static let elementCountMax = 999
    static let characterCountMax = 99_999
}
