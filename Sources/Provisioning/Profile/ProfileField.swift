import AMT

/// One field of a profile document: everything that is known about it.
package struct ProfileField: DocumentField {
    /// Keys with dots between them; `[]` stands for any item of a list: `users.digest[].name`.
    package let path: String
    /// What may stand in it.
    package let kind: ProfileFieldKind
    /// Whether its object must have it.
    package let isRequired: Bool
    /// What its absence means; `nil` when the device is left as it is, or when something else decides.
    package let standard: DocumentValue?
    /// With what it is applied, retried and reported.
    package let section: ProfileSection
    /// Which releases have it.
    package let releases: ReleaseRange
    /// One sentence.
    package let meaning: String
    /// Class and property, or method, in which it ends; `nil` when it stays with us.
    package let firmware: String?

    /// A row of the table.
    package init(
        _ path: String, _ kind: ProfileFieldKind, isRequired: Bool = false, standard: DocumentValue? = nil,
        in section: ProfileSection, on releases: ReleaseRange = .all, _ meaning: String, firmware: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.isRequired = isRequired
        self.standard = standard
        self.section = section
        self.releases = releases
        self.meaning = meaning
        self.firmware = firmware
    }
}
