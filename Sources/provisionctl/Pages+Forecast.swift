/// Plans, laid out for people.
extension Pages {
    func forecast(_ forecast: PlanForecast) -> [String] {
        var lines = self.field(
            "Profile",
            forecast.profileVersion.map { "\(forecast.profile), version \($0)" } ?? "\(forecast.profile), this document"
        )
        lines += self.field("Device read", forecast.readAt.map(DisplayText.moment) ?? "never: everything would be set")
        if let release = forecast.release { lines += self.field("AMT", release) }
        if !forecast.setup.isEmpty { lines += self.field("Setup", forecast.setup.joined(separator: " ")) }
        lines.append("")
        if forecast.steps.isEmpty { lines.append("Nothing would be written.") }
        for step in forecast.steps {
            let subject = step.subject.map { " \($0)" } ?? ""
            lines.append(DisplayText.safe("\(step.section): \(step.step)\(subject)"))
            lines += step.changes.map { DisplayText.safe("    \($0.field): \($0.from ?? "–") → \($0.to)") }
        }
        lines += self.sections("Not applicable, for the firmware does not have it:", forecast.notApplicable)
        lines += self.sections("Cannot be applied:", forecast.problems)
        return lines + self.faults("More than the firmware may take:", forecast.warnings)
    }

    private func sections(_ heading: String, _ sections: [PlanForecast.Section]) -> [String] {
        guard !sections.isEmpty else { return [] }
        return ["", heading]
            + sections.map { section in
                let facts = section.evidence.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                return DisplayText.safe("  \(section.section): \(facts.joined(separator: ", "))")
            }
    }
}
