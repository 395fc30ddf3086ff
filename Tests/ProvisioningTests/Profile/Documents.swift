import Testing

@testable import Provisioning

/// Documents for tests, and what reading them says.
enum Documents {
    static let minimal: DocumentValue = ["schema": 1, "name": "default"]

    /// The example of the documentation.
    static func example() throws -> DocumentValue {
        try DocumentValue.read(json: Array(ProfileExample.text.utf8)).get()
    }

    /// The smallest document with more keys.
    static func with(_ more: DocumentValue) -> DocumentValue {
        .object((Self.minimal.entries ?? []) + (more.entries ?? []))
    }

    static func profile(_ document: DocumentValue) throws -> Profile { try ProfileReader.read(document).get() }

    static func faults(_ document: DocumentValue) -> [ProfileFault] {
        switch ProfileReader.read(document) {
        case .success: []
        case .failure(let faults): faults.faults
        }
    }

    /// Faults as `path code`.
    static func codes(_ document: DocumentValue) -> [String] {
        Self.faults(document).map { "\($0.path) \($0.code.rawValue)" }
    }

    /// A document with another value at a path such as `users.digest[0].name`; `nil` takes the key away.
    static func setting(_ path: String, _ value: DocumentValue?, in document: DocumentValue) -> DocumentValue {
        let steps = path.replacing("[", with: ".[").split(separator: ".").map(String.init)
        return Self.setting(steps[...], value, in: document) ?? .null
    }

    private static func setting(
        _ steps: ArraySlice<String>, _ value: DocumentValue?, in document: DocumentValue
    ) -> DocumentValue? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        if let index = Int(step.dropFirst().dropLast()), step.hasPrefix("["), var items = document.items {
            if let changed = Self.setting(rest, value, in: items[index]) {
                items[index] = changed
            } else {
                items.remove(at: index)
            }
            return .list(items)
        }
        var entries = document.entries ?? []
        let place = entries.firstIndex { $0.key == step }
        let changed = Self.setting(rest, value, in: place.map { entries[$0].value } ?? [:])
        switch (place, changed) {
        case (.some(let place), .some(let changed)): entries[place] = DocumentEntry(step, changed)
        case (.some(let place), nil): entries.remove(at: place)
        case (nil, .some(let changed)): entries.append(DocumentEntry(step, changed))
        case (nil, nil): break
        }
        return .object(entries)
    }

    /// Every path that is written in a document, items by their place.
    static func paths(_ document: DocumentValue, below path: String = "") -> [String] {
        switch document {
        case .object(let entries):
            entries.flatMap { entry in
                let key = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                return [key] + Self.paths(entry.value, below: key)
            }
        case .list(let items):
            items.enumerated().flatMap { Self.paths($0.element, below: "\(path)[\($0.offset)]") }
        case .null, .flag, .integer, .number, .text: []
        }
    }
}
