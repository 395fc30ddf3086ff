/// One place of a profile's document.
typealias ProfileNode = DocumentNode<ProfileField>

extension DocumentNode<ProfileField> {
    var number: UInt32? { self.integer.flatMap(UInt32.init(exactly:)) }

    /// The secret that is named here, in either form.
    var secret: SecretReference? {
        if let name = self.text { return SecretReference(name) }
        guard case .text(let name) = self.written?["secret"] else { return nil }
        return SecretReference(name)
    }
}
