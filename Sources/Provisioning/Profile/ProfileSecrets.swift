/// One place where a profile names a secret.
package struct ProfileSecretUse: Hashable, Sendable {
    /// The field: `users.digest[0].password`.
    package let path: String
    /// The secret that is named.
    package let reference: SecretReference
    /// What it is for.
    package let purpose: SecretPurpose

    /// A use of a secret.
    package init(path: String, reference: SecretReference, purpose: SecretPurpose) {
        self.path = path
        self.reference = reference
        self.purpose = purpose
    }
}

/// Which secrets a profile needs.
package enum ProfileSecrets {
    /// Every place where the profile names a secret, in the order of its document. One secret may be named in several.
    package static func references(of profile: Profile) -> [ProfileSecretUse] {
        self.references(in: profile.document, ProfileSchema.root, path: "").map { use in
            guard use.purpose == .adminPassword, case .derived = profile.adminPassword else { return use }
            return ProfileSecretUse(path: use.path, reference: use.reference, purpose: .masterSecret)
        }
    }

    private static func references(
        in value: DocumentValue, _ node: ProfileSchemaNode, path: String
    ) -> [ProfileSecretUse] {
        switch (value, node.field.kind) {
        case (.text(let name), .secretName(let purpose)):
            [ProfileSecretUse(path: path, reference: SecretReference(name), purpose: purpose)]
        case (.object, .secret(let purpose)):
            if case .text(let name) = value["secret"] {
                [ProfileSecretUse(path: path, reference: SecretReference(name), purpose: purpose)]
            } else {
                []
            }
        case (.object(let entries), _):
            entries.flatMap { entry in
                node.child(entry.key).map {
                    self.references(in: entry.value, $0, path: ProfileShape.path(path, entry.key))
                } ?? []
            }
        case (.list(let items), _):
            items.enumerated().flatMap { index, item in
                self.references(in: item, node, path: "\(path)[\(index)]")
            }
        case (.null, _), (.flag, _), (.integer, _), (.number, _), (.text, _): []
        }
    }
}
