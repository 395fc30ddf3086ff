import Crypto

/// What HTTP digest and `SetAdminAclEntryEx` make of a name, a realm and a password: MD5(name ":" realm ":" password).
///
/// Whoever has it can log on in this realm: it is as secret as the password.
package enum DigestA1 {
    /// The 16 raw bytes.
    package static func of(username: String, realm: String, password: Secret) -> [UInt8] {
        var hash = Insecure.MD5()
        hash.update(data: Array(username.utf8))
        hash.update(data: [UInt8(ascii: ":")])
        hash.update(data: Array(realm.utf8))
        hash.update(data: [UInt8(ascii: ":")])
        hash.update(data: password.revealBytes())
        return Array(hash.finalize())
    }
}
