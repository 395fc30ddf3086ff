import AMT

/// Entries of lists: what is missing, what differs, what goes.
extension PlanMaker {
    mutating func takeEntries(_ wish: ListWish) {
        guard var entries = self.entries(wish) else { return }
        if let countMax = wish.list.setTogetherMax { return self.setTogether(wish, among: entries, countMax) }
        var kept: [WantedEntry] = []
        if wish.list.isReset, let first = entries.first, Self.mustReset(entries, wish) {
            let gone = wish.foreign == .remove ? Self.foreign(entries, of: wish).map(\.key) : []
            self.steps.append(
                ProfileStep(
                    section: wish.section, action: .remove(wish.list, first),
                    changes: gone.map { Self.removal(of: $0, wish.list) }))
            kept = wish.foreign == .keep ? Self.foreign(entries, of: wish) : []
            entries = []
        }
        if wish.list == .rules, wish.foreign == .keep {
            // They went with a server that is replaced.
            kept = Self.foreign(
                (self.found.lists[.rules]?.value ?? []).filter { self.isGone($0, of: .rules) }, of: wish)
        }
        if wish.list.mayRepeat { self.removeRepeated(&entries, of: wish) }
        if wish.mustMakeRoom { self.makeRoom(for: wish, among: entries) }
        var changes = (wish.entries + kept).compactMap { self.change(to: $0, among: entries, wish.list) }
        if wish.list.hasPriorities { changes = PriorityOrder.of(changes, among: entries) }
        for change in changes { self.take(change, of: wish) }
    }

    /// Of entries that are there several times nobody can see which of them is as it is wanted: all go, and one comes back.
    private mutating func removeRepeated(_ entries: inout [FoundEntry], of wish: ListWish) {
        let counts = Dictionary(entries.map { ($0.key, 1) }, uniquingKeysWith: +)
        let repeated = entries.filter { entry in
            counts[entry.key, default: 0] > 1 && !entry.isSystem && wish.entries.contains { $0.key == entry.key }
        }
        for entry in repeated { self.remove(entry, of: wish, changes: [Self.removal(of: entry.key, wish.list)]) }
        entries.removeAll { repeated.contains($0) }
    }

    /// Foreign entries go with the same calls.
    private mutating func setTogether(_ wish: ListWish, among entries: [FoundEntry], _ countMax: Int) {
        let gone = wish.foreign == .remove ? Self.foreignEntries(entries, of: wish) : []
        let changes = wish.entries.compactMap { self.change(to: $0, among: entries, wish.list) }
        let acts =
            gone.map { (act: EntryAct.remove($0), told: [Self.removal(of: $0.key, wish.list)]) }
            + changes.map { (act: EntryAct.put($0.wanted), told: Self.told($0, wish.list)) }
        for begin in stride(from: 0, to: acts.count, by: countMax) {
            let some = acts[begin..<min(begin + countMax, acts.count)]
            self.steps.append(
                ProfileStep(
                    section: wish.section, action: .set(wish.list, some.map(\.act)), changes: some.flatMap(\.told)))
        }
    }

    /// What has to become of an entry; `nil` when it is as it is wanted.
    private func change(to unmarked: WantedEntry, among entries: [FoundEntry], _ list: EntryList) -> EntryChange? {
        var wanted = unmarked
        wanted.marks = self.marks(wanted.marks, certificateField: wanted.certificateField)
        let alike = entries.filter { $0.key == wanted.key }
        // The firmware's own is as good as ours.
        if alike.contains(where: \.isSystem) { return nil }
        let missing = wanted.marks.filter { !self.marks.contains($0) }
        guard let held = alike.first else { return EntryChange(held: nil, wanted: wanted, missing: []) }
        guard !missing.isEmpty || !Self.differences(list, from: held, to: wanted).isEmpty else { return nil }
        return EntryChange(held: held, wanted: wanted, missing: missing)
    }

    private mutating func take(_ change: EntryChange, of wish: ListWish) {
        let told = Self.told(change, wish.list)
        let action: ProfileStep.Action
        if let held = change.held, wish.list.isUpdatedInPlace {
            action = .update(wish.list, held, change.wanted)
        } else {
            if let held = change.held { self.remove(held, of: wish, changes: []) }
            action = .add(wish.list, change.wanted)
        }
        self.steps.append(ProfileStep(section: wish.section, action: action, changes: told))
    }

    private static func told(_ change: EntryChange, _ list: EntryList) -> [SettingChange] {
        Self.differences(list, from: change.held, to: change.wanted) + change.missing.map(SettingChange.init)
    }

    /// Entries that the profile does not name, to be written again.
    private static func foreign(_ entries: [FoundEntry], of wish: ListWish) -> [WantedEntry] {
        Self.foreignEntries(entries, of: wish).map { WantedEntry(key: $0.key, fields: $0.fields) }
    }

    /// Entries that the profile does not name and may touch.
    private static func foreignEntries(_ entries: [FoundEntry], of wish: ListWish) -> [FoundEntry] {
        let wanted = Set(wish.entries.map(\.key))
        return entries.filter { !wanted.contains($0.key) && !$0.isSystem }
    }

    /// Whether one of the held entries has to go, and with it all.
    private static func mustReset(_ entries: [FoundEntry], _ wish: ListWish) -> Bool {
        entries.contains { held in
            guard let wanted = wish.entries.first(where: { $0.key == held.key }) else { return wish.foreign == .remove }
            return !Self.differences(wish.list, from: held, to: wanted).isEmpty
        }
    }

    mutating func removeForeign(_ wish: ListWish) {
        guard wish.foreign == .remove, let entries = self.entries(wish) else { return }
        self.remove(entries, of: wish)
    }

    /// Foreign roots go when what used them has been replaced. Where the store has no room for the wanted ones beside them, those
    /// that nothing uses go before.
    private mutating func makeRoom(for wish: ListWish, among entries: [FoundEntry]) {
        let held = Set(entries.map(\.key))
        let missing = wish.entries.filter { !held.contains($0.key) }
        let told = self.found.settings[.certificateStore]?.value?[.trustedRootsMax].flatMap { Int($0) }
        guard entries.count + missing.count > told ?? ReleaseLimits.of(nil).trustedRootCountMax else { return }
        self.remove(entries.filter { $0.fields[.isBound] != "true" }, of: wish)
    }

    /// Removes those of the entries that the profile does not name.
    private mutating func remove(_ entries: [FoundEntry], of wish: ListWish) {
        for entry in Self.foreignEntries(entries, of: wish) {
            self.remove(entry, of: wish, changes: [Self.removal(of: entry.key, wish.list)])
        }
    }

    private static func removal(of key: String, _ list: EntryList) -> SettingChange {
        SettingChange(field: "\(list.rawValue) \(key)", from: "there", to: "removed")
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
    private static func differences(
        _ list: EntryList, from held: FoundEntry?, to wanted: WantedEntry
    ) -> [SettingChange] {
        wanted.fields.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { field, value in
            let before = held?.fields[field]
            if let before, field.spelling.isSame(before, value) { return nil }
            return SettingChange(field: "\(list.rawValue) \(wanted.key) \(field.rawValue)", from: before, to: value)
        }
    }
}

/// One entry on its way from what is held to what is wanted.
struct EntryChange: Equatable {
    /// `nil` when it is not there.
    var held: FoundEntry?
    var wanted: WantedEntry
    /// What goes along and is not known to be there.
    var missing: [UnreadableMark]
}

extension EntryList {
    /// Whether the firmware can only forget all entries at once.
    package var isReset: Bool { self == .revocationLists }

    /// How many entries one call of the firmware can set, or take away, at once; `nil` when each needs a call of its own.
    package var setTogetherMax: Int? { self == .auditEvents ? AMT_AuditPolicyRule.bulkChangeCountMax : nil }

    /// Whether the firmware takes the same entry twice, as two.
    package var mayRepeat: Bool { self == .eventSubscriptions }

    /// Whether each entry has a priority of its own.
    var hasPriorities: Bool { self == .wifiNetworks }

    /// Whether the firmware can change an entry; others are removed and added again.
    package var isUpdatedInPlace: Bool {
        switch self {
        case .users, .wifiNetworks: true
        case .trustedRoots, .revocationLists, .servers, .rules, .proxies, .auditEvents, .eventSubscriptions: false
        }
    }
}
