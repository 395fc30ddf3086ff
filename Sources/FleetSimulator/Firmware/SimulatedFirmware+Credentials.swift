import Crypto

/// The digest credential of the administrator.
struct AdminCredential: Equatable, Sendable {
    let username: String
    /// MD5 of user, realm and password; `nil` when the device sends no challenge yet.
    let digestA1: [UInt8]?
    /// `true` until SetAdminAclEntryEx.
    let isDefault: Bool

    static func factory(_ password: SetupPassword, realm: String) -> AdminCredential {
        .init(
            username: "admin", digestA1: password.text.map { Digest.a1(user: "admin", realm: realm, password: $0) },
            isDefault: true)
    }
}

/// The password of the management engine's own menu.
struct MEBxCredential: Equatable, Sendable {
    var isDefault: Bool
    /// SHA-256 of the password that SetMEBxPassword set.
    var digest: [UInt8]?
}

/// The rules for passwords and user names. Source: Intel, *strong ME passwords*.
enum CredentialRules {
    private static let usernameCharacters = 1...16

    static func isStrong(_ password: String, characters: ClosedRange<Int> = 8...32) -> Bool {
        let bytes = Array(password.utf8)
        guard characters.contains(bytes.count) else { return false }
        guard bytes.allSatisfy({ (32...126).contains($0) && !":,\"".utf8.contains($0) }) else { return false }
        let isUpper = bytes.contains { (0x41...0x5a).contains($0) }
        let isLower = bytes.contains { (0x61...0x7a).contains($0) }
        let isDigit = bytes.contains { (0x30...0x39).contains($0) }
        let isSpecial = bytes.contains { !Self.isAlphanumeric($0) }
        return isUpper && isLower && isDigit && isSpecial
    }

    /// SHA-256: all that a report shows of a secret.
    static func digest(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }

    static func isUsername(_ name: String) -> Bool {
        Self.usernameCharacters.contains(name.utf8.count) && !name.hasPrefix("$$")
            && name.utf8.allSatisfy { (33...126).contains($0) && !":,<>&\"".utf8.contains($0) }
    }

    /// The underscore counts as a letter.
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
        default: false
        }
    }
}

extension SimulatedFirmware {
    mutating func setAdminAclEntry(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard let username = arguments.text("Username"), CredentialRules.isUsername(username) else {
            return .status(.invalidName)
        }
        guard let digest = arguments.bytes("DigestPassword"), digest.count == Digest.byteCount else {
            return .status(.invalidPassword)
        }
        self.admin = AdminCredential(username: username, digestA1: digest, isDefault: false)
        effects.append(.dropLogons)
        return .status(.success)
    }

    mutating func setMEBxPassword(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        let isAllowed =
            switch self.policy.mebx ?? (self.identity.kind == .pki ? .defaultOnly : .duringSetup) {
            case .anytime: true
            case .defaultOnly: self.mebx.isDefault && self.state == .in && self.identity.kind == .pki
            case .duringSetup: self.state == .in
            }
        guard isAllowed else { return .status(.notPermitted) }
        guard let password = arguments.verbatim("Password"), CredentialRules.isStrong(password) else {
            return .status(.invalidPassword)
        }
        self.mebx = MEBxCredential(isDefault: false, digest: Array(SHA256.hash(data: Array(password.utf8))))
        if self.policy.couplesPasswords, self.admin.isDefault {
            let digest = Digest.a1(user: self.admin.username, realm: self.realm, password: password)
            self.admin = AdminCredential(username: self.admin.username, digestA1: digest, isDefault: true)
            effects.append(.dropLogons)
        }
        return .status(.success)
    }

    mutating func setPreSharedKey(_ arguments: Arguments) -> FirmwareAnswer {
        guard let pid = arguments.text("PID"), PreSharedKeyText.isPID(pid) else { return .status(.invalidPIDFormat) }
        guard let pps = arguments.text("PPS"), PreSharedKeyText.isPPS(pps) else { return .status(.invalidPPSFormat) }
        self.pid = pid
        self.pps = pps
        return .status(.success)
    }
}
