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

    /// Of what cannot be read: the version of a secret, or what goes along.
    init(_ mark: UnreadableMark) {
        self.init(
            field: mark.field, from: nil, to: mark.version > 0 ? "version \(mark.version)" : mark.name)
    }
}

/// What becomes of one entry of many that are set together.
package enum EntryAct: Equatable, Sendable {
    /// It is there, and as it is wanted.
    case put(WantedEntry)
    case remove(FoundEntry)

    /// Which entry.
    package var key: String {
        switch self {
        case .put(let entry): entry.key
        case .remove(let entry): entry.key
        }
    }

    /// What is known to be on the device afterwards.
    var marks: [UnreadableMark] {
        switch self {
        case .put(let entry): entry.marks
        case .remove: []
        }
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
        /// Many entries of a list in one call.
        case set(EntryList, [EntryAct])
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
        case .set(let list, _): "set-" + list.rawValue
        case .commit: "commit-changes"
        }
    }

    /// Every ``name`` that there is.
    package static var names: [String] {
        SettingGroup.allCases.filter { $0 != .certificateStore }.map { "write-" + $0.rawValue }
            + EntryList.allCases.flatMap { list in
                let acts = list.setTogetherMax == nil ? ["add-", "update-", "remove-"] : ["set-"]
                return acts.map { $0 + list.rawValue }
            }
            + ["commit-changes"]
    }

    /// Which entry or entries, for the journal.
    package var subject: String? {
        switch self.action {
        case .write, .commit: nil
        case .add(_, let entry): entry.key
        case .update(_, let entry, _), .remove(_, let entry): entry.key
        case .set(_, let acts): acts.map(\.key).joined(separator: " ")
        }
    }

    /// What is known to be on the device once this step is verified.
    package var marks: [UnreadableMark] {
        switch self.action {
        case .write(_, let wish): wish.marks
        case .add(_, let entry), .update(_, _, let entry): entry.marks
        case .set(_, let acts): acts.flatMap(\.marks)
        case .remove, .commit: []
        }
    }

    /// Its number among the furthest steps of a request; only staged writes and their commit have one, because an attempt that
    /// comes after must know of them.
    package var number: Int? {
        switch self.action {
        case .write(let group, _): group.isStaged ? Self.stagedNumber : nil
        case .commit: Self.committedNumber
        case .add, .update, .remove, .set: nil
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
