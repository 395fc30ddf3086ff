import AMT

/// Why a device stands where it stands, in plain sentences.
package struct Explanation: Equatable, Sendable {
    /// One sentence.
    package let summary: String
    /// What came from the device and what was done to it.
    package let seen: [String]
    /// What follows from that.
    package let concluded: [String]
    /// What happens next by itself.
    package let next: String
    /// When, at the latest; `nil` where nothing does, or nobody knows.
    package let nextAt: UnixTime?
    package let actions: [SuggestedAction]
    /// Raw value of ``ProblemCode``; `nil` without a problem.
    package let code: String?

    /// - Parameters:
    ///   - standing: of its request; `nil` when it has none.
    ///   - timeline: newest last.
    ///   - moment: how a time is written.
    package init(
        _ device: DeviceView, standing: DeviceStanding?, timeline: [TimelineEntry], moment: (UnixTime) -> String
    ) {
        let known = device.problem.flatMap { ProblemCode(rawValue: $0.code) }
        self.code = device.problem?.code
        self.summary = Self.summary(device)
        self.seen = Self.seen(device, standing, timeline, moment)
        self.concluded = Self.concluded(device, standing)
        (self.next, self.nextAt) = Self.next(device, standing)
        let uuid = device.uuid.description
        self.actions =
            known?.actions(device: uuid, evidence: device.problem?.evidence ?? [:])
            ?? Self.sectionActions(device, uuid: uuid)
    }

    private static func summary(_ device: DeviceView) -> String {
        let name = device.fqdn ?? device.uuid.description
        return switch device.state {
        case .discovered: "\(name) has said hello and waits for a worker."
        case .waiting: "\(name) waits. \(device.problem?.detail ?? "It is tried again.")"
        case .provisioning: "\(name) is being worked on."
        case .provisioned where device.sections.contains { $0.state == .failed }:
            "\(name) is provisioned; parts of its profile could not be applied."
        case .provisioned: "\(name) is provisioned."
        case .parked: "\(name) waits for you. \(device.problem?.detail ?? "")"
        case .silent: "\(name) has stopped listening before it could be provisioned."
        }
    }

    private static func seen(
        _ device: DeviceView, _ standing: DeviceStanding?, _ timeline: [TimelineEntry], _ moment: (UnixTime) -> String
    ) -> [String] {
        var seen: [String] = []
        if let first = device.firstHelloAt {
            let last = device.lastHelloAt.map { ", its last one at \(moment($0))" } ?? ""
            let from = device.address.map { " from \($0.text)" } ?? ""
            seen.append("Its first hello came at \(moment(first))\(last)\(from).")
        }
        if let standing, !standing.isTakenUp {
            if let pid = standing.pid { seen.append("The hello names the pre-shared key \(pid).") }
            if let count = standing.rootHashCount { seen.append("The hello lists \(count) trusted roots.") }
            if standing.retryCount > 0 {
                seen.append("By its own count it said hello \(standing.retryCount + 1) times in this window.")
            }
        }
        if standing?.isTakenUp == true { seen.append("It said no hello: it was taken up for its profile.") }
        if let version = device.amtVersion { seen.append("It showed AMT \(version).") }
        if let proof = device.proof.flatMap({ DeviceProof(rawValue: $0) }) { seen.append(proof.sentence) }
        if let entry = timeline.last(where: { $0.kind == "outcome" && $0.outcome != "verified" }), let step = entry.step
        {
            let attempt = entry.attempt.map { "In attempt \($0) t" } ?? "T"
            let detail = entry.detail.map { ": \($0)" } ?? ""
            seen.append("\(attempt)he step \(step) was \(entry.outcome ?? "not done")\(detail).")
        }
        if device.attempt > 0 { seen.append("Workers have taken it up \(device.attempt) times.") }
        return seen
    }

    private static func concluded(_ device: DeviceView, _ standing: DeviceStanding?) -> [String] {
        var concluded: [String] = []
        if let problem = device.problem {
            concluded.append(problem.detail.isEmpty ? "A newer node calls it \(problem.code)." : problem.detail)
            if let code = ProblemCode(rawValue: problem.code) {
                concluded += EvidenceReading(code, problem.evidence).sentences
            }
            concluded += problem.evidence.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        }
        if standing?.isUnexpected == true {
            concluded.append("Neither inventory nor an earlier provisioning knows it: it waits behind all others.")
        }
        for section in device.sections where section.state == .failed {
            let reading = section.problem.flatMap { problem in
                ProblemCode(rawValue: problem.code).map { EvidenceReading($0, problem.evidence).sentences }
            }
            let sentences = [section.problem?.detail ?? "it failed."] + (reading ?? [])
            concluded.append("\(section.section): \(sentences.joined(separator: " "))")
        }
        return concluded
    }

    private static func next(
        _ device: DeviceView, _ standing: DeviceStanding?
    ) -> (String, UnixTime?) {
        switch device.state {
        case .discovered:
            return ("The next free worker of its site takes it up.", standing?.windowEndsAt)
        case .provisioning:
            let node = standing?.leasedBy.map { " \($0)" } ?? ""
            return (
                "The worker\(node) goes on. If it died, another one takes it up when the lease has ended.",
                standing?.leaseUntil
            )
        case .waiting:
            switch standing?.waitsFor {
            case .hello?: return ("It is taken up with its next hello, or by then.", device.nextAttemptAt)
            case .inventory?:
                return (
                    "It is taken up when a record of it comes, or the policy changes, or by then.", device.nextAttemptAt
                )
            case .time?, nil: return ("It is taken up again by itself.", device.nextAttemptAt)
            }
        case .provisioned:
            let retry = device.sections.compactMap(\.retryAt).min()
            return retry == nil ? ("Nothing is left to do.", nil) : ("What failed is tried again.", retry)
        case .parked: return ("Nothing happens by itself.", nil)
        case .silent: return ("Nothing happens until it says hello again.", nil)
        }
    }

    /// A provisioned device has no problem of its own; its sections may have.
    private static func sectionActions(_ device: DeviceView, uuid: String) -> [SuggestedAction] {
        var actions: [SuggestedAction] = []
        for section in device.sections where section.state == .failed {
            guard let problem = section.problem, let code = ProblemCode(rawValue: problem.code) else { continue }
            for action in code.actions(device: uuid, evidence: problem.evidence) where !actions.contains(action) {
                // A configured device is given its profile; there is nothing to retry.
                if action.command?.contains(" device retry ") != true { actions.append(action) }
            }
        }
        let apply = SuggestedAction("Then give it its profile again.", "provisionctl device apply \(uuid)")
        return actions.isEmpty || actions.contains(apply) ? actions : actions + [apply]
    }
}

extension DeviceProof {
    /// For an explanation.
    fileprivate var sentence: String {
        switch self {
        case .presharedKey: "It has proved that it has its pre-shared key."
        case .oneTimePassword: "It has shown the one-time password that was registered for it."
        case .onDieCertificate: "Its maker's certificates vouch for its firmware."
        case .chainRefused: "It showed certificates that are not its maker's."
        }
    }
}
