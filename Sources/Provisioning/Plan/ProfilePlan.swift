import AMT

/// One value that a step changes; for plans that people read. Never a secret.
package struct SettingChange: Equatable, Sendable {
    package let field: String
    package let from: String?
    package let to: String

    package init(field: String, from: String?, to: String) {
        self.field = field
        self.from = from
        self.to = to
    }
}

/// One act that brings a configured device nearer to its profile.
package struct ProfileStep: Equatable, Sendable {
    package enum Action: Equatable, Sendable {
        /// Writes the values that differ; `secrets` and `attachments` only where they have to be written again.
        case write(SettingGroup, GroupWish)
        case add(EntryList, WantedEntry)
        case update(EntryList, FoundEntry, WantedEntry)
        case remove(EntryList, FoundEntry)
        /// Puts staged settings in force.
        case commit
    }

    package let section: ProfileSection
    package let action: Action
    package let changes: [SettingChange]

    package init(section: ProfileSection, action: Action, changes: [SettingChange]) {
        self.section = section
        self.action = action
        self.changes = changes
    }

    /// The name in journal, logs and metrics, from a closed set.
    package var name: String {
        switch self.action {
        case .write(let group, _): "write-" + group.rawValue
        case .add(let list, _): "add-" + list.rawValue
        case .update(let list, _, _): "update-" + list.rawValue
        case .remove(let list, _): "remove-" + list.rawValue
        case .commit: "commit-changes"
        }
    }

    /// Every ``name`` that there is.
    package static var names: [String] {
        SettingGroup.allCases.map { "write-" + $0.rawValue }
            + EntryList.allCases.flatMap { list in ["add-", "update-", "remove-"].map { $0 + list.rawValue } }
            + ["commit-changes"]
    }

    /// Which entry, for the journal.
    package var subject: String? {
        switch self.action {
        case .write, .commit: nil
        case .add(_, let entry): entry.key
        case .update(_, let entry, _), .remove(_, let entry): entry.key
        }
    }

    /// What is known to be on the device once this step is verified.
    package var marks: [UnreadableMark] {
        switch self.action {
        case .write(_, let wish): wish.marks
        case .add(_, let entry), .update(_, _, let entry): entry.marks
        case .remove, .commit: []
        }
    }

    /// Its number among the furthest steps of a request; only staged writes and their commit have one, because an attempt that
    /// comes after must know of them.
    package var number: Int? {
        switch self.action {
        case .write(let group, _): group.isStaged ? Self.stagedNumber : nil
        case .commit: Self.committedNumber
        case .add, .update, .remove: nil
        }
    }

    /// A request that got as far may have staged settings that are not in force.
    package static let stagedNumber = 120
    /// Staged settings were put in force, or that was intended.
    package static let committedNumber = 130
}

/// The difference between what a configured device holds and what its profile wants, in order. Nothing goes on "from step n": a
/// run after a crash makes a new one.
package struct ProfilePlan: Equatable, Sendable {
    package let steps: [ProfileStep]
    /// Sections that the firmware cannot have, or not all of them: what is missing.
    package let absent: [ProfileSection: [String: String]]
    /// Sections of which the firmware has at least something that is wanted.
    package let present: Set<ProfileSection>

    /// - Parameters:
    ///   - marks: what earlier writes are known to have left on the device.
    ///   - mayBeStaged: an earlier attempt may have staged settings without a commit.
    package init(
        wishes: ProfileWishes, found: ProfileFindings, marks: Set<UnreadableMark>, mayBeStaged: Bool = false
    ) {
        var maker = PlanMaker(found: found, marks: marks, isStaged: mayBeStaged)
        for item in wishes.items { maker.take(item) }
        self.steps = maker.steps
        self.absent = maker.absent
        self.present = maker.present
    }
}

/// Walks through the wishes once.
private struct PlanMaker {
    let found: ProfileFindings
    let marks: Set<UnreadableMark>
    var isStaged: Bool
    var steps: [ProfileStep] = []
    var absent: [ProfileSection: [String: String]] = [:]
    var present: Set<ProfileSection> = []
    /// Keys of entries that an earlier step of this plan removes.
    var gone: [EntryList: Set<String>] = [:]

    init(found: ProfileFindings, marks: Set<UnreadableMark>, isStaged: Bool) {
        self.found = found
        self.marks = marks
        self.isStaged = isStaged
    }

    mutating func take(_ item: ProfileWishes.Item) {
        switch item {
        case .group(let wish): self.take(wish)
        case .list(let wish): self.takeEntries(wish)
        case .removeForeign(let wish): self.removeForeign(wish)
        case .commit:
            guard self.isStaged else { return }
            self.isStaged = false
            self.steps.append(ProfileStep(section: .tls, action: .commit, changes: []))
        }
    }

    // MARK: - Settings

    private mutating func take(_ wish: GroupWish) {
        guard let finding = self.found.settings[wish.group] else { return }
        let values: [DeviceSetting: String]
        switch finding {
        case .absent(let reason):
            self.note(wish.section, [wish.group.rawValue: reason])
            return
        case .found(let found): values = found
        }
        var changes: [SettingChange] = []
        var differing = wish
        differing.values = [:]
        for (setting, wanted) in wish.values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            // The class is there and the property is not: a release without it.
            guard let held = values[setting] else {
                self.note(wish.section, [setting.rawValue: "the firmware has no such setting"])
                continue
            }
            switch SettingComparison.of(setting, held: held, wanted: wanted) {
            case .same: self.present.insert(wish.section)
            case .unavailable(let reason): self.note(wish.section, [setting.rawValue: reason])
            case .differs(let from, let to):
                self.present.insert(wish.section)
                differing.values[setting] = to
                changes.append(SettingChange(field: setting.rawValue, from: from, to: to))
            }
        }
        let missing = wish.marks.filter { !self.marks.contains($0) }
        changes += missing.map { SettingChange(field: $0.field, from: nil, to: "version \($0.version)") }
        guard !changes.isEmpty else { return }
        if wish.group.isWrittenWhole {
            differing = wish
        } else if missing.isEmpty {
            // A secret that is known to be there is not written once more.
            differing.secrets = [:]
            differing.attachments = [:]
            differing.marks = []
        }
        if wish.group.isStaged { self.isStaged = true }
        self.steps.append(
            ProfileStep(section: wish.section, action: .write(wish.group, differing), changes: changes))
    }

    // MARK: - Lists

    private mutating func takeEntries(_ wish: ListWish) {
        guard var entries = self.entries(wish) else { return }
        var kept: [WantedEntry] = []
        if wish.list.isReset, let first = entries.first, self.mustReset(entries, wish) {
            self.steps.append(ProfileStep(section: wish.section, action: .remove(wish.list, first), changes: []))
            kept = Self.foreign(entries, of: wish)
            entries = []
        }
        if wish.list == .rules, wish.foreign == .keep {
            // They went with a server that is replaced.
            kept = Self.foreign(
                (self.found.lists[.rules]?.value ?? []).filter { self.isGone($0, of: .rules) }, of: wish)
        }
        for wanted in wish.entries + kept {
            // The firmware's own is as good as ours.
            if entries.contains(where: { $0.key == wanted.key && $0.isSystem }) { continue }
            let held = entries.first { $0.key == wanted.key }
            guard let held else {
                self.steps.append(
                    ProfileStep(
                        section: wish.section, action: .add(wish.list, wanted),
                        changes: Self.changes(wish.list, from: nil, to: wanted)))
                continue
            }
            let changes = Self.changes(wish.list, from: held, to: wanted)
            let missing = wanted.marks.filter { !self.marks.contains($0) }
            guard !changes.isEmpty || !missing.isEmpty else { continue }
            let told =
                changes + missing.map { SettingChange(field: $0.field, from: nil, to: "version \($0.version)") }
            if wish.list.isUpdatedInPlace {
                self.steps.append(
                    ProfileStep(section: wish.section, action: .update(wish.list, held, wanted), changes: told))
            } else {
                self.remove(held, of: wish, changes: [])
                self.steps.append(ProfileStep(section: wish.section, action: .add(wish.list, wanted), changes: told))
            }
        }
    }

    /// Entries that the profile does not name, to be written again.
    private static func foreign(_ entries: [FoundEntry], of wish: ListWish) -> [WantedEntry] {
        let wanted = Set(wish.entries.map(\.key))
        return entries.filter { !wanted.contains($0.key) && !$0.isSystem }.map {
            WantedEntry(key: $0.key, fields: $0.fields)
        }
    }

    /// Whether one of the held entries has to go, and with it all.
    private func mustReset(_ entries: [FoundEntry], _ wish: ListWish) -> Bool {
        entries.contains { held in
            guard let wanted = wish.entries.first(where: { $0.key == held.key }) else { return false }
            return !Self.changes(wish.list, from: held, to: wanted).isEmpty
        }
    }

    private mutating func removeForeign(_ wish: ListWish) {
        guard wish.foreign == .remove, let entries = self.entries(wish) else { return }
        let wanted = Set(wish.entries.map(\.key))
        for entry in entries where !entry.isSystem && !wanted.contains(entry.key) {
            let change = SettingChange(field: "\(wish.list.rawValue) \(entry.key)", from: "there", to: "removed")
            self.remove(entry, of: wish, changes: [change])
        }
    }

    /// Rules hold their servers: those that name a server go before it, and come back with the wanted ones.
    private mutating func remove(_ entry: FoundEntry, of wish: ListWish, changes: [SettingChange]) {
        if wish.list == .servers, case .found(let rules)? = self.found.lists[.rules] {
            for rule in rules where !self.isGone(rule, of: .rules) {
                let servers = rule.fields[.servers, default: ""].split(separator: " ").map(String.init)
                guard servers.contains(entry.key) else { continue }
                self.gone[.rules, default: []].insert(rule.key)
                self.steps.append(ProfileStep(section: wish.section, action: .remove(.rules, rule), changes: []))
            }
        }
        self.gone[wish.list, default: []].insert(entry.key)
        self.steps.append(ProfileStep(section: wish.section, action: .remove(wish.list, entry), changes: changes))
    }

    private func isGone(_ entry: FoundEntry, of list: EntryList) -> Bool {
        self.gone[list]?.contains(entry.key) ?? false
    }

    private mutating func entries(_ wish: ListWish) -> [FoundEntry]? {
        switch self.found.lists[wish.list] {
        case .none: return nil
        case .absent(let reason)?:
            if !wish.entries.isEmpty { self.note(wish.section, [wish.list.rawValue: reason]) }
            return nil
        case .found(let entries)?:
            if !wish.entries.isEmpty { self.present.insert(wish.section) }
            return entries.filter { !self.isGone($0, of: wish.list) }
        }
    }

    /// What differs in an entry; of one that is not there, everything.
    private static func changes(_ list: EntryList, from held: FoundEntry?, to wanted: WantedEntry) -> [SettingChange] {
        wanted.fields.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { field, value in
            let before = held?.fields[field]
            guard held == nil || before != value else { return nil }
            return SettingChange(field: "\(list.rawValue) \(wanted.key) \(field.rawValue)", from: before, to: value)
        }
    }

    private mutating func note(_ section: ProfileSection, _ reasons: [String: String]) {
        self.absent[section, default: [:]].merge(reasons) { first, _ in first }
    }
}

extension EntryList {
    /// Whether the firmware can only forget all entries at once.
    package var isReset: Bool { self == .revocationLists }

    /// Whether the firmware can change an entry; others are removed and added again.
    package var isUpdatedInPlace: Bool {
        switch self {
        case .users, .wifiNetworks, .auditEvents: true
        case .trustedRoots, .revocationLists, .servers, .rules, .proxies: false
        }
    }
}
