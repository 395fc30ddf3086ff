/// What came of an import: for the operator, and as JSON for programs. It holds no secret.
struct ImportReport: Encodable, Equatable {
    var isDryRun: Bool
    /// The source that devices go to.
    var source: String
    var tables: [ImportTally] = []
    /// What an operator should look at.
    var notes: [String] = []

    var findingCount: Int { self.tables.reduce(0) { $0 + $1.findings.count } }

    private enum CodingKeys: String, CodingKey { case isDryRun = "dryRun", source, tables, notes, reasons }

    /// How often there was a reason.
    struct ReasonCount: Encodable, Equatable {
        let table: ImportTally.Table
        let field: String?
        let reason: String
        let count: Int
    }

    /// The most frequent of each table first.
    var reasons: [ReasonCount] {
        self.tables.flatMap { tally in
            let groups = Dictionary(grouping: tally.findings) { [$0.field ?? "", $0.reason] }
            let counts = groups.map { key, found in
                ReasonCount(table: tally.table, field: found[0].field, reason: key[1], count: found.count)
            }
            return counts.sorted { ($1.count, $0.field ?? "", $0.reason) < ($0.count, $1.field ?? "", $1.reason) }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.isDryRun, forKey: .isDryRun)
        try container.encode(self.source, forKey: .source)
        try container.encode(self.tables, forKey: .tables)
        try container.encode(self.reasons, forKey: .reasons)
        try container.encode(self.notes, forKey: .notes)
    }
}

/// What came of one table.
struct ImportTally: Encodable, Equatable {
    enum Table: String, Encodable, CaseIterable {
        case devices
        case keys
        case passwords
    }

    /// A row that is not used, or not all of it.
    struct Finding: Encodable, Equatable {
        let line: Int
        let field: String?
        let reason: String
        /// Whether nothing of the row is used.
        let isRowLost: Bool

        private enum CodingKeys: String, CodingKey { case line, field, reason, isRowLost = "rowLost" }
    }

    let table: Table
    let file: String
    var rows = 0
    /// Rows in which this program found nothing that the API would refuse.
    var usable = 0
    /// Records that are new or changed, keys and passwords that are new.
    var new = 0
    /// What the server had already.
    var known = 0
    var findings: [Finding] = []

    init(_ table: Table, file: String) {
        self.table = table
        self.file = file
    }

    mutating func find(_ line: Int, _ field: String?, _ reason: String, isRowLost: Bool = true) {
        self.findings.append(Finding(line: line, field: field, reason: reason, isRowLost: isRowLost))
    }

    /// Reads every row. What cannot be used is found, and does not spoil the others.
    mutating func judge(
        _ table: ExportedTable, _ item: (ExportedTable.Row) throws(ImportFault) -> ImportItem
    ) -> [ImportItem] {
        var table = table
        var items: [ImportItem] = []
        while let entry = table.next() {
            self.rows += 1
            switch entry {
            case .faulty(let line, let reason): self.find(line, nil, reason)
            case .row(let row):
                do throws(ImportFault) {
                    let made = try item(row)
                    if let leftOut = made.leftOut {
                        self.find(row.line, leftOut.field?.rawValue, leftOut.reason, isRowLost: false)
                    }
                    items.append(made)
                } catch {
                    self.find(row.line, error.field?.rawValue, error.reason)
                }
            }
        }
        self.usable = items.count
        return items
    }
}
