import AMT
import Inventory
import Provisioning

/// Whether a device is as its profile wants it. The comparison is the world's own: it looks at what the firmware holds.
extension SimulatedWorld {
    /// What is wrong; `nil` when nothing is.
    func fault(of device: ModelDevice) -> String? {
        let record = self.database.records[device.index]
        guard device.phase == .configured else { return "is in setup" }
        guard let current = record.current, device.adminA1 == Self.a1(current.password, device) else {
            return "does not open with the current version"
        }
        if record.profileVersion != self.shelf.profile.version { return "has an old profile" }
        if let fault = self.passwordFault(current) { return fault }
        guard "\(device.hostName).\(device.domainName)" == device.fqdn else { return "has another name" }
        if let fault = self.tlsFault(of: device, record) { return fault }
        for wish in self.wishes(of: device) {
            if let fault = wish.fault(in: device) { return fault }
        }
        for (list, entries) in device.desk.lists {
            let keys = entries.map(\.found.key)
            if Set(keys).count != keys.count { return "has an entry twice in \(list.rawValue)" }
        }
        if let failed = record.sections.first(where: { $0.state == .failed }) {
            return "its section \(failed.section.rawValue) has failed"
        }
        return nil
    }

    private func passwordFault(_ current: CredentialVersion) -> String? {
        switch self.shelf.profile.adminPassword {
        case .fixed(let reference):
            self.shelf.secrets[reference]?.value == current.password ? nil : "has an old fixed password"
        case .random, .derived: nil
        }
    }

    private func tlsFault(of device: ModelDevice, _ record: DeviceRecord) -> String? {
        let profile = self.shelf.profile.tls
        guard device.tls.isEnabled == (profile.network != .off) else { return "has TLS switched wrongly" }
        guard profile.network != .off else { return nil }
        guard device.tls.isMutual == (profile.network == .mutual) else { return "proves callers wrongly" }
        guard let bound = device.certificate(device.boundHandle), bound.der == record.certificates.last?.der else {
            return "shows another certificate than the last one issued"
        }
        if profile.network == .mutual,
            !device.certificates.contains(where: { $0.isRoot && $0.der == PlainAuthority.rootDER })
        {
            return "does not trust the authority"
        }
        return nil
    }

    /// What the profile wants of a device, as single things to look at.
    func wishes(of device: ModelDevice) -> [SingleWish] {
        guard let fqdn = try? FQDN(device.fqdn) else { return [] }
        let made = WishMaker.make(self.shelf.profile, context: self.shelf.context(fqdn))
        return made.wishes.items.compactMap { item in
            switch item {
            case .group(let wish): .group(wish)
            case .list(let wish), .removeForeign(let wish): .list(wish)
            case .commit: nil
            }
        }
    }

    /// A section that the profile requires is not in this firmware.
    func lacksRequirement(_ device: ModelDevice) -> Bool {
        guard let fqdn = try? FQDN(device.fqdn) else { return false }
        let required = WishMaker.make(self.shelf.profile, context: self.shelf.context(fqdn)).wishes.required
        return self.wishes(of: device).contains { required.contains($0.section) && $0.isAbsent(in: device) }
    }
}

/// One group or list of a profile.
enum SingleWish {
    case group(GroupWish)
    case list(ListWish)

    var section: ProfileSection {
        switch self {
        case .group(let wish): wish.section
        case .list(let wish): wish.section
        }
    }

    /// What cannot be read back, the device's own certificate among it.
    func marks(in device: ModelDevice) -> [UnreadableMark] {
        let own = device.certificate(device.boundHandle).map { CertificateDigest.sha256($0.der) }
        func certificate(_ field: String?) -> [UnreadableMark] {
            guard let field, let own else { return [] }
            return [UnreadableMark(field: field, name: own, version: 0)]
        }
        switch self {
        case .group(let wish): return wish.marks + certificate(wish.certificateField)
        case .list(let wish): return wish.entries.flatMap { $0.marks + certificate($0.certificateField) }
        }
    }

    func isAbsent(in device: ModelDevice) -> Bool {
        switch self {
        case .group(let wish): device.traits.absentGroups.contains(wish.group)
        case .list(let wish): device.traits.absentLists.contains(wish.list)
        }
    }

    func fault(in device: ModelDevice) -> String? {
        guard !self.isAbsent(in: device) else { return nil }
        switch self {
        case .group(let wish): return Self.fault(wish, device)
        case .list(let wish):
            return wish.list == .trustedRoots ? Self.rootFault(wish, device) : Self.fault(wish, device)
        }
    }

    private static func fault(_ wish: GroupWish, _ device: ModelDevice) -> String? {
        if wish.group == .trustedNames {
            let held = device.tls.trustedNames.sorted().joined(separator: " ")
            return held == wish.values[.tlsTrustedNames] ? nil : "trusts other names"
        }
        let held = device.desk.settings[wish.group] ?? [:]
        for (setting, wanted) in wish.values where held[setting] != wanted {
            return "\(setting.rawValue) is \(held[setting] ?? "nothing") instead of \(wanted)"
        }
        for (field, wanted) in wish.secrets where device.desk.secrets[wish.group]?[field] != wanted {
            return "\(wish.group.rawValue) holds another \(field.rawValue)"
        }
        return nil
    }

    private static func fault(_ wish: ListWish, _ device: ModelDevice) -> String? {
        let held = device.desk.lists[wish.list] ?? []
        for wanted in wish.entries {
            let same = held.filter { $0.found.key == wanted.key }
            guard let entry = same.first, same.count == 1 else {
                return "\(wish.list.rawValue) \(wanted.key) is there \(same.count) times"
            }
            for (field, value) in wanted.fields where entry.found.fields[field] != value {
                return "\(wish.list.rawValue) \(wanted.key) has another \(field.rawValue)"
            }
            for (field, value) in wanted.secrets where entry.secrets[field] != value {
                return "\(wish.list.rawValue) \(wanted.key) holds another \(field.rawValue)"
            }
        }
        guard wish.foreign == .remove else { return nil }
        let wanted = Set(wish.entries.map(\.key))
        let stranger = held.first { !$0.found.isSystem && !wanted.contains($0.found.key) }
        return stranger.map { "\(wish.list.rawValue) \($0.found.key) is still there" }
    }

    private static func rootFault(_ wish: ListWish, _ device: ModelDevice) -> String? {
        let held = device.certificates.filter(\.isRoot).map(\.der)
        for wanted in wish.entries where !held.contains(wanted.der) { return "a root is missing" }
        return nil
    }
}
