import AMT

/// A secret of the store, opened, with the version that counts its changes.
package struct KeptSecret: Equatable, Sendable {
    package let name: String
    package let version: Int
    package let value: Secret

    package init(name: String, version: Int, value: Secret) {
        self.name = name
        self.version = version
        self.value = value
    }
}

/// Something that goes with a write and cannot be read back: known to be on the device only by the mark of an earlier write.
package struct UnreadableMark: Equatable, Hashable, Sendable {
    /// `users/helpdesk/password`; key of the mark.
    package let field: String
    /// Name of the secret, or a digest of what was attached.
    package let name: String
    package let version: Int

    package init(field: String, name: String, version: Int) {
        self.field = field
        self.name = name
        self.version = version
    }
}

/// Settings of one group as the profile wants them.
package struct GroupWish: Equatable, Sendable {
    package var group: SettingGroup
    package var section: ProfileSection
    package var values: [DeviceSetting: String]
    package var secrets: [SecretField: Secret]
    /// Names of things to attach: the trusted root of a server, `device` for its own certificate.
    package var attachments: [EntryField: String]
    package var marks: [UnreadableMark]
    /// Where the device's own certificate goes along, the field of its mark: which one it is, the plan finds.
    package var certificateField: String?

    package init(
        _ group: SettingGroup, _ section: ProfileSection, _ values: [DeviceSetting: String],
        secrets: [SecretField: Secret] = [:], attachments: [EntryField: String] = [:], marks: [UnreadableMark] = [],
        certificateField: String? = nil
    ) {
        self.group = group
        self.section = section
        self.values = values
        self.secrets = secrets
        self.attachments = attachments
        self.marks = marks
        self.certificateField = certificateField
    }
}

/// One entry of a list as the profile wants it.
package struct WantedEntry: Equatable, Sendable {
    package var key: String
    package var fields: [EntryField: String]
    package var secrets: [SecretField: Secret]
    package var attachments: [EntryField: String]
    package var marks: [UnreadableMark]
    /// As of ``GroupWish/certificateField``.
    package var certificateField: String?
    /// Of a trusted root: the certificate, which its key stands for.
    package var der: [UInt8]

    package init(
        key: String, fields: [EntryField: String], secrets: [SecretField: Secret] = [:],
        attachments: [EntryField: String] = [:], marks: [UnreadableMark] = [], der: [UInt8] = []
    ) {
        self.key = key
        self.fields = fields
        self.secrets = secrets
        self.attachments = attachments
        self.marks = marks
        self.der = der
    }
}

/// A list as the profile wants it.
package struct ListWish: Equatable, Sendable {
    package var list: EntryList
    package var section: ProfileSection
    package var entries: [WantedEntry]
    package var foreign: ForeignEntries

    package init(
        _ list: EntryList, _ section: ProfileSection, _ entries: [WantedEntry], foreign: ForeignEntries = .keep
    ) {
        self.list = list
        self.section = section
        self.entries = entries
        self.foreign = foreign
    }
}

extension ListWish {
    /// Foreign entries go with the wanted ones, and not by calls of their own.
    var takesForeignAlong: Bool { self.list.isReset || self.list.setTogetherMax != nil }

    /// Foreign entries may stand where wanted ones have to go.
    var mustMakeRoom: Bool { self.list == .trustedRoots && self.foreign == .remove }
}

/// Everything that a profile wants of a configured device, in the order in which it is applied (wsman section 3.1).
package struct ProfileWishes: Equatable, Sendable {
    /// One thing of the order.
    package enum Item: Equatable, Sendable {
        case group(GroupWish)
        /// Entries that are missing or differ.
        case list(ListWish)
        /// Foreign entries of a list are removed here, and not where the wanted ones are added.
        case removeForeign(ListWish)
        /// Staged settings are put in force here, if there are any.
        case commit
    }

    package var items: [Item]
    package var required: Set<ProfileSection>

    package init(items: [Item], required: Set<ProfileSection>) {
        self.items = items
        self.required = required
    }

    /// What has to be read to compare.
    package var topics: [FindingTopic] { self.topics(of: Set(ProfileSection.allCases)) }

    /// What has to be read to compare some sections.
    package func topics(of sections: Set<ProfileSection>) -> [FindingTopic] {
        var topics: [FindingTopic] = []
        for item in self.items {
            guard let section = item.section, sections.contains(section) else { continue }
            topics += item.topics.filter { !topics.contains($0) }
        }
        return topics
    }

    /// Sections that are compared with a topic.
    package func sections(reading topic: FindingTopic) -> Set<ProfileSection> {
        Set(self.items.filter { $0.topics.contains(topic) }.compactMap(\.section))
    }

    /// Sections that something is wanted of.
    package var sections: [ProfileSection] {
        var sections: [ProfileSection] = []
        for item in self.items {
            guard let section = item.section, !item.isEmpty, !sections.contains(section) else { continue }
            sections.append(section)
        }
        return sections
    }
}

extension ProfileWishes.Item {
    /// Where it belongs.
    var section: ProfileSection? {
        switch self {
        case .group(let wish): wish.section
        case .list(let wish), .removeForeign(let wish): wish.section
        case .commit: nil
        }
    }

    /// What it is compared with.
    var topics: [FindingTopic] {
        switch self {
        case .group(let wish): [.settings(wish.group)] + Self.store(isAsked: wish.certificateField != nil)
        case .list(let wish), .removeForeign(let wish):
            [.list(wish.list)]
                + Self.store(
                    isAsked: wish.mustMakeRoom || wish.entries.contains { $0.certificateField != nil })
        case .commit: []
        }
    }

    private static func store(isAsked: Bool) -> [FindingTopic] { isAsked ? [.settings(.certificateStore)] : [] }

    /// Nothing is wanted: a list without entries that keeps foreign ones.
    var isEmpty: Bool {
        switch self {
        case .group, .commit: false
        case .list(let wish): wish.entries.isEmpty && (wish.foreign == .keep || !wish.takesForeignAlong)
        case .removeForeign(let wish): wish.foreign == .keep
        }
    }
}
