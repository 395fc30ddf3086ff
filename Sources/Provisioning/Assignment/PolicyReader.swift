import AMT
import Inventory

/// Makes an assignment policy of a document.
package enum PolicyReader {
    /// Rules of one policy.
    package static let ruleCountMax = 500
    /// Items of one condition.
    package static let conditionItemsMax = 100
    /// Defaults for releases.
    package static let familyCountMax = 50

    static let kind = "an assignment policy"

    /// Judges the whole document and reads it when nothing is wrong.
    ///
    /// - Parameters:
    ///   - document: made of JSON or YAML.
    ///   - version: counts the changes of the document; it is not part of it.
    /// - Returns: the policy, or every fault at once. Whether the profiles that it names are there is not judged here.
    package static func read(
        _ document: DocumentValue, version: Int = 0
    ) -> Result<AssignmentPolicy, ProfileFaults> {
        var reading = ObjectReading(document, path: "", keys: Self.keys, of: Self.kind)
        guard document.entries != nil else { return .failure(ProfileFaults(reading.faults)) }
        var policy = AssignmentPolicy()
        policy.version = version
        switch reading.needed("schema") {
        case nil, .integer(AssignmentPolicy.schemaVersion): break
        case .some: reading.fault("schema", .outOfRange, "is not \(AssignmentPolicy.schemaVersion)")
        }
        policy.isEnabled = reading.flag("enabled", standard: policy.isEnabled)
        policy.rules = Self.rules(&reading)
        policy.usesSourceProfile = reading.flag("sourceProfile", standard: policy.usesSourceProfile)
        policy.families = Self.families(&reading)
        policy.defaultProfile = Self.defaultProfile(&reading)
        policy.usesDNSFallback = reading.flag("dnsFallback", standard: policy.usesDNSFallback)
        policy.propsUse = reading.choice("propsCommand", standard: policy.propsUse)
        return reading.faults.isEmpty ? .success(policy) : .failure(ProfileFaults(reading.faults))
    }

    private static let keys = [
        "schema", "enabled", "rules", "sourceProfile", "families", "defaultProfile", "dnsFallback", "propsCommand",
    ]

    /// `null` says that there is none, which is something else than saying nothing.
    private static func defaultProfile(_ reading: inout ObjectReading) -> String? {
        switch reading["defaultProfile"] {
        case nil: AssignmentPolicy.standardProfile
        case .null: nil
        case .some(let value): Self.name(value, at: "defaultProfile", &reading)
        }
    }

    private static func rules(_ reading: inout ObjectReading) -> [AssignmentRule] {
        var names: Set<String> = []
        var rules: [AssignmentRule] = []
        for (path, value) in reading.items("rules", 0...Self.ruleCountMax) {
            var rule = ObjectReading(value, path: path, keys: ["name", "when", "profile"], of: Self.kind)
            if value.entries != nil {
                let name = rule.needed("name").flatMap { Self.name($0, at: "\(path).name", &rule) }
                if let name, !names.insert(name).inserted {
                    rule.fault("name", .duplicate, "is another rule's as well")
                }
                let conditions = rule.needed("when").map { Self.conditions($0, at: "\(path).when", &rule) }
                let profile = rule.needed("profile").flatMap { Self.name($0, at: "\(path).profile", &rule) }
                if let name, let conditions, let profile {
                    rules.append(AssignmentRule(name: name, conditions: conditions, profile: profile))
                }
            }
            reading.take(rule)
        }
        return rules
    }

    private static func families(_ reading: inout ObjectReading) -> [FamilyProfile] {
        var families: [FamilyProfile] = []
        for (path, value) in reading.items("families", 0...Self.familyCountMax) {
            var family = ObjectReading(value, path: path, keys: ["releases", "profile"], of: Self.kind)
            if value.entries != nil {
                let releases = family.needed("releases").flatMap { Self.releases($0, at: "\(path).releases", &family) }
                let profile = family.needed("profile").flatMap { Self.name($0, at: "\(path).profile", &family) }
                if let releases, let profile { families.append(FamilyProfile(releases: releases, profile: profile)) }
            }
            reading.take(family)
        }
        return families
    }

    /// Name of a profile, a rule or a source.
    static func name(_ value: DocumentValue, at path: String, _ reading: inout ObjectReading) -> String? {
        reading.text(value, at: path, 1...63, .resourceName)
    }
}
