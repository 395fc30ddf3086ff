/// What somebody should know before a stick with this file goes round. The file is right all the same.
package enum SetupFileWarning: String, CaseIterable, Sendable {
    case passwordsReadable = "passwords-readable"
    case factoryPasswordKept = "factory-password-kept"
    case weakPassword = "weak-password"
    case tooManyHashes = "too-many-hashes"
    case hashTooNew = "hash-too-new"
    case userHashesDeleted = "user-hashes-deleted"
    case keyShared = "key-shared"
    case allConsumed = "all-consumed"
    case setupHalted = "setup-halted"
    case serverMissing = "server-missing"
    case valueNotUnderstood = "value-not-understood"
    case variablesUnknown = "variables-unknown"

    /// Hashes that firmware of version 2.0 takes from one file.
    package static let hashCountMaxOfTwo = 3
    private static let factoryPassword = Secret(text: "admin")

    /// Everything that is worth a word, in the order of the cases, each once.
    package static func all(of file: SetupFile) -> [SetupFileWarning] {
        Self.allCases.filter { $0.concerns(file) }
    }

    private func concerns(_ file: SetupFile) -> Bool {
        switch self {
        case .allConsumed: return file.isConsumable && file.openRecords.isEmpty
        // Those of records that were used up can be read all the same.
        case .passwordsReadable: return file.records.contains { self.concerns($0, version: file.version) }
        case .factoryPasswordKept, .weakPassword, .tooManyHashes, .hashTooNew, .userHashesDeleted, .keyShared,
            .setupHalted, .serverMissing, .valueNotUnderstood, .variablesUnknown:
            // Firmware looks at the first record alone when none is used up.
            let records = file.isConsumable ? file.openRecords : Array(file.records.prefix(1))
            return !(self == .keyShared && file.isConsumable)
                && records.contains { self.concerns($0, version: file.version) }
        }
    }

    private func concerns(_ record: SetupRecord, version: SetupVersion) -> Bool {
        switch self {
        case .passwordsReadable:
            [.currentMEBxPassword, .newMEBxPassword, .pps, .providerPasscode].contains { record.value($0) != nil }
        case .factoryPasswordKept:
            record.value(.currentMEBxPassword) == .secret(Self.factoryPassword) && record.value(.newMEBxPassword) == nil
        case .weakPassword: Self.hasWeakPassword(record)
        case .tooManyHashes: version == .two && record.hashes.count > Self.hashCountMaxOfTwo
        case .hashTooNew: record.hashes.contains { version < $0.algorithm.since }
        case .userHashesDeleted: record.value(.userHashes) == .byte(2)
        case .setupHalted: record.value(.activation) == .byte(0)
        case .serverMissing: record.value(.serverFQDN) == nil && record.value(.serverAddress) == nil
        case .valueNotUnderstood:
            record.entries.contains { entry in
                if case .known(let variable, .opaque) = entry { variable.shape != .opaque } else { false }
            }
        case .variablesUnknown:
            record.entries.contains { entry in if case .unknown = entry { true } else { false } }
        case .keyShared: record.value(.pps) != nil
        case .allConsumed: false
        }
    }

    private static func hasWeakPassword(_ record: SetupRecord) -> Bool {
        guard case .secret(let password)? = record.value(.newMEBxPassword) else { return false }
        return !PasswordRule.faults(in: password).isEmpty
    }

    /// In words.
    package var text: String {
        switch self {
        case .passwordsReadable:
            "Whoever holds the file reads its passwords and keys: scrambling is no encryption. Delete it when the machines are done."
        case .factoryPasswordKept:
            "The factory password admin is given without a new one: firmware does not go on until it is changed."
        case .weakPassword:
            "The new MEBx password is not one that firmware takes: 8 to 32 characters, an upper-case and a lower-case letter, a digit and a special character other than _ : , \"."
        case .tooManyHashes: "Firmware of version 2.0 takes 3 hashes of a file; there are more."
        case .hashTooNew: "Firmware of this version does not know SHA-256 and SHA-384."
        case .userHashesDeleted: "The hashes that were added to the firmware before are deleted."
        case .keyShared:
            "The file is not used up: every machine gets the same pair of PID and PPS, and one that is lost opens all."
        case .allConsumed: "Every record is used up: the next machine finds nothing."
        case .setupHalted: "Setup is stopped and not started: an agent on the machine has to start it."
        case .serverMissing: "No server is named: the machine looks for provisionserver in its own domain."
        case .valueNotUnderstood: "The value of a variable is not of the variable's kind; firmware may refuse it."
        case .variablesUnknown: "There are variables that are not published. Nobody can say here what they do."
        }
    }
}

extension SetupRecord {
    /// Hashes that it adds, in order.
    package var hashes: [SetupHash] {
        self.entries.compactMap { entry in
            if case .known(.addUserHash, .hash(let hash)) = entry { hash } else { nil }
        }
    }
}
