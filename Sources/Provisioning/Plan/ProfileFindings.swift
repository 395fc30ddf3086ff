/// What was found when something of a device was read.
package enum Finding<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The firmware has no such thing; what it said.
    case absent(reason: String)
    case found(Value)

    /// The value, if there is one.
    package var value: Value? {
        switch self {
        case .absent: nil
        case .found(let value): value
        }
    }
}

/// One entry of a device's list.
package struct FoundEntry: Equatable, Hashable, Sendable {
    /// What identifies the entry to people and profiles: a user's name, an SSID's profile name, a digest of a root.
    package var key: String
    /// What identifies it to the firmware.
    package var handle: String
    package var fields: [EntryField: String]
    /// Belongs to the firmware itself: never touched.
    package var isSystem: Bool

    package init(key: String, handle: String, fields: [EntryField: String], isSystem: Bool = false) {
        self.key = key
        self.handle = handle
        self.fields = fields
        self.isSystem = isSystem
    }
}

/// What a device holds of the things that a profile speaks of.
package struct ProfileFindings: Sendable, Equatable {
    package var settings: [SettingGroup: Finding<[DeviceSetting: String]>]
    package var lists: [EntryList: Finding<[FoundEntry]>]

    package init(
        settings: [SettingGroup: Finding<[DeviceSetting: String]>] = [:],
        lists: [EntryList: Finding<[FoundEntry]>] = [:]
    ) {
        self.settings = settings
        self.lists = lists
    }
}

/// Something to read of a device.
package enum FindingTopic: Hashable, Sendable {
    case settings(SettingGroup)
    case list(EntryList)
}
