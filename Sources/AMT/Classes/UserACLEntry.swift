/// One account of the device, as it is read: the password never is.
package struct UserACLEntry: Hashable, Sendable {
    /// Who may log on with it.
    package enum Holder: Hashable, Sendable {
        /// A digest user. System accounts begin with `$$` and cannot be removed.
        case digest(username: String)
        /// A user or group of Active Directory: the binary SID, 1...28 bytes.
        case kerberos(sid: [UInt8])
    }

    /// Who may log on.
    package let holder: Holder
    /// From where.
    package let permission: AccessPermission
    /// In the device's order.
    package let realms: [AccessRealm]

    /// An account to add, or to compare with.
    package init(holder: Holder, permission: AccessPermission, realms: [AccessRealm]) {
        self.holder = holder
        self.permission = permission
        self.realms = realms
    }

    init(_ output: InstanceReader) throws(WSManRefusal) {
        if let sid = try output.bytes("KerberosUserSid") {
            self.holder = .kerberos(sid: sid)
        } else {
            self.holder = .digest(username: try output.requiredText("DigestUsername"))
        }
        self.permission = AccessPermission(number: try output.requiredNumber("AccessPermission"))
        self.realms = try output.numbers("Realms").map(AccessRealm.init(number:))
    }

    /// Accounts of the firmware itself, which nobody reconciles.
    package var isSystemAccount: Bool {
        switch self.holder {
        case .digest(let username): username.hasPrefix("$$")
        case .kerberos: false
        }
    }
}

/// One page of an account enumeration.
package struct UserACLHandles: Hashable, Sendable {
    /// How many accounts there are in all.
    package let totalCount: UInt32
    /// Handles on this page, from the asked start index on. When they are fewer than ``totalCount``, ask for more.
    package let handles: [UInt32]

    /// The index that the next page begins at; `nil` when this one is the last, or brought nothing.
    ///
    /// - Parameter startIndex: the one that this page was asked for with, from 1.
    package func nextStartIndex(after startIndex: UInt32) -> UInt32? {
        guard !self.handles.isEmpty, let count = UInt32(exactly: self.handles.count) else { return nil }
        let (next, overflow) = startIndex.addingReportingOverflow(count)
        return overflow || next > self.totalCount ? nil : next
    }
}
