import ArgumentParser
import Foundation

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over what another provisioning server knows.",
        discussion: Examples.after("", "import scs --devices amts.csv --dry-run"),
        subcommands: [SCS.self])

    struct SCS: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scs",
            abstract: "Devices, pre-shared keys and passwords of Intel SCS, from exported tables.",
            discussion: """
                Each FILE is a table with a heading line, separated by commas, semicolons, tabs or bars. Columns are known by \
                the names that SCS and Altiris use; --column names others. Fields: uuid, fqdn, amtVersion, profile of devices; \
                pid, pps of keys; uuid, username, password, mebxPassword, digestRealm of passwords.

                It may be run again: what is known stays as it is, and no password is written over. Exit code 1 says that \
                something could not be used; the report says what, without showing a value.

                EXAMPLES
                  provisionctl import scs --devices amts.csv --dry-run
                  provisionctl import scs --devices amts.csv --profile "Standard Profile=default"
                  provisionctl import scs --keys pid_map.csv --passwords amts.csv --column password=conf_password
                """)

        @OptionGroup var options: GlobalOptions

        @Option(help: ArgumentHelp("Table of devices.", valueName: "file"), completion: .file())
        var devices: String?

        @Option(help: ArgumentHelp("Table of PID and PPS pairs.", valueName: "file"), completion: .file())
        var keys: String?

        @Option(help: ArgumentHelp("Table of the devices' passwords.", valueName: "file"), completion: .file())
        var passwords: String?

        @Option(help: ArgumentHelp("Source of kind push that devices go to (default: scs).", valueName: "name"))
        var source: SourceArgument?

        @Option(help: ArgumentHelp("The column of a field; may be repeated.", valueName: "field=name"))
        var column: [ColumnArgument] = []

        @Option(help: ArgumentHelp("A profile there and the one here; may be repeated.", valueName: "old=new"))
        var profile: [ProfileArgumentPair] = []

        @Flag(help: "UUIDs have their first three groups in the byte order of SMBIOS.")
        var byteSwapped = false

        @Flag(help: "Judge the tables and send nothing.")
        var dryRun = false

        func validate() throws {
            guard self.devices != nil || self.keys != nil || self.passwords != nil else {
                throw ValidationError("Name a table: --devices, --keys or --passwords.")
            }
        }

        private var order: ImportOrder {
            ImportOrder(
                devices: self.devices, keys: self.keys, passwords: self.passwords,
                source: self.source?.text ?? "scs", columns: self.column,
                rules: ImportRules(
                    isByteSwapped: self.byteSwapped,
                    profiles: Dictionary(self.profile.map { ($0.old, $0.new) }, uniquingKeysWith: { _, last in last })),
                isDryRun: self.dryRun)
        }

        func run() async throws {
            try await Session.run(self.options, needsToken: !self.dryRun) { session throws(CommandFailure) in
                var run = ImportRun(self.order, client: session.client)
                do throws(CommandFailure) {
                    try await run.run()
                } catch {
                    if run.hasBegun { try Self.show(run.report, session) }
                    throw error
                }
                try Self.show(run.report, session)
                let count = run.report.findingCount
                guard count == 0 else {
                    throw .incomplete("\(count) of the rows could not be used, or not all of them.")
                }
            }
        }

        static func show(
            _ report: ImportReport, _ session: Session, linesPerReasonMax: Int = Pages.linesPerReasonMax
        ) throws(CommandFailure) {
            guard session.output.isForPeople else { return try session.show(own: report) }
            session.show(session.pages.imported(report, linesPerReasonMax: linesPerReasonMax))
        }
    }
}
