import AMT

/// Which credential version a device shall have.
package enum CredentialChoice: Equatable, Sendable {
    case keep(CredentialVersion)
    /// A new one, with passwords that are given or still to be made.
    case make(version: Int, password: PasswordWish, mebxPassword: PasswordWish?)

    /// A password by the profile's policy.
    package enum PasswordWish: Equatable, Sendable {
        case generated
        case given(Secret)

        func agrees(with password: Secret?) -> Bool {
            switch self {
            case .generated: password != nil
            case .given(let wanted): password == wanted
            }
        }
    }

    /// One that an earlier attempt made durable, the one that the device has, or a new one. What was imported is replaced.
    ///
    /// The one it has counts on a configured device alone: what says hello in setup has proved nothing, and generated passwords
    /// that another device holds are not sent to it.
    ///
    /// - Parameters:
    ///   - mebxPassword: `nil` when it is not to be set now.
    ///   - openedBy: what has just opened the device.
    package static func choose(
        among versions: [CredentialVersion], password: PasswordWish, mebxPassword: PasswordWish?, isConfigured: Bool,
        openedBy: LogonCandidate.Origin
    ) -> CredentialChoice {
        func serves(_ version: CredentialVersion) -> Bool {
            guard password.agrees(with: version.password) else { return false }
            guard let mebxPassword else { return isConfigured || version.mebxPassword == nil }
            // What the firmware did not take at any time is not offered to it again and again.
            return mebxPassword.agrees(with: version.mebxPassword)
        }
        let own = versions.filter { !$0.isImported }
        if let newest = own.max(by: { $0.version < $1.version }), newest.status == .pending, serves(newest) {
            return .keep(newest)
        }
        if isConfigured, case .version(let opened) = openedBy,
            let current = own.first(where: { $0.version == opened && $0.status == .current }), serves(current)
        {
            return .keep(current)
        }
        return .make(
            version: (versions.map(\.version).max() ?? 0) + 1, password: password, mebxPassword: mebxPassword)
    }
}
