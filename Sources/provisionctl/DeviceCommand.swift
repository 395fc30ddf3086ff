import ArgumentParser
import Foundation

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Devices: where they stand, what was done, what they accept.",
        discussion: Examples.after(
            "", "device list --state parked", "device explain 4c4c4544-0042-3510-8052-b4c04f4a3532"),
        subcommands: [
            List.self, Show.self, Timeline.self, Credential.self, Retry.self, Apply.self, Resolve.self,
            Explain.self, Expected.self, Certificates.self, Revoke.self, OneTimePassword.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List devices in order of their UUIDs.",
            discussion: """
                EXAMPLES
                  provisionctl device list --state parked
                  provisionctl device list --site berlin --problem psk-unknown --watch
                  provisionctl device list --address 10.1.0.0/16 --release 16.1 -o wide
                  provisionctl device list --all -o json
                """)

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        @OptionGroup(title: "ONLY DEVICES") var filter: DeviceFilter
        @OptionGroup var page: PageOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.list(
                    "/v1/devices", query: self.filter.query, self.page, as: DevicePage.self,
                    entries: { ($0.devices, $0.nextCursor) }
                ) { session.pages.devices($0) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one device, and why it is not provisioned when it is not.",
            discussion: Examples.after(
                "", "device show 4c4c4544-0042-3510-8052-b4c04f4a3532",
                "device show 4c4c4544-0042-3510-8052-b4c04f4a3532 --watch"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
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

                EXAMPLES
                  provisionctl device resolve 4c4c4544-0042-3510-8052-b4c04f4a3532
                """)

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/devices/\(self.uuid.text)/resolution", as: DeviceResolution.self) {
                    session.pages.resolution($0)
                }
            }
        }
    }

    struct Timeline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what was done to one device, oldest first.",
            discussion: Examples.after("", "device timeline 4c4c4544-0042-3510-8052-b4c04f4a3532 --limit 20"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        @Option(help: ArgumentHelp("The newest entries to show, 1 to 1000.", valueName: "n"))
        var limit = 200

        func validate() throws {
            guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
        }

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
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
            discussion: Examples.after(
                "Passwords are printed as they are. The server notes in its log that they were shown.",
                "device credential 4c4c4544-0042-3510-8052-b4c04f4a3532 -o json"))

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
            abstract: "Give provisioned devices their profiles again at once.",
            discussion: Examples.after("", "device apply 4c4c4544-0042-3510-8052-b4c04f4a3532"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The devices' UUIDs.") var uuids: [DeviceArgument]

        func run() async throws {
            try await DeviceCommand.order("apply", self.uuids, self.options)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take waiting or parked devices up again at once.",
            discussion: Examples.after("", "device retry 4c4c4544-0042-3510-8052-b4c04f4a3532"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The devices' UUIDs.") var uuids: [DeviceArgument]

        func run() async throws {
            try await DeviceCommand.order("retry", self.uuids, self.options)
        }
    }
}

/// A UUID on the command line, lower case. Checked here, so that a typo costs no request.
struct DeviceArgument: ExpressibleByArgument, Equatable {
    static var defaultCompletionKind: CompletionKind { Completions.devices }

    let text: String

    init?(argument: String) {
        guard let uuid = UUID(uuidString: argument) else { return nil }
        self.text = uuid.uuidString.lowercased()
    }
}
