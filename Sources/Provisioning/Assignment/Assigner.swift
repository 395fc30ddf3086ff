import AMT
import Inventory

/// Finds name and profile of a device, as the policy says.
///
/// Nothing is asked here: ``next(_:policy:profiles:answers:)`` says what is to be asked, of whom, and is given the answers so far.
package enum Assigner {
    /// What is to be asked beside inventory.
    package enum Question: Equatable, Sendable {
        /// Which name DNS gives to an address.
        case dns(IPAddress)
        /// The node's properties program.
        case props
        /// Which release the device has: the policy's answer depends on it, and only the device can tell. It is opened for that, and
        /// nothing is changed on it.
        case release
    }

    /// What a device that was opened has told of its release.
    package enum ReleaseAnswer: Equatable, Sendable {
        case shown(AMTRelease)
        /// Nothing that can be read.
        case notShown
    }

    /// What was answered so far.
    package struct Answers: Equatable, Sendable {
        package var dns: NameAnswer?
        package var props: PropsAnswer?
        package var release: ReleaseAnswer?

        package init() {}
    }

    /// What comes next.
    package enum Next: Equatable, Sendable {
        case assigned(Assignment)
        case ask(Question)
        case failed(Problem)
    }

    /// A device is given what the first of the policy's ways says; each question is asked once at most.
    ///
    /// - Parameter profiles: those that there are.
    package static func next(
        _ device: UnassignedDevice, policy: AssignmentPolicy, profiles: [Profile], answers: Answers = Answers()
    ) -> Next {
        // Whatever a source has under it, it is not this machine's alone.
        if PlaceholderUUIDs.contains(device.uuid) {
            return .failed(Problem(.uuidDuplicate, ["uuid": "stands in the firmware of many machines"]))
        }
        guard policy.isEnabled else {
            return .failed(Problem(.policyDisabled, ["policy.version": "\(policy.version)"]))
        }
        for way in Self.ways(policy) {
            switch Self.look(way, device, policy, answers) {
            case .named(let name): return Self.assign(name, device, policy, profiles, answers)
            case .unasked(let question): return .ask(question)
            case .unknown: continue
            case .halted: return .failed(Self.unresolved(device, answers))
            }
        }
        return .failed(Self.unresolved(device, answers))
    }

    // MARK: - Name

    private enum Way {
        case inventory, dns, props
    }

    fileprivate struct Name {
        let fqdn: FQDN
        let trust: FQDNTrust
        let source: String
        let dataAt: UnixTime?
    }

    private enum Look {
        case named(Name)
        case unasked(Question)
        case unknown
        /// Whom the policy believes first could not be heard: nobody else is believed in its place.
        case halted
    }

    private static func ways(_ policy: AssignmentPolicy) -> [Way] {
        let dns: [Way] = policy.usesDNSFallback ? [.dns] : []
        return switch policy.propsUse {
        case .never: [.inventory] + dns
        case .lastResort: [.inventory] + dns + [.props]
        case .first: [.props, .inventory] + dns
        }
    }

    private static func look(
        _ way: Way, _ device: UnassignedDevice, _ policy: AssignmentPolicy, _ answers: Answers
    ) -> Look {
        switch way {
        case .inventory:
            guard let found = device.resolution.fqdn else { return .unknown }
            return .named(Name(fqdn: found.value, trust: .inventory, source: found.source, dataAt: found.dataAt))
        case .dns:
            guard let address = device.address else { return .unknown }
            guard let answer = answers.dns else { return .unasked(.dns(address)) }
            return answer.fqdn.map { .named(Name($0, .dns)) } ?? .unknown
        case .props:
            guard let answer = answers.props else { return .unasked(.props) }
            if let fqdn = answer.fqdn { return .named(Name(fqdn, .props)) }
            return policy.propsUse == .first && answer.isFailure ? .halted : .unknown
        }
    }

    private static func unresolved(_ device: UnassignedDevice, _ answers: Answers) -> Problem {
        var evidence = device.resolution.evidence.merging(answers.evidence) { first, _ in first }
        if answers.dns != nil { evidence["dns.address"] = device.address?.description }
        return Problem(.fqdnUnresolved, evidence, retryAfterSeconds: answers.secondsUntilAskedAgain)
    }

    // MARK: - Profile

    private static func assign(
        _ name: Name, _ device: UnassignedDevice, _ policy: AssignmentPolicy, _ profiles: [Profile], _ answers: Answers
    ) -> Next {
        let resolution = device.resolution
        let subject = PolicySubject(
            fqdn: name.fqdn, source: name.trust == .inventory ? name.source : nil, site: resolution.site?.value,
            address: device.address, release: device.release ?? answers.release?.release, fields: resolution.fields,
            named: Self.named(resolution, policy, answers))
        if answers.release == nil, policy.dependsOnRelease(subject) { return .ask(.release) }
        guard let verdict = policy.verdict(for: subject) else {
            if policy.propsUse == .lastResort, answers.props == nil { return .ask(.props) }
            return .failed(
                Problem(
                    .profileUnassigned,
                    Self.unassignedEvidence(name, subject, device, policy)
                        .merging(answers.evidence) { first, _ in first },
                    retryAfterSeconds: answers.props?.secondsUntilAskedAgain))
        }
        guard let profile = profiles.first(where: { $0.name == verdict.profile }) else {
            return .failed(
                Problem(
                    .profileRefused,
                    [
                        "profile.name": verdict.profile, "profile.refusal": "no such profile",
                        "profile.source": verdict.origin.description, "policy.version": "\(policy.version)",
                    ]))
        }
        let expected = resolution.vouchedFQDN.map { $0.value == name.fqdn && $0.standing != .vanished } ?? false
        return .assigned(
            Assignment(
                fqdn: name.fqdn, fqdnSource: name.source, fqdnTrust: name.trust, dataAt: name.dataAt,
                isExpected: expected, profile: profile, profileOrigin: verdict.origin))
    }

    /// What is named for the device itself: the program stands above the sources where it is asked before them.
    private static func named(
        _ resolution: Resolution, _ policy: AssignmentPolicy, _ answers: Answers
    ) -> ProfileVerdict? {
        let fromSource =
            policy.usesSourceProfile ? resolution.profile.map { ProfileVerdict($0.value, .source($0.source)) } : nil
        let fromProgram = answers.props?.profile.map { ProfileVerdict($0, .props) }
        return policy.propsUse == .first ? fromProgram ?? fromSource : fromSource ?? fromProgram
    }

    private static func unassignedEvidence(
        _ name: Name, _ subject: PolicySubject, _ device: UnassignedDevice, _ policy: AssignmentPolicy
    ) -> [String: String] {
        var evidence = device.resolution.evidence
        evidence["policy.version"] = "\(policy.version)"
        evidence["policy.rules"] = policy.rules.isEmpty ? "none" : "none of \(policy.rules.count) holds"
        evidence["device.fqdn"] = name.fqdn.description
        evidence["device.fqdn_source"] = name.source
        evidence["device.site"] = subject.site
        evidence["device.amt_version"] = subject.release?.description
        return evidence
    }
}

extension Assigner.ReleaseAnswer {
    fileprivate var release: AMTRelease? {
        switch self {
        case .shown(let release): release
        case .notShown: nil
        }
    }
}

extension Assigner.Name {
    /// A name that somebody was asked for.
    fileprivate init(_ fqdn: FQDN, _ trust: FQDNTrust) {
        self.init(fqdn: fqdn, trust: trust, source: trust.rawValue, dataAt: nil)
    }
}
