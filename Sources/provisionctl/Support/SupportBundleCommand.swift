import ArgumentParser
import Foundation
import Synchronization

struct SupportBundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-bundle",
        abstract: "Put into one file what somebody needs who is to help from afar; no secret is in it.",
        discussion: Examples.after(
            """
            In it are the doctor's findings, nodes with versions, settings, counts, jobs, sources, certificates without keys, \
            stuck devices with their explanations and timelines, recent events, metrics, and the end of the audit log. \
            Passwords, keys and tokens are not. With --pseudonymise names of hosts, domains and addresses are replaced. Look \
            into it before you send it: tar xzf FILE.

            README.txt says what is not in it or not whole. What the token is not for is left out; viewer and auditor \
            together see all of it.
            """, "support-bundle support.tar.gz", "support-bundle support.tar.gz --pseudonymise --devices 50"))

    /// Each is three questions.
    private static let devicesMax = 500

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The file to make.", completion: .file()) var file: String
    @Option(help: ArgumentHelp("How many stuck devices to explain: 0 to 500.", valueName: "n")) var devices = 20
    @Flag(help: "Replace names of hosts, domains and addresses.") var pseudonymise = false

    func validate() throws {
        guard (0...Self.devicesMax).contains(self.devices) else {
            throw ValidationError("--devices is a number from 0 to \(Self.devicesMax).")
        }
    }

    func run() async throws {
        try await Session.run(self.options) { session throws(CommandFailure) in
            // Made first: nothing is asked for that cannot be kept.
            let file = try PrivateFile(making: self.file)
            let shown = ProgressLine(onTerminalsOnly: true)
            defer { shown.clear() }
            do throws(CommandFailure) {
                shown.show("doctor")
                let names = SharedState(Pseudonyms())
                let system = SystemWorld(client: session.client)
                let world: any DoctorWorld = self.pseudonymise ? NotedWorld(world: system, names: names) : system
                let doctor = await Doctor(world: world, order: Doctor.Order()).run()
                // Whoever is not let in, or reaches nobody, has nothing to send.
                _ = try await session.client.send("GET", "/v1/queue")
                var bundle = SupportBundle(
                    client: session.client,
                    order: .init(devicesMax: self.devices, pseudonymises: self.pseudonymise))
                bundle.progress = { shown.show($0) }
                bundle.names = names.value.withLock { $0 }
                await bundle.gather(doctor: doctor)
                guard let gzip = bundle.archive(now: Date()).gzip else {
                    throw .incomplete("There is no memory to pack the bundle.")
                }
                try file.keep(gzip)
                shown.clear()
                session.show(["\(DisplayText.safe(file.path)) is made: \(Pages.bytes(Int64(gzip.count)))."])
                for gap in bundle.gaps { Session.complain("Not in it: \(gap)") }
            } catch {
                file.discard()
                throw error
            }
        }
    }
}
