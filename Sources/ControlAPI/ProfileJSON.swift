import Provisioning

// How the API shows profiles, what is wrong with them, and what would change.

extension JSONText {
    init(_ profile: ProfileVersion, hasDocument: Bool) {
        var members: [(String, JSONText)] = [
            ("name", .string(profile.name)),
            ("version", .integer(Int64(profile.version))),
            ("author", .string(profile.author)),
            ("createdAt", JSONText(profile.createdAt)),
        ]
        if hasDocument { members.append(("document", .document(profile.document))) }
        self = .object(members)
    }

    init(_ fault: ProfileFault) {
        self = .object([
            ("path", .string(fault.path)), ("code", .string(fault.code.rawValue)), ("text", .string(fault.text)),
        ])
    }

    init(_ change: FieldChange) {
        self = .object([
            ("path", .string(change.path)),
            ("from", change.from.map { .document($0.canonicalText) } ?? .null),
            ("to", change.to.map { .document($0.canonicalText) } ?? .null),
        ])
    }
}
