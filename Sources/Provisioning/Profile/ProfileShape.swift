import AMT

/// Compares a document with the schema: keys, kinds, ranges, counts, forms. What fields mean beside each other is
/// ``ProfileRules``' concern.
enum ProfileShape {
    static func faults(in document: DocumentValue) -> [ProfileFault] {
        var shape = Walk()
        shape.check(document, ProfileSchema.root, path: "")
        return shape.faults
    }

    /// Path of a key below a path.
    static func path(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    fileprivate struct Walk {
        var faults: [ProfileFault] = []

        mutating func fault(_ path: String, _ code: ProfileFault.Code, _ text: String) {
            self.faults.append(ProfileFault(path, code, text))
        }
    }
}

extension ProfileShape.Walk {
    fileprivate mutating func check(_ value: DocumentValue, _ node: ProfileSchemaNode, path: String) {
        self.check(value, node.field.kind, node, path: path)
    }

    private mutating func check(
        _ value: DocumentValue, _ kind: ProfileFieldKind, _ node: ProfileSchemaNode, path: String
    ) {
        switch kind {
        case .object:
            guard let entries = value.entries else { return self.wrongKind(value, "an object", path) }
            self.check(entries, node, path: path)
        case .list(let item, let counts):
            guard let items = value.items else { return self.wrongKind(value, "a list", path) }
            if !counts.contains(items.count) {
                self.fault(path, .count, "takes \(Self.words(counts)) items and has \(items.count)")
            }
            for (index, value) in items.enumerated() { self.check(value, item, node, path: "\(path)[\(index)]") }
        case .secret:
            self.check(secret: value, path: path)
        case .flag:
            guard case .flag = value else { return self.wrongKind(value, "true or false", path) }
        case .integer(let range, let unit):
            guard case .integer(let number) = value else { return self.wrongKind(value, "a whole number", path) }
            if !range.contains(number) {
                self.fault(path, .outOfRange, "is not \(Self.words(range))\(unit.isEmpty ? "" : " \(unit)")")
            }
        case .event:
            switch value {
            case .integer(let number):
                if !(0...65535).contains(number) { self.fault(path, .outOfRange, "is not 0 to 65535") }
            case .text: break
            case .null, .flag, .number, .list, .object: self.wrongKind(value, "the name or number of an event", path)
            }
        case .text, .oneOf, .secretName, .certificate, .address, .longAddress, .host, .domain, .url, .sid,
            .hexadecimal, .timeOfDay:
            guard case .text(let text) = value else { return self.wrongKind(value, "text", path) }
            self.check(text, kind, path: path)
        }
    }

    private mutating func wrongKind(_ value: DocumentValue, _ wanted: String, _ path: String) {
        let hint = value == .null ? "; leave the key out to leave the field alone" : ""
        self.fault(path, .wrongKind, "is \(value.kindName) and not \(wanted)\(hint)")
    }

    private mutating func check(_ entries: [DocumentEntry], _ node: ProfileSchemaNode, path: String) {
        var written: [String: DocumentValue] = [:]
        for entry in entries {
            let entryPath = ProfileShape.path(path, String(entry.key.prefix(64)))
            if node.child(entry.key) == nil {
                self.fault(
                    entryPath, .unknownKey,
                    ProfileShape.suggestion(entry.key, among: node.children.map(\.key), of: "a profile"))
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

    private mutating func check(secret value: DocumentValue, path: String) {
        switch value {
        case .object(let entries):
            guard entries.count == 1, entries[0].key == "secret" else {
                return self.fault(path, .wrongKind, "is an object with other keys than `secret`")
            }
            guard case .text(let name) = entries[0].value else {
                return self.wrongKind(entries[0].value, "the name of a secret", ProfileShape.path(path, "secret"))
            }
            self.check(secretName: name, path: ProfileShape.path(path, "secret"))
        case .text, .integer, .number, .flag:
            self.fault(
                path, .secretInClear,
                "a profile holds no secrets: store it under a name, write {secret: NAME} here, and change what was written"
            )
        case .null, .list:
            self.wrongKind(value, "{secret: NAME}", path)
        }
    }

    private mutating func check(secretName name: String, path: String) {
        if !(1...63).contains(name.utf8.count) || !ProfileAlphabet.resourceName.holds(name) {
            self.fault(path, .secretName, "is not a name of 1 to 63 of \(ProfileAlphabet.resourceName.words)")
        }
    }

    private mutating func check(_ text: String, _ kind: ProfileFieldKind, path: String) {
        switch kind {
        case .text(let counts, let alphabet):
            if !counts.contains(text.utf8.count) {
                self.fault(
                    path, .length, "is not \(Self.words(counts)) \(alphabet == .free ? "bytes" : "characters") long")
            }
            if !alphabet.holds(text) { self.fault(path, .characters, "is not of \(alphabet.words)") }
        case .oneOf(let choices):
            if !choices.contains(where: { $0.word == text }) {
                self.fault(path, .notOneOf, "is none of \(choices.map(\.word).joined(separator: ", "))")
            }
        case .secretName: self.check(secretName: text, path: path)
        case .certificate:
            if CertificateText.der(text) == nil {
                self.fault(path, .certificate, "is not one CERTIFICATE block of PEM")
            }
        case .address:
            if HostText.v4(text) == nil { self.fault(path, .address, "is no IPv4 address") }
        case .longAddress:
            if !HostText.isV6(text) { self.fault(path, .address, "is no IPv6 address") }
        case .host:
            if !HostText.isName(text) && !HostText.isNumeric(text) {
                self.fault(path, .hostName, "is neither a DNS name nor an address")
            }
        case .domain(let characterCountMax):
            if !HostText.isName(text) {
                self.fault(path, .hostName, "is no DNS name")
            } else if text.utf8.count > characterCountMax {
                self.fault(path, .length, "is longer than \(characterCountMax) characters")
            }
        case .url(let schemes, let characterCountMax):
            let words = schemes.map(\.word)
            if !WebAddress.isOne(text, of: words) {
                self.fault(path, .url, "is no address of \(words.joined(separator: " or "))")
            } else if text.utf8.count > characterCountMax {
                self.fault(path, .length, "is longer than \(characterCountMax) characters")
            }
        case .sid:
            if SecurityIdentifier.bytes(text) == nil {
                self.fault(path, .sid, "is no security identifier with one to five parts behind the authority")
            }
        case .hexadecimal(let byteCounts):
            if !(Hex.bytes(text).map { byteCounts.contains($0.count) } ?? false) {
                self.fault(path, .hexadecimal, "is not \(Self.words(byteCounts)) pairs of hexadecimal digits")
            }
        case .timeOfDay:
            if TimeOfDay(text) == nil { self.fault(path, .timeOfDay, "is no time as HH:MM") }
        case .flag, .integer, .object, .list, .secret, .event: break
        }
    }

    private static func words<Bound>(_ range: ClosedRange<Bound>) -> String {
        range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}

extension ProfileShape {
    /// What to say of an unknown key.
    ///
    /// - Parameter kind: what the document is, with its article.
    static func suggestion(_ key: String, among known: [String], of kind: String) -> String {
        let limit = max(2, key.count / 3)
        let nearest = known.map { (key: $0, distance: self.distance(key.lowercased(), $0.lowercased())) }
            .min { $0.distance < $1.distance }
        if let nearest, key.count <= 64, nearest.distance <= limit {
            return "is no key of \(kind); did you mean `\(nearest.key)`?"
        }
        return "is no key of \(kind); here are \(known.joined(separator: ", "))"
    }

    /// How many letters must be put in, left out or changed to make one word of the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, letter) in left.prefix(64).enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
