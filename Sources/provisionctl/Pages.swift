/// Lays out answers for people. Pure: what is printed depends on the answer and on the surroundings handed in.
struct Pages {
    var columnsMax: Int?
    var hasColour: Bool
    /// Whether columns that seldom matter are shown as well.
    var isWide = false

    /// Width of the names on a page of one thing.
    static let nameWidth = 14
    /// Where text is wrapped when nobody says how wide the page is.
    private static let wrapWidth = 100

    func devices(_ devices: [Device]) -> [String] {
        guard !devices.isEmpty else { return ["No devices."] }
        let more: [TextTable.Column] = ["SITE", "PROOF", "VERSION", "ATTEMPT", "NEXT", "FIRST HELLO", "PROVISIONED"].map
        {
            .init(heading: $0)
        }
        var table = TextTable(
            columns: [
                .init(heading: "UUID"), .init(heading: "STATE"), .init(heading: "FQDN", narrowest: 12),
                .init(heading: "ADDRESS", narrowest: 9, leftOut: 1), .init(heading: "AMT", narrowest: 4, leftOut: 3),
                .init(heading: "PROFILE", narrowest: 7, leftOut: 2), .init(heading: "PROBLEM", narrowest: 9),
                .init(heading: "LAST HELLO", narrowest: 11, leftOut: 4),
            ] + (self.isWide ? more : []),
            rows: devices.map { device in
                [
                    device.uuid, device.state, device.fqdn, device.address, device.amtVersion, device.profile,
                    device.problem?.code, device.lastHelloAt.map(DisplayText.moment),
                ] + (self.isWide ? Self.more(of: device) : [])
            })
        table.paint = { heading, text, laidOut in heading == "STATE" ? self.state(text, laidOut) : laidOut }
        return table.lines(columnsMax: self.columnsMax)
    }

    private static func more(of device: Device) -> [String?] {
        [
            device.site, device.proof, device.profileVersion.map { String($0) }, String(device.attempt),
            device.nextAttemptAt.map(DisplayText.moment), device.firstHelloAt.map(DisplayText.moment),
            device.provisionedAt.map(DisplayText.moment),
        ]
    }

    func device(_ device: Device) -> [String] {
        let state = DisplayText.safe(device.state)
        var lines = self.field("Device", device.uuid)
        lines += [DisplayText.padded("State", to: Self.nameWidth) + self.state(state, state)]
        lines += self.field("FQDN", device.fqdn)
        lines += self.field("Address", device.address)
        lines += self.field("Site", device.site)
        lines += self.field("AMT version", device.amtVersion)
        lines += self.field(
            "Profile",
            device.profile.map { name in device.profileVersion.map { "\(name), version \($0)" } ?? name })
        if let proof = device.proof { lines += self.field("Proved by", proof) }
        lines += self.field("Attempt", String(device.attempt))
        lines += self.field("Next attempt", device.nextAttemptAt.map(DisplayText.moment))
        lines += self.field("First hello", device.firstHelloAt.map(DisplayText.moment))
        lines += self.field("Last hello", device.lastHelloAt.map(DisplayText.moment))
        lines += self.field("Provisioned", device.provisionedAt.map(DisplayText.moment))
        return lines + self.problem(device.problem) + self.sections(device.sections ?? [])
    }

    private func problem(_ problem: Device.Problem?) -> [String] {
        guard let problem else { return [] }
        var lines = [""] + self.field("Problem", problem.code) + self.field("", problem.detail)
        lines += self.field("What helps", problem.remedy)
        let evidence = problem.evidence.sorted { $0.key < $1.key }
        let keyWidth = evidence.map { DisplayText.width(DisplayText.safe($0.key)) }.max() ?? 0
        for (index, fact) in evidence.enumerated() {
            lines.append(
                DisplayText.padded(index == 0 ? "Evidence" : "", to: Self.nameWidth)
                    + DisplayText.padded(DisplayText.safe(fact.key), to: keyWidth) + "  "
                    + DisplayText.safe(fact.value))
        }
        return lines
    }

    func timeline(_ timeline: Timeline) -> [String] {
        guard !timeline.entries.isEmpty else { return ["Nothing has happened to this device yet."] }
        var table = TextTable(
            columns: [
                .init(heading: "AT"), .init(heading: "KIND", narrowest: 7), .init(heading: "STEP", narrowest: 10),
                .init(heading: "OUTCOME", narrowest: 9), .init(heading: "ATTEMPT", alignsRight: true),
                .init(heading: "LEASE", alignsRight: true), .init(heading: "DETAIL", narrowest: 12),
            ],
            rows: timeline.entries.map { entry in
                [
                    DisplayText.moment(entry.at), entry.kind, entry.step, entry.outcome,
                    entry.attempt.map { String($0) },
                    entry.leaseGeneration.map { String($0) }, entry.detail,
                ]
            })
        table.paint = { heading, text, laidOut in heading == "OUTCOME" ? self.outcome(text, laidOut) : laidOut }
        return table.lines(columnsMax: self.columnsMax)
    }

    func credentials(_ list: CredentialList) -> [String] {
        guard !list.credentials.isEmpty else { return ["No credential was ever made for this device."] }
        var lines: [String] = []
        for credential in list.credentials {
            if !lines.isEmpty { lines.append("") }
            lines += self.field("Version", "\(credential.version) (\(credential.status))")
            lines += self.field("User name", credential.username)
            // Never wrapped: a password may hold blanks, and is copied from here.
            lines.append(DisplayText.padded("Password", to: Self.nameWidth) + DisplayText.safe(credential.password))
            lines.append(
                DisplayText.padded("MEBx password", to: Self.nameWidth)
                    + (credential.mebxPassword.map(DisplayText.safe) ?? "–"))
            lines += self.field("Digest realm", credential.digestRealm)
            lines += self.field("Made", DisplayText.moment(credential.createdAt))
            lines += self.field("Proved", credential.provenAt.map(DisplayText.moment))
        }
        return lines
    }

    func queue(_ queue: QueueCounts) -> [String] {
        let known = Device.states
        let unknown = queue.counts.keys.filter { !known.contains($0) }.sorted()
        var table = TextTable(
            columns: [.init(heading: "STATE"), .init(heading: "DEVICES", alignsRight: true)],
            rows: (known + unknown).map { [$0, String(queue.counts[$0] ?? 0)] }
                + [["total", String(queue.counts.values.reduce(0, +))]])
        table.paint = { heading, text, laidOut in heading == "STATE" ? self.state(text, laidOut) : laidOut }
        return table.lines(columnsMax: self.columnsMax)
    }

    /// A name and its value; a long value is wrapped under itself.
    func field(_ name: String, _ value: String?) -> [String] {
        let width = max(20, (self.columnsMax ?? Self.wrapWidth) - Self.nameWidth)
        let lines = DisplayText.wrapped(value.map(DisplayText.safe) ?? "–", to: width)
        return lines.enumerated().map { index, line in
            DisplayText.padded(index == 0 ? name : "", to: Self.nameWidth) + line
        }
    }

    func state(_ state: String, _ text: String) -> String {
        switch state {
        case "provisioned": self.painted(text, 32)
        case "provisioning": self.painted(text, 36)
        case "waiting": self.painted(text, 33)
        case "parked": self.painted(text, 31)
        case "silent": self.painted(text, 35)
        default: text
        }
    }

    private func outcome(_ outcome: String, _ text: String) -> String {
        switch outcome {
        case "verified", "provisioned": self.painted(text, 32)
        case "uncertain", "waiting", "lease-lost": self.painted(text, 33)
        case "refused", "parked": self.painted(text, 31)
        default: text
        }
    }

    /// - Parameter colour: SGR parameter.
    func painted(_ text: String, _ colour: Int) -> String {
        self.hasColour ? "\u{1b}[\(colour)m\(text)\u{1b}[0m" : text
    }
}
