import AMT
import ControlAPI
import Coordinator
import Foundation
import Listener
import Provisioning
import Yams

/// Reads the configuration: defaults, under the file, under the environment. Names everything that is wrong at once.
enum SettingsReader {
    /// What is wrong with the configuration.
    struct Fault: Error, Equatable, CustomStringConvertible {
        let key: String
        let text: String

        var description: String { "\(self.key): \(self.text)" }
    }

    struct Reading {
        var settings = ServerSettings()
        var faults: [Fault] = []
    }

    /// A larger file is no configuration.
    static let byteCountMax = 1024 * 1024

    /// - Parameters:
    ///   - file: YAML; keys may be written nested or with dots.
    ///   - environment: `PROVISION_…` variables; one that names no key is a fault, for it is a typing mistake.
    static func read(file: String?, environment: [String: String]) -> Reading {
        var reading = Reading()
        var texts: [String: String] = [:]
        if let file { texts = Self.texts(of: file, faults: &reading.faults) }
        let keys = Set(SettingsTable.all.map(\.key))
        for key in texts.keys.sorted() where !keys.contains(key) {
            reading.faults.append(Fault(key: key, text: "there is no such setting"))
        }
        let names = Set(SettingsTable.all.map(\.environmentName))
        for name in environment.keys.sorted() where name.hasPrefix("PROVISION_") && !names.contains(name) {
            reading.faults.append(Fault(key: name, text: "there is no such setting"))
        }
        for setting in SettingsTable.all {
            guard let text = environment[setting.environmentName] ?? texts[setting.key] else { continue }
            // A refused text leaves no trace, or the checks below would tell it once more.
            var changed = reading.settings
            if setting.apply(text, &changed) {
                reading.settings = changed
            } else {
                let shown = setting.isSecret ? "the value" : "'\(text.prefix(100))'"
                reading.faults.append(Fault(key: setting.key, text: "\(shown) is not \(setting.kind)"))
            }
        }
        reading.settings.shown = Self.shown(environment: environment, file: texts)
        Self.readKeyVariable(&reading, environment)
        Self.checkRelations(&reading)
        return reading
    }

    private static func shown(environment: [String: String], file: [String: String]) -> [SettingView] {
        SettingsTable.all.map { setting in
            if let text = environment[setting.environmentName] {
                return SettingView(key: setting.key, text: text, isSecret: setting.isSecret, origin: .environment)
            }
            if let text = file[setting.key] {
                return SettingView(key: setting.key, text: text, isSecret: setting.isSecret, origin: .file)
            }
            return SettingView(key: setting.key, text: setting.standard, isSecret: setting.isSecret, origin: .standard)
        }
    }

    /// The keys themselves, when they are in a variable. Nothing of what it holds is told.
    private static func readKeyVariable(_ reading: inout Reading, _ environment: [String: String]) {
        guard let name = reading.settings.keyVariable else { return }
        guard let text = environment[name], !text.isEmpty else {
            reading.faults.append(Fault(key: "secrets.key_variable", text: "the variable \(name) is not set"))
            return
        }
        reading.settings.keyText = Secret(text: text)
    }

    private static func checkRelations(_ reading: inout Reading) {
        let bootstrap = reading.settings.bootstrap
        if (bootstrap.setupCertificateChain == nil) != (bootstrap.setupCertificateKey == nil) {
            reading.faults.append(
                Fault(
                    key: "bootstrap.setup_certificate_chain",
                    text: "needs bootstrap.setup_certificate_key, and the other way round"))
        }
        if (bootstrap.authorityCertificate == nil) != (bootstrap.authorityKey == nil) {
            reading.faults.append(
                Fault(
                    key: "bootstrap.authority_certificate",
                    text: "needs bootstrap.authority_key, and the other way round"))
        }
        for fault in reading.settings.issuer.missing {
            reading.faults.append(Fault(key: fault.key, text: fault.text))
        }
        Self.checkAPI(&reading)
        let settings = reading.settings
        let sources = [settings.keyFile != nil, settings.keyVariable != nil, !settings.keyCommand.isEmpty]
        if sources.count(where: { $0 }) > 1 {
            reading.faults.append(
                Fault(
                    key: "secrets.key_file",
                    text:
                        "keys have one source: of secrets.key_file, secrets.key_variable and secrets.key_command one may be set"
                ))
        }
        // A hello that is acknowledged without a write must find its device still remembered.
        if settings.coordinator.unexpectedKept <= settings.listener.refresh * 2 {
            reading.faults.append(
                Fault(
                    key: "coordinator.unexpected_kept_seconds",
                    text: "has to be more than twice listener.refresh_seconds"))
        }
        for fault in settings.listener.faults() {
            reading.faults.append(Fault(key: fault.key, text: "'\(fault.value)' is not \(fault.expected)"))
        }
    }

    /// Tokens and passwords go through the API.
    private static func checkAPI(_ reading: inout Reading) {
        let settings = reading.settings
        if (settings.apiCertificateFile == nil) != (settings.apiKeyFile == nil) {
            reading.faults.append(
                Fault(key: "api.certificate_file", text: "needs api.key_file, and the other way round"))
        }
        if (settings.openID.issuer == nil) != (settings.openID.audience == nil) {
            reading.faults.append(
                Fault(key: "api.oidc.issuer", text: "needs api.oidc.audience, and the other way round"))
        }
        for (key, url) in [("api.oidc.issuer", settings.openID.issuer), ("api.oidc.keys_url", settings.openID.keysURL)]
        {
            guard let url, !OpenIDSettings.isTaken(url) else { continue }
            reading.faults.append(Fault(key: key, text: "is not an address with https"))
        }
        let isLocal = settings.api.bind == "localhost" || IPAddress(settings.api.bind)?.isLoopback == true
        guard !isLocal, settings.apiCertificateFile == nil, !settings.apiAllowsPlain else { return }
        reading.faults.append(
            Fault(
                key: "api.bind",
                text:
                    "leaves this machine in clear text: set api.certificate_file and api.key_file, or api.allow_plain where "
                    + "something else speaks TLS"))
    }

    private static func texts(of file: String, faults: inout [Fault]) -> [String: String] {
        guard let data = FileManager.default.contents(atPath: file) else {
            faults.append(Fault(key: file, text: "the file cannot be read"))
            return [:]
        }
        guard data.count <= Self.byteCountMax, let text = String(data: data, encoding: .utf8) else {
            faults.append(Fault(key: file, text: "the file is too large or not UTF-8"))
            return [:]
        }
        do {
            guard let root = try Yams.compose(yaml: text) else { return [:] }
            var texts: [String: String] = [:]
            Self.flatten(root, prefix: "", into: &texts, faults: &faults)
            return texts
        } catch {
            // Yams shows the line, which may hold a password: only its position is told.
            faults.append(Fault(key: file, text: "not YAML" + Self.place(of: error)))
            return [:]
        }
    }

    private static func place(of error: any Error) -> String {
        guard let error = error as? YamlError else { return "" }
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            return " in line \(mark.line)"
        default:
            return ""
        }
    }

    private static func flatten(_ node: Node, prefix: String, into texts: inout [String: String], faults: inout [Fault])
    {
        switch node {
        case .scalar(let scalar):
            if texts.updateValue(scalar.string, forKey: prefix) != nil {
                faults.append(Fault(key: prefix, text: "is set twice"))
            }
        case .sequence(let sequence):
            let items = sequence.compactMap { $0.scalar?.string }
            if items.count != sequence.count { faults.append(Fault(key: prefix, text: "is not a list of values")) }
            texts[prefix] = items.joined(separator: ",")
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let name = key.scalar?.string else {
                    faults.append(Fault(key: prefix, text: "has a key that is no text"))
                    continue
                }
                Self.flatten(value, prefix: prefix.isEmpty ? name : prefix + "." + name, into: &texts, faults: &faults)
            }
        case .alias:
            faults.append(Fault(key: prefix, text: "aliases are not read"))
        }
    }
}
