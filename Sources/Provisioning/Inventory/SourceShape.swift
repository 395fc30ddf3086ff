import AMT

/// Compares a source's document with the table: keys, kinds, ranges, counts, forms. What fields mean beside each other is
/// ``SourceRules``' concern.
enum SourceShape {
    static func faults(in document: DocumentValue) -> [ProfileFault] {
        var walk = Walk()
        walk.check(document, SourceSchema.root, path: "")
        return walk.faults
    }

    fileprivate struct Walk {
        var faults: [ProfileFault] = []

        mutating func fault(_ path: String, _ code: ProfileFault.Code, _ text: String) {
            self.faults.append(ProfileFault(path, code, text))
        }

        mutating func wrongKind(_ value: DocumentValue, _ wanted: String, _ path: String) {
            self.fault(path, .wrongKind, "is \(value.kindName) and not \(wanted)")
        }
    }
}

extension SourceShape.Walk {
    fileprivate mutating func check(_ value: DocumentValue, _ node: SourceSchemaNode, path: String) {
        switch node.field.kind {
        case .object:
            guard let entries = value.entries else { return self.wrongKind(value, "an object", path) }
            self.check(entries, node, path: path)
        case .list(let counts):
            guard let items = value.items else { return self.wrongKind(value, "a list", path) }
            self.check(count: items.count, counts, path: path)
            for (index, item) in items.enumerated() { self.check(item: item, node, path: "\(path)[\(index)]") }
        case .form(let words): self.check(form: value, words, node, path: path)
        case .columns: self.check(columns: value, path: path)
        case .headers, .fieldColumns: self.check(pairs: value, node.field.kind, path: path)
        case .secret: self.check(secret: value, path: path)
        case .flag:
            guard case .flag = value else { return self.wrongKind(value, "true or false", path) }
        case .integer(let range, let unit):
            guard case .integer(let number) = value else { return self.wrongKind(value, "a whole number", path) }
            if !range.contains(number) {
                self.fault(path, .outOfRange, "is not \(RangeText.of(range))\(unit.isEmpty ? "" : " \(unit)")")
            }
        case .text, .oneOf, .secretName, .url, .guid, .certificates, .body:
            guard case .text(let text) = value else { return self.wrongKind(value, "text", path) }
            self.check(text, node.field.kind, path: path)
        }
    }

    private mutating func check(item value: DocumentValue, _ node: SourceSchemaNode, path: String) {
        guard let entries = value.entries else { return self.wrongKind(value, "an object", path) }
        self.check(entries, node, path: path)
    }

    private mutating func check(count: Int, _ counts: ClosedRange<Int>, path: String) {
        if !counts.contains(count) { self.fault(path, .count, "takes \(RangeText.of(counts)) items and has \(count)") }
    }

    private mutating func check(_ entries: [DocumentEntry], _ node: SourceSchemaNode, path: String) {
        var written: [String: DocumentValue] = [:]
        for entry in entries {
            let entryPath = ProfileShape.path(path, String(entry.key.prefix(64)))
            if node.child(entry.key) == nil {
                self.stranger(entry.key, among: node.children.map(\.key), path: entryPath)
            } else if written.updateValue(entry.value, forKey: entry.key) != nil {
                self.fault(entryPath, .duplicateKey, "stands here for the second time")
            }
        }
        for child in node.children {
            let childPath = ProfileShape.path(path, child.key)
            if let value = written[child.key] {
                self.check(value, child, path: childPath)
            } else if child.field.isRequired {
                self.fault(childPath, .missing, "has to be there")
            }
        }
    }

    /// Keys under which people write what must not be written.
    private static let secretKeys = ["password", "token", "key", "apikey", "bearer", "value"]

    private mutating func stranger(_ key: String, among known: [String], path: String) {
        if known.contains("secret"), Self.secretKeys.contains(key.lowercased()) {
            return self.fault(path, .secretInClear, SourceShape.noSecrets("secret: NAME"))
        }
        self.fault(path, .unknownKey, ProfileShape.suggestion(key, among: known, of: "a source"))
    }

    private mutating func check(
        form value: DocumentValue, _ words: [String], _ node: SourceSchemaNode, path: String
    ) {
        let keys = node.children.map(\.key)
        switch value {
        case .text(let text):
            if !words.contains(text) {
                self.fault(path, .notOneOf, "is none of \((words + keys.map { "{\($0): …}" }).joined(separator: ", "))")
            }
        case .object(let entries):
            self.check(entries, node, path: path)
            if entries.count != 1 {
                self.fault(path, .contradiction, "has one key of \(keys.joined(separator: ", "))")
            }
        case .null, .flag, .integer, .number, .list:
            self.wrongKind(value, words.isEmpty ? "an object" : "a word or an object", path)
        }
    }

    private mutating func check(columns value: DocumentValue, path: String) {
        switch value {
        case .text(let text): self.check(column: text, path: path)
        case .list(let items):
            self.check(count: items.count, SourceLimits.columns, path: path)
            for (index, item) in items.enumerated() {
                guard case .text(let text) = item else {
                    self.wrongKind(item, "text", "\(path)[\(index)]")
                    continue
                }
                self.check(column: text, path: "\(path)[\(index)]")
            }
        case .null, .flag, .integer, .number, .object: self.wrongKind(value, "a column or a list of columns", path)
        }
    }

    private mutating func check(column text: String, path: String) {
        if !SourceLimits.columnBytes.contains(text.utf8.count) {
            self.fault(path, .length, "is not \(RangeText.of(SourceLimits.columnBytes)) bytes long")
        }
        if !ProfileAlphabet.free.holds(text) {
            self.fault(path, .characters, "is not of \(ProfileAlphabet.free.words)")
        }
    }

    /// Header fields, or fields of records with their columns.
    private mutating func check(pairs value: DocumentValue, _ kind: SourceFieldKind, path: String) {
        guard let entries = value.entries else { return self.wrongKind(value, "an object", path) }
        var isHeaders = false
        if case .headers = kind { isHeaders = true }
        self.check(count: entries.count, isHeaders ? SourceLimits.headers : SourceLimits.recordFields, path: path)
        var seen: Set<String> = []
        for entry in entries {
            let entryPath = ProfileShape.path(path, String(entry.key.prefix(64)))
            if !seen.insert(isHeaders ? entry.key.lowercased() : entry.key).inserted {
                self.fault(entryPath, .duplicateKey, "stands here for the second time")
            }
            guard case .text(let text) = entry.value else {
                self.wrongKind(entry.value, "text", entryPath)
                continue
            }
            if isHeaders {
                self.check(header: entry.key, text, path: entryPath)
            } else {
                self.check(fieldName: entry.key, path: entryPath)
                self.check(column: text, path: entryPath)
            }
        }
    }

    private mutating func check(header name: String, _ text: String, path: String) {
        if let objection = SourceHeader.objection(name) { self.fault(path, objection.code, objection.text) }
        if !SourceLimits.headerValueCharacters.contains(text.utf8.count) || !ProfileAlphabet.printable.holds(text) {
            self.fault(
                path, .characters,
                "is not \(RangeText.of(SourceLimits.headerValueCharacters)) \(ProfileAlphabet.printable.words)")
        }
    }

    private mutating func check(fieldName name: String, path: String) {
        if !SourceLimits.nameCharacters.contains(name.utf8.count) || !ProfileAlphabet.name.holds(name) {
            self.fault(
                path, .characters,
                "has no name of \(RangeText.of(SourceLimits.nameCharacters)) \(ProfileAlphabet.name.words)")
        }
    }

    private mutating func check(secret value: DocumentValue, path: String) {
        switch value {
        case .object(let entries):
            guard entries.count == 1, entries[0].key == "secret", case .text(let name) = entries[0].value else {
                return self.fault(path, .wrongKind, "is an object with something else than `secret: NAME`")
            }
            self.check(secretName: name, path: ProfileShape.path(path, "secret"))
        case .text, .integer, .number, .flag:
            self.fault(path, .secretInClear, SourceShape.noSecrets("{secret: NAME}"))
        case .null, .list: self.wrongKind(value, "{secret: NAME}", path)
        }
    }

    private mutating func check(secretName name: String, path: String) {
        if !SourceLimits.nameCharacters.contains(name.utf8.count) || !ProfileAlphabet.resourceName.holds(name) {
            self.fault(path, .secretName, "is not a name of 1 to 63 of \(ProfileAlphabet.resourceName.words)")
        }
    }

    private mutating func check(_ text: String, _ kind: SourceFieldKind, path: String) {
        switch kind {
        case .text(let counts, let alphabet):
            if !counts.contains(text.utf8.count) {
                self.fault(path, .length, "is not \(RangeText.of(counts)) bytes long")
            }
            if !alphabet.holds(text) { self.fault(path, .characters, "is not of \(alphabet.words)") }
        case .oneOf(let words):
            if !words.contains(text) {
                self.fault(
                    path, .notOneOf, "is none of \(words.map { SourceShape.visible($0) }.joined(separator: " "))")
            }
        case .secretName: self.check(secretName: text, path: path)
        case .url(let use):
            if let objection = SourceURL.objection(text, for: use) {
                self.fault(path, objection.code, objection.text)
            }
        case .guid:
            if DeviceUUID(text) == nil { self.fault(path, .hexadecimal, "is no GUID as 8-4-4-4-12 digits") }
        case .certificates:
            if !CertificateList.isOne(text) {
                self.fault(path, .certificate, "is not one CERTIFICATE block of PEM or several, and nothing else")
            }
        case .body:
            if !SourceLimits.bodyBytes.contains(text.utf8.count) {
                self.fault(path, .length, "is not \(RangeText.of(SourceLimits.bodyBytes)) bytes long")
            }
        case .flag, .integer, .object, .list, .form, .columns, .headers, .fieldColumns, .secret: break
        }
    }
}

extension SourceShape {
    fileprivate static func noSecrets(_ form: String) -> String {
        "a source holds no secrets: store it under a name, write \(form) here, and change what was written"
    }

    /// A word as it is written; a tab as JSON writes it.
    fileprivate static func visible(_ word: String) -> String { word == "\t" ? "\"\\t\"" : word }
}

/// Ranges in words.
enum RangeText {
    static func of<Bound>(_ range: ClosedRange<Bound>) -> String {
        range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
