import ArgumentParser
import Foundation

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Devices: where they stand, what was done, what they accept.",
        subcommands: [
            List.self, Show.self, Timeline.self, Credential.self, Retry.self, Apply.self, Resolve.self,
            Explain.self, Certificates.self, Revoke.self, OneTimePassword.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List devices in order of their UUIDs.",
            discussion: """
                EXAMPLES
                  provisionctl device list --state parked
                  provisionctl device list --all -o json
                """)

        @OptionGroup var options: GlobalOptions

        @Option(help: "Only devices in this state: discovered, waiting, provisioning, provisioned, parked, silent.")
        var state: String?

        @Option(help: ArgumentHelp("Devices to ask for at once, 1 to 1000.", valueName: "n"))
        var limit = 1_000

        @Option(help: ArgumentHelp("Go on after an earlier list.", valueName: "cursor"))
        var cursor: String?

        @Flag(help: "Follow the list to its end; with -o json one object a page.")
        var all = false

        func validate() throws {
            guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                var next = self.cursor
                var devices: [Device] = []
                repeat {
                    var query = [("limit", String(self.limit))]
                    if let state = self.state { query.append(("state", state)) }
                    if let next { query.append(("cursor", next)) }
                    let body = try await session.client.send("GET", "/v1/devices", query: query)
                    let page = try Answer.read(body, as: DevicePage.self)
                    if session.output == .json { Session.print(body) }
                    devices += page.devices
                    next = page.nextCursor
                } while self.all && next != nil
                guard session.output == .table else { return }
                let lines = session.pages.devices(devices)
                Session.print(Data((lines.joined(separator: "\n") + "\n").utf8))
                if let next { Session.complain("There are more: add --cursor \(next), or --all.") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one device, and why it is not provisioned when it is not.")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show("/v1/devices/\(self.uuid.text)", as: Device.self) { session.pages.device($0) }
            }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show why one device has its name and profile, or has none.",
            discussion: """
                What each source of inventory says of it now, which of them is believed, and who says which profile it gets. \
                The device need not have said hello.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show("/v1/devices/\(self.uuid.text)/resolution", as: DeviceResolution.self) {
                    session.pages.resolution($0)
                }
            }
        }
    }

    struct Timeline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what was done to one device, oldest first.")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        @Option(help: ArgumentHelp("The newest entries to show, 1 to 1000.", valueName: "n"))
        var limit = 200

        func validate() throws {
            guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show(
                    "/v1/devices/\(self.uuid.text)/timeline", query: [("limit", String(self.limit))],
                    as: provisionctl.Timeline.self
                ) { session.pages.timeline($0) }
            }
        }
    }

    struct Credential: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every credential that one device may hold or has held, newest first.",
            discussion: "Passwords are printed as they are. The server notes in its log that they were shown.")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show("/v1/devices/\(self.uuid.text)/credential", as: CredentialList.self) {
                    session.pages.credentials($0)
                }
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give provisioned devices their profiles again at once.")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The devices' UUIDs.") var uuids: [DeviceArgument]

        func run() async throws {
            try await DeviceCommand.order("apply", self.uuids, self.options)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take waiting or parked devices up again at once.")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The devices' UUIDs.") var uuids: [DeviceArgument]

        func run() async throws {
            try await DeviceCommand.order("retry", self.uuids, self.options)
        }
    }
}

/// A UUID on the command line, lower case. Checked here, so that a typo costs no request.
struct DeviceArgument: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard let uuid = UUID(uuidString: argument) else { return nil }
        self.text = uuid.uuidString.lowercased()
    }
}
