import Foundation

/// One row as the API takes it.
struct ImportItem: Equatable {
    let line: Int
    /// An object.
    let json: Data
    /// What of the row is not in it.
    var leftOut: ImportFault?
}

/// Why a row, or a part of it, is not used. Reasons of the API are the same words.
enum ImportReason {
    static let missing = "missing"
    static let quote = "quote"
    static let ragged = "ragged"
    static let uuid = "uuid"
    static let fqdn = "fqdn"
    static let profile = "profile"
    static let length = "length"
    static let alphabet = "alphabet"
    static let checkCharacter = "check-character"
    static let hash = "hash"
    static let repeated = "repeated"

    /// A few words; the reason itself where a newer server has one that is not known here.
    static func text(_ reason: String) -> String {
        switch reason {
        case Self.missing: "there is nothing in its column"
        case Self.quote: "a quote is not closed; what follows was not read"
        case Self.ragged: "the line has more cells than the heading"
        case Self.uuid: "no UUID, or one that many machines have"
        case Self.fqdn: "no host name with its domain"
        case Self.profile: "no name that a profile can have here; taken without it, or map it with --profile"
        case Self.length: "of another length; it may be encrypted"
        case Self.alphabet: "has characters that firmware does not take"
        case Self.checkCharacter: "its check characters are wrong"
        case Self.hash: "the hash of a password, which is of no use"
        case Self.repeated: "an earlier line has it"
        case "realm": "no digest realm of AMT"
        case "too-many": "the device has too many unproved passwords"
        case "value-too-long": "is too long"
        default: reason
        }
    }
}

/// Why a row cannot be used.
struct ImportFault: Error, Equatable {
    let field: ImportField?
    let reason: String

    init(_ field: ImportField?, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}

/// What the operator says about all rows.
struct ImportRules {
    var isByteSwapped = false
    var profiles: [String: String] = [:]

    /// 32 hexadecimal digits, with dashes and braces or without, as 8-4-4-4-12 in the order of `dmidecode`.
    func uuid(_ text: String) -> String? {
        var digits = Substring(text)
        if digits.hasPrefix("{"), digits.hasSuffix("}") { digits = digits.dropFirst().dropLast() }
        if digits.lowercased().hasPrefix("0x") { digits = digits.dropFirst(2) }
        let groups = digits.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.count == 1 || groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
        let hex = Array(groups.joined().lowercased())
        guard hex.count == 32, hex.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        // All zeros and all ones mean "not set".
        guard Set(hex).count > 1 || (hex[0] != "0" && hex[0] != "f") else { return nil }
        let order = self.isByteSwapped ? [3, 2, 1, 0, 5, 4, 7, 6] + Array(8..<16) : Array(0..<16)
        let ordered = order.flatMap { hex[(2 * $0)...(2 * $0 + 1)] }
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(ordered[$0]) }.joined(separator: "-")
    }

    /// - Returns: the profile here; `nil` when no profile can have the name here.
    func profile(_ name: String) -> String? { self.profiles[name] ?? NameArgument(argument: name)?.text }
}

/// Makes records of devices.
struct DeviceRows {
    static let fields: [ImportField] = [.uuid, .fqdn, .amtVersion, .profile]
    static let needed: [ImportField] = [.uuid, .fqdn]

    private struct Record: Encodable { let uuid, fqdn: String, amtVersion, profile: String? }

    let columns: ImportColumns
    let rules: ImportRules
    /// Names of profiles that records will have, with the number of records.
    private(set) var profiles: [String: Int] = [:]
    /// Names that are left out, likewise.
    private(set) var unusableProfiles: [String: Int] = [:]
    private var seen: Set<String> = []
    /// UUIDs that begin as those of one maker do when their bytes are in the other order.
    private(set) var swappedCount = 0

    init(columns: ImportColumns, rules: ImportRules) {
        self.columns = columns
        self.rules = rules
    }

    mutating func item(_ row: ExportedTable.Row) throws(ImportFault) -> ImportItem {
        let uuid = try self.columns.uuid(row, self.rules)
        guard let name = self.columns.text(.fqdn, row) else { throw ImportFault(.fqdn, ImportReason.missing) }
        guard let fqdn = Self.fqdn(name) else { throw ImportFault(.fqdn, ImportReason.fqdn) }
        guard self.seen.insert(uuid).inserted else { throw ImportFault(.uuid, ImportReason.repeated) }
        // "DELL", in the order of SMBIOS.
        if uuid.hasPrefix("44454c4c-") { self.swappedCount += 1 }
        let written = self.columns.text(.profile, row)
        let profile = written.flatMap { self.rules.profile($0) }
        if let profile { self.profiles[profile, default: 0] += 1 }
        var item = try ImportItem(
            row, Record(uuid: uuid, fqdn: fqdn, amtVersion: self.columns.text(.amtVersion, row), profile: profile))
        if let written, profile == nil {
            self.unusableProfiles[written, default: 0] += 1
            item.leftOut = ImportFault(.profile, ImportReason.profile)
        }
        return item
    }

    /// In lower case; `nil` when it is no host with a domain.
    static func fqdn(_ text: String) -> String? {
        let name = (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
        guard
            name.wholeMatch(of: /[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+/)
                != nil, name.utf8.count <= 254
        else { return nil }
        return name
    }
}

/// Makes pre-shared keys.
struct KeyRows {
    static let fields: [ImportField] = [.pid, .pps]

    private struct Key: Encodable { let pid, pps: String }

    let columns: ImportColumns
    private var seen: Set<String> = []

    init(columns: ImportColumns) { self.columns = columns }

    mutating func item(_ row: ExportedTable.Row) throws(ImportFault) -> ImportItem {
        let pid = try self.judged(.pid, row, characterCount: 8)
        let pps = try self.judged(.pps, row, characterCount: 32)
        guard Self.isChecked(pid.utf8) else { throw ImportFault(.pid, ImportReason.checkCharacter) }
        let groups = stride(from: 0, to: 32, by: 4).map { pps.utf8.dropFirst($0).prefix(4) }
        guard groups.allSatisfy(Self.isChecked) else { throw ImportFault(.pps, ImportReason.checkCharacter) }
        guard self.seen.insert(pid).inserted else { throw ImportFault(.pid, ImportReason.repeated) }
        return try ImportItem(row, Key(pid: pid, pps: pps))
    }

    /// Without dashes.
    private func judged(
        _ field: ImportField, _ row: ExportedTable.Row, characterCount: Int
    ) throws(ImportFault) -> String {
        guard let text = self.columns.text(field, row) else { throw ImportFault(field, ImportReason.missing) }
        let characters = text.filter { $0 != "-" }
        guard characters.utf8.count == characterCount else { throw ImportFault(field, ImportReason.length) }
        let isPlain = characters.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }
        guard isPlain else { throw ImportFault(field, ImportReason.alphabet) }
        return characters
    }

    /// The last character is the sum of the others modulo 36 (Intel AMT SDK, *PID and PPS checksum*).
    private static func isChecked(_ characters: some Collection<UInt8>) -> Bool {
        let rest = characters.dropLast().reduce(0) { $0 + Int($1) } % 36
        return characters.suffix(1).first == UInt8(rest < 10 ? 0x30 + rest : 0x37 + rest)
    }
}

/// Makes credentials.
struct PasswordRows {
    static let fields: [ImportField] = [.uuid, .username, .password, .mebxPassword, .digestRealm]
    static let needed: [ImportField] = [.uuid, .password]
    static let charactersMax = 32
    /// The administrator's name where the table has none.
    static let usernameStandard = "admin"

    private struct Credential: Hashable, Encodable {
        let uuid, username, password: String
        var mebxPassword, digestRealm: String?
    }

    let columns: ImportColumns
    let rules: ImportRules
    private var seen: Set<Credential> = []

    init(columns: ImportColumns, rules: ImportRules) {
        self.columns = columns
        self.rules = rules
    }

    mutating func item(_ row: ExportedTable.Row) throws(ImportFault) -> ImportItem {
        let uuid = try self.columns.uuid(row, self.rules)
        guard let password = try self.password(.password, row) else {
            throw ImportFault(.password, ImportReason.missing)
        }
        var credential = Credential(
            uuid: uuid, username: self.columns.text(.username, row) ?? Self.usernameStandard, password: password)
        guard self.seen.insert(credential).inserted else { throw ImportFault(.password, ImportReason.repeated) }
        credential.mebxPassword = try self.password(.mebxPassword, row)
        credential.digestRealm = self.columns.text(.digestRealm, row)
        return try ImportItem(row, credential)
    }

    /// As it stands: a password may begin or end with a blank.
    private func password(_ field: ImportField, _ row: ExportedTable.Row) throws(ImportFault) -> String? {
        let text = self.columns.cell(field, row)
        guard self.columns.text(field, row) != nil else { return nil }
        guard text.utf8.count <= Self.charactersMax else { throw ImportFault(field, ImportReason.length) }
        guard text.utf8.allSatisfy({ (32...126).contains($0) }) else {
            throw ImportFault(field, ImportReason.alphabet)
        }
        guard text.wholeMatch(of: /[0-9A-Fa-f]{32}/) == nil else { throw ImportFault(field, ImportReason.hash) }
        return text
    }
}

extension ImportColumns {
    func uuid(_ row: ExportedTable.Row, _ rules: ImportRules) throws(ImportFault) -> String {
        guard let text = self.text(.uuid, row) else { throw ImportFault(.uuid, ImportReason.missing) }
        guard let uuid = rules.uuid(text) else { throw ImportFault(.uuid, ImportReason.uuid) }
        return uuid
    }
}

extension ImportItem {
    init(_ row: ExportedTable.Row, _ value: some Encodable) throws(ImportFault) {
        let encoder = JSONEncoder()
        // A slash is a character of passwords made for AMT.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding texts does not fail; a row that did would be told as one that cannot be read.
        guard let json = try? encoder.encode(value) else { throw ImportFault(nil, ImportReason.alphabet) }
        self.init(line: row.line, json: json)
    }
}
