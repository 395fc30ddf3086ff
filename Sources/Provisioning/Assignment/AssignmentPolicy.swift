import AMT
import Inventory

/// Which devices are provisioned at all, where their names may come from beside inventory, and which profile each gets.
///
/// - Shape: kept as one document of versions, as profiles are; ``PolicyReader`` reads it. Where there is none, the standard one
///   counts, which is what `init()` makes.
package struct AssignmentPolicy: Equatable, Sendable {
    /// The name under which the document is kept.
    package static let documentName = "assignment"
    /// The version of the document's form that this program reads.
    package static let schemaVersion: Int64 = 1
    /// The name of the profile that counts where nothing else says anything.
    package static let standardProfile = "default"

    /// Counts the changes of the document; it is not part of it. 0 for the standard policy.
    package var version = 0
    /// Off: no device is given a name or a profile; all wait.
    package var isEnabled = true
    /// The first that holds decides.
    package var rules: [AssignmentRule] = []
    /// Where no rule holds, the profile counts that the most trusted source's record names.
    package var usesSourceProfile = true
    /// In place of ``defaultProfile`` for some releases; the first that holds decides.
    package var families: [FamilyProfile] = []
    /// What a device gets that nothing else is said of; `nil`: such a device is parked.
    package var defaultProfile: String? = Self.standardProfile
    /// Whether the name counts that DNS gives to the hello's address, where inventory has none.
    package var usesDNSFallback = false
    /// When the properties program of the node is asked.
    package var propsUse = PropsUse.never

    /// The standard policy.
    package init() {}

    /// The profiles that it speaks of, each once, in order of names.
    package var profileNames: [String] {
        Set(self.rules.map(\.profile) + self.families.map(\.profile) + [self.defaultProfile].compactMap { $0 }).sorted()
    }
}

/// When the properties program is asked for a name and a profile.
package enum PropsUse: String, CaseIterable, Sendable {
    case never
    /// When neither inventory nor, where it may be asked, DNS gives a name.
    case lastResort
    /// Before anything else: inventory is believed where the program knows nothing.
    case first
}

/// One rule: devices of which all conditions hold get the profile.
package struct AssignmentRule: Equatable, Sendable {
    /// For people, and for the answer to why a device has its profile; unique in its policy.
    package var name: String
    package var conditions: RuleConditions
    package var profile: String

    package init(name: String, conditions: RuleConditions, profile: String) {
        self.name = name
        self.conditions = conditions
        self.profile = profile
    }
}

/// What a rule asks of a device. An empty list asks nothing; of a list with items, one must hold.
package struct RuleConditions: Equatable, Sendable {
    /// For the whole name.
    package var fqdns: [TextPattern] = []
    /// The name's domain, or one above it. In lower case.
    package var domains: [String] = []
    /// As inventory writes them.
    package var sites: [String] = []
    /// Where the hello came from.
    package var subnets: [IPNetwork] = []
    /// `nil` asks nothing; a device whose release nobody knows is in none, and is asked for it before that counts.
    package var releases: ReleaseRange?
    /// Fields of the inventory's records, in the order of their names; all must hold.
    package var fields: [FieldCondition] = []
    /// Sources that gave the name.
    package var sources: [String] = []

    package init() {}

    /// Whether it asks anything at all.
    package var isEmpty: Bool { self == RuleConditions() }

    /// Whether it asks for releases, and all else of it holds.
    func mayHold(for subject: PolicySubject) -> Bool {
        guard self.releases != nil else { return false }
        var others = self
        others.releases = nil
        return others.hold(for: subject)
    }

    /// Whether all of it holds.
    package func hold(for subject: PolicySubject) -> Bool {
        let fqdn = subject.fqdn.description
        return (self.fqdns.isEmpty || self.fqdns.contains { $0.matches(fqdn) })
            && (self.domains.isEmpty || self.domains.contains { subject.fqdn.isIn(domain: $0) })
            && (self.sites.isEmpty || subject.site.map { self.sites.contains($0) } ?? false)
            && (self.subnets.isEmpty
                || subject.address.map { address in self.subnets.contains { $0.contains(address) } } ?? false)
            && (self.releases.map { releases in subject.release.map(releases.contains) ?? false } ?? true)
            && self.fields.allSatisfy { field in subject.fields[field.name].map(field.pattern.matches) ?? false }
            && (self.sources.isEmpty || subject.source.map { self.sources.contains($0) } ?? false)
    }
}

/// What a field of the inventory's records must be like.
package struct FieldCondition: Hashable, Sendable {
    package var name: String
    package var pattern: TextPattern

    package init(_ name: String, _ pattern: TextPattern) {
        self.name = name
        self.pattern = pattern
    }
}

/// The default profile of some releases.
package struct FamilyProfile: Equatable, Sendable {
    package var releases: ReleaseRange
    package var profile: String

    package init(releases: ReleaseRange, profile: String) {
        self.releases = releases
        self.profile = profile
    }
}

extension FQDN {
    /// Whether the name stands in a domain, itself or one above. The domain is in lower case.
    fileprivate func isIn(domain: String) -> Bool {
        self.domain == domain || self.domain.hasSuffix(".\(domain)")
    }
}
