import AMT
import ControlAPI
import Coordinator
import Foundation
import Listener
import Logging
import Provisioning
import Telemetry
import Worker

/// One key of the configuration: what it means, and how its text becomes a value.
struct Setting: Sendable {
    let key: String
    /// Shown in the reference.
    let kind: String
    let standard: String
    let meaning: String
    /// Its value is not shown in faults.
    var isSecret = false
    /// Returns `false` for a text that is no value of this setting.
    let apply: @Sendable (String, inout ServerSettings) -> Bool

    /// `PROVISION_` and the key in upper case with `_` for `.`.
    var environmentName: String {
        "PROVISION_" + self.key.uppercased().replacingOccurrences(of: ".", with: "_")
    }
}

/// All keys, in the order of the reference.
enum SettingsTable {
    static let all: [Setting] =
        Self.house + Self.keys + Self.node + Self.listener + Self.worker + Self.issuer + Self.properties
        + Self.coordinator + Self.api
        + Self.bootstrap

    private static let house: [Setting] = [
        Self.text("state_directory", "./var", "private PostgreSQL, generated keys", \.stateDirectory),
        Setting(
            key: "database.url", kind: "libpq connection string",
            standard: "none: a private PostgreSQL in state_directory",
            meaning: "the cluster's database; may name several hosts", isSecret: true
        ) { text, settings in
            settings.databaseURL = Secret(text: text)
            return !text.isEmpty
        },
        Self.integer(
            "database.connections", 8, 2...32,
            "connections of one process in each of its two pools, and half as many in each of the two that its role api has besides",
            \.databaseConnections),
    ]

    /// Where the keys that seal come from: one of three.
    private static let keys: [Setting] = [
        Self.path(
            "secrets.key_file", "key-encryption-keys in state_directory",
            "keys that seal stored secrets; the same on every node; made when it is not there", \.keyFile),
        Setting(
            key: "secrets.key_variable", kind: "name of an environment variable", standard: "none: secrets.key_file",
            meaning: "variable that has the lines of a key file; its name does not begin with PROVISION_"
        ) { text, settings in
            settings.keyVariable = text
            return KeySource.isVariable(text)
        },
        Setting(
            key: "secrets.key_command", kind: "list: a program's absolute path and its arguments",
            standard: "none: secrets.key_file",
            meaning:
                "program that prints the lines of a key file, run at each start without a shell; as JSON when an argument has a comma",
            isSecret: true
        ) { text, settings in
            guard let words = KeySource.words(text) else { return false }
            settings.keyCommand = words
            return true
        },
        Self.integer(
            "secrets.key_command_seconds", 30, 1...600, "a key command that takes longer is ended", \.keyCommandSeconds),
    ]

    private static let node: [Setting] = [
        Self.text("site", "default", "the site this node serves", \.site),
        Self.optionalText("node.name", "host name", "shown in journal and logs", \.nodeName),
        Setting(
            key: "log.level", kind: "trace, debug, info, warning, error, critical", standard: "info",
            meaning: "the least level that is written"
        ) { text, settings in
            guard let level = Logger.Level(rawValue: text) else { return false }
            settings.logLevel = level
            return true
        },
        Setting(
            key: "log.format", kind: "text, json", standard: "text", meaning: "form of a log line on standard error"
        ) {
            text, settings in
            guard let format = LogFormat(rawValue: text) else { return false }
            settings.logFormat = format
            return true
        },
    ]

    private static let listener: [Setting] = [
        Setting(
            key: "listener.bind", kind: "list of IP addresses", standard: "0.0.0.0",
            meaning: "where devices say hello; :: alone takes IPv4 too"
        ) { text, settings in
            let addresses = Self.list(text).map { IPAddress($0) }
            settings.listener.bind = addresses.compactMap { $0 }
            return !addresses.isEmpty && !addresses.contains { $0 == nil }
        },
        Self.integer("listener.port", 9971, 0...65_535, "0 takes any free port", \.listener.port),
        Self.seconds(
            "listener.hello_timeout_seconds", 10, 1...60, "from accept to the last byte of a hello",
            \.listener.helloTimeout),
        Self.seconds(
            "listener.commit_timeout_seconds", 5, 1...60, "from the last byte to its commit; beyond it RST",
            \.listener.commitTimeout),
        Self.integer(
            "listener.connections_max", 4096, 1...65_535, "open at once; further ones are reset",
            \.listener.connectionsMax),
        Self.integer(
            "listener.connections_per_source_max", 32, 1...65_535, "open at once from one address",
            \.listener.connectionsPerSourceMax),
        Self.integer(
            "listener.connections_per_source_per_minute_max", 0, 0...1_000_000, "0 is no limit",
            \.listener.connectionsPerSourcePerMinuteMax),
        Self.networks(
            "listener.proxy_peers", "load balancers that send a PROXY header, version 1 or 2", \.listener.proxyPeers),
        Self.seconds(
            "listener.refresh_seconds", 600, 0...86_400, "an unchanged repeat is not written more often",
            \.listener.refresh),
        Self.seconds(
            "listener.remembered_seconds", 30, 0...86_400, "an unchanged repeat is answered from memory for so long",
            \.listener.remembered),
        Self.integer(
            "listener.remembered_devices_max", 200_000, 0...5_000_000, "devices whose repeats are known",
            \.listener.rememberedDevicesMax),
        Self.integer(
            "listener.unexpected_per_address_max", 200, 1...1_000_000,
            "requests of devices that nobody expects, at one address; further ones are reset",
            \.listener.unexpected.perAddressMax),
        Self.integer(
            "listener.unexpected_per_site_max", 50_000, 1...10_000_000,
            "requests of devices that nobody expects, at the node's site; further ones are reset",
            \.listener.unexpected.perSiteMax),
        Self.wholeSeconds(
            "hello_window.pki_seconds", 86_400, 600...918_000, "how long a device with root hashes listens",
            \.helloWindow.pkiSeconds),
        Self.wholeSeconds(
            "hello_window.psk_seconds", 21_600, 600...918_000, "how long a device with a pre-shared key listens",
            \.helloWindow.pskSeconds),
    ]

    private static let worker: [Setting] = [
        Self.integer("worker.slots", 200, 1...10_000, "devices at once in one process", \.worker.slots),
        Setting(
            key: "worker.device_port", kind: "integer 1...65535", standard: "16993",
            meaning: "where devices are called back"
        ) {
            text, settings in
            guard let port = UInt16(text), port > 0 else { return false }
            settings.worker.devicePort = port
            return true
        },
        Setting(
            key: "worker.plain_port", kind: "integer 1...65535", standard: "16992",
            meaning: "where devices without TLS are called"
        ) {
            text, settings in
            guard let port = UInt16(text), port > 0 else { return false }
            settings.worker.plainPort = port
            return true
        },
        Self.text(
            "worker.caller_name", "provisionserver",
            "name in the certificate that is shown to devices in mutual TLS", \.worker.callerName),
        Self.seconds(
            "worker.lease_seconds", 90, 20...3600, "how long a dead worker's devices wait for another", \.worker.lease),
        Self.seconds(
            "worker.connect_timeout_seconds", 15, 1...120, "TCP and TLS of one connection", \.worker.connectTimeout),
        Setting(
            key: "worker.attempts_max", kind: "integer 1...1000", standard: "12",
            meaning: "a device that fails as often is parked"
        ) {
            text, settings in
            guard let value = Int(text), (1...1000).contains(value) else { return false }
            settings.worker.attemptsMax = value
            settings.coordinator.attemptsMax = value
            return true
        },
        Self.seconds(
            "worker.restart_wait_seconds", 120, 5...900, "how long a device may take to come back after the commit",
            \.worker.restartWait),
        Self.seconds(
            "worker.busy_wait_seconds", 120, 1...900,
            "how long one call is repeated while the firmware says that it is busy",
            \.worker.busyWait),
        Setting(
            key: "worker.rounds_max", kind: "integer 2...100", standard: "8",
            meaning: "how often one attempt reads a device anew after an answer that did not come"
        ) {
            text, settings in
            guard let value = Int(text), (2...100).contains(value) else { return false }
            settings.worker.roundsMax = value
            return true
        },
        Setting(
            key: "worker.shared_secrets", kind: "proven, expected", standard: "proven",
            meaning:
                "which devices get secrets that others have too: those that proved who they are, or all that inventory expects"
        ) { text, settings in
            guard let rule = SharedSecretRule(rawValue: text) else { return false }
            settings.worker.sharedSecrets = rule
            return true
        },
        Setting(
            key: "worker.on_die_certificates_file", kind: "path", standard: "none: Intel's root alone",
            meaning: "PEM with further roots and intermediates for the chains that firmware has from its maker"
        ) { text, settings in
            guard let content = try? String(contentsOfFile: text, encoding: .utf8) else { return false }
            settings.onDieCertificates = content
            return content.contains("-----BEGIN CERTIFICATE-----")
        },
        Setting(
            key: "worker.setup_passwords_file", kind: "path", standard: "none: the empty password and admin",
            meaning: "passwords to try on a device in setup, one a line; an empty line is the empty password"
        ) { text, settings in
            guard let content = try? String(contentsOfFile: text, encoding: .utf8) else { return false }
            let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            settings.worker.setupPasswords = (lines.last == "" ? lines.dropLast() : lines[...]).map { Secret(text: $0) }
            return !settings.worker.setupPasswords.isEmpty
                && settings.worker.setupPasswords.count <= LogonTrials.inRowMax
        },
        Setting(
            key: "profile.mebx_password", kind: "random, leave", standard: "random",
            meaning: "the MEBx password: one of its own for each device, or left alone"
        ) { text, settings in
            guard let policy = ["random", "leave"].first(where: { $0 == text }) else { return false }
            settings.worker.builtInProfile.mebx.password = policy == "leave" ? .leave : .random
            return true
        },
        Setting(
            key: "profile.accept_non_secure_connections", kind: "true, false", standard: "false",
            meaning: "whether devices keep their ports without TLS open"
        ) { text, settings in
            guard let value = Bool(text) else { return false }
            settings.worker.builtInProfile.tls.acceptNonSecureConnections = value
            return true
        },
    ]

    private static let issuer: [Setting] = [
        Setting(
            key: "issuer.kind", kind: "built-in, vault, step-ca, command", standard: "built-in",
            meaning: "who signs devices' certificates: the cluster's own authority, or one outside"
        ) { text, settings in
            guard let kind = IssuerChoice.Kind(rawValue: text) else { return false }
            settings.issuer.kind = kind
            return true
        },
        Self.optionalText(
            "issuer.url", "none",
            "with vault, the role's sign address, such as https://vault:8200/v1/pki/sign/amt; "
                + "with step-ca, https://ca/1.0/sign", \.issuer.url),
        Self.path(
            "issuer.token_file", "none",
            "with vault, its token; with step-ca, the provisioner's private key as a JSON Web Key",
            \.issuer.tokenFile),
        Self.optionalText(
            "issuer.provisioner", "none", "with step-ca, the name of its JWK provisioner", \.issuer.provisioner),
        Self.path(
            "issuer.ca_file", "none: the system's", "PEM with the roots that the issuer's own TLS is trusted by",
            \.issuer.caFile),
        Setting(
            key: "issuer.command", kind: "list: a program's absolute path and its arguments", standard: "none",
            meaning:
                "with command, gets a request as PEM, name and days behind its arguments, and prints the certificate as PEM"
        ) { text, settings in
            guard let words = KeySource.words(text) else { return false }
            settings.issuer.command = words
            return true
        },
        Self.integer(
            "issuer.command_seconds", 30, 1...300, "a signing program that takes longer is ended",
            \.issuer.commandSeconds),
        Self.path(
            "issuer.authority_file", "none", "PEM of the authority outside that signs devices' certificates",
            \.issuer.authorityFile),
        Self.path(
            "issuer.earlier_authorities_file", "none",
            "PEM of authorities outside that signed them before: devices are called by these until they are renewed",
            \.issuer.earlierAuthoritiesFile),
        Self.path(
            "issuer.caller_certificate_file", "none: no mutual TLS",
            "PEM that is shown to devices in mutual TLS when the issuer is outside", \.issuer.callerCertificateFile),
        Self.path("issuer.caller_key_file", "none", "PEM with its private key", \.issuer.callerKeyFile),
        Self.optionalText(
            "issuer.revocation_list_url", "none",
            "stands in certificates of the cluster's own authority: where its list of revoked ones is, such as "
                + "http://provision.corp.example/authority.crl", \.issuer.revocationListURL),
    ]

    private static let properties: [Setting] = [
        Self.path(
            "worker.props_command", "none", "properties program: gets a device as JSON, answers its name and profile",
            \.propsCommand),
        Self.integer(
            "worker.props_seconds", 30, 1...600, "a properties program that takes longer is ended", \.propsSeconds),
        Self.integer("worker.props_at_once", 10, 1...1000, "properties programs that run at once", \.propsAtOnce),
    ]

    private static let coordinator: [Setting] = [
        Self.seconds(
            "coordinator.unexpected_kept_seconds", 604_800, 3600...31_536_000,
            "how long a device that nobody expected is remembered after its last hello", \.coordinator.unexpectedKept),
        Self.integer(
            "coordinator.events_kept_days", 30, 1...3650, "events can be read again for so many days",
            \.coordinator.eventsKeptDays),
        Self.path(
            "inventory.file", "none",
            "local inventory: CSV with uuid, fqdn and, if wanted, profile; becomes the source named file",
            \.inventoryFile),
        Self.path(
            "inventory.directory", "none: inventory.file alone", "files below it may be sources, as file:///…",
            \.inventoryDirectory),
        Self.integer(
            "inventory.vanished_days", 30, 1...3650, "records that a source no longer has are kept so long",
            \.sync.vanishedDays),
    ]

    private static let api: [Setting] = [
        Self.text(
            "health.bind", "127.0.0.1", "health and metrics of processes without the role api", \.healthBind),
        Setting(
            key: "health.port", kind: "integer 0...65535", standard: "none",
            meaning: "where /livez, /readyz and /metrics are in a process without the role api; 0 takes any free port"
        ) { text, settings in
            guard let port = UInt16(text) else { return false }
            settings.healthPort = port
            return true
        },
        Self.text("api.bind", "127.0.0.1", "REST API, metrics, health", \.api.bind),
        Setting(key: "api.port", kind: "integer 0...65535", standard: "8971", meaning: "0 takes any free port") {
            text, settings in
            guard let port = UInt16(text) else { return false }
            settings.api.port = port
            return true
        },
        Self.integer(
            "api.requests_per_second", 100, 1...100_000,
            "requests of one caller that are answered in the long run; more are told to come back",
            \.api.requestsPerSecond),
        Self.networks(
            "api.proxy_peers", "proxies before the API, whose X-Forwarded-For says who calls", \.api.proxyPeers),
        Self.path(
            "api.certificate_file", "none: no TLS", "PEM, the API's own certificate first; read at start",
            \.apiCertificateFile),
        Self.path("api.key_file", "none", "PEM with its private key, for nobody but the service to read", \.apiKeyFile),
        Self.flag(
            "api.allow_plain", false, "lets the API leave this machine without TLS, where something else speaks it",
            \.apiAllowsPlain),
        Self.optionalText(
            "api.oidc.issuer", "none: our own tokens alone", "OpenID Connect provider, as its tokens name it; https",
            \.openID.issuer),
        Self.optionalText("api.oidc.audience", "none", "what the tokens' aud has to hold", \.openID.audience),
        Self.optionalText(
            "api.oidc.keys_url", "what the issuer's discovery document says", "the provider's key set; https",
            \.openID.keysURL),
        Self.path(
            "api.oidc.authority_file", "the system's", "PEM, authorities of the provider's own certificate",
            \.openID.authorityFile),
        Self.text("api.oidc.name_claim", "preferred_username", "who it is, for the audit log", \.openID.nameClaim),
        Self.text(
            "api.oidc.roles_claim", "roles", "a text or a list of them; with dots where it lies deeper",
            \.openID.rolesClaim),
        Setting(
            key: "api.oidc.roles", kind: "list of value=role", standard: "none: the values are the roles",
            meaning: "what values of the claim stand for"
        ) { text, settings in
            for item in text.split(separator: ",") {
                let parts = item.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                guard parts.count == 2, !parts[0].isEmpty, let role = AccessRole(rawValue: parts[1]) else {
                    return false
                }
                settings.openID.roles[parts[0], default: []].insert(role)
            }
            return !settings.openID.roles.isEmpty
        },
    ]

    private static let bootstrap: [Setting] = [
        Self.path(
            "bootstrap.setup_certificate_chain", "none", "PEM with leaf, intermediates and root",
            \.bootstrap.setupCertificateChain),
        Self.path(
            "bootstrap.setup_certificate_key", "none", "PEM with the leaf's private key",
            \.bootstrap.setupCertificateKey),
        Self.path(
            "bootstrap.authority_certificate", "none: one is made",
            "PEM of the authority that becomes the cluster's own where there is none yet",
            \.bootstrap.authorityCertificate),
        Self.path("bootstrap.authority_key", "none", "PEM with its private key, RSA", \.bootstrap.authorityKey),
        Self.path("bootstrap.psk_file", "none", "CSV with pid and pps", \.bootstrap.pskFile),
        Self.paths(
            "bootstrap.profiles", "profiles as YAML or JSON, each kept when there is none of its name yet",
            \.bootstrap.profiles),
        Self.paths(
            "bootstrap.sources", "inventory sources as YAML or JSON, each kept when there is none of its name yet",
            \.bootstrap.sources),
        Self.path(
            "bootstrap.policy", "none", "the assignment policy as YAML or JSON, kept when there is none yet",
            \.bootstrap.policy),
        Self.path(
            "bootstrap.secrets_directory", "none",
            "one file for each secret that profiles and sources name, called as it; kept when there is none of its name yet",
            \.bootstrap.secretsDirectory),
        Self.path(
            "bootstrap.api_token_file", "none: the token is printed once",
            "holds the first API token; made when missing", \.bootstrap.apiTokenFile),
    ]

    // MARK: - Kinds

    private typealias Path<Value> = any WritableKeyPath<ServerSettings, Value> & Sendable

    private static func list(_ text: String) -> [String] {
        text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    private static func text(_ key: String, _ standard: String, _ meaning: String, _ path: Path<String>) -> Setting {
        Setting(key: key, kind: "text", standard: standard, meaning: meaning) { text, settings in
            settings[keyPath: path] = text
            return !text.isEmpty
        }
    }

    private static func optionalText(
        _ key: String, _ standard: String, _ meaning: String, _ path: Path<String?>
    ) -> Setting {
        Setting(key: key, kind: "text", standard: standard, meaning: meaning) { text, settings in
            settings[keyPath: path] = text
            return !text.isEmpty
        }
    }

    private static func path(_ key: String, _ standard: String, _ meaning: String, _ path: Path<String?>) -> Setting {
        Setting(key: key, kind: "path", standard: standard, meaning: meaning) { text, settings in
            settings[keyPath: path] = text
            return !text.isEmpty
        }
    }

    private static func paths(_ key: String, _ meaning: String, _ path: Path<[String]>) -> Setting {
        Setting(key: key, kind: "list of paths", standard: "none", meaning: meaning) { text, settings in
            // Not at blanks: a path may hold them.
            let paths = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            }
            settings[keyPath: path] = paths
            return !paths.isEmpty
        }
    }

    private static func networks(_ key: String, _ meaning: String, _ path: Path<[IPNetwork]>) -> Setting {
        Setting(key: key, kind: "list of addresses or CIDR ranges", standard: "none", meaning: meaning) {
            text, settings in
            let networks = Self.list(text).map { IPNetwork($0) }
            settings[keyPath: path] = networks.compactMap { $0 }
            return !networks.contains { $0 == nil }
        }
    }

    private static func integer(
        _ key: String, _ standard: Int, _ range: ClosedRange<Int>, _ meaning: String, _ path: Path<Int>
    ) -> Setting {
        Setting(
            key: key, kind: "integer \(range.lowerBound)...\(range.upperBound)", standard: String(standard),
            meaning: meaning
        ) { text, settings in
            guard let value = Int(text), range.contains(value) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    private static func flag(_ key: String, _ standard: Bool, _ meaning: String, _ path: Path<Bool>) -> Setting {
        Setting(key: key, kind: "true, false", standard: String(standard), meaning: meaning) { text, settings in
            guard let value = Bool(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    private static func seconds(
        _ key: String, _ standard: Int, _ range: ClosedRange<Int>, _ meaning: String, _ path: Path<Duration>
    ) -> Setting {
        Setting(
            key: key, kind: "seconds \(range.lowerBound)...\(range.upperBound)", standard: String(standard),
            meaning: meaning
        ) { text, settings in
            guard let value = Int(text), range.contains(value) else { return false }
            settings[keyPath: path] = .seconds(value)
            return true
        }
    }

    private static func wholeSeconds(
        _ key: String, _ standard: Int, _ range: ClosedRange<Int64>, _ meaning: String, _ path: Path<Int64>
    ) -> Setting {
        Setting(
            key: key, kind: "seconds \(range.lowerBound)...\(range.upperBound)", standard: String(standard),
            meaning: meaning
        ) { text, settings in
            guard let value = Int64(text), range.contains(value) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }
}
