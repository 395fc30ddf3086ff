/// The service that holds the device's accounts.
package enum AMT_AuthorizationService {
    static let firmwareClass = FirmwareClass.amt("AMT_AuthorizationService")

    /// Sets name and password of the digest administrator. The old password is dead at once, and the next request is
    /// challenged again. Return values: 12 invalid name, 16, 38, 2054, 2075 audit fail.
    ///
    /// - Parameters:
    ///   - username: at most 16 ASCII characters.
    ///   - digestA1: the 16 raw bytes of ``DigestA1``. The firmware cannot judge the password's strength from them.
    package static func setAdminAclEntryEx(username: String, digestA1: [UInt8]) -> WSManCall<Done> {
        let hash = Secret(Base64.characters(digestA1))
        return .invoke(
            self.firmwareClass, "SetAdminAclEntryEx", kind: .repeatable,
            parameters: { writer in
                writer.element("p:Username", username)
                writer.element("p:DigestPassword", hash)
            })
    }

    /// Reads the administrator's name.
    package static func getAdminAclEntry() -> WSManCall<String> {
        .invoke(self.firmwareClass, "GetAdminAclEntry", kind: .read) { output throws(WSManRefusal) in
            try output.requiredText("Username")
        }
    }

    /// Reads whether the administrator's password is still the factory one.
    package static func getAdminAclEntryStatus() -> WSManCall<Bool> {
        .invoke(self.firmwareClass, "GetAdminAclEntryStatus", kind: .read) { output throws(WSManRefusal) in
            try output.requiredFlag("IsDefault")
        }
    }
}
