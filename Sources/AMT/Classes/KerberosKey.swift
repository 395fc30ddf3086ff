/// The key of the device's account, which the firmware takes and never shows.
package enum KerberosKey: Equatable, Sendable {
    /// An RC4 key: 16 bytes, the NT hash of the account's password.
    case master(Secret)
    /// What the firmware makes AES keys of (RFC 3961, 3962). The salt is Active Directory's for the account, the
    /// count is 4096 there.
    case passphrase(Secret, salt: String, iterationCount: UInt32)
}

/// A cipher of Kerberos tickets.
package enum KerberosEncryption: Hashable, Sendable {
    /// 0: RC4-HMAC.
    case rc4
    /// 1: AES128-CTS.
    case aes128
    /// 2: AES256-CTS.
    case aes256
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 0: self = .rc4
        case 1: self = .aes128
        case 2: self = .aes256
        default: self = .unknown(number)
        }
    }

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .rc4: 0
        case .aes128: 1
        case .aes256: 2
        case .unknown(let number): number
        }
    }
}

/// A name under which Kerberos knows a service of the device.
package struct ServicePrincipal: Hashable, Sendable {
    /// Which of the device's services a name is for.
    package enum Service: Hashable, Sendable {
        /// 0
        case http
        /// 1
        case https
        /// 2: serial-over-LAN and IDE redirection.
        case redirection
        /// 3: the same over TLS.
        case redirectionOverTLS
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .http
            case 1: self = .https
            case 2: self = .redirection
            case 3: self = .redirectionOverTLS
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .http: 0
            case .https: 1
            case .redirection: 2
            case .redirectionOverTLS: 3
            case .unknown(let number): number
            }
        }
    }

    /// `HTTP/pc-0042.corp.example:16992` …
    package let name: String
    /// What the name is for.
    package let service: Service

    /// A name for a service.
    package init(name: String, service: Service) {
        self.name = name
        self.service = service
    }
}
