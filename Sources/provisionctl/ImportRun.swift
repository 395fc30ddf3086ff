/// What the operator asked for.
struct ImportOrder {
    var devices: String?
    var keys: String?
    /// Whether keys may come as lines without a heading.
    var keysMayBeLines = false
    var passwords: String?
    var source: String
    var columns: [ColumnArgument] = []
    var rules = ImportRules()
    var isDryRun = false
}

/// One import: tables are opened, every row is judged, and what can be used is sent.
struct ImportRun {
    /// Names of profiles that are noted, the most frequent first.
    private static let profilesNotedMax = 10

    private let order: ImportOrder
    private var sender: ImportSender
    private(set) var report: ImportReport
    /// Whether anything may have been sent.
    private(set) var hasBegun = false

    init(_ order: ImportOrder, client: APIClient) {
        self.order = order
        self.sender = ImportSender(client: client)
        self.report = ImportReport(isDryRun: order.isDryRun, source: order.source)
    }

    /// What was done before a failure is in ``report``.
    mutating func run() async throws(CommandFailure) {
        // Every table is judged before anything is sent: a wrong file is found at once.
        let devices = try self.judgeDevices()
        let keys = try self.judgeKeys()
        let passwords = try self.judgePasswords()
        try self.judgeNamedColumns()
        if self.order.isDryRun { return await self.ask(devices) }
        if let devices { try await self.prepare(devices) }
        self.hasBegun = true
        let shown = ProgressLine(onTerminalsOnly: true)
        defer { shown.clear() }
        self.sender.progress = { sent, count, of in
            let bar = ProgressBar(name: of, columns: shown.columns)
            shown.show(
                bar.line(
                    share: Double(sent) / Double(max(1, count)),
                    "\(Pages.count(Int64(sent))) of \(Pages.count(Int64(count)))"))
        }
        if let keys {
            try await self.sender.send(
                keys.items, to: "/v1/psk-keys", member: "keys", &self.report.tables[keys.place])
        }
        if let passwords {
            try await self.sender.send(
                passwords.items, to: "/v1/credentials", member: "credentials", &self.report.tables[passwords.place])
        }
        // Names come last: a device that has one is taken up, and then its password should be there.
        if let devices {
            try await self.sender.sendRecords(
                devices.items, source: self.order.source, &self.report.tables[devices.place])
        }
    }

    // MARK: - Reading

    private struct Judged {
        /// Of its tally in the report.
        let place: Int
        let items: [ImportItem]
        var profiles: [String: Int] = [:]
    }

    /// Headings of the tables that have a field.
    private var headings: [ImportField: [String]] = [:]

    private mutating func judgeDevices() throws(CommandFailure) -> Judged? {
        guard let file = self.order.devices else { return nil }
        let table = try ExportedTable.read(file)
        let columns = try self.columns(table, DeviceRows.fields, needed: DeviceRows.needed, file)
        var rows = DeviceRows(columns: columns, rules: self.order.rules)
        var judged = self.judged(.devices, file, table) { row throws(ImportFault) in try rows.item(row) }
        judged.profiles = rows.profiles
        if rows.swappedCount > 0 {
            let option = self.order.rules.isByteSwapped ? "without" : "with"
            self.report.notes.append(
                "UUIDs that look as if their bytes were in the other order: \(Pages.count(Int64(rows.swappedCount))). "
                    + "Compare one with dmidecode -s system-uuid, and try it \(option) --byte-swapped.")
        }
        self.note(rows.unusableProfiles) { "No profile can have the name \($0) here" }
        return judged
    }

    private mutating func judgeKeys() throws(CommandFailure) -> Judged? {
        guard let file = self.order.keys else { return nil }
        let table = try self.order.keysMayBeLines ? ExportedTable.readKeys(file) : ExportedTable.read(file)
        var rows = KeyRows(columns: try self.columns(table, KeyRows.fields, needed: KeyRows.fields, file))
        return self.judged(.keys, file, table) { row throws(ImportFault) in try rows.item(row) }
    }

    private mutating func judgePasswords() throws(CommandFailure) -> Judged? {
        guard let file = self.order.passwords else { return nil }
        let table = try ExportedTable.read(file)
        let columns = try self.columns(table, PasswordRows.fields, needed: PasswordRows.needed, file)
        var rows = PasswordRows(columns: columns, rules: self.order.rules)
        return self.judged(.passwords, file, table) { row throws(ImportFault) in try rows.item(row) }
    }

    private mutating func columns(
        _ table: ExportedTable, _ fields: [ImportField], needed: [ImportField], _ file: String
    ) throws(CommandFailure) -> ImportColumns {
        for field in fields { self.headings[field, default: []] += table.heading.map(ImportColumns.key) }
        return try ImportColumns(
            heading: table.heading, fields: fields, needed: needed, named: self.order.columns, path: file)
    }

    private mutating func judged(
        _ table: ImportTally.Table, _ file: String, _ rows: ExportedTable,
        _ item: (ExportedTable.Row) throws(ImportFault) -> ImportItem
    ) -> Judged {
        var tally = ImportTally(table, file: file)
        let items = tally.judge(rows, item)
        self.report.tables.append(tally)
        return Judged(place: self.report.tables.count - 1, items: items)
    }

    /// A column that is nowhere was misspelt.
    private func judgeNamedColumns() throws(CommandFailure) {
        for column in self.order.columns {
            guard self.headings[column.field, default: []].contains(ImportColumns.key(column.name)) else {
                throw .usage("No table with the field \(column.field.rawValue) has a column \(column.name).")
            }
        }
    }

    // MARK: - The server

    private mutating func prepare(_ devices: Judged) async throws(CommandFailure) {
        try await self.sender.prepareSource(self.order.source)
        try await self.noteProfiles(devices)
    }

    /// What is known there already. Nothing of a dry run depends on it.
    private mutating func ask(_ devices: Judged?) async {
        guard let devices else { return }
        do throws(CommandFailure) {
            let name = self.order.source
            if let source = try await self.sender.source(name) {
                self.report.notes.append(
                    source.kind == "push"
                        ? "The source \(name) has \(Pages.count(source.records)) records."
                        : "The source \(name) is one that is read; name another with --source.")
            } else {
                self.report.notes.append("The source \(name) is not there and would be made.")
            }
            try await self.noteProfiles(devices)
        } catch {
            self.report.notes.append("The server was not asked what it knows: \(error.message)")
        }
    }

    private mutating func noteProfiles(_ devices: Judged) async throws(CommandFailure) {
        guard !devices.profiles.isEmpty else { return }
        let known = try await self.sender.profiles()
        self.note(devices.profiles.filter { !known.contains($0.key) }) { "There is no profile \($0) here" }
    }

    private mutating func note(_ profiles: [String: Int], _ text: (String) -> String) {
        let sorted = profiles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (name, count) in sorted.prefix(Self.profilesNotedMax) {
            self.report.notes.append(
                "\(text(name)), which \(Pages.count(Int64(count))) of the rows have: map it with --profile '\(name)=NAME'."
            )
        }
        let rest = sorted.count - Self.profilesNotedMax
        if rest > 0 { self.report.notes.append("So it is with \(Pages.count(Int64(rest))) more names.") }
    }
}
