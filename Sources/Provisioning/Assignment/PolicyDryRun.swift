import AMT
import Inventory

/// What a policy would change, device by device, without keeping the devices: for a stream of a whole inventory.
///
/// Names are taken as they are: a dry run asks neither DNS nor the properties program.
package struct PolicyDryRun: Sendable {
    /// Devices that are named for each change.
    package static let examplesMax = 5

    /// A device as it is now.
    package struct Device: Equatable, Sendable {
        package let uuid: DeviceUUID
        package let subject: PolicySubject
        /// `nil`: it was given none so far.
        package let profile: String?

        package init(uuid: DeviceUUID, subject: PolicySubject, profile: String?) {
            self.uuid = uuid
            self.subject = subject
            self.profile = profile
        }
    }

    /// What a device would get.
    package enum Outcome: Hashable, Sendable {
        case profile(String)
        /// The policy names a profile that is not there: the device would be parked.
        case unknownProfile(String)
        /// Nothing is said of the device: it would be parked.
        case unassigned
        /// The policy is switched off: the device would wait.
        case waits
    }

    /// Devices with one profile now that would get another, or the same.
    package struct Move: Equatable, Sendable {
        package let from: String?
        package let to: Outcome
        package fileprivate(set) var count: Int
        /// The first ones that came.
        package fileprivate(set) var examples: [Example]

        /// Whether nothing would change.
        package var isNone: Bool { self.from.map { self.to == .profile($0) } ?? false }
    }

    /// One device of a change.
    package struct Example: Equatable, Sendable {
        package let uuid: DeviceUUID
        package let fqdn: FQDN
        /// Who would say what it gets; `nil` when nobody would.
        package let origin: ProfileOrigin?
    }

    private struct Pair: Hashable {
        let from: String?
        let to: Outcome
    }

    private let policy: AssignmentPolicy
    private let profileNames: Set<String>
    private var all: [Pair: Move] = [:]
    /// Devices that each origin would decide.
    package private(set) var decided: [ProfileOrigin: Int] = [:]
    /// Devices so far.
    package private(set) var count = 0

    /// - Parameter profileNames: the profiles that there are.
    package init(_ policy: AssignmentPolicy, profileNames: Set<String>) {
        self.policy = policy
        self.profileNames = profileNames
    }

    /// Takes one device more.
    package mutating func add(_ device: Device) {
        let verdict = self.policy.isEnabled ? self.policy.verdict(for: device.subject) : nil
        let pair = Pair(from: device.profile, to: self.outcome(verdict))
        var move = self.all[pair] ?? Move(from: pair.from, to: pair.to, count: 0, examples: [])
        move.count += 1
        if move.examples.count < Self.examplesMax {
            move.examples.append(Example(uuid: device.uuid, fqdn: device.subject.fqdn, origin: verdict?.origin))
        }
        self.all[pair] = move
        if let verdict { self.decided[verdict.origin, default: 0] += 1 }
        self.count += 1
    }

    /// Every pair that came: the most frequent first, then by name.
    package var moves: [Move] {
        self.all.values.sorted { left, right in
            (right.count, left.from ?? "", left.to.words) < (left.count, right.from ?? "", right.to.words)
        }
    }

    private func outcome(_ verdict: ProfileVerdict?) -> Outcome {
        guard self.policy.isEnabled else { return .waits }
        guard let name = verdict?.profile else { return .unassigned }
        return self.profileNames.contains(name) ? .profile(name) : .unknownProfile(name)
    }
}

extension PolicyDryRun.Outcome {
    /// For order and for people.
    package var words: String {
        switch self {
        case .profile(let name): "profile \(name)"
        case .unknownProfile(let name): "unknown profile \(name)"
        case .unassigned: "unassigned"
        case .waits: "waits"
        }
    }
}
