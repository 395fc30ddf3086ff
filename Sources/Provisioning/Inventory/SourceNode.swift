import Inventory

/// One place of a source's document.
typealias SourceNode = DocumentNode<SourceField>

extension DocumentNode<SourceField> {
    var number: Int? { self.integer.flatMap { Int(exactly: $0) } }

    /// One text, or those of a list.
    var texts: [String] {
        if let text = self.text { return [text] }
        return (self.value?.items ?? []).compactMap { item in
            if case .text(let text) = item { text } else { nil }
        }
    }

    /// The keys of an object with their texts, in the order of the keys.
    var pairs: [RecordFieldValue] {
        let entries = (self.value?.entries ?? []).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return entries.compactMap { entry in
            if case .text(let text) = entry.value { RecordFieldValue(entry.key, text) } else { nil }
        }
    }
}
