import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at all that has to be there for devices to be provisioned, and say what is not.",
        discussion: Examples.after(
            """
            Looked at are the API, its clock and database, the nodes, the name ProvisionServer in every suffix that devices \
            may have, who listens there, certificates against suffixes, and some devices. What is found has a level, a \
            sentence, and what to paste. Exit code 1: something is broken; 5: something will be or may be; 0: neither.

            Suffixes are those of --suffix, of the names of devices, of DHCP's option 15 and of /etc/resolv.conf. What was \
            not looked at, because there is too much of it or because no answer came, is said too. What is seen is seen \
            from this machine; workers and devices may stand in other networks.
            """, "doctor", "doctor --suffix corp.example.com --suffix lab.example.com",
            "doctor --device 4c4c4544-0042-3510-8052-b4c04f4a3532 -o json"))

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("A DNS suffix that devices have; may be repeated.", valueName: "suffix"))
    var suffix: [String] = []
    @Option(help: ArgumentHelp("A device to call, in place of a sample; may be repeated.", valueName: "uuid"))
    var device: [DeviceArgument] = []
    @Option(help: ArgumentHelp("How many devices to call: 0 to 50.", valueName: "n")) var sample = 5
    @Option(help: ArgumentHelp("Port of the listeners.", valueName: "port")) var listenerPort: UInt16 = 9971
    @Option(help: ArgumentHelp("Port of the devices.", valueName: "port")) var devicePort: UInt16 = 16993

    func validate() throws {
        guard (0...50).contains(self.sample) else { throw ValidationError("--sample is a number from 0 to 50.") }
        for suffix in self.suffix where NetworkFiles.plain(suffix).isEmpty {
            throw ValidationError("\(suffix) is no DNS suffix.")
        }
    }

    func run() async throws {
        try await Session.run(self.options, needsToken: false) { session throws(CommandFailure) in
            let doctor = Doctor(
                world: SystemWorld(client: session.client),
                order: Doctor.Order(
                    suffixes: self.suffix, devices: self.device.map(\.text), sampleCount: self.sample,
                    listenerPort: self.listenerPort, devicePort: self.devicePort,
                    hasToken: !session.client.token.isEmpty))
            let report = await doctor.run()
            if session.output.isForPeople {
                session.show(session.pages.doctor(report))
            } else {
                try session.show(own: report)
            }
            let count = report.findings.count { $0.level == report.worst }
            switch report.status {
            case .done: break
            case let status:
                let word = report.worst == .fault ? "fault" : "warning"
                throw .found(status, "\(count) \(word)\(count == 1 ? "" : "s").")
            }
        }
    }
}

extension Pages {
    func doctor(_ report: DoctorReport) -> [String] {
        let width = DoctorFinding.Check.allCases.map(\.rawValue.count).max() ?? 0
        let indent = 8 + width + 2
        let room = max(30, (self.columnsMax ?? 110) - indent)
        return report.findings.flatMap { finding in
            let heading =
                self.level(finding.level) + DisplayText.padded(finding.check.rawValue, to: width) + "  "
            let sentence = DisplayText.wrapped(DisplayText.safe(finding.sentence), to: room)
            let blanks = String(repeating: " ", count: indent)
            // What is well needs nothing to be done.
            let paste = finding.level == .good ? [] : finding.paste.map { blanks + "  " + DisplayText.safe($0) }
            return sentence.enumerated().map { ($0 == 0 ? heading : blanks) + $1 } + paste
        }
    }

    private func level(_ level: DoctorFinding.Level) -> String {
        let text = DisplayText.padded(level.rawValue, to: 8)
        switch level {
        case .good: return self.painted(text, 32)
        case .note: return text
        case .warning: return self.painted(text, 33)
        case .fault: return self.painted(text, 31)
        }
    }
}
