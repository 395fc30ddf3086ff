import AMT
import ArgumentParser
import Foundation

/// A PID on the command line, with or without its dash.
struct PIDArgument: ExpressibleByArgument, Equatable {
    let pid: PID

    init?(argument: String) {
        guard let pid = try? PID(argument) else { return nil }
        self.pid = pid
    }
}

extension PSKCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write keys into a file: what a machine needs for setup.",
            discussion: """
                Without --pid these are the available keys that were not given out before; each is given out once. The file has \
                keys, and setup.bin the MEBx password, in clear; it is made with mode 0600, and one that is there is left alone.

                EXAMPLES
                  provisionctl psk export keys.csv --format csv --count 50
                  provisionctl psk export setup.bin --format setup-bin --new-password-file mebx-password \\
                    --server-address 192.0.2.10 --usb-image stick.img
                """)

        /// How the keys stand in the file.
        enum Format: String, CaseIterable, ExpressibleByArgument {
            /// Lines `PID PPS`.
            case text
            /// A heading and lines `PID,PPS`.
            case csv
            /// One record for each machine.
            case setupBin = "setup-bin"
        }

        /// The API gives out no more in one call.
        static let countMax = 10_000

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The file to make.", completion: .file()) var file: String
        @Option(help: "text, csv or setup-bin.") var format = Format.text
        @Option(help: ArgumentHelp("A key of this PID, in whatever state; may be repeated.", valueName: "pid"))
        var pid: [PIDArgument] = []
        @Option(help: ArgumentHelp("How many at most: 1 to 10000.", valueName: "n")) var count: Int?
        @Flag(help: "Those too that were given out before. A machine may have one already.") var again = false
        @OptionGroup(title: "OPTIONS OF setup-bin") var setup: SetupBinOptions

        func validate() throws {
            guard self.options.output.isForPeople else {
                throw ValidationError("The API's answer has the keys: -o json and -o yaml do not go with a file.")
            }
            guard self.pid.isEmpty || (self.count == nil && !self.again) else {
                throw ValidationError("--pid names the keys: --count and --again do not go with it.")
            }
            guard (1...Self.countMax).contains(self.count ?? 1), self.pid.count <= Self.countMax else {
                throw ValidationError("The most at once is \(Self.countMax) keys.")
            }
            guard self.format == .setupBin || !self.setup.isUsed else {
                throw ValidationError("The options of setup-bin go with --format setup-bin.")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                switch self.format {
                case .text: try await self.writeList(session) { "\($0.pid) \(Self.dashed($0.pps))\n" }
                case .csv:
                    try await self.writeList(session, heading: "PID,PPS\n") { "\($0.pid),\(Self.dashed($0.pps))\n" }
                case .setupBin: try await self.writeSetupBin(session)
                }
            }
        }

        // MARK: - Files

        private func writeList(
            _ session: Session, heading: String = "", _ line: ((pid: PID, pps: PPS)) -> String
        ) async throws(CommandFailure) {
            // Made first: keys that cannot be kept are not asked for.
            let file = try PrivateFile(making: self.file)
            do throws(CommandFailure) {
                let keys = try await self.ask(session)
                try file.keep(Data((heading + keys.map(line).joined()).utf8))
                Self.tell(keys.count, [file.path])
            } catch {
                file.discard()
                throw error
            }
        }

        private func writeSetupBin(_ session: Session) async throws(CommandFailure) {
            let passwords = try self.setup.passwords()
            // What the version cannot hold is found before a key is given out.
            _ = try SetupBinWriter.bytes(of: self.setupFile([try Self.sample()], passwords))
            let writer = try SetupBinWriter(self.file, usbImage: self.setup.usbImage)
            do throws(CommandFailure) {
                let keys = try await self.ask(session)
                let file = self.setupFile(keys, passwords)
                try writer.keep(file)
                SetupBinWriter.warn(of: file)
                Self.tell(keys.count, writer.paths)
            } catch {
                writer.discard()
                throw error
            }
        }

        private func setupFile(
            _ keys: [(pid: PID, pps: PPS)], _ passwords: SetupFile.MEBxPasswords
        ) -> SetupFile {
            SetupFile.presharedKeys(
                keys, passwords: passwords, server: self.setup.server,
                version: self.setup.setupVersion?.version ?? .two)
        }

        /// A pair that is as long as every other one.
        private static func sample() throws(CommandFailure) -> (pid: PID, pps: PPS) {
            guard let pair = PresharedKeyMaker.pair(entropy: [UInt8](repeating: 0, count: 64)) else {
                throw .usage("No key can be made.")
            }
            return (pair.0, pair.1)
        }

        private static func tell(_ count: Int, _ paths: [String]) {
            let keys = "\(Pages.count(Int64(count))) key\(count == 1 ? "" : "s")"
            Session.print(paths.map { "\(keys): \(DisplayText.safe($0)) is made." })
        }

        private static func dashed(_ pps: PPS) -> String {
            let text = Array(pps.secret.reveal())
            return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }
                .joined(separator: "-")
        }

        // MARK: - The server

        private func ask(_ session: Session) async throws(CommandFailure) -> [(pid: PID, pps: PPS)] {
            let body = try await session.client.send("POST", "/v1/psk-keys/export", json: try self.order())
            let answer = try Answer.read(body, as: PSKExported.self)
            guard answer.unknown.isEmpty else {
                throw .incomplete("The server has no key for: \(answer.unknown.joined(separator: ", ")).")
            }
            guard !answer.keys.isEmpty else {
                throw .incomplete(
                    "No key is available that was not given out before. Make some with psk generate, or add --again.")
            }
            return try answer.keys.map { key throws(CommandFailure) in
                guard let pid = try? PID(key.pid), let pps = try? PPS(key.pps) else {
                    throw .answerUnreadable("a key in it is none")
                }
                return (pid, pps)
            }
        }

        private struct Order: Encodable {
            var pids: [String]?
            var available: Bool?
            var count: Int?
            var includeExported: Bool?
        }

        private func order() throws(CommandFailure) -> Data {
            let order =
                self.pid.isEmpty
                ? Order(available: true, count: self.count, includeExported: self.again)
                : Order(pids: self.pid.map(\.pid.text))
            guard let data = try? JSONEncoder().encode(order) else { throw .usage("The PIDs are not UTF-8.") }
            return data
        }
    }
}
