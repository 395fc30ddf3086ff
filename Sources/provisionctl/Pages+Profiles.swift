/// Profiles and secrets, laid out for people.
extension Pages {
    func profiles(_ profiles: [ProfileSummary]) -> [String] {
        guard !profiles.isEmpty else { return ["No profiles. Devices get the built-in one."] }
        return TextTable(
            columns: [
                .init(heading: "NAME", narrowest: 12), .init(heading: "VERSION", alignsRight: true),
                .init(heading: "MADE"), .init(heading: "BY", narrowest: 8),
            ],
            rows: profiles.map { [$0.name, String($0.version), DisplayText.moment($0.createdAt), $0.author] }
        ).lines(columnsMax: self.columnsMax)
    }

    /// - Parameter document: JSON over several lines.
    func profile(_ profile: ProfileSummary, document: String) -> [String] {
        self.field("Profile", profile.name) + self.field("Version", String(profile.version))
            + self.field("Made", DisplayText.moment(profile.createdAt)) + self.field("By", profile.author) + [""]
            + document.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.safe(String($0)) }
    }

    func validation(_ validation: ProfileValidation) -> [String] {
        ["The document is valid."] + self.warnings(validation.warnings)
    }

    func changes(_ validation: ProfileValidation) -> [String] {
        let name = DisplayText.safe(validation.name)
        guard !validation.changes.isEmpty else {
            return ["\(name) says the same in version \(validation.newestVersion ?? 0)."]
                + self.warnings(validation.warnings)
        }
        let heading =
            validation.newestVersion.map { "Changes to version \($0) of \(name):" } ?? "\(name) is new:"
        return [heading]
            + validation.changes.map { change in
                DisplayText.safe("  \(change.path): \(change.from?.text ?? "–") → \(change.to?.text ?? "–")")
            } + self.warnings(validation.warnings)
    }

    func kept(_ kept: ProfileKept) -> [String] {
        let name = DisplayText.safe(kept.name)
        return [
            kept.changed
                ? "\(name) has version \(kept.version)."
                : "\(name) said the same before; it stays at version \(kept.version)."
        ] + self.warnings(kept.warnings)
    }

    func secrets(_ list: SecretList) -> [String] {
        guard !list.secrets.isEmpty else { return ["No secrets."] }
        return TextTable(
            columns: [
                .init(heading: "NAME", narrowest: 12), .init(heading: "VERSION", alignsRight: true),
                .init(heading: "CHANGED"),
            ],
            rows: list.secrets.map { [$0.name, String($0.version), DisplayText.moment($0.changedAt)] }
        ).lines(columnsMax: self.columnsMax)
    }

    /// What became of each section of a device's profile.
    func sections(_ sections: [Device.Section]) -> [String] {
        guard !sections.isEmpty else { return [] }
        var table = TextTable(
            columns: [
                .init(heading: "SECTION"), .init(heading: "STATE"), .init(heading: "PROBLEM", narrowest: 9),
                .init(heading: "TRIED AGAIN"),
            ],
            rows: sections.map { [$0.section, $0.state, $0.problem?.code, $0.retryAt.map(DisplayText.moment)] })
        table.paint = { heading, text, laidOut in heading == "STATE" ? self.section(text, laidOut) : laidOut }
        return [""] + table.lines(columnsMax: self.columnsMax)
    }

    private func section(_ state: String, _ text: String) -> String {
        switch state {
        case "applied", "unchanged": self.painted(text, 32)
        case "failed": self.painted(text, 31)
        default: text
        }
    }

    private func warnings(_ warnings: [Fault]) -> [String] {
        let isOfRelease = { (fault: Fault) in fault.code == "release" }
        return self.faults("Before devices can have it:", warnings.filter { !isOfRelease($0) })
            + self.faults("Not to be had on every device:", warnings.filter(isOfRelease))
    }

    func faults(_ heading: String, _ faults: [Fault]) -> [String] {
        guard !faults.isEmpty else { return [] }
        return ["", heading]
            + faults.map { DisplayText.safe("  \($0.path.isEmpty ? "document" : $0.path): \($0.text)") }
    }
}
