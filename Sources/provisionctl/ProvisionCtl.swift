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
              PROVISIONCTL_TOKEN       the API token itself
              PROVISIONCTL_TOKEN_FILE  file that holds the token; --token-file goes first
              COLUMNS                  width of tables; without it they fit the terminal
              NO_COLOR                 no colour, when set and not empty

              Without any of them: ~/.config/provisionctl/token, else ./var/api-token.

            EXIT CODES
              0   done
              1   the server refused or failed
              2   no such device or resource
              3   no token, or the server does not know it, or it is not for this
              4   the server could not be reached
              64  the command was not understood
              65  the document is not valid
            """,
        subcommands: [
            DeviceCommand.self, ProfileCommand.self, SourceCommand.self, PolicyCommand.self, SecretCommand.self,
            TokenCommand.self, AuditCommand.self, CertificateCommand.self, PSKCommand.self, SetupBinCommand.self,
            SecretsCommand.self, QueueCommand.self, ImportCommand.self,
        ])
}
