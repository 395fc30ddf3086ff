/// The accounts beside the administrator's.
struct UserAccounts: Equatable, Sendable {
    struct Account: Equatable, Sendable {
        let handle: UInt32
        /// `nil` for an account of a directory.
        var name: String?
        /// MD5 of user, realm and password.
        var digestA1: [UInt8]?
        /// Security identifier of a user or group of a directory.
        var sid: [UInt8]?
        /// 0 from the host only, 1 from the network only, 2 both.
        var permission: UInt32
        var realms: [UInt32]
        var isEnabled = true

        var isSystem: Bool { self.name?.hasPrefix("$$") ?? false }
    }

    /// What the firmware's own host software logs on with; neither can log on over the network.
    private static let system = [
        Account(handle: 1, name: "$$uns", permission: 0, realms: [16]),
        Account(handle: 2, name: "$$OsAdmin", permission: 0, realms: [24]),
    ]

    private(set) var accounts = Self.system

    func account(_ handle: UInt32?) -> Account? { self.accounts.first { $0.handle == handle } }

    var freeHandle: UInt32 {
        let taken = Set(self.accounts.map(\.handle))
        return (1...UInt32(taken.count + 1)).first { !taken.contains($0) } ?? UInt32(taken.count + 1)
    }

    /// Adds the account, or puts it in the place of the one with its handle.
    mutating func store(_ account: Account) {
        self.accounts.removeAll { $0.handle == account.handle }
        self.accounts.append(account)
        self.accounts.sort { $0.handle < $1.handle }
    }

    mutating func remove(_ handle: UInt32) { self.accounts.removeAll { $0.handle == handle } }

    /// The directory's domains that accounts come from: all of an identifier but its last part.
    static let domainBytes = 24

    var domains: Set<[UInt8]> { Set(self.accounts.compactMap { $0.sid.map { Array($0.prefix(Self.domainBytes)) } }) }
}

extension ClassTraits {
    static let authorizationService = ClassTraits(instances: { _ in
        [
            SimulatedFirmware.service(
                .authorizationService, "Intel(r) AMT Authorization Service",
                more: [Property("AllowHttpQopAuthOnly", 1)])
        ]
    })
}

extension FirmwareMethod {
    private static let service = FirmwareClass.authorizationService
    private static let handle = [Field(name: "Handle", kind: .number)]
    private static let entry = [
        Field(name: "DigestUsername", kind: .text, isRequired: false),
        Field(name: "DigestPassword", kind: .bytes, isRequired: false),
        Field(name: "KerberosUserSid", kind: .bytes, isRequired: false),
        Field(name: "AccessPermission", kind: .number),
        Field(name: "Realms", kind: .number, isRequired: false, isRepeated: true),
    ]

    static let users = [
        FirmwareMethod(Self.service, "AddUserAclEntryEx", Self.entry) { firmware, call, effects in
            firmware.addUser(call.arguments, &effects)
        },
        FirmwareMethod(
            Self.service, "EnumerateUserAclEntries", [Field(name: "StartIndex", kind: .number)], isWrite: false
        ) { firmware, call, _ in firmware.userHandles(call.arguments) },
        FirmwareMethod(Self.service, "GetAclEnabledState", Self.handle, isWrite: false) { firmware, call, _ in
            guard let account = firmware.features.users.account(call.arguments.number("Handle")) else {
                return .status(.invalidHandle)
            }
            return .output([Property("Enabled", account.isEnabled)], returnValue: 0)
        },
        FirmwareMethod(Self.service, "GetAdminAclEntry", isWrite: false) { firmware, _, _ in
            .output([Property("Username", firmware.admin.username)], returnValue: 0)
        },
        FirmwareMethod(Self.service, "GetAdminAclEntryStatus", isWrite: false) { firmware, _, _ in
            .output([Property("IsDefault", firmware.admin.isDefault)], returnValue: 0)
        },
        FirmwareMethod(Self.service, "GetAdminNetAclEntryStatus", isWrite: false) { firmware, _, _ in
            .output([Property("IsDefault", firmware.admin.isDefault)], returnValue: 0)
        },
        FirmwareMethod(Self.service, "GetUserAclEntryEx", Self.handle, isWrite: false) { firmware, call, _ in
            firmware.user(call.arguments)
        },
        FirmwareMethod(Self.service, "RemoveUserAclEntry", Self.handle) { firmware, call, effects in
            firmware.removeUser(call.arguments, &effects)
        },
        FirmwareMethod(
            Self.service, "SetAclEnabledState", Self.handle + [Field(name: "Enabled", kind: .flag)]
        ) { firmware, call, effects in firmware.enableUser(call.arguments, &effects) },
        FirmwareMethod(
            Self.service, "SetAdminAclEntryEx",
            [Field(name: "Username", kind: .text), Field(name: "DigestPassword", kind: .bytes)]
        ) { firmware, call, effects in firmware.setAdminAclEntry(call.arguments, &effects) },
        FirmwareMethod(Self.service, "UpdateUserAclEntryEx", Self.handle + Self.entry) { firmware, call, effects in
            firmware.updateUser(call.arguments, &effects)
        },
    ]
}

extension SimulatedFirmware {
    /// 0 is invalid; 1, 22 and 23 are reserved.
    private static let realms = Set<UInt32>(2...21).union([24])
    private static let reservedNames: Set<String> = ["admin", "administrator"]

    mutating func addUser(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        let users = self.features.users
        let isDigest = arguments.isPresent("DigestUsername") && arguments.isPresent("DigestPassword")
        let isKerberos = arguments.isPresent("KerberosUserSid")
        guard isDigest != isKerberos, isDigest || !arguments.isPresent("DigestUsername"),
            isDigest || !arguments.isPresent("DigestPassword")
        else { return .status(.invalidParameter) }
        let alike = users.accounts.filter { !$0.isSystem && ($0.sid == nil) == isDigest }
        var account = UserAccounts.Account(handle: users.freeHandle, permission: 0, realms: [])
        if let refusal = self.refusal(of: arguments, into: &account) { return .status(refusal) }
        guard alike.count < (isDigest ? self.policy.digestUsersMax : self.policy.kerberosUsersMax) else {
            return .status(.maxLimitReached)
        }
        self.features.users.store(account)
        effects.append(.dropLogons)
        return .output([Property("Handle", account.handle)], returnValue: 0)
    }

    mutating func updateUser(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard var account = self.features.users.account(arguments.number("Handle")) else {
            return .status(.invalidHandle)
        }
        guard !account.isSystem else { return .status(.notPermitted) }
        let isDigest = account.sid == nil
        let name = arguments.text("DigestUsername")
        let hasPassword = arguments.isPresent("DigestPassword")
        // The digest is made of the name too, so that a new name asks for a new digest.
        guard
            isDigest ? !arguments.isPresent("KerberosUserSid") : name == nil && !hasPassword,
            name == nil || name == account.name || hasPassword
        else { return .status(.invalidParameter) }
        if let refusal = self.refusal(of: arguments, into: &account) { return .status(refusal) }
        self.features.users.store(account)
        effects.append(.dropLogons)
        return .status(.success)
    }

    /// Takes what was sent into an account.
    ///
    /// - Returns: why it cannot be, if so.
    private func refusal(of arguments: Arguments, into account: inout UserAccounts.Account) -> PTStatus? {
        let others = self.features.users.accounts.filter { [handle = account.handle] in $0.handle != handle }
        if let name = arguments.text("DigestUsername") {
            guard CredentialRules.isUsername(name), !Self.reservedNames.contains(name.lowercased()) else {
                return .invalidName
            }
            guard name != self.admin.username, !others.contains(where: { $0.name == name }) else { return .duplicate }
            account.name = name
        }
        if arguments.isPresent("DigestPassword") {
            guard let digest = arguments.bytes("DigestPassword"), digest.count == Digest.byteCount else {
                return .invalidPassword
            }
            account.digestA1 = digest
        }
        if arguments.isPresent("KerberosUserSid") {
            guard let sid = arguments.bytes("KerberosUserSid"), SecurityIdentifier.isOne(sid) else {
                return .invalidParameter
            }
            guard self.features.kerberos.isEnabled else { return .noAssociation }
            guard !others.contains(where: { $0.sid == sid }) else { return .duplicate }
            let domains = Set(others.compactMap { $0.sid.map { Array($0.prefix(UserAccounts.domainBytes)) } })
            guard domains.union([Array(sid.prefix(UserAccounts.domainBytes))]).count <= self.policy.kerberosDomainsMax
            else { return .maxKerberosDomainReached }
            account.sid = sid
        }
        guard let permission = arguments.number("AccessPermission"), permission <= 2 else { return .invalidParameter }
        let realms = arguments.numbers("Realms")
        guard !realms.isEmpty, realms.allSatisfy(Self.realms.contains) else { return .invalidRealm }
        account.permission = permission
        account.realms = Set(realms).sorted()
        return nil
    }

    func userHandles(_ arguments: Arguments) -> FirmwareAnswer {
        let handles = self.features.users.accounts.map(\.handle)
        guard let start = arguments.number("StartIndex"), (1...UInt32(handles.count)).contains(start) else {
            return .status(.invalidIndex)
        }
        let page = handles.dropFirst(Int(start) - 1).prefix(self.policy.userPageSize)
        return .output(
            [Property("TotalCount", handles.count), Property("HandlesCount", page.count)]
                + page.map { Property("Handles", $0) }, returnValue: 0)
    }

    /// An account without its digest, which never leaves the device.
    func user(_ arguments: Arguments) -> FirmwareAnswer {
        guard let account = self.features.users.account(arguments.number("Handle")) else {
            return .status(.invalidHandle)
        }
        var outputs: [Property] = []
        if let name = account.name { outputs.append(Property("DigestUsername", name)) }
        if let sid = account.sid { outputs.append(Property("KerberosUserSid", Text.base64(sid))) }
        outputs.append(Property("AccessPermission", account.permission))
        return .output(outputs + account.realms.map { Property("Realms", $0) }, returnValue: 0)
    }

    mutating func removeUser(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard let account = self.features.users.account(arguments.number("Handle")) else {
            return .status(.invalidHandle)
        }
        guard !account.isSystem else { return .status(.notPermitted) }
        self.features.users.remove(account.handle)
        effects.append(.dropLogons)
        return .status(.success)
    }

    mutating func enableUser(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard var account = self.features.users.account(arguments.number("Handle")) else {
            return .status(.invalidHandle)
        }
        account.isEnabled = arguments.flag("Enabled") ?? false
        self.features.users.store(account)
        effects.append(.dropLogons)
        return .status(.success)
    }

    /// The digest that a user has to prove knowledge of; `nil` when nobody of that name may log on over the network.
    func digestA1(ofUser name: String) -> [UInt8]? {
        if name == self.admin.username { return self.admin.digestA1 }
        return self.features.users.accounts.first { $0.name == name && $0.isEnabled && $0.permission != 0 }?.digestA1
    }
}

/// A binary security identifier of a directory: revision, count, authority, and that many parts.
enum SecurityIdentifier {
    static let byteCountMax = 28

    static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 12 && bytes.count <= Self.byteCountMax && bytes[0] == 1
            && bytes.count == 8 + 4 * Int(bytes[1])
    }

    /// `S-1-5-21-…`.
    static func text(_ bytes: [UInt8]) -> String {
        let authority = bytes[2..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let parts = stride(from: 8, to: bytes.count, by: 4).map { place in
            bytes[place..<(place + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        return (["S", String(bytes[0]), String(authority)] + parts.map { String($0) }).joined(separator: "-")
    }
}
