/// One object of a document while it is read: hands out what stands under its keys, and gathers what is wrong with it.
///
/// - Shape: for small documents. What is missing or wrong leaves a fault behind and a value that nobody will use.
struct ObjectReading {
    /// Where it stands in the document; empty for the document.
    let path: String
    /// In the order in which they were found.
    private(set) var faults: [ProfileFault] = []
    private var written: [String: DocumentValue] = [:]

    /// - Parameters:
    ///   - keys: those that may be there; `nil` for any.
    ///   - kind: what the document is, with its article.
    init(_ value: DocumentValue, path: String, keys: [String]?, of kind: String) {
        self.path = path
        guard let entries = value.entries else {
            self.wrongKind(value, "an object", at: path)
            return
        }
        for entry in entries {
            let entryPath = ProfileShape.path(path, String(entry.key.prefix(64)))
            if let keys, !keys.contains(entry.key) {
                self.add(entryPath, .unknownKey, ProfileShape.suggestion(entry.key, among: keys, of: kind))
            } else if self.written.updateValue(entry.value, forKey: entry.key) != nil {
                self.add(entryPath, .duplicateKey, "stands here for the second time")
            }
        }
    }

    /// The keys that are there, in order.
    var keys: [String] { self.written.keys.sorted() }

    /// What stands under a key; `nil` when nothing does.
    subscript(key: String) -> DocumentValue? { self.written[key] }

    /// Notes what is wrong under a key.
    mutating func fault(_ key: String, _ code: ProfileFault.Code, _ text: String) {
        self.add(ProfileShape.path(self.path, key), code, text)
    }

    /// Notes what is wrong at a path.
    mutating func add(_ path: String, _ code: ProfileFault.Code, _ text: String) {
        self.faults.append(ProfileFault(path, code, text))
    }

    /// Takes over what was found in an object below.
    mutating func take(_ below: ObjectReading) { self.faults += below.faults }

    /// What must be there.
    mutating func needed(_ key: String) -> DocumentValue? {
        if let value = self.written[key] { return value }
        self.fault(key, .missing, "has to be there")
        return nil
    }

    mutating func flag(_ key: String, standard: Bool) -> Bool {
        switch self.written[key] {
        case nil: return standard
        case .flag(let flag): return flag
        case .some(let value):
            self.wrongKind(value, "true or false", at: ProfileShape.path(self.path, key))
            return standard
        }
    }

    /// A case of an enumeration whose raw values are the words that may stand here.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, standard: Choice) -> Choice {
        guard let value = self.written[key] else { return standard }
        guard let text = self.text(value, at: ProfileShape.path(self.path, key)) else { return standard }
        if let choice = Choice(rawValue: text) { return choice }
        self.fault(key, .notOneOf, "is none of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return standard
    }

    /// A text of a length in bytes.
    mutating func text(
        _ value: DocumentValue, at path: String, _ counts: ClosedRange<Int> = 1...255,
        _ alphabet: ProfileAlphabet = .free
    ) -> String? {
        guard case .text(let text) = value else {
            self.wrongKind(value, "text", at: path)
            return nil
        }
        guard counts.contains(text.utf8.count) else {
            self.add(path, .length, "is not \(counts.lowerBound) to \(counts.upperBound) bytes long")
            return nil
        }
        guard alphabet.holds(text) else {
            self.add(path, .characters, "is not of \(alphabet.words)")
            return nil
        }
        return text
    }

    /// The items of a list with their paths; none when the key is absent.
    mutating func items(_ key: String, _ counts: ClosedRange<Int>) -> [(path: String, value: DocumentValue)] {
        guard let value = self.written[key] else { return [] }
        let path = ProfileShape.path(self.path, key)
        guard let items = value.items else {
            self.wrongKind(value, "a list", at: path)
            return []
        }
        guard counts.contains(items.count) else {
            self.add(
                path, .count, "takes \(counts.lowerBound) to \(counts.upperBound) items and has \(items.count)")
            return []
        }
        return items.enumerated().map { ("\(path)[\($0.offset)]", $0.element) }
    }

    /// Notes that a value is of another kind.
    mutating func wrongKind(_ value: DocumentValue, _ wanted: String, at path: String) {
        self.add(path, .wrongKind, "is \(value.kindName) and not \(wanted)")
    }
}
