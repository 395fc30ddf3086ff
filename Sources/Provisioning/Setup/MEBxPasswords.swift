import AMT

/// Which MEBx password a device holds, when a version's own was not taken.
package enum MEBxPasswords {
    /// The newest version before `version` whose MEBx password the firmware took, which it keeps through unprovisioning; when
    /// it is known to have taken none, the newest whose call had no answer.
    package static func taken(before version: Int, among versions: [CredentialVersion]) -> CredentialVersion? {
        let earlier = versions.filter { $0.version < version }
        func newest(_ state: MEBxState) -> CredentialVersion? {
            earlier.filter { $0.mebxState == state }.max { $0.version < $1.version }
        }
        return newest(.set) ?? newest(.intended)
    }

    /// The MEBx password that a device with this version holds, as far as we know.
    package static func held(at version: CredentialVersion, among versions: [CredentialVersion]) -> Secret? {
        switch version.mebxState {
        case .none, .intended, .set:
            // A version without one has left the MEBx password as it was.
            version.mebxPassword ?? Self.taken(before: version.version, among: versions)?.mebxPassword
        case .refused: Self.taken(before: version.version, among: versions)?.mebxPassword
        }
    }
}
