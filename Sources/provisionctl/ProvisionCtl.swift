import ArgumentParser

/// The operator's client of ProvisionServer's API.
@main
struct ProvisionCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provisionctl",
        abstract: "See and order what ProvisionServer does with Intel AMT devices.",
        discussion: """
            EXAMPLES
              provisionctl queue show
              provisionctl device list --state parked
              provisionctl device show 4c4c4544-0042-3510-8052-b4c04f4a3532
              provisionctl device timeline 4c4c4544-0042-3510-8052-b4c04f4a3532
              provisionctl device credential 4c4c4544-0042-3510-8052-b4c04f4a3532 -o json
              provisionctl device retry 4c4c4544-0042-3510-8052-b4c04f4a3532
              provisionctl profile apply default.yaml
              provisionctl source apply altiris.yaml
              provisionctl source sync altiris --whole --watch
              provisionctl secret set wifi-office < passphrase
              provisionctl secrets rotate
              provisionctl import scs --devices amts.csv --keys pid_map.csv --dry-run
              provisionctl token make agents --role agent --file agent-token
              provisionctl psk generate --count 200
              provisionctl psk export setup.bin --format setup-bin --new-password-file mebx-password
              provisionctl setupbin show setup.bin
              provisionctl certificate lint setup.pfx --passphrase-file passphrase

            ENVIRONMENT
              PROVISIONCTL_SERVER      URL of the API; --server goes before it
              PROVISIONCTL_CONTEXT     which of the known clusters; --context goes before it
              PROVISIONCTL_TOKEN       the API token itself
              PROVISIONCTL_TOKEN_FILE  file that holds the token; --token-file goes first
              XDG_CONFIG_HOME          where the folder provisionctl is, in place of ~/.config
              COLUMNS                  width of tables on a terminal; without it the terminal's own
              NO_COLOR                 no colour, when set and not empty

              Without any of them: the current context, else ~/.config/provisionctl/token, else ./var/api-token.

            SHELLS
              provisionctl --generate-completion-script bash > /etc/bash_completion.d/provisionctl

            EXIT CODES
            \(ExitStatus.table)
            """,
        subcommands: [
            DeviceCommand.self, ProfileCommand.self, SourceCommand.self, PolicyCommand.self, SecretCommand.self,
            TokenCommand.self, AuditCommand.self, CertificateCommand.self, PSKCommand.self, SetupBinCommand.self,
            SecretsCommand.self, QueueCommand.self, ImportCommand.self, ContextCommand.self,
            NodeCommand.self, JobCommand.self, SiteCommand.self, LimboCommand.self, EventCommand.self,
            WebhookCommand.self, LogLevelCommand.self, DoctorCommand.self, HelloCommand.self, TopCommand.self,
            SupportBundleCommand.self,
        ])
}
