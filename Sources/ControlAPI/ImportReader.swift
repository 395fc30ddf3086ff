import AMT
import Provisioning

/// Judges keys and credentials that are imported, each by itself. No value of theirs is ever shown back.
enum ImportReader {
    /// A refusal with its member.
    struct Fault: Error, Equatable, Sendable {
        let refusal: ImportRefusal
        let field: String?
    }

    /// - Returns: a verdict for each, in order; of several keys with one PID the first counts.
    static func keys(_ items: [DocumentValue]) -> [Result<ImportedKey, Fault>] {
        var seen: Set<PID> = []
        return items.map { item in
            Result { () throws(Fault) in
                let key = try Self.key(item)
                guard seen.insert(key.pid).inserted else { throw Fault(refusal: .repeated, field: "pid") }
                return key
            }
        }
    }

    /// - Returns: a verdict for each, in order. A device may have several passwords.
    static func credentials(_ items: [DocumentValue]) -> [Result<ImportedCredential, Fault>] {
        var seen: [DeviceUUID: [ImportedCredential]] = [:]
        return items.map { item in
            Result { () throws(Fault) in
                let credential = try Self.credential(item)
                let isRepeated = seen[credential.device, default: []].contains {
                    $0.username == credential.username && $0.password == credential.password
                }
                guard !isRepeated else { throw Fault(refusal: .repeated, field: "password") }
                seen[credential.device, default: []].append(credential)
                return credential
            }
        }
    }

    // MARK: - Keys

    private static func key(_ item: DocumentValue) throws(Fault) -> ImportedKey {
        try Self.judgeMembers(item, ["pid", "pps"])
        let pid = try Self.needed(item, "pid")
        let pps = try Self.needed(item, "pps")
        return ImportedKey(pid: try Self.pid(pid), pps: try Self.pps(pps))
    }

    private static func pid(_ text: String) throws(Fault) -> PID {
        do throws(PIDRefusal) {
            return try PID(text)
        } catch {
            let refusal: ImportRefusal =
                switch error {
                case .length: .length
                case .alphabet: .alphabet
                case .checkCharacter: .checkCharacter
                }
            throw Fault(refusal: refusal, field: "pid")
        }
    }

    private static func pps(_ text: String) throws(Fault) -> PPS {
        do throws(PPSRefusal) {
            return try PPS(text)
        } catch {
            let refusal: ImportRefusal =
                switch error {
                case .length: .length
                case .alphabet: .alphabet
                case .checkCharacter: .checkCharacter
                }
            throw Fault(refusal: refusal, field: "pps")
        }
    }

    // MARK: - Credentials

    private static func credential(_ item: DocumentValue) throws(Fault) -> ImportedCredential {
        try Self.judgeMembers(item, ["uuid", "username", "password", "mebxPassword", "digestRealm"])
        guard let device = DeviceUUID(try Self.needed(item, "uuid")), !PlaceholderUUIDs.contains(device) else {
            throw Fault(refusal: .uuid, field: "uuid")
        }
        return ImportedCredential(
            device: device, username: try Self.username(item),
            password: try Self.password(try Self.needed(item, "password"), "password"),
            mebxPassword: try Self.text(item, "mebxPassword").map { text throws(Fault) in
                try Self.password(text, "mebxPassword")
            }, digestRealm: try Self.realm(item))
    }

    private static func username(_ item: DocumentValue) throws(Fault) -> String {
        let name = try Self.needed(item, "username")
        guard (1...ReleaseLimits.highest(.userNameCharacterCountMax)).contains(name.utf8.count) else {
            throw Fault(refusal: .length, field: "username")
        }
        guard name == Profile.adminUsername || ProfileAlphabet.userName.holds(name) else {
            throw Fault(refusal: .alphabet, field: "username")
        }
        return name
    }

    /// The device holds it, whether or not it is one that would be given to a device today: only what no firmware can hold is
    /// refused.
    private static func password(_ text: String, _ field: String) throws(Fault) -> Secret {
        let bytes = Array(text.utf8)
        guard (1...PasswordRule.characterCountMax).contains(bytes.count) else {
            throw Fault(refusal: .length, field: field)
        }
        guard bytes.allSatisfy({ (32...126).contains($0) }) else { throw Fault(refusal: .alphabet, field: field) }
        // 32 digits are MD5's. As a password firmware would have refused them: they have no special character.
        guard bytes.count != 32 || Hex.bytes(bytes) == nil else { throw Fault(refusal: .hash, field: field) }
        return Secret(bytes)
    }

    private static func realm(_ item: DocumentValue) throws(Fault) -> DigestRealm? {
        guard let text = try Self.text(item, "digestRealm") else { return nil }
        guard let realm = DigestRealm(text) else { throw Fault(refusal: .realm, field: "digestRealm") }
        return realm
    }

    // MARK: - Members

    private static func judgeMembers(_ item: DocumentValue, _ known: Set<String>) throws(Fault) {
        guard let entries = item.entries else { throw Fault(refusal: .kind, field: nil) }
        // Its name is the caller's and is not shown back.
        guard entries.allSatisfy({ known.contains($0.key) }) else { throw Fault(refusal: .unknownMember, field: nil) }
    }

    private static func needed(_ item: DocumentValue, _ key: String) throws(Fault) -> String {
        guard let text = try Self.text(item, key) else { throw Fault(refusal: .text, field: key) }
        return text
    }

    private static func text(_ item: DocumentValue, _ key: String) throws(Fault) -> String? {
        switch item[key] {
        case nil, .null?: return nil
        case .text(let text)?: return text
        case .flag?, .integer?, .number?, .list?, .object?: throw Fault(refusal: .text, field: key)
        }
    }
}
