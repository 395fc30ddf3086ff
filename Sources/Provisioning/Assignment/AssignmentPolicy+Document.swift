import AMT

extension AssignmentPolicy {
    /// The document that says this and no more: keys in a fixed order, without those that say what their absence says. Reading
    /// it gives this policy again.
    package var document: DocumentValue {
        let standard = AssignmentPolicy()
        var object = DocumentObject()
        object.put("schema", .integer(Self.schemaVersion))
        if self.isEnabled != standard.isEnabled { object.put("enabled", flag: self.isEnabled) }
        if !self.rules.isEmpty { object.put("rules", .list(self.rules.map(\.document))) }
        if self.usesSourceProfile != standard.usesSourceProfile {
            object.put("sourceProfile", flag: self.usesSourceProfile)
        }
        if !self.families.isEmpty { object.put("families", .list(self.families.map(\.document))) }
        if self.defaultProfile != standard.defaultProfile {
            object.put("defaultProfile", self.defaultProfile.map { .text($0) } ?? .null)
        }
        if self.usesDNSFallback != standard.usesDNSFallback { object.put("dnsFallback", flag: self.usesDNSFallback) }
        if self.propsUse != standard.propsUse { object.put("propsCommand", choice: self.propsUse) }
        return object.value
    }

    /// The form in which it is kept and compared.
    package var canonicalText: String { self.document.canonicalText }
}

extension AssignmentRule {
    fileprivate var document: DocumentValue {
        ["name": .text(self.name), "when": self.conditions.document, "profile": .text(self.profile)]
    }
}

extension RuleConditions {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        if !self.fqdns.isEmpty { object.put("fqdn", texts: self.fqdns.map(\.text)) }
        if !self.domains.isEmpty { object.put("domain", texts: self.domains) }
        if !self.sites.isEmpty { object.put("site", texts: self.sites) }
        if !self.subnets.isEmpty { object.put("subnets", texts: self.subnets.map(\.description)) }
        object.put("releases", self.releases?.document)
        if !self.fields.isEmpty {
            object.put("fields", .object(self.fields.map { DocumentEntry($0.name, .text($0.pattern.text)) }))
        }
        if !self.sources.isEmpty { object.put("sources", texts: self.sources) }
        return object.value
    }
}

extension FamilyProfile {
    fileprivate var document: DocumentValue {
        ["releases": self.releases.document, "profile": .text(self.profile)]
    }
}

extension ReleaseRange {
    fileprivate var document: DocumentValue {
        var object = DocumentObject()
        object.put("from", text: self.from?.description)
        object.put("before", text: self.before?.description)
        return object.value
    }
}
