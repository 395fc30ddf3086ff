import AMT

/// What of a profile a device cannot take.
package enum ProfileLimits {
    /// Everything that a release does not have, or takes less of.
    ///
    /// A section that says `enabled: false` asks nothing of a device that does not have it.
    ///
    /// - Parameters:
    ///   - release: of the device; without it, only what no release takes is named.
    ///   - callerName: the cluster's own name for mutual TLS, which takes a place among the trusted ones unless it is one of
    ///     them; `nil` when it is not known, and then it takes one.
    package static func objections(
        to profile: Profile, release: AMTRelease?, callerName: String? = nil
    ) -> [ReleaseObjection] {
        let absent = release.map { Self.absent(in: profile.document, on: $0) } ?? []
        let counts = Self.counts(of: profile, callerName: callerName)
        return absent
            + counts.filter { $0.number > $0.limit.max(for: release) }.map { count in
                ReleaseObjection(
                    path: count.path, section: count.section,
                    reason: .exceeds(count.text, max: count.limit.max(for: release)))
            }
    }

    /// The same as faults of the document, with roots that are none.
    package static func faults(
        _ profile: Profile, release: AMTRelease?, callerName: String? = nil
    ) -> [ProfileFault] {
        Self.rootFaults(profile)
            + Self.objections(to: profile, release: release, callerName: callerName).map { objection in
                objection.fault(on: release.map { [$0] } ?? [])
            }
    }

    private static func rootFaults(_ profile: Profile) -> [ProfileFault] {
        profile.tls.trustedRoots.enumerated().compactMap { index, root in
            let path = "tls.trustedRoots[\(index)].certificate"
            return switch CertificateKind.of(root.der) {
            case .authority: nil
            case .leaf: ProfileFault(path, .certificate, "is not the certificate of an authority")
            case .unreadable: ProfileFault(path, .certificate, "is no certificate of X.509")
            }
        }
    }

    /// What the releases of a fleet do not have, or take less of; what several say alike is told once.
    package static func faults(
        _ profile: Profile, releases: [AMTRelease], callerName: String? = nil
    ) -> [ProfileFault] {
        var order: [ReleaseObjection] = []
        var holders: [ReleaseObjection: [AMTRelease]] = [:]
        for release in releases {
            for objection in Self.objections(to: profile, release: release, callerName: callerName) {
                if holders[objection] == nil { order.append(objection) }
                holders[objection, default: []].append(release)
            }
        }
        return order.map { $0.fault(on: holders[$0] ?? []) }
    }

    // MARK: - Fields and words

    /// Fields and words of a document that a release does not have.
    static func absent(in document: DocumentValue, on release: AMTRelease) -> [ReleaseObjection] {
        var objections: [ReleaseObjection] = []
        Self.compare(document, ProfileSchema.root, path: "", with: release, into: &objections)
        return objections
    }

    private static func compare(
        _ value: DocumentValue, _ node: ProfileSchemaNode, path: String, with release: AMTRelease,
        into objections: inout [ReleaseObjection]
    ) {
        switch value {
        case .object(let entries):
            if value["enabled"] == .flag(false) { return }
            for entry in entries {
                guard let child = node.child(entry.key) else { continue }
                let path = ProfileShape.path(path, entry.key)
                if entry.value["enabled"] != .flag(false), !child.field.releases.contains(release) {
                    objections.append(Self.absence(path, child.field, child.field.releases))
                } else {
                    Self.compare(entry.value, child, path: path, with: release, into: &objections)
                }
            }
        case .list(let items):
            for (index, item) in items.enumerated() {
                Self.compare(item, node, path: "\(path)[\(index)]", with: release, into: &objections)
            }
        case .text(let text):
            let word = Self.word(text, node.field.kind)
            if let choice = Self.choices(node.field.kind).first(where: { $0.word == word }),
                !choice.releases.contains(release)
            {
                objections.append(Self.absence(path, node.field, choice.releases, word: word))
            }
        case .null, .flag, .integer, .number: break
        }
    }

    private static func absence(
        _ path: String, _ field: ProfileField, _ releases: ReleaseRange, word: String? = nil
    ) -> ReleaseObjection {
        ReleaseObjection(path: path, section: field.section, reason: .absent(releases, word: word))
    }

    /// What of a text is one of the field's choices.
    private static func word(_ text: String, _ kind: ProfileFieldKind) -> String {
        guard case .url = kind else { return text }
        return WebAddress.scheme(text)
    }

    private static func choices(_ kind: ProfileFieldKind) -> [ProfileChoice] {
        switch kind {
        case .oneOf(let choices), .url(let choices, _): choices
        case .list(let item, _): Self.choices(item)
        case .flag, .integer, .text, .object, .secret, .secretName, .certificate, .address, .longAddress, .host,
            .domain, .sid, .hexadecimal, .timeOfDay, .event:
            []
        }
    }
}
