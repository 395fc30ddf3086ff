import ArgumentParser

/// What is read from exported tables.
enum ImportField: String, CaseIterable, ExpressibleByArgument, Sendable {
    case uuid
    case fqdn
    case amtVersion
    case profile
    case pid
    case pps
    case username
    case password
    case mebxPassword
    case digestRealm

    init?(argument: String) {
        guard let field = Self.allCases.first(where: { $0.rawValue.lowercased() == argument.lowercased() }) else {
            return nil
        }
        self = field
    }

    /// Spellings of its column, letters and digits alone, the surest first. The tables of SCS are not public: these are the
    /// words of its documents and of Altiris' data classes.
    var spellings: [String] {
        switch self {
        case .uuid:
            [
                "uuid", "amtuuid", "deviceuuid", "systemuuid", "smbiosuuid", "computeruuid", "hostuuid", "amtguid",
                "guid",
            ]
        case .fqdn:
            [
                "fqdn", "fullyqualifieddomainname", "amtfqdn", "devicefqdn", "systemfqdn", "computerfqdn", "hostfqdn",
                "dnsname",
            ]
        case .amtVersion:
            [
                "amtversion", "amtfirmwareversion", "firmwareversion", "fwversion", "amtfwversion", "coreversion",
                "version",
            ]
        case .profile: ["profile", "profilename", "amtprofile", "configurationprofile"]
        case .pid: ["pid", "pskpid", "provisioningid", "pskid"]
        case .pps: ["pps", "pskpps", "provisioningpassphrase", "pskkey"]
        case .username: ["username", "amtusername", "adminusername", "amtuser", "adminuser", "user"]
        case .password:
            ["password", "amtpassword", "adminpassword", "amtadminpassword", "digestpassword", "admindigestpassword"]
        case .mebxPassword: ["mebxpassword", "currentmebxpassword", "newmebxpassword", "mebxpwd"]
        case .digestRealm: ["digestrealm", "amtdigestrealm", "realm"]
        }
    }
}

/// `FIELD=NAME` on the command line: the column of a field.
struct ColumnArgument: ExpressibleByArgument, Equatable {
    let field: ImportField
    let name: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let field = ImportField(argument: parts[0]), !parts[1].isEmpty else { return nil }
        self.field = field
        self.name = parts[1]
    }
}

/// `OLD=NEW` on the command line: the profile here that takes the place of one there.
struct ProfileArgumentPair: ExpressibleByArgument, Equatable {
    let old: String
    let new: String

    init?(argument: String) {
        // The old name may have a sign of equality, the new one has none.
        guard let sign = argument.lastIndex(of: "="), sign != argument.startIndex,
            let new = NameArgument(argument: String(argument[argument.index(after: sign)...]))
        else { return nil }
        self.old = String(argument[..<sign])
        self.new = new.text
    }
}

/// Where the fields of one table stand.
struct ImportColumns {
    private var places: [ImportField: Int] = [:]

    /// - Parameters:
    ///   - named: columns that the operator named; those of other tables do not matter.
    ///   - needed: without these there is nothing to take.
    init(
        heading: [String], fields: [ImportField], needed: [ImportField], named: [ColumnArgument], path: String
    ) throws(CommandFailure) {
        for field in fields {
            let names = named.filter { $0.field == field }.map { Self.key($0.name) } + field.spellings
            let place = try Self.place(of: names, in: heading.map(Self.key), field, path)
            if let place { self.places[field] = place }
        }
        let missing = needed.filter { self.places[$0] == nil }
        guard missing.isEmpty else {
            throw .invalidDocument(
                missing.map {
                    "\(path): no column is known as its \($0.rawValue); name it with --column \($0.rawValue)=NAME"
                }
                    + ["\(path): its columns are \(heading.joined(separator: ", "))"])
        }
    }

    func has(_ field: ImportField) -> Bool { self.places[field] != nil }

    /// As it stands; empty where the table has no such column.
    func cell(_ field: ImportField, _ row: ExportedTable.Row) -> String {
        self.places[field].map { row.cells[$0] } ?? ""
    }

    /// Without the blanks around it, which padded columns have; `nil` when there is nothing.
    func text(_ field: ImportField, _ row: ExportedTable.Row) -> String? {
        var text = Substring(self.cell(field, row))
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text.isEmpty || text == "NULL" ? nil : String(text)
    }

    private static func place(
        of names: [String], in heading: [String], _ field: ImportField, _ path: String
    ) throws(CommandFailure) -> Int? {
        for name in names {
            let places = heading.indices.filter { heading[$0] == name }
            guard places.count <= 1 else {
                throw .invalidDocument(["\(path): its heading has the column of \(field.rawValue) twice"])
            }
            if let place = places.first { return place }
        }
        return nil
    }

    /// `AMT Version`, `amt_version` and `[AMTVersion]` are the same.
    static func key(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
}
