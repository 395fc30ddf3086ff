import AMT
import ArgumentParser
import Foundation

struct HelloCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hello", abstract: "Hellos: sent on trial, and as they come in.",
        discussion: Examples.after("", "hello send", "hello tail"), subcommands: [Send.self, Tail.self])

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say hello as a device does, and follow it through DNS and the listener into the database.",
            discussion: Examples.after(
                """
                It goes to every address of the name ProvisionServer, as the resolver of this machine has it, of that name \
                in --suffix, or to --to. Where it got lost is said, with what to paste; exit code 6.

                The device is synthetic: its UUID begins with 5e1f7e57 and is one of the 64 of this machine, a different one \
                for each address. Inventory does not know it; it gets nothing, and is forgotten by itself a week after its \
                last hello. Webhooks that are told of device.discovered are told of it.
                """, "hello send", "hello send --suffix corp.example.com", "hello send --to 10.1.0.9:9971 --form psk"))

        /// What a hello says of how a device may be called back.
        enum Form: String, CaseIterable, ExpressibleByArgument {
            case pki
            case psk
        }

        @OptionGroup var options: GlobalOptions
        @Option(help: ArgumentHelp("Where to, in place of the name.", valueName: "host:port")) var to: HostArgument?
        @Option(help: ArgumentHelp("The DNS suffix to look for ProvisionServer in.", valueName: "suffix"))
        var suffix: String?
        @Option(help: "pki, or psk for devices before AMT 11.") var form = Form.pki
        @Option(help: ArgumentHelp("Of the form psk; by itself one that nobody has.", valueName: "pid"))
        var pid: PIDArgument?
        @Option(help: ArgumentHelp("Another synthetic device than those of this machine.", valueName: "uuid"))
        var uuid: DeviceArgument?

        func validate() throws {
            guard self.to == nil || self.suffix == nil else {
                throw ValidationError("--to and --suffix say different things.")
            }
            // Whoever said hello for a real device would have workers call this machine in its place.
            guard self.uuid?.text.hasPrefix(SyntheticHello.prefix) ?? true else {
                throw ValidationError("--uuid begins with \(SyntheticHello.prefix): other UUIDs are of real devices.")
            }
            guard self.pid == nil || self.form == .psk else { throw ValidationError("--pid goes with --form psk.") }
            if let suffix, NetworkFiles.plain(suffix).isEmpty {
                throw ValidationError("\(suffix) is no DNS suffix.")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let trip = HelloTrip(
                    world: SystemHelloWorld(client: session.client), hellos: try self.hellos(), target: self.target,
                    port: self.to?.port ?? HostArgument.portDefault)
                let (findings, hasArrived) = try await trip.run()
                let report = DoctorReport(findings)
                if session.output.isForPeople {
                    session.show(session.pages.doctor(report))
                } else {
                    try session.show(own: report)
                }
                guard hasArrived else { throw .found(.lost, "The hello did not arrive.") }
            }
        }

        private var target: HelloTrip.Target {
            if let to { return .host(to.host) }
            // With a dot at its end search domains are left out.
            return .name(self.suffix.map { "\(Doctor.serverName).\(NetworkFiles.plain($0))." } ?? Doctor.serverName)
        }

        /// Addresses that are told apart.
        private static let hellosMax = 8

        private func hellos() throws(CommandFailure) -> [SyntheticHello] {
            let devices: [DeviceUUID] =
                if let uuid {
                    [DeviceUUID(uuid.text)].compactMap { $0 }
                } else {
                    SyntheticHello.slots.shuffled().prefix(Self.hellosMax).compactMap {
                        SyntheticHello.device(of: ProcessInfo.processInfo.hostName, slot: $0)
                    }
                }
            guard !devices.isEmpty else { throw .usage("No device can have this UUID.") }
            let form = try self.helloForm()
            return devices.map { SyntheticHello(device: $0, form: form) }
        }

        private func helloForm() throws(CommandFailure) -> SyntheticHello.Form {
            switch self.form {
            case .pki: return .pki([])
            case .psk:
                guard let pid = self.pid?.pid ?? (try? PID("SELFTEST".prefix(7) + Self.check("SELFTES"))) else {
                    throw .usage("The PID cannot be used.")
                }
                return .psk(pid)
            }
        }

        private static func check(_ characters: String) -> String {
            String(Character(Unicode.Scalar(CheckCharacter.of(characters.utf8))))
        }
    }

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what happens to devices as it happens, until it is interrupted.",
            discussion: Examples.after("", "hello tail", "hello tail -o json | grep -c device.discovered"))

        @OptionGroup var options: GlobalOptions
        @Option(help: ArgumentHelp("Begin behind this event.", valueName: "id")) var after: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.tail(type: "device.", after: self.after)
            }
        }
    }
}

/// A host with a port on the command line: `name`, `name:port`, `[address]:port`.
struct HostArgument: ExpressibleByArgument, Equatable {
    static let portDefault: UInt16 = 9971

    let host: String
    let port: UInt16

    init?(argument: String) {
        guard
            let match = argument.wholeMatch(
                of: /(?:\[([0-9A-Fa-f:.%a-z]+)\]|([A-Za-z0-9._\-]+))(?::([0-9]{1,5}))?/)
        else { return nil }
        self.host = String(match.1 ?? match.2 ?? "")
        guard let digits = match.3 else {
            self.port = Self.portDefault
            return
        }
        guard let port = UInt16(digits), port > 0 else { return nil }
        self.port = port
    }
}
