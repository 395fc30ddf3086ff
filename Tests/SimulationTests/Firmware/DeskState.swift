import AMT
import Provisioning

/// What a device holds of a profile's things, as plain values.
struct DeskState {
    struct Entry: Equatable {
        var found: FoundEntry
        var secrets: [SecretField: Secret] = [:]
    }

    var settings: [SettingGroup: [DeviceSetting: String]] = Self.factory
    var secrets: [SettingGroup: [SecretField: Secret]] = [:]
    var lists: [EntryList: [Entry]] = [
        .users: [Entry(found: FoundEntry(key: "$$OsAdmin", handle: "1", fields: [:], isSystem: true))]
    ]
    /// TLS of the local side, as it shall be with the next commit.
    var stagedLocal: String?
    private var handleCount = 1

    private static let factory: [SettingGroup: [DeviceSetting: String]] = [
        .general: [.networkSharedName: "true", .networkPing: "true", .networkRMCPPing: "true"],
        .redirectionFunctions: [.redirectionFunctions: "none"],
        .redirectionListener: [.redirectionListener: "false"],
        .kvmPort: [.kvmEnabled: "false"],
        .kvmSettings: [.kvmPort5900: "false", .kvmSessionTimeoutMinutes: "5", .kvmDefaultScreen: "0"],
        .userConsent: [.consentNeed: "all", .consentDisplaySeconds: "300", .consentCodeSeconds: "120"],
        .webPage: [.webPageEnabled: "true"],
        .wifiPort: [.wifiPower: "off"],
        .wifiConfiguration: [.wifiHostSync: "off", .wifiSharedWithUEFI: "false"],
        .userInitiated: [.userInitiated: "none"],
        .environmentDetection: [.environmentDomains: ""],
        .localTLS: [.tlsLocal: "off"],
    ]

    /// Entries that a list holds at most.
    static let entriesMax = 7

    mutating func write(_ wish: GroupWish) {
        if wish.group.isStaged {
            self.stagedLocal = wish.values[.tlsLocal]
            return
        }
        self.settings[wish.group, default: [:]].merge(wish.values) { _, new in new }
        self.secrets[wish.group, default: [:]].merge(wish.secrets) { _, new in new }
    }

    mutating func commit() {
        guard let staged = self.stagedLocal else { return }
        self.settings[.localTLS] = [.tlsLocal: staged]
        self.stagedLocal = nil
    }

    mutating func add(_ entry: WantedEntry, to list: EntryList, refusesDuplicates: Bool) -> Reply {
        let held = self.lists[list] ?? []
        if refusesDuplicates, held.contains(where: { $0.found.key == entry.key }) { return .returned(2058) }
        guard held.count < Self.entriesMax else { return .returned(23) }
        guard !self.isPriorityHeld(entry, in: list) else { return .returned(Self.invalidPriority) }
        self.handleCount += 1
        let found = FoundEntry(key: entry.key, handle: "\(self.handleCount)", fields: entry.fields)
        self.lists[list, default: []].append(Entry(found: found, secrets: entry.secrets))
        return .value(Done())
    }

    mutating func update(_ handle: String, to entry: WantedEntry, in list: EntryList) -> Reply {
        guard let place = self.lists[list]?.firstIndex(where: { $0.found.handle == handle }) else {
            return .returned(2053)
        }
        guard !self.isPriorityHeld(entry, in: list) else { return .returned(Self.invalidPriority) }
        self.lists[list]?[place].found.fields = entry.fields
        self.lists[list]?[place].secrets.merge(entry.secrets) { _, new in new }
        return .value(Done())
    }

    mutating func set(_ acts: [EntryAct], of list: EntryList) {
        for act in acts {
            self.lists[list]?.removeAll { $0.found.key == act.key }
            guard case .put(let entry) = act else { continue }
            let found = FoundEntry(key: entry.key, handle: entry.key, fields: entry.fields)
            self.lists[list, default: []].append(Entry(found: found))
        }
    }

    private static let invalidPriority: UInt32 = 2067

    /// Each priority is held once.
    private func isPriorityHeld(_ entry: WantedEntry, in list: EntryList) -> Bool {
        guard let priority = entry.fields[.priority] else { return false }
        return (self.lists[list] ?? []).contains {
            $0.found.key != entry.key && $0.found.fields[.priority] == priority
        }
    }

    mutating func remove(_ handle: String, from list: EntryList) -> Reply {
        guard let place = self.lists[list]?.firstIndex(where: { $0.found.handle == handle }) else {
            return .returned(2053)
        }
        self.lists[list]?.remove(at: place)
        return .value(Done())
    }

    /// Somebody at the device changes something.
    ///
    /// - Returns: what it was.
    mutating func drift(_ random: inout SeededGenerator) -> String {
        switch random.number(0, 4) {
        case 0:
            self.settings[.webPage] = [.webPageEnabled: random.chance(0.5) ? "true" : "false"]
            return "web page"
        case 1:
            self.settings[.redirectionListener] = [.redirectionListener: random.chance(0.5) ? "true" : "false"]
            return "redirection"
        case 2:
            let list: EntryList = random.pick([.users, .wifiNetworks, .servers, .rules, .eventSubscriptions])
            guard let place = self.lists[list]?.lastIndex(where: { !$0.found.isSystem }) else { return "nothing" }
            self.lists[list]?.remove(at: place)
            return "\(list.rawValue) removed"
        case 3:
            let list: EntryList = random.pick([.users, .wifiNetworks])
            _ = self.add(
                WantedEntry(key: "stranger", fields: [.access: "2", .realms: "3"]), to: list, refusesDuplicates: true)
            return "\(list.rawValue) stranger"
        default:
            guard let place = self.lists[.users]?.lastIndex(where: { !$0.found.isSystem }) else { return "nothing" }
            self.lists[.users]?[place].found.fields[.realms] = "3"
            return "a user's realms"
        }
    }
}
