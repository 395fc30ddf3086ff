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
        return ProfileSchemaNode(field, in: Self.fields.map { ($0, $0.keys) })
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

/// One field of profiles with the fields below it.
package typealias ProfileSchemaNode = DocumentSchemaNode<ProfileField>

extension ProfileField {
    static var root: ProfileSchemaNode { ProfileSchema.root }
}
