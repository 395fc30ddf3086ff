import AMT

/// Takes in what configured devices may hold already: credentials that another server gave them.
package protocol CredentialImport: Sendable {
    /// Keeps each as a version of its device that nothing has proved: pending, with the next number. It becomes current when
    /// the device proves it. No version is written over, and one with the same user name and password is not kept again.
    /// May be repeated.
    ///
    /// - Parameter credentials: at most 1000. A device may have several; the later one gets the higher number.
    /// - Returns: a result for each, in their order.
    func keep(_ credentials: [ImportedCredential]) async throws(StoreFailure) -> [ImportResult]
}

/// A credential that a device may hold, from elsewhere. The device need not have said hello.
package struct ImportedCredential: Equatable, Sendable {
    package let device: DeviceUUID
    package let username: String
    package let password: Secret
    /// Of the device's own setup screen; `nil` when it is not known.
    package let mebxPassword: Secret?
    /// The device tells it anyway.
    package let digestRealm: DigestRealm?

    /// A credential of which every part was judged.
    package init(
        device: DeviceUUID, username: String, password: Secret, mebxPassword: Secret? = nil,
        digestRealm: DigestRealm? = nil
    ) {
        self.device = device
        self.username = username
        self.password = password
        self.mebxPassword = mebxPassword
        self.digestRealm = digestRealm
    }
}

/// What became of one imported credential.
package enum ImportResult: Equatable, Sendable {
    /// As a new pending version.
    case kept
    /// A version of the device has this user name and password, whatever its status.
    case known
    case refused(ImportRefusal)
}

/// Why something is not imported. A raw value is never renamed.
package enum ImportRefusal: String, Error, CaseIterable, Sendable {
    /// It is no object.
    case kind
    case unknownMember = "unknown-member"
    /// Not a text, or not there.
    case text
    /// No UUID, or one that many machines have: a password of one would be sent to all of them.
    case uuid
    /// Not of the characters that firmware takes.
    case alphabet
    case length
    case checkCharacter = "check-character"
    /// The hash of a password, which opens nothing that is asked for the password.
    case hash
    /// No digest realm of AMT.
    case realm
    /// An earlier one of the same call says it already.
    case repeated
    /// The device has as many unproved versions as there may be: more could not be tried before it locks its account.
    case tooMany = "too-many"
}
