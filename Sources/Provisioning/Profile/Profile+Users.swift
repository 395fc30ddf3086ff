import AMT

extension Profile {
    /// Accounts beside the administrator.
    package struct Users: Equatable, Sendable {
        package var digest: [DigestUser]
        package var kerberos: [KerberosUser]
        package var foreign: ForeignEntries
        package var isRequired: Bool

        package init(
            digest: [DigestUser] = [], kerberos: [KerberosUser] = [], foreign: ForeignEntries = .keep,
            isRequired: Bool = false
        ) {
            self.digest = digest
            self.kerberos = kerberos
            self.foreign = foreign
            self.isRequired = isRequired
        }
    }

    package struct DigestUser: Equatable, Sendable {
        /// 1...16 characters.
        package var name: String
        package var password: SecretReference
        package var access: AccessPermission
        package var realms: [AccessRealm]

        package init(name: String, password: SecretReference, access: AccessPermission, realms: [AccessRealm]) {
            self.name = name
            self.password = password
            self.access = access
            self.realms = realms
        }
    }

    /// A user or group of Active Directory.
    package struct KerberosUser: Equatable, Sendable {
        /// Binary SID.
        package var sid: [UInt8]
        package var access: AccessPermission
        package var realms: [AccessRealm]

        package init(sid: [UInt8], access: AccessPermission, realms: [AccessRealm]) {
            self.sid = sid
            self.access = access
            self.realms = realms
        }
    }

    /// The device's place in a Kerberos realm.
    package struct Kerberos: Equatable, Sendable {
        /// What the device's key is made of.
        package enum Key: Equatable, Sendable {
            /// RC4-HMAC: 16 bytes, hexadecimal in the secret.
            case masterKey(SecretReference)
            /// AES: the firmware derives the key itself.
            case passphrase(SecretReference, salt: String, iterations: UInt32)
        }

        package struct Service: Equatable, Sendable {
            package enum Form: String, CaseIterable, Sendable {
                case http
                case https
                case redirection
                case redirectionTLS = "redirection-tls"
            }

            /// `HTTP/{fqdn}:16992`; `{fqdn}` stands for the device's name.
            package var name: String
            package var form: Form

            package init(name: String, form: Form) {
                self.name = name
                self.form = form
            }
        }

        package var isEnabled: Bool
        /// Upper case.
        package var realm: String
        package var services: [Service]
        package var keyVersion: UInt32
        /// `nil` only when it is not enabled.
        package var key: Key?
        /// Minutes, default 5.
        package var clockToleranceMinutes: UInt32
        package var isRequired: Bool

        package init(
            isEnabled: Bool, realm: String = "", services: [Service] = [], keyVersion: UInt32 = 0, key: Key? = nil,
            clockToleranceMinutes: UInt32 = 5, isRequired: Bool = false
        ) {
            self.isEnabled = isEnabled
            self.realm = realm
            self.services = services
            self.keyVersion = keyVersion
            self.key = key
            self.clockToleranceMinutes = clockToleranceMinutes
            self.isRequired = isRequired
        }
    }
}
