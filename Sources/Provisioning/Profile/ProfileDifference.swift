/// One field that differs between two documents.
package struct FieldChange: Equatable, Sendable {
    /// The field, with places as in the new document; of what is gone, as in the old one.
    package let path: String
    /// `nil` when it was not there.
    package let from: DocumentValue?
    /// `nil` when it is not there any more.
    package let to: DocumentValue?

    /// A change of one field.
    package init(path: String, from: DocumentValue?, to: DocumentValue?) {
        self.path = path
        self.from = from
        self.to = to
    }
}

/// What changed between two documents.
package enum ProfileDifference {
    /// Keys by which items of a list are recognised when they moved.
    private static let identities = ["name", "sid", "url", "trigger"]

    /// The changes, in the order of the old document, with new fields at the end of their object.
    ///
    /// Items that have a name, or another key that names them, are compared with the item of that name wherever it stands;
    /// their order is not compared, for it means nothing. Other items are compared by their place.
    package static func between(_ old: DocumentValue, _ new: DocumentValue) -> [FieldChange] {
        self.changes(old, new, path: "")
    }

    private static func changes(_ old: DocumentValue?, _ new: DocumentValue?, path: String) -> [FieldChange] {
        if let oldEntries = old?.entries, let newEntries = new?.entries {
            let added = newEntries.map(\.key).filter { old?[$0] == nil }
            return (oldEntries.map(\.key) + added).flatMap { key in
                self.changes(old?[key], new?[key], path: ProfileShape.path(path, key))
            }
        }
        if let oldItems = old?.items, let newItems = new?.items {
            return self.changes(oldItems, newItems, path: path)
        }
        // By bytes: two spellings of a letter are one for Swift and two for a network's name.
        let (before, after) = (old.map { Array($0.canonicalText.utf8) }, new.map { Array($0.canonicalText.utf8) })
        return before == after ? [] : [FieldChange(path: path, from: old, to: new)]
    }

    private static func changes(_ old: [DocumentValue], _ new: [DocumentValue], path: String) -> [FieldChange] {
        guard let identity = self.identities.first(where: { self.names(old, $0) != nil && self.names(new, $0) != nil }),
            let oldNames = self.names(old, identity), let newNames = self.names(new, identity)
        else {
            return (0..<max(old.count, new.count)).flatMap { index in
                self.changes(
                    index < old.count ? old[index] : nil, index < new.count ? new[index] : nil,
                    path: "\(path)[\(index)]")
            }
        }
        let kept = oldNames.enumerated().flatMap { index, name in
            let place = newNames.firstIndex(of: name)
            return self.changes(old[index], place.map { new[$0] }, path: "\(path)[\(place ?? index)]")
        }
        let added = newNames.enumerated().filter { !oldNames.contains($0.element) }.flatMap { index, _ in
            self.changes(nil, new[index], path: "\(path)[\(index)]")
        }
        return kept + added
    }

    /// The texts under a key of each item; `nil` unless each item has one, and no two the same.
    private static func names(_ items: [DocumentValue], _ key: String) -> [String]? {
        let names = items.compactMap { item -> String? in
            guard case .text(let name) = item[key] else { return nil }
            return name
        }
        return names.count == items.count && Set(names).count == names.count ? names : nil
    }
}
