/// Walks through the wishes once.
struct PlanMaker {
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

    private mutating func take(_ unmarked: GroupWish) {
        guard let finding = self.found.settings[unmarked.group] else { return }
        var wish = unmarked
        wish.marks = self.marks(wish.marks, certificateField: wish.certificateField)
        let values: [DeviceSetting: String]
        switch finding {
        case .absent(let reason):
            self.note(wish.section, [wish.group.rawValue: reason])
            return
        case .found(let found): values = found
        }
        let isFixed = self.isFixed(wish.group)
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
            // What cannot be changed and happens to be as wanted is not something that the firmware lets a profile have.
            case .same where isFixed: break
            case .differs where isFixed:
                self.note(wish.section, [setting.rawValue: "may be changed at the device alone (CanModifyOptInPolicy)"])
            case .same: self.present.insert(wish.section)
            case .unavailable(let reason): self.note(wish.section, [setting.rawValue: reason])
            case .differs(let from, let to):
                self.present.insert(wish.section)
                differing.values[setting] = to
                changes.append(SettingChange(field: setting.rawValue, from: from, to: to))
            }
        }
        let missing = wish.marks.filter { !self.marks.contains($0) }
        changes += missing.map(SettingChange.init)
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

    /// Whoever sits at the device has kept the say over consent: a write would be refused.
    private func isFixed(_ group: SettingGroup) -> Bool {
        guard group == .userConsent || group == .kvmConsent else { return false }
        return self.found.settings[.userConsent]?.value?[.consentChangeable] == "false"
    }

    /// The marks of a wish, with that of the device's certificate where it goes along.
    func marks(_ marks: [UnreadableMark], certificateField field: String?) -> [UnreadableMark] {
        guard let field, let digest = self.found.settings[.certificateStore]?.value?[.deviceCertificate] else {
            return marks
        }
        return marks + [UnreadableMark(field: field, name: digest, version: 0)]
    }

    mutating func note(_ section: ProfileSection, _ reasons: [String: String]) {
        self.absent[section, default: [:]].merge(reasons) { first, _ in first }
    }
}
