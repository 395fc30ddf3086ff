import ArgumentParser

extension DeviceCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why a device stands where it stands, what happens next, and what you can do.",
            discussion: """
                EXAMPLES
                  provisionctl device explain 4c4c4544-0042-3510-8052-b4c04f4a3532
                """)

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show(
                    "/v1/devices/\(self.uuid.text)/explanation", as: DeviceExplanation.self
                ) { session.pages.explanation($0) }
            }
        }
    }
}

struct DeviceExplanation: Decodable, Equatable {
    struct Action: Decodable, Equatable {
        var text: String
        var command: String?
    }

    var uuid: String
    var state: String
    var code: String?
    var summary: String
    var seen: [String]
    var concluded: [String]
    var next: String
    var nextAt: String?
    var actions: [Action]
    var runbook: String?
}

extension Pages {
    func explanation(_ explanation: DeviceExplanation) -> [String] {
        var lines = [DisplayText.safe(explanation.summary), ""]
        lines += self.part("Seen", explanation.seen)
        lines += self.part("Concluded", explanation.concluded)
        let until = explanation.nextAt.map { " (\(DisplayText.moment($0)))" } ?? ""
        lines += self.part("Next", [explanation.next + until])
        lines += self.part(
            "What you can do",
            explanation.actions.flatMap { action in [action.text] + (action.command.map { ["  \($0)"] } ?? []) })
        if let runbook = explanation.runbook { lines += self.part("Runbook", [runbook]) }
        return lines.last == "" ? Array(lines.dropLast()) : lines
    }

    /// A heading with its sentences below it; nothing without sentences.
    private func part(_ heading: String, _ sentences: [String]) -> [String] {
        sentences.isEmpty ? [] : [heading] + sentences.map { "  " + DisplayText.safe($0) } + [""]
    }
}
