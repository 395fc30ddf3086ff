extension Pages {
    /// Lines that are named for each reason; `-o json` names all.
    static let linesPerReasonMax = 10

    func imported(_ report: ImportReport, linesPerReasonMax: Int = Self.linesPerReasonMax) -> [String] {
        let lines = report.tables.flatMap { self.tally($0, isDryRun: report.isDryRun) }
        return lines + self.reasons(report) + self.findings(report, linesPerReasonMax) + self.notes(report.notes)
    }

    private func tally(_ tally: ImportTally, isDryRun: Bool) -> [String] {
        let rows = "\(Self.count(Int64(tally.rows))) row\(tally.rows == 1 ? "" : "s")"
        let new = Self.count(Int64(tally.new))
        let known = Self.count(Int64(tally.known))
        let (name, sent) =
            switch tally.table {
            case .devices: ("Devices", "\(new) new or changed, \(known) as before")
            case .keys: ("Keys", "\(new) imported, \(known) known")
            case .passwords: ("Passwords", "\(new) kept, \(known) known")
            }
        let outcome = isDryRun ? "\(Self.count(Int64(tally.usable))) can be sent" : sent
        return self.field(name, "\(rows): \(outcome)")
    }

    private func reasons(_ report: ImportReport) -> [String] {
        guard report.findingCount > 0 else { return [] }
        let table = TextTable(
            columns: [
                .init(heading: "TABLE"), .init(heading: "FIELD"), .init(heading: "REASON"),
                .init(heading: "ROWS", alignsRight: true), .init(heading: "MEANS", narrowest: 20),
            ],
            rows: report.reasons.map {
                [
                    $0.table.rawValue, $0.field, $0.reason, Self.count(Int64($0.count)), ImportReason.text($0.reason),
                ]
            })
        return ["", "Not used:"] + table.lines(columnsMax: self.columnsMax)
    }

    private func findings(_ report: ImportReport, _ linesPerReasonMax: Int) -> [String] {
        var named: [String] = []
        var counts: [[String]: Int] = [:]
        for tally in report.tables {
            for finding in tally.findings {
                let reason = [tally.table.rawValue, finding.field ?? "", finding.reason]
                counts[reason, default: 0] += 1
                guard counts[reason, default: 0] <= linesPerReasonMax else { continue }
                let field = finding.field.map { "\($0): " } ?? ""
                named.append(DisplayText.safe("\(tally.file):\(finding.line): \(field)\(finding.reason)"))
            }
        }
        guard !named.isEmpty else { return [] }
        let rest = report.findingCount - named.count
        return [""] + named + (rest > 0 ? ["… and \(Self.count(Int64(rest))) more; -o json has all of them."] : [])
    }

    private func notes(_ notes: [String]) -> [String] {
        notes.isEmpty ? [] : [""] + notes.map(DisplayText.safe)
    }
}
