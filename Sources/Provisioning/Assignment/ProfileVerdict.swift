import AMT
import Inventory

/// What a policy looks at of one device.
package struct PolicySubject: Equatable, Sendable {
    package var fqdn: FQDN
    /// The inventory source that gave the name; `nil` when it came from elsewhere.
    package var source: String?
    /// As inventory writes it.
    package var site: String?
    /// Where the hello came from.
    package var address: IPAddress?
    package var release: AMTRelease?
    /// Further fields of the inventory's records.
    package var fields: [String: String]
    /// What a source's record or the properties program names.
    package var named: ProfileVerdict?

    package init(
        fqdn: FQDN, source: String? = nil, site: String? = nil, address: IPAddress? = nil, release: AMTRelease? = nil,
        fields: [String: String] = [:], named: ProfileVerdict? = nil
    ) {
        self.fqdn = fqdn
        self.source = source
        self.site = site
        self.address = address
        self.release = release
        self.fields = fields
        self.named = named
    }
}

/// The profile that a device is to get, and who says so.
package struct ProfileVerdict: Hashable, Sendable {
    package let profile: String
    package let origin: ProfileOrigin

    package init(_ profile: String, _ origin: ProfileOrigin) {
        self.profile = profile
        self.origin = origin
    }
}

/// Who says which profile a device gets.
package enum ProfileOrigin: Hashable, Sendable {
    /// A rule of the policy, by its name.
    case rule(String)
    /// The record of an inventory source.
    case source(String)
    /// The properties program.
    case props
    /// The policy's default for these releases.
    case family(ReleaseRange)
    /// The policy's default.
    case standard
}

extension ProfileOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rule(let name): "rule \(name)"
        case .source(let name): "source \(name)"
        case .props: "props"
        case .family(let releases): "family \(releases)"
        case .standard: "default"
        }
    }
}

extension AssignmentPolicy {
    /// The profile of a device: the first rule that holds, else what a source or the program names, else the default of its
    /// release, else the default.
    ///
    /// - Returns: `nil` when nothing is said of it.
    package func verdict(for subject: PolicySubject) -> ProfileVerdict? {
        if let rule = self.rules.first(where: { $0.conditions.hold(for: subject) }) {
            return ProfileVerdict(rule.profile, .rule(rule.name))
        }
        if let named = subject.named, self.believes(named.origin) { return named }
        if let release = subject.release, let family = self.families.first(where: { $0.releases.contains(release) }) {
            return ProfileVerdict(family.profile, .family(family.releases))
        }
        return self.defaultProfile.map { ProfileVerdict($0, .standard) }
    }

    /// Whether another answer may come once the release of the device is known, which nobody has told yet.
    package func dependsOnRelease(_ subject: PolicySubject) -> Bool {
        guard subject.release == nil else { return false }
        for rule in self.rules {
            if rule.conditions.hold(for: subject) { return false }
            if rule.conditions.mayHold(for: subject) { return true }
        }
        if let named = subject.named, self.believes(named.origin) { return false }
        return !self.families.isEmpty
    }

    private func believes(_ origin: ProfileOrigin) -> Bool {
        switch origin {
        case .source: self.usesSourceProfile
        case .props, .rule, .family, .standard: true
        }
    }
}
