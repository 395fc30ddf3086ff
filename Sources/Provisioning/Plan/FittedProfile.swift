import AMT

/// A profile without what a release does not have, so that none of it is sent.
///
/// Only what a configured device is given is taken out. What setup needs (who proves itself in TLS, the MEBx password, the
/// pre-shared key) stays: setup goes by ``ReleasePolicy``, and by what the device shows. Lists that are too long stay too: the
/// numbers are not confirmed for every device, and one that takes less names the entry when it refuses it.
package struct FittedProfile: Equatable, Sendable {
    package let profile: Profile
    /// What was taken out: by section, the field, and why.
    package let absent: [ProfileSection: [String: String]]

    /// - Parameter release: of the device; `nil` when it has not shown one, and then the firmware is asked for everything.
    package init(_ profile: Profile, release: AMTRelease?) {
        let document = profile.document
        guard let release, let pruned = Self.pruned(document, on: release),
            let fitted = ProfileReader.trusting(pruned, version: profile.version)
        else {
            self.profile = profile
            self.absent = [:]
            return
        }
        let left = ProfileLimits.absent(in: pruned, on: release)
        self.profile = fitted
        self.absent = Self.reasons(
            ProfileLimits.absent(in: document, on: release).filter { !left.contains($0) }, on: release)
    }

    /// Objections as the evidence of sections.
    static func reasons(
        _ objections: [ReleaseObjection], on release: AMTRelease
    ) -> [ProfileSection: [String: String]] {
        var reasons: [ProfileSection: [String: String]] = [:]
        for objection in objections {
            reasons[objection.section, default: [:]][objection.path] = objection.text(on: [release])
        }
        return reasons
    }

    /// - Returns: `nil` when nothing had to go, or nothing could.
    private static func pruned(_ document: DocumentValue, on release: AMTRelease) -> DocumentValue? {
        let refused = Set(ProfileLimits.absent(in: document, on: release).map(\.path))
        guard !refused.isEmpty else { return nil }
        let pruning = Pruning(refused: refused)
        let pruned = pruning.kept(document, ProfileSchema.root, path: "", mayGo: false) ?? document
        return pruned == document ? nil : pruned
    }
}

extension [ProfileSection: [String: String]] {
    /// Facts about sections with more of them; of two about the same thing the first stays.
    package func adding(_ more: Self) -> Self {
        self.merging(more) { first, second in first.merging(second) { fact, _ in fact } }
    }
}

/// Takes fields out of a document, each with the smallest part around it that can be left out without saying something else:
/// a network with it, when a network cannot be without it.
private struct Pruning {
    let refused: Set<String>

    /// What is left of a value; `nil` when it has to go.
    ///
    /// - Parameter mayGo: whether it, or something around it, can be left out. What cannot stays as it is.
    func kept(_ value: DocumentValue, _ node: ProfileSchemaNode, path: String, mayGo: Bool) -> DocumentValue? {
        if mayGo, self.refused.contains(path) { return nil }
        switch value {
        case .object(let entries): return self.kept(entries, node, path: path, mayGo: mayGo)
        case .list(let items): return self.kept(items, node, path: path, mayGo: mayGo)
        case .null, .flag, .integer, .number, .text: return value
        }
    }

    private func kept(
        _ entries: [DocumentEntry], _ node: ProfileSchemaNode, path: String, mayGo: Bool
    ) -> DocumentValue? {
        var left: [DocumentEntry] = []
        var isShorter = false
        for entry in entries {
            guard let child = node.child(entry.key) else {
                left.append(entry)
                continue
            }
            // Another field's absence stands for a value of its own, and a needed one takes its object along.
            let canBeAbsent = !child.field.isRequired && child.field.standard == nil
            let value = self.kept(
                entry.value, child, path: ProfileShape.path(path, entry.key), mayGo: mayGo || canBeAbsent)
            guard let value else {
                if canBeAbsent { continue }
                return nil
            }
            isShorter = isShorter || (value.items?.count ?? 0) < (entry.value.items?.count ?? 0)
            left.append(DocumentEntry(entry.key, value))
        }
        // What the firmware holds under the name of an entry that is left out is not foreign.
        return .object(isShorter ? left.filter { $0.key != "foreign" } : left)
    }

    private func kept(
        _ items: [DocumentValue], _ node: ProfileSchemaNode, path: String, mayGo: Bool
    ) -> DocumentValue? {
        var left: [DocumentValue] = []
        for (index, item) in items.enumerated() {
            let isEntry = !node.children.isEmpty
            if let item = self.kept(item, node, path: "\(path)[\(index)]", mayGo: mayGo || isEntry) {
                left.append(item)
            } else if !isEntry {
                return nil
            }
        }
        return .list(left)
    }
}
