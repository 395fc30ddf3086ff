/// The cluster as a whole, laid out for people.
extension Pages {
    func nodes(_ nodes: [NodeList.Node]) -> [String] {
        guard !nodes.isEmpty else { return ["No node has said that it is there."] }
        var table = TextTable(
            columns: [
                .init(heading: "ID", alignsRight: true), .init(heading: "NAME", narrowest: 8),
                .init(heading: "ROLE", narrowest: 6), .init(heading: "STATE"), .init(heading: "VERSION", narrowest: 7),
                .init(heading: "LEASES", alignsRight: true, leftOut: 1), .init(heading: "STARTED", leftOut: 2),
                .init(heading: "SEEN"),
            ],
            rows: nodes.map { node in
                [
                    String(node.id), node.name, node.role, node.state, node.version, String(node.leases),
                    DisplayText.moment(node.startedAt), DisplayText.moment(node.seenAt),
                ]
            })
        table.paint = { heading, text, laidOut in heading == "STATE" ? self.nodeState(text, laidOut) : laidOut }
        return table.lines(columnsMax: self.columnsMax)
    }

    func nodeState(_ state: String, _ text: String) -> String {
        switch state {
        case "alive": self.painted(text, 32)
        case "left": self.painted(text, 31)
        default: text
        }
    }

    func sites(_ sites: [SiteList.Site]) -> [String] {
        guard !sites.isEmpty else { return ["No sites."] }
        let states = Device.states
        return TextTable(
            columns: [.init(heading: "SITE", narrowest: 8)]
                + (states + ["total"]).map { .init(heading: $0.uppercased(), alignsRight: true) },
            rows: sites.map { site in
                [site.name] + states.map { Self.count(Int64(site.counts[$0] ?? 0)) }
                    + [Self.count(Int64(site.counts.values.reduce(0, +)))]
            }
        ).lines(columnsMax: self.columnsMax)
    }

    func jobs(_ jobs: [JobList.Job]) -> [String] {
        guard !jobs.isEmpty else { return ["No job has run yet."] }
        var table = TextTable(
            columns: [
                .init(heading: "JOB", narrowest: 10), .init(heading: "STARTED"), .init(heading: "ENDED"),
                .init(heading: "OUTCOME"), .init(heading: "ROWS", alignsRight: true, leftOut: 1),
                .init(heading: "NODE", narrowest: 6, leftOut: 2),
                .init(heading: "DETAIL", narrowest: 10),
            ],
            rows: jobs.map { job in
                [
                    job.name, job.lastStartedAt.map(DisplayText.moment), job.lastEndedAt.map(DisplayText.moment),
                    job.outcome, job.rows.map { Self.count($0) }, job.node, job.detail,
                ]
            })
        table.paint = { heading, text, laidOut in
            guard heading == "OUTCOME" else { return laidOut }
            return text == "failed" ? self.painted(laidOut, 31) : text == "done" ? self.painted(laidOut, 32) : laidOut
        }
        return table.lines(columnsMax: self.columnsMax)
    }

    func limbo(_ devices: [LimboPage.Device], silent: Bool) -> [String] {
        guard !devices.isEmpty else {
            return [silent ? "No device has fallen silent." : "No device waits for the end of its hellos."]
        }
        let more: [TextTable.Column] = ["SITE", "EARLIEST", "LATEST", "TO START IT AGAIN"].map { .init(heading: $0) }
        var table = TextTable(
            columns: [
                .init(heading: "UUID"), .init(heading: "FQDN", narrowest: 12), .init(heading: "STATE"),
                .init(heading: "KIND", leftOut: 3), .init(heading: "RETRIES", alignsRight: true, leftOut: 2),
                .init(heading: silent ? "FELL SILENT" : "ENDS"), .init(heading: "SURE", leftOut: 1),
            ] + (self.isWide ? more : []),
            rows: devices.map { device in
                let narrow = [
                    device.uuid, device.fqdn, device.state, device.kind, String(device.retryCount),
                    device.windowEndsAt.map(DisplayText.moment), device.confidence,
                ]
                let more = [
                    device.site, device.windowEndsEarliestAt.map(DisplayText.moment),
                    device.windowEndsLatestAt.map(DisplayText.moment), device.restart,
                ]
                return narrow + (self.isWide ? more : [])
            })
        table.paint = { heading, text, laidOut in heading == "STATE" ? self.state(text, laidOut) : laidOut }
        let lines = table.lines(columnsMax: self.columnsMax)
        guard silent, !self.isWide else { return lines }
        // What helps is the same for many.
        var restarts: [String] = []
        for device in devices where !restarts.contains(device.restart) { restarts.append(device.restart) }
        return lines + [""] + restarts.flatMap { self.field("What helps", $0) }
    }

    func expected(_ devices: [ExpectedPage.Device]) -> [String] {
        guard !devices.isEmpty else { return ["Every device that inventory expects has said hello."] }
        return TextTable(
            columns: [
                .init(heading: "UUID"), .init(heading: "FQDN", narrowest: 12), .init(heading: "AMT", narrowest: 4),
                .init(heading: "SOURCE", narrowest: 7), .init(heading: "SITE", narrowest: 6, leftOut: 2),
                .init(heading: "REPORTED", leftOut: 1),
            ],
            rows: devices.map { device in
                [
                    device.uuid, device.fqdn, device.amtVersion, device.source, device.site,
                    device.reportedAt.map(DisplayText.moment),
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }
}
