import AMT
import ControlAPI
import Coordinator
import Listener
import Logging
import Provisioning
import Telemetry
import Transport
import Worker

/// Everything that can be set, as one value, read once.
struct ServerSettings: Sendable {
    var stateDirectory = "./var"
    var databaseURL: Secret?
    var databaseConnections = 8
    /// At most one of the three sources of keys is set.
    var keyFile: String?
    /// Name of the variable that has the keys, and what it holds.
    var keyVariable: String?
    var keyText: Secret?
    /// A program's absolute path and its arguments.
    var keyCommand: [String] = []
    var keyCommandSeconds = 30
    var site = "default"
    var nodeName: String?
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.text
    var listener = ListenerSettings()
    var helloWindow = HelloWindow()
    var worker = WorkerSettings()
    var coordinator = CoordinatorSettings()
    var sync = SyncSettings()
    var inventoryFile: String?
    var inventoryDirectory: String?
    /// The properties program of this node.
    var propsCommand: String?
    var propsSeconds = 30
    var issuer = IssuerChoice()
    /// PEM of roots and links for chains of firmware besides Intel's root.
    var onDieCertificates: String?
    var propsAtOnce = 10
    var healthBind = "127.0.0.1"
    /// `nil` for none.
    var healthPort: UInt16?
    var api = APISettings()
    var apiCertificateFile: String?
    var apiKeyFile: String?
    var apiAllowsPlain = false
    var openID = OpenIDChoice()
    var bootstrap = BootstrapSettings()
    /// Every setting as operators may see it, in the order of the reference.
    var shown: [SettingView] = []

    var props: PropsProgram.Settings? {
        guard let path = self.propsCommand else { return nil }
        var settings = PropsProgram.Settings(path: path)
        settings.timeLimit = .seconds(self.propsSeconds)
        settings.atOnceMax = self.propsAtOnce
        return settings
    }

    /// Files below it, or this one file, may be sources.
    var inventoryFolder: String? { self.inventoryDirectory ?? self.inventoryFile }

    /// Where the key-encryption keys come from.
    var keySource: KeySource {
        if let name = self.keyVariable { return .variable(name: name, text: self.keyText ?? Secret(text: "")) }
        if !self.keyCommand.isEmpty {
            return .command(words: self.keyCommand, timeLimit: .seconds(self.keyCommandSeconds))
        }
        return .file(path: self.keyFile ?? self.stateDirectory + "/key-encryption-keys")
    }
}

/// The keys of `api.oidc`, before it is known whether they make a whole.
struct OpenIDChoice: Sendable {
    var issuer: String?
    var audience: String?
    var keysURL: String?
    var authorityFile: String?
    var nameClaim = "preferred_username"
    var rolesClaim = "roles"
    var roles: [String: Set<AccessRole>] = [:]
}

/// What is created at start when it is not there yet, for unattended installs.
struct BootstrapSettings: Sendable {
    /// PEM: leaf, intermediates and root in any order.
    var setupCertificateChain: String?
    /// PEM: the leaf's private key, unencrypted.
    var setupCertificateKey: String?
    /// PEM: the certificate of an authority that becomes the cluster's own, and its key.
    var authorityCertificate: String?
    var authorityKey: String?
    /// CSV with the columns `pid` and `pps`.
    var pskFile: String?
    /// YAML or JSON: a profile's document each, kept when there is no profile of its name yet.
    var profiles: [String] = []
    /// YAML or JSON: a source's document each, kept when there is no source of its name yet.
    var sources: [String] = []
    /// YAML or JSON: the assignment policy, kept when there is none yet.
    var policy: String?
    /// One file for each secret that profiles and sources name, called as the secret; kept when there is no secret of its name
    /// yet.
    var secretsDirectory: String?
    /// Holds the API's first token; made with a fresh one when it does not exist.
    var apiTokenFile: String?
}
