import ArgumentParser

extension DeviceCommand {
    struct OneTimePassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "one-time-password",
            abstract: "Register what a device has to show in setup, once. It need not be known yet.",
            discussion: """
                The value is read from standard input or from a file, never from the command line, which others can see. \
                One line break at its end is left out. It takes the place of an earlier one, and is gone when the device is \
                provisioned.

                EXAMPLES
                  provisionctl device one-time-password 4c4c4544-0042-3510-8052-b4c04f4a3532 --file password
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        @Option(help: ArgumentHelp("File that holds the value.", valueName: "file"), completion: .file())
        var file: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let value = try SecretValue.read(file: self.file, prompt: "One-time password")
                let body = try await session.client.send(
                    "PUT", "/v1/devices/\(self.uuid.text)/one-time-password", json: try SecretValue.json(value))
                try session.show(body, as: OneTimePasswordRegistered.self) {
                    ["The one-time password of \($0.uuid) is registered."]
                }
            }
        }
    }
}

struct OneTimePasswordRegistered: Decodable, Equatable {
    var uuid: String
}
