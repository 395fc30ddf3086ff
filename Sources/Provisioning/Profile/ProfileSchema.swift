/// Every field of a profile document, in one table. Shape, defaults, JSON Schema and the reference page are made from it.
package enum ProfileSchema {
    /// The version of the document's form that this program reads.
    package static let version: Int64 = 1

    /// The table, in the order in which a document is best read.
    package static let fields: [ProfileField] =
        Self.general + Self.setup + Self.tls + Self.network + Self.kerberos + Self.users + Self.features + Self.wifi
        + Self.wired + Self.remoteAccess + Self.auditLog + Self.events

    /// The table as a tree; its root stands for the document.
    package static let root: ProfileSchemaNode = {
        let field = ProfileField("", .object, isRequired: true, in: .setup, "A profile.")
        return ProfileSchemaNode(field, key: "", in: Self.fields.map { ($0, $0.keys) }[...], depth: 0)
    }()

    static let general: [ProfileField] = [
        ProfileField(
            "schema", .integer(Self.version...Self.version, unit: ""), isRequired: true, in: .setup,
            "Version of the form of this document."),
        ProfileField(
            "name", .text(1...63, .resourceName), isRequired: true, in: .setup,
            "Name of the profile; `default` is what devices get that nobody gave another. \(ProfileNames.taken) are taken."
        ),
        ProfileField(
            "description", .text(0...1000, .free), standard: "", in: .setup,
            "For people: what the profile is for."),
    ]

    /// What every optional section has.
    static func required(_ path: String, in section: ProfileSection) -> ProfileField {
        ProfileField(
            "\(path).required", .flag, standard: false, in: section,
            "Whether a device that cannot have this section is not provisioned; otherwise it is, with a named problem.")
    }

    /// What every list has that firmware keeps beside entries of others.
    static func foreign(
        _ path: String, _ what: String, in section: ProfileSection, firmware: String
    ) -> ProfileField {
        ProfileField(
            path, .oneOf(["keep", "remove"]), standard: "keep", in: section,
            "What becomes of \(what) on the device that the profile does not name.", firmware: firmware)
    }
}

/// One field with the fields below it.
package struct ProfileSchemaNode: Sendable {
    /// The row of the table.
    package let field: ProfileField
    /// The last key of the field's path; empty for the document.
    package let key: String
    /// In the table's order. Of a list of objects these are the fields of each object.
    package let children: [ProfileSchemaNode]

    /// - Parameters:
    ///   - fields: those below the field, with the keys of their paths.
    ///   - depth: how many keys lead to the field.
    fileprivate init(
        _ field: ProfileField, key: String, in fields: ArraySlice<(field: ProfileField, keys: [String])>, depth: Int
    ) {
        self.field = field
        self.key = key
        self.children = fields.filter { $0.keys.count == depth + 1 }.map { child in
            let below = fields.filter { $0.keys.count > depth + 1 && $0.keys[depth] == child.keys[depth] }
            return ProfileSchemaNode(child.field, key: child.keys[depth], in: below[...], depth: depth + 1)
        }
    }

    /// The field under a key.
    package func child(_ key: String) -> ProfileSchemaNode? { self.children.first { $0.key == key } }
}
