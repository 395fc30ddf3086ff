extension AMT_AuthorizationService {
    /// Reads handles of accounts. Return value: 35 invalid index.
    ///
    /// - Parameter startIndex: from 1; the next page begins behind the handles that came so far.
    package static func enumerateUserAclEntries(startIndex: UInt32) -> WSManCall<UserACLHandles> {
        .invoke(
            self.firmwareClass, "EnumerateUserAclEntries", kind: .read,
            parameters: { $0.element("p:StartIndex", String(startIndex)) }
        ) { output throws(WSManRefusal) in
            UserACLHandles(
                totalCount: try output.requiredNumber("TotalCount"), handles: try output.numbers("Handles"))
        }
    }

    /// Reads one account. Return values: 35, 2053 invalid handle.
    package static func getUserAclEntryEx(handle: UInt32) -> WSManCall<UserACLEntry> {
        .invoke(
            self.firmwareClass, "GetUserAclEntryEx", kind: .read,
            parameters: { $0.element("p:Handle", String(handle)) }
        ) { output throws(WSManRefusal) in try UserACLEntry(output) }
    }

    /// Adds an account; the output is its handle. Later requests are challenged again.
    ///
    /// Return values: 12, 16, 23 list full, 36, 38, 2054, 2055 invalid realm, 2058 it is there already, 2065, 2075.
    ///
    /// - Parameter digestA1: the 16 raw bytes of ``DigestA1`` for a digest user; `nil` for Active Directory.
    package static func addUserAclEntryEx(_ entry: UserACLEntry, digestA1: [UInt8]?) -> WSManCall<UInt32> {
        let hash = digestA1.map { Secret(Base64.characters($0)) }
        return .invoke(
            self.firmwareClass, "AddUserAclEntryEx", kind: .probeFirst, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { Self.write(entry, hash, to: &$0) }
        ) { output throws(WSManRefusal) in try output.requiredNumber("Handle") }
    }

    /// Replaces an account. Return values as of ``addUserAclEntryEx(_:digestA1:)``, and 35, 2053.
    package static func updateUserAclEntryEx(
        handle: UInt32, _ entry: UserACLEntry, digestA1: [UInt8]?
    ) -> WSManCall<Done> {
        let hash = digestA1.map { Secret(Base64.characters($0)) }
        return .invoke(
            self.firmwareClass, "UpdateUserAclEntryEx", kind: .repeatable, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                writer.element("p:Handle", String(handle))
                Self.write(entry, hash, to: &writer)
            })
    }

    /// Removes an account. Return values: 16, 2053 no such handle, 2075.
    package static func removeUserAclEntry(handle: UInt32) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "RemoveUserAclEntry", kind: .probeFirst,
            parameters: { $0.element("p:Handle", String(handle)) })
    }

    /// Reads whether an account may log on.
    package static func getAclEnabledState(handle: UInt32) -> WSManCall<Bool> {
        .invoke(
            self.firmwareClass, "GetAclEnabledState", kind: .read,
            parameters: { $0.element("p:Handle", String(handle)) }
        ) { output throws(WSManRefusal) in try output.requiredFlag("Enabled") }
    }

    /// Lets an account log on or not; works for system accounts too.
    package static func setAclEnabledState(handle: UInt32, enabled: Bool) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetAclEnabledState", kind: .repeatable,
            parameters: { writer in
                writer.element("p:Handle", String(handle))
                writer.element("p:Enabled", enabled ? "true" : "false")
            })
    }

    /// Each realm is an element of its own; what does not apply is left out.
    private static func write(_ entry: UserACLEntry, _ hash: Secret?, to writer: inout XMLWriter) {
        switch entry.holder {
        case .digest(let username):
            writer.element("p:DigestUsername", username)
            if let hash { writer.element("p:DigestPassword", hash) }
        case .kerberos(let sid):
            writer.element("p:KerberosUserSid", Base64.text(sid))
        }
        writer.element("p:AccessPermission", String(entry.permission.number))
        for realm in entry.realms { writer.element("p:Realms", String(realm.number)) }
    }
}
