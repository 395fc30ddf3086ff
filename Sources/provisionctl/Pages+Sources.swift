/// Sources of inventory, laid out for people.
extension Pages {
    func sources(_ sources: [InventorySource]) -> [String] {
        guard !sources.isEmpty else { return ["No sources. Nothing is known of the computers behind the UUIDs."] }
        var table = TextTable(
            columns: [
                .init(heading: "NAME", narrowest: 8), .init(heading: "KIND"), .init(heading: "PHASE"),
                .init(heading: "RECORDS", alignsRight: true), .init(heading: "READ"), .init(heading: "NEXT"),
                .init(heading: "ERROR", narrowest: 8),
            ],
            rows: sources.map { source in
                [
                    source.name, source.kind, source.phase, Self.count(source.records),
                    source.syncedAt.map(DisplayText.moment), source.nextDueAt.map(DisplayText.moment),
                    source.error?.code,
                ]
            })
        table.paint = { heading, text, laidOut in heading == "PHASE" ? self.phase(text, laidOut) : laidOut }
        return table.lines(columnsMax: self.columnsMax)
    }

    /// - Parameter document: JSON over several lines; `nil` leaves it out.
    func source(_ source: InventorySource, document: String? = nil) -> [String] {
        let phase = DisplayText.safe(source.phase)
        var lines = self.field("Source", source.name) + self.field("Kind", source.kind)
        lines.append(DisplayText.padded("Phase", to: Self.nameWidth) + self.phase(phase, phase))
        lines += self.field(
            "Version", "\(source.version), by \(source.author), \(DisplayText.moment(source.changedAt))")
        let vanished = source.vanished > 0 ? ", \(Self.count(source.vanished)) vanished" : ""
        lines += self.field("Records", Self.count(source.records) + vanished)
        lines += self.field("Read", source.syncedAt.map(DisplayText.moment))
        lines += self.field("Read whole", source.wholeSyncedAt.map(DisplayText.moment))
        lines += self.field("Next", source.nextDueAt.map(DisplayText.moment))
        if let sync = source.sync { lines += self.sync(sync) }
        if let error = source.error {
            let times = source.failures > 1 ? ", \(source.failures) times in a row" : ""
            lines += [""] + self.field("Error", error.code + times) + self.field("", error.detail)
        }
        if source.phase == "held" {
            lines += [""] + self.advice(missing: source.sync?.missing ?? 0, of: source)
        }
        guard let document else { return lines }
        return lines + [""]
            + document.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.safe(String($0)) }
    }

    private func sync(_ sync: InventorySource.Sync) -> [String] {
        let kind = sync.whole ? "whole" : "changes"
        let state = sync.endedAt == nil ? "since \(DisplayText.moment(sync.startedAt))" : sync.outcome ?? "ended"
        let rate = sync.recordsPerSecond.map { ", \(Self.count($0)) a second" } ?? ""
        let lines =
            [""] + self.field("Sync", "\(kind), \(state)")
            + self.field("", "\(Self.count(sync.records)) records on \(Self.count(sync.pages)) pages\(rate)")
            + self.field(
                "",
                "\(Self.count(sync.changed)) changed, \(Self.count(sync.missing)) missing, \(Self.bytes(sync.bytes))")
        guard sync.faults > 0 else { return lines }
        return lines + self.field("Faults", Self.count(sync.faults))
            + sync.firstFaults.map { DisplayText.padded("", to: Self.nameWidth) + DisplayText.safe($0) }
    }

    /// What an operator does when a source has suddenly fewer records.
    func advice(missing: Int64, of source: InventorySource) -> [String] {
        [
            "\(Self.count(missing)) of \(Self.count(source.records)) known records are missing; nothing was taken away.",
            DisplayText.safe("If that is right: provisionctl source accept \(source.name)"),
        ]
    }

    func test(_ test: SourceTest) -> [String] {
        test.feeds.enumerated().flatMap { index, feed in (index > 0 ? [""] : []) + self.feed(feed) }
    }

    private func feed(_ feed: SourceTest.Feed) -> [String] {
        let more = feed.hasMore ? ", and there are more pages" : ""
        var lines = self.field(
            "Feed", "\(feed.part): \(Self.count(Int64(feed.recordsOnPage))) records, \(Self.bytes(feed.bytes))\(more)")
        if let error = feed.error {
            lines += self.field("Error", [error.code, error.detail].filter { !$0.isEmpty }.joined(separator: ": "))
        }
        for record in feed.records {
            lines.append(DisplayText.safe("  \(record.resource)"))
            let facts: [(String, String?)] =
                [
                    ("uuid", record.uuid), ("fqdn", record.fqdn), ("AMT", record.amtVersion),
                    ("profile", record.profile),
                    ("site", record.site), ("reported", record.reportedAt),
                ] + record.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            lines += facts.compactMap { name, value in
                value.map { "    " + DisplayText.padded(DisplayText.safe(name), to: 10) + DisplayText.safe($0) }
            }
        }
        guard feed.faultsOnPage > 0 else { return lines }
        lines.append("  \(feed.faultsOnPage) cannot be used:")
        return lines
            + feed.faults.map { fault in
                DisplayText.safe("    record \(fault.record): \(fault.reason)\(fault.field.map { " (\($0))" } ?? "")")
            }
    }

    func accepted(_ accepted: SourceAccepted) -> [String] {
        [
            DisplayText.safe(
                "\(accepted.name) is read whole at once, and may take \(Self.count(accepted.missing)) records away.")
        ]
    }

    // MARK: - Words

    /// Digits in groups of three.
    static func count(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    static func bytes(_ count: Int64) -> String {
        switch count {
        case ..<1024: "\(count) bytes"
        case ..<(1024 * 1024): "\(count / 1024) KiB"
        default: "\(Self.count(count / (1024 * 1024))) MiB"
        }
    }

    private func phase(_ phase: String, _ text: String) -> String {
        switch phase {
        case "syncing", "ordered": self.painted(text, 36)
        case "failing", "unreadable": self.painted(text, 31)
        case "held": self.painted(text, 33)
        case "waiting", "push": self.painted(text, 32)
        default: text
        }
    }
}
