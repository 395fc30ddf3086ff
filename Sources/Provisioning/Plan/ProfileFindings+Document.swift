/// What was read of a device, as a document: kept with the device, so that a plan can be made without touching it.
extension ProfileFindings {
    /// Settings by group and entries by list; never a secret, because none can be read.
    package var document: DocumentValue {
        let settings = self.settings.sorted { $0.key.rawValue < $1.key.rawValue }.map { group, finding in
            DocumentEntry(
                group.rawValue,
                finding.document { values in
                    .object(
                        values.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                            DocumentEntry($0.key.rawValue, .text($0.value))
                        })
                })
        }
        let lists = self.lists.sorted { $0.key.rawValue < $1.key.rawValue }.map { list, finding in
            DocumentEntry(list.rawValue, finding.document { .list($0.map(\.document)) })
        }
        return .object([DocumentEntry("settings", .object(settings)), DocumentEntry("lists", .object(lists))])
    }

    /// Reads what ``document`` wrote. What a newer program wrote and this one does not know is left out.
    package init(document: DocumentValue) {
        self.init()
        for entry in document["settings"]?.entries ?? [] {
            guard let group = SettingGroup(rawValue: entry.key) else { continue }
            self.settings[group] = Finding(document: entry.value) { value in
                let known = (value.entries ?? []).compactMap { pair -> (DeviceSetting, String)? in
                    guard let setting = DeviceSetting(rawValue: pair.key), case .text(let text) = pair.value else {
                        return nil
                    }
                    return (setting, text)
                }
                return Dictionary(known) { _, last in last }
            }
        }
        for entry in document["lists"]?.entries ?? [] {
            guard let list = EntryList(rawValue: entry.key) else { continue }
            self.lists[list] = Finding(document: entry.value) { value in
                guard case .list(let items) = value else { return [] }
                return items.compactMap(FoundEntry.init(document:))
            }
        }
    }

    /// Over what is held, what was read later.
    package func merging(_ later: ProfileFindings) -> ProfileFindings {
        ProfileFindings(
            settings: self.settings.merging(later.settings) { _, last in last },
            lists: self.lists.merging(later.lists) { _, last in last })
    }
}

extension Finding {
    fileprivate func document(_ body: (Value) -> DocumentValue) -> DocumentValue {
        switch self {
        case .absent(let reason): .object([DocumentEntry("absent", .text(reason))])
        case .found(let value): .object([DocumentEntry("found", body(value))])
        }
    }

    fileprivate init?(document: DocumentValue, _ body: (DocumentValue) -> Value) {
        if case .text(let reason)? = document["absent"] {
            self = .absent(reason: reason)
        } else if let value = document["found"] {
            self = .found(body(value))
        } else {
            return nil
        }
    }
}

extension FoundEntry {
    fileprivate var document: DocumentValue {
        .object([
            DocumentEntry("key", .text(self.key)), DocumentEntry("handle", .text(self.handle)),
            DocumentEntry("system", .flag(self.isSystem)),
            DocumentEntry(
                "fields",
                .object(
                    self.fields.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                        DocumentEntry($0.key.rawValue, .text($0.value))
                    })),
        ])
    }

    fileprivate init?(document: DocumentValue) {
        guard case .text(let key)? = document["key"], case .text(let handle)? = document["handle"] else { return nil }
        let fields = (document["fields"]?.entries ?? []).compactMap { pair -> (EntryField, String)? in
            guard let field = EntryField(rawValue: pair.key), case .text(let text) = pair.value else { return nil }
            return (field, text)
        }
        self.init(
            key: key, handle: handle, fields: Dictionary(fields) { _, last in last },
            isSystem: document["system"] == .flag(true))
    }
}
