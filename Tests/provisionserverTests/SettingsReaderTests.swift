import AMT
import ControlAPI
import Coordinator
import CoreMetrics
import Foundation
import Listener
import Logging
import Provisioning
import Secrets
import Telemetry
import Testing
import Worker

@testable import provisionserver

@Suite("Settings") struct SettingsReaderTests {
    /// Reads a configuration from a file of the test's own.
    static func read(_ yaml: String? = nil, environment: [String: String] = [:]) throws -> SettingsReader.Reading {
        guard let yaml else { return SettingsReader.read(file: nil, environment: environment) }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        return SettingsReader.read(file: path, environment: environment)
    }

    static func faults(_ yaml: String? = nil, environment: [String: String] = [:]) throws -> [String] {
        try self.read(yaml, environment: environment).faults.map(\.description)
    }

    @Test("without file and environment everything has its standard value")
    func standard() throws {
        let reading = try Self.read()
        #expect(reading.faults.isEmpty)
        #expect(reading.settings.listener.port == 9971)
        #expect(reading.settings.worker.devicePort == 16993)
        #expect(reading.settings.api.port == 8971)
        #expect(reading.settings.api.bind == "127.0.0.1")
        #expect(reading.settings.worker.attemptsMax == reading.settings.coordinator.attemptsMax)
        #expect(reading.settings.databaseURL == nil)
        guard case .file(let path) = reading.settings.keySource else {
            Issue.record("\(reading.settings.keySource)")
            return
        }
        #expect(path == "./var/key-encryption-keys")
    }

    static let keyLine = "k1 " + Data(repeating: 5, count: 32).base64EncodedString()

    @Test("keys come from one source")
    func keySources() async throws {
        let both = try Self.faults("secrets:\n  key_file: /etc/keys\n  key_command: [/usr/bin/vault, read]\n")
        #expect(both.count == 1 && both[0].hasPrefix("secrets.key_file: keys have one source"))
        let command = try Self.read("secrets.key_command: [/usr/bin/vault, kv, get, '-field=keys', kek]").settings
        guard case .command(let words, let timeLimit) = command.keySource else {
            Issue.record("\(command.keySource)")
            return
        }
        #expect(timeLimit == .seconds(30))
        #expect(words == ["/usr/bin/vault", "kv", "get", "-field=keys", "kek"])
    }

    @Test("keys in a variable are taken, and what is wrong with them is told without them")
    func keyVariable() async throws {
        let environment = ["PROVISION_SECRETS_KEY_VARIABLE": "KEK", "KEK": Self.keyLine + "\n"]
        let reading = try Self.read(environment: environment)
        #expect(reading.faults.isEmpty)
        #expect(try await reading.settings.keySource.open(environment: environment).currentID == "k1")
        #expect(!"\(reading.settings)".contains("BQUF"))
        #expect(
            try Self.faults("secrets.key_variable: KEK") == ["secrets.key_variable: the variable KEK is not set"])
        #expect(try Self.faults("secrets.key_variable: PROVISION_KEK").count == 1)
        let wrong = try Self.read(environment: ["PROVISION_SECRETS_KEY_VARIABLE": "KEK", "KEK": "\nk1 c2VjcmV0"])
        let fault = await wrong.settings.keySource.fault(environment: [:])
        #expect(fault == "the variable KEK of secrets.key_variable does not hold keys, in line 2")
    }

    @Test(
        "words of a command",
        arguments: [
            ("/bin/kms, decrypt,--id,a b", ["/bin/kms", "decrypt", "--id", "a b"]),
            (#"["/bin/kms", "a,b", ""]"#, ["/bin/kms", "a,b", ""]), ("/bin/kms", ["/bin/kms"]), ("kms,a", nil),
            ("", nil),
            (#"["kms"]"#, nil), (#"["/bin/kms", 7]"#, nil), ("[", nil),
        ] as [(String, [String]?)])
    func words(text: String, words: [String]?) { #expect(KeySource.words(text) == words) }

    @Test("a check names keys that cannot be used, makes no file and runs no program")
    func keyFaults() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sources-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("keys").path
        #expect(await KeySource.file(path: path).fault(environment: [:]) == nil)
        #expect(!FileManager.default.fileExists(atPath: path))
        try Data(Self.keyLine.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(await KeySource.file(path: path).fault(environment: [:])?.contains("its mode is 640") == true)
        let touch = KeySource.command(words: ["/usr/bin/touch", path + ".ran"], timeLimit: .seconds(5))
        #expect(await touch.fault(environment: [:]) == nil)
        #expect(!FileManager.default.fileExists(atPath: path + ".ran"))
        let absent = KeySource.command(words: ["/no/such/program"], timeLimit: .seconds(5))
        #expect(
            await absent.fault(environment: [:])?.hasPrefix("secrets.key_command: the program is not there") == true)
    }

    @Test("a command hands keys over; its failure has its complaint and nothing of what it printed")
    func keyCommand() async throws {
        let good = KeySource.command(words: ["/bin/echo", Self.keyLine], timeLimit: .seconds(60))
        #expect(try await good.open(environment: [:]).currentID == "k1")
        for (script, text) in [
            (
                "echo \(Self.keyLine); echo sealed >&2; exit 2",
                "secrets.key_command handed over no keys: exit code 2, sealed"
            ),
            ("echo k1 BQUFBQUF", "secrets.key_command printed something that is no keys, in line 1; it is not shown"),
        ] {
            let source = KeySource.command(words: ["/bin/sh", "-c", script], timeLimit: .seconds(60))
            do throws(KeySource.Failure) {
                _ = try await source.open(environment: [:])
                Issue.record("\(script) handed over keys")
            } catch {
                #expect(error.description == text)
                #expect(!String(reflecting: error).contains("BQUF"))
            }
        }
    }

    @Test("nested keys, dotted keys and lists say the same")
    func forms() throws {
        let nested = try Self.read("listener:\n  port: 1234\n  bind: [127.0.0.1, '::1']\n")
        let dotted = try Self.read("listener.port: 1234\nlistener.bind: 127.0.0.1, ::1\n")
        for reading in [nested, dotted] {
            #expect(reading.faults.isEmpty)
            #expect(reading.settings.listener.port == 1234)
            #expect(reading.settings.listener.bind.count == 2)
        }
    }

    @Test(
        "the API does not leave the machine in clear unless it is told so",
        arguments: [
            ("api.bind: 0.0.0.0\n", false), ("api.bind: '::'\n", false), ("api.bind: api.corp.example\n", false),
            ("api.bind: 0.0.0.0\napi.allow_plain: true\n", true), ("api.bind: '::1'\n", true),
            ("api.bind: 127.8.9.1\n", true),
            ("api.bind: localhost\n", true), ("api.bind: 0.0.0.0\napi.certificate_file: c\napi.key_file: k\n", true),
        ])
    func plainAPI(_ yaml: String, _ isTaken: Bool) throws {
        let faults = try Self.faults(yaml)
        #expect(faults.isEmpty == isTaken)
        #expect(faults.allSatisfy { $0.hasPrefix("api.bind: leaves this machine in clear text") })
    }

    @Test("a provider of identities is whole, spoken to by https, and its values stand for roles that there are")
    func openID() throws {
        let whole =
            "api.oidc: {issuer: 'https://id.example', audience: amt, roles: [desk=operator, desk=viewer, x=auditor]}\n"
        let reading = try Self.read(whole)
        #expect(reading.faults.isEmpty)
        #expect(reading.settings.openID.roles == ["desk": [.operator, .viewer], "x": [.auditor]])
        #expect(
            try Self.faults("api.oidc.issuer: https://id.example\n")
                == ["api.oidc.issuer: needs api.oidc.audience, and the other way round"])
        #expect(
            try Self.faults("api.oidc: {issuer: 'http://id.example', audience: amt}\n")
                == ["api.oidc.issuer: is not an address with https"])
        #expect(try Self.faults("api.oidc.roles: [desk=boss]\n").count == 1)
    }

    @Test("certificate and key of the API go together")
    func halfCertificate() throws {
        for half in ["api.certificate_file: c\n", "api.key_file: k\n"] {
            #expect(
                try Self.faults(half) == ["api.certificate_file: needs api.key_file, and the other way round"])
        }
    }

    @Test("the environment goes before the file")
    func precedence() throws {
        let reading = try Self.read(
            "worker:\n  slots: 10\nsite: north\n", environment: ["PROVISION_WORKER_SLOTS": "20", "HOME": "/root"])
        #expect(reading.faults.isEmpty)
        #expect(reading.settings.worker.slots == 20)
        #expect(reading.settings.site == "north")
    }

    @Test("one number of attempts holds for worker and coordinator")
    func attempts() throws {
        let settings = try Self.read("worker.attempts_max: 3").settings
        #expect(settings.worker.attemptsMax == 3)
        #expect(settings.coordinator.attemptsMax == 3)
    }

    @Test("everything that is wrong is told at once, each with its key")
    func faults() throws {
        let yaml = """
            worker:
              slots: 0
              slotz: 5
            listener.port: 70000
            log.level: loud
            profile.mebx_password: none
            """
        let faults = try Self.faults(yaml, environment: ["PROVISION_API_PROT": "1", "PROVISION_API_PORT": "x"])
        for key in [
            "worker.slots: ", "worker.slotz: ", "listener.port: ", "log.level: ", "profile.mebx_password: ",
            "PROVISION_API_PROT: ", "api.port: ",
        ] {
            #expect(faults.filter { $0.hasPrefix(key) }.count == 1, "\(key) in \(faults)")
        }
        #expect(faults.count == 7)
    }

    static let boundExamples: [(String, [String], [String])] = [
        ("worker.slots", ["1", "10000"], ["0", "10001", "-1", "1.5", "", "many"]),
        ("worker.lease_seconds", ["20", "3600"], ["19", "3601"]),
        ("worker.device_port", ["1", "65535"], ["0", "65536"]),
        ("listener.port", ["0", "65535"], ["-1", "65536"]),
        ("hello_window.pki_seconds", ["600", "918000"], ["599", "918001"]),
        ("database.connections", ["2", "32"], ["1", "33"]),
        ("listener.bind", ["::", "10.0.0.1"], ["everywhere", "10.0.0.256"]),
        ("listener.proxy_peers", ["10.0.0.0/8", "::1"], ["10.0.0.0/33", "lb.example"]),
        ("api.proxy_peers", ["10.0.0.0/8", "::1"], ["10.0.0.0/33", "lb.example"]),
        ("profile.accept_non_secure_connections", ["true", "false"], ["yes", "1"]),
        ("log.format", ["text", "json"], ["xml"]),
    ]

    @Test("values are held to their bounds", arguments: Self.boundExamples)
    func bounds(_ key: String, _ good: [String], _ bad: [String]) throws {
        for value in good { #expect(try Self.faults("\(key): '\(value)'").isEmpty, "\(value)") }
        for value in bad { #expect(try Self.faults("\(key): '\(value)'").count == 1, "\(value)") }
    }

    @Test("a fault never shows the database's password, and neither does YAML that cannot be read")
    func secrets() throws {
        #expect(try Self.faults("database.url: ''").allSatisfy { !$0.contains("''") })
        let faults = try Self.faults("database:\n  url: 'host=db password=hush\n  x: [")
        #expect(faults.count == 1)
        #expect(!faults.joined().contains("hush"))
        #expect(faults[0].contains("line"))
        let reading = try Self.read("database.url: 'host=db password=hush'")
        #expect(!"\(reading.settings)".contains("hush"))
        #expect(reading.settings.databaseURL?.reveal() == "host=db password=hush")
    }

    @Test(
        "a device that nobody expects is remembered for more than twice the time in which its repeats are not written")
    func unexpectedKept() throws {
        let kept = "coordinator.unexpected_kept_seconds: 3600\n"
        #expect(try Self.faults(kept + "listener.refresh_seconds: 1799").isEmpty)
        #expect(
            try Self.faults(kept + "listener.refresh_seconds: 1800") == [
                "coordinator.unexpected_kept_seconds: has to be more than twice listener.refresh_seconds"
            ])
    }

    static let issuerNeeds: [(String, [String])] = [
        ("built-in", []),
        ("vault", ["issuer.url", "issuer.token_file", "issuer.authority_file"]),
        ("step-ca", ["issuer.url", "issuer.token_file", "issuer.provisioner", "issuer.authority_file"]),
        ("command", ["issuer.command", "issuer.authority_file"]),
    ]

    @Test("an issuer of which something is missing is told with all that it needs", arguments: Self.issuerNeeds)
    func issuer(_ kind: String, _ keys: [String]) throws {
        #expect(
            try Self.faults("issuer.kind: \(kind)") == keys.map { "\($0): is needed with issuer.kind \(kind)" })
        #expect(
            try Self.faults("issuer.caller_key_file: /etc/key") == [
                "issuer.caller_certificate_file: needs issuer.caller_key_file, and the other way round"
            ])
    }

    @Test("a key that is set twice, in two forms, is a fault")
    func twice() throws {
        #expect(try Self.faults("site: a\nworker.slots: 3\nworker:\n  slots: 4\n") == ["worker.slots: is set twice"])
    }

    @Test("a chain without a key, and a key without a chain, are faults")
    func halves() throws {
        #expect(try Self.faults("bootstrap.setup_certificate_chain: a.pem").count == 1)
        #expect(try Self.faults("bootstrap.setup_certificate_key: a.pem").count == 1)
        #expect(try Self.faults("bootstrap: {setup_certificate_chain: a, setup_certificate_key: b}").isEmpty)
    }

    @Test("a file that is not there, too large, or not UTF-8 is a fault; an empty one is not")
    func files() throws {
        #expect(SettingsReader.read(file: "/nonexistent/settings", environment: [:]).faults.count == 1)
        #expect(try Self.faults(String(repeating: "# filler\n", count: 130_000)).count == 1)
        #expect(try Self.faults("").isEmpty)
        #expect(try Self.faults("# nothing\n").isEmpty)
    }

    @Test("the setup passwords come one a line, an empty line being the empty password")
    func setupPasswords() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("passwords-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("\nadmin\nP@ss word1\n".utf8).write(to: URL(fileURLWithPath: path))
        let reading = try Self.read("worker.setup_passwords_file: \(path)")
        #expect(reading.settings.worker.setupPasswords.map { $0.reveal() } == ["", "admin", "P@ss word1"])
        // Firmware locks after ten failures: a longer list could never be tried.
        try Data(String(repeating: "x\n", count: 9).utf8).write(to: URL(fileURLWithPath: path))
        #expect(try Self.faults("worker.setup_passwords_file: \(path)").count == 1)
    }

    @Test("no two settings share a key or a variable, and every standard that is a value is accepted")
    func table() throws {
        #expect(Set(SettingsTable.all.map(\.key)).count == SettingsTable.all.count)
        #expect(Set(SettingsTable.all.map(\.environmentName)).count == SettingsTable.all.count)
        for setting in SettingsTable.all where !setting.standard.hasPrefix("none") && !setting.standard.contains(" ") {
            var settings = ServerSettings()
            #expect(setting.apply(setting.standard, &settings), "\(setting.key)")
        }
    }

    @Test("the standards that the reference shows are those that hold")
    func standards() throws {
        for setting in SettingsTable.all where !setting.standard.hasPrefix("none") && !setting.standard.contains(" ") {
            var changed = ServerSettings()
            guard setting.apply(setting.standard, &changed) else { continue }
            #expect("\(changed)" == "\(ServerSettings())" || setting.key == "node.name", "\(setting.key)")
        }
    }

    @Test("operators see every setting with where its value comes from, and no secret")
    func shown() throws {
        let shown = try Self.read(
            "site: berlin\nsecrets: {key_command: [/usr/bin/vault, read, hunter2]}\n",
            environment: ["PROVISION_DATABASE_URL": "host=db password=hunter2", "PROVISION_SITE": "bonn"]
        ).settings.shown
        #expect(shown.count == SettingsTable.all.count)
        #expect(shown.contains(SettingView(key: "site", text: "bonn", isSecret: false, origin: .environment)))
        #expect(shown.first { $0.key == "database.url" }?.value == nil)
        #expect(
            shown.first { $0.key == "api.port" }
                == SettingView(key: "api.port", text: "8971", isSecret: false, origin: .standard))
        #expect(shown.allSatisfy { $0.value?.contains("hunter2") != true })
    }

    @Test(
        "what a beat tells is hellos, provisioned devices, and attempts that ended otherwise; what was handed back is none of them"
    )
    func counted() {
        let metrics = MetricsRegistry()
        metrics.makeCounter(label: "provision.hello.received", dimensions: [("version", "1")]).increment(by: 9)
        for (end, count) in [("provisioned", 3), ("handed-back", 5), ("psk-unknown", 4), ("unsettled", 1)]
            as [(String, Int64)]
        {
            metrics.makeCounter(label: "provision.request.settled", dimensions: [("end", end)]).increment(by: count)
        }
        #expect(NodeBeat.counted(metrics) == [.hellos: 9, .provisioned: 3, .failed: 5])
    }
}
