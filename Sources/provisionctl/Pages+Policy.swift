/// The assignment policy and what comes of it, laid out for people.
extension Pages {
    /// - Parameter document: JSON over several lines.
    func policy(_ policy: PolicySummary, document: String) -> [String] {
        let version = policy.version == 0 ? "none was kept; the standard one counts" : String(policy.version)
        var lines = self.field("Version", version)
        if let createdAt = policy.createdAt { lines += self.field("Made", DisplayText.moment(createdAt)) }
        if let author = policy.author { lines += self.field("By", author) }
        return lines + [""]
            + document.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.safe(String($0)) }
    }

    func policyVersions(_ versions: [PolicySummary]) -> [String] {
        guard !versions.isEmpty else { return ["No policy was ever kept; the standard one counts."] }
        return TextTable(
            columns: [
                .init(heading: "VERSION", alignsRight: true), .init(heading: "MADE"),
                .init(heading: "BY", narrowest: 8),
            ],
            rows: versions.map { [String($0.version), $0.createdAt.map(DisplayText.moment), $0.author] }
        ).lines(columnsMax: self.columnsMax)
    }

    func trial(_ trial: PolicyTrial) -> [String] {
        let limit = trial.complete ? "" : "; there are more, which were not looked at"
        var lines = ["\(Self.count(Int64(trial.devices))) devices were looked at\(limit)."]
        if trial.unnamed > 0 {
            lines.append("\(Self.count(Int64(trial.unnamed))) more have no name in inventory and wait for one.")
        }
        if let count = trial.neverCalled, count > 0 {
            let machines = Self.count(Int64(count))
            lines.append("\(machines) of all of them are known from inventory alone and have never called.")
        }
        let changes = trial.moves.filter(\.changes)
        lines.append("")
        lines += changes.isEmpty ? ["No device would get another profile."] : ["Devices would get another profile:"]
        for move in changes {
            lines.append(
                DisplayText.safe(
                    "  \(Self.count(Int64(move.count))): \(move.from ?? "none so far") → \(Self.words(move.to))"))
            lines += move.examples.map { example in
                DisplayText.safe("      \(example.fqdn) (\(example.uuid))\(example.origin.map { ", \($0)" } ?? "")")
            }
        }
        guard !trial.decided.isEmpty else { return lines }
        return lines + ["", "Who would decide:"]
            + trial.decided.map { DisplayText.safe("  \(Self.count(Int64($0.count))): \($0.origin)") }
    }

    private static func words(_ outcome: PolicyTrial.Outcome) -> String {
        switch outcome.kind {
        case "profile": outcome.profile ?? ""
        case "unknown-profile": "\(outcome.profile ?? ""), which is not there: parked"
        case "unassigned": "none: parked"
        case "waits": "none: the policy is off"
        default: outcome.kind
        }
    }

    // MARK: - One device

    func resolution(_ device: DeviceResolution) -> [String] {
        var lines = self.field("Device", device.uuid) + self.field("Address", device.address)
        lines += self.field("Release", device.release) + self.value("FQDN", device.fqdn)
        lines += self.field("Profile", device.profile.map { "\($0.value), by \($0.origin)" } ?? Self.words(device))
        let version = device.policyVersion == 0 ? "standard" : "version \(device.policyVersion)"
        lines += self.field("Policy", device.policyEnabled ? version : "\(version), off")
        lines += self.value("Site", device.site) + self.value("AMT version", device.amtVersion)
        for field in device.fields.sorted(by: { $0.key < $1.key }) {
            lines += self.field("Field", "\(field.key): \(field.value)")
        }
        if device.sources.isEmpty { lines += ["", "No source is enabled."] }
        for source in device.sources { lines += [""] + self.source(source) }
        guard !device.conflicts.isEmpty else { return lines }
        return lines + ["", "Sources that say something else:"]
            + device.conflicts.map { conflict in
                DisplayText.safe(
                    "  \(conflict.field): \(conflict.value), \(conflict.source)\(Self.aside(conflict.standing))")
            }
    }

    /// Why there is no profile.
    private static func words(_ device: DeviceResolution) -> String {
        switch device.outcome {
        case "asks-dns": "a worker would ask DNS first"
        case "asks-props": "a worker would ask the properties program first"
        case "asks-release": "a worker would ask the device for its release first"
        default: device.problem.map { "none: \($0.detail)" } ?? "none"
        }
    }

    private func value(_ name: String, _ value: DeviceResolution.Value?) -> [String] {
        self.field(
            name,
            value.map {
                "\($0.value), by \($0.source), data of \(DisplayText.moment($0.dataAt))\(Self.aside($0.standing))"
            })
    }

    private func source(_ source: DeviceResolution.Source) -> [String] {
        let age = source.ageDays.map { ", \($0) days old" } ?? ""
        let state = source.standing.map { "\(Self.aside($0))\($0 == "fresh" ? "" : age)" } ?? ""
        var lines = self.field("Source", "\(source.name): \(Self.end(source))\(state)")
        if let error = source.lastError { lines += self.field("", "it could not be read the last time: \(error)") }
        guard let match = source.match else { return lines }
        lines += self.record("record", match.record)
        if match.order == "raw" { lines += self.field("", "its UUID is in the byte order of SMBIOS") }
        if let location = match.location { lines += self.record("location", location) }
        return lines
    }

    private func record(_ name: String, _ kept: DeviceResolution.Match.Kept) -> [String] {
        let gone = kept.vanishedAt.map { ", gone since \(DisplayText.moment($0))" } ?? ""
        return self.field(
            "", "\(name) \(kept.says.resource), here since \(DisplayText.moment(kept.changedAt))\(gone)")
    }

    private static func end(_ source: DeviceResolution.Source) -> String {
        let names = source.names.joined(separator: ", ")
        return switch source.end {
        case "found": names
        case "never-synced": "was never read to its end"
        case "no-capability-record": "no record has the UUID"
        case "no-location-record": "the UUID's computer has no record of its name"
        case "fqdn-empty": "the name is empty"
        case "fqdn-malformed": "what stands for a name is none: \(names)"
        case "several-names": "several names: \(names)"
        default: source.end
        }
    }

    private static func aside(_ standing: String) -> String { standing == "fresh" ? "" : " (\(standing))" }
}
