import AMT
import ControlAPI
import Crypto
import Foundation
import Logging
import Postgres
import Provisioning
import Secrets
import Store
import Telemetry

/// The adapters of one process: database, keys, books. Built once, before the roles start.
struct Cluster: Sendable {
    let settings: ServerSettings
    let logger: Logger
    let privateCluster: PrivateCluster?
    let durable: PostgresPool
    let relaxed: PostgresPool
    let ring: KeyRing
    /// The pools of operators, who may ask for long answers: nothing that devices wait for stands behind them.
    let desk: (durable: PostgresPool, relaxed: PostgresPool)

    var keys: PostgresKeyBook { PostgresKeyBook(pool: self.durable, ring: self.ring) }
    var profiles: PostgresProfileBook { PostgresProfileBook(pool: self.durable, ring: self.ring) }
    var operators: PostgresOperatorBook { PostgresOperatorBook(pool: self.durable, ring: self.ring) }
    var tokens: PostgresTokenBook { PostgresTokenBook(durable: self.durable, relaxed: self.relaxed) }

    /// Why a process does not start. Exit code 78 is for a schema it may not use.
    enum StartFailure: Error, CustomStringConvertible {
        case stateDirectory(String)
        case keys(KeySource.Failure)
        case keyFileMissing(String)
        /// The cluster has other keys under these names.
        case keysDiffer([String])
        case keysForeign
        case privateCluster(PrivateCluster.Failure)
        case schema(Migrator.Failure)
        case bootstrap(String)
        case apiCertificate(APICertificate.Failure)

        var description: String {
            switch self {
            case .stateDirectory(let path): "state_directory \(path) cannot be made"
            case .keys(let failure): failure.description
            case .keysDiffer(let names):
                "the cluster has other keys than this node under the names \(names.joined(separator: ", ")): give every node the same keys"
            case .keysForeign:
                "this node has none of the cluster's keys: its key file, variable or command is another cluster's"
            case .keyFileMissing(let path):
                "the database holds sealed secrets and there is no key file at \(path); put the cluster's key file there, or name its place in secrets.key_file"
            case .privateCluster(let failure): Self.text(failure)
            case .schema(let failure): Self.text(failure)
            case .bootstrap(let text): text
            case .apiCertificate(let failure): "the API's TLS cannot be set up: \(failure)"
            }
        }

        private static func text(_ failure: PrivateCluster.Failure) -> String {
            switch failure {
            case .programsMissing:
                "no PostgreSQL \(PrivateCluster.majorVersionMin) or later found; install the package postgresql, or set database.url"
            case .accountMissing(let name):
                "the account \(name) is needed to run PostgreSQL when started as root; install the package postgresql"
            case .folderUnreachable(let path, let account):
                "the account \(account) cannot enter \(path); set state_directory to a place that it can reach"
            case .programFailed(let program, let code, let output):
                "\(program) ended with exit code \(code): \(output)"
            }
        }

        private static func text(_ failure: Migrator.Failure) -> String {
            switch failure {
            case .database(let error): "the database cannot be used: \(error.message)"
            case .checksumDiffers(let name): "migration \(name) has run in another form than this program knows"
            case .schemaTooNew(let name): "the schema has the breaking migration \(name), which needs a newer program"
            }
        }

        var exitCode: Int32 {
            switch self {
            case .schema(.schemaTooNew), .schema(.checksumDiffers): 78
            case .stateDirectory, .keys, .keyFileMissing, .keysDiffer, .keysForeign, .privateCluster, .schema,
                .bootstrap,
                .apiCertificate:
                1
            }
        }
    }

    /// Starts what must run and opens what must be open; migrations first.
    static func open(_ settings: ServerSettings, migrate: Bool = true, logger: Logger) async throws(StartFailure)
        -> Cluster
    {
        try Self.makeStateDirectory(settings.stateDirectory)
        var privateCluster: PrivateCluster?
        let url: String
        if let external = settings.databaseURL {
            url = external.reveal()
        } else {
            let (cluster, own) = try Self.startPrivate(settings, logger)
            privateCluster = cluster
            url = own
        }
        if migrate {
            do throws(Migrator.Failure) {
                _ = try await Migrator(settings: PostgresSettings(url: url), logger: logger).run()
            } catch {
                throw .schema(error)
            }
        }
        func pools(_ count: Int) -> (durable: PostgresPool, relaxed: PostgresPool) {
            (
                PostgresPool(settings: PostgresSettings(url: url), connectionsMax: count, logger: logger),
                PostgresPool(
                    settings: PostgresSettings(url: url, synchronousCommit: .off), connectionsMax: count, logger: logger
                )
            )
        }
        let own = pools(settings.databaseConnections)
        return Cluster(
            settings: settings, logger: logger, privateCluster: privateCluster, durable: own.durable,
            relaxed: own.relaxed, ring: try await Self.ring(settings.keySource, own.durable),
            desk: pools(max(2, settings.databaseConnections / 2)))
    }

    /// The same cluster, seen from the operators' pools.
    var fromDesk: Cluster {
        Cluster(
            settings: self.settings, logger: self.logger, privateCluster: self.privateCluster,
            durable: self.desk.durable, relaxed: self.desk.relaxed, ring: self.ring, desk: self.desk)
    }

    /// Ends all connections to the database.
    func close() async {
        for pool in [self.durable, self.relaxed, self.desk.durable, self.desk.relaxed] { await pool.close() }
    }

    /// The keys of the cluster. They are made once: where sealed secrets are and the file is not, the path is wrong.
    private static func ring(_ source: KeySource, _ pool: PostgresPool) async throws(StartFailure) -> KeyRing {
        if case .file(let path) = source, !FileManager.default.fileExists(atPath: path) {
            let hasSecrets: Bool
            do throws(StoreFailure) {
                hasSecrets = try await NodeRegistration(pool: pool).hasSealedSecrets()
            } catch {
                throw .bootstrap("the database does not answer: \(error)")
            }
            if hasSecrets { throw .keyFileMissing(path) }
        }
        let ring: KeyRing
        do throws(KeySource.Failure) {
            ring = try await source.open(environment: ProcessInfo.processInfo.environment)
        } catch {
            throw .keys(error)
        }
        do {
            // Before anything is sealed: what this node alone could open would be lost with it.
            switch try await PostgresKeyMarks(pool: pool).judge(ring) {
            case .known: return ring
            case .differ(let names): throw StartFailure.keysDiffer(names)
            case .foreign: throw StartFailure.keysForeign
            }
        } catch let failure as StartFailure {
            throw failure
        } catch {
            throw .bootstrap("the keys cannot be compared with the cluster's: \(error)")
        }
    }

    private static func makeStateDirectory(_ path: String) throws(StartFailure) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .stateDirectory(path)
        }
    }

    private static func startPrivate(
        _ settings: ServerSettings, _ logger: Logger
    ) throws(StartFailure) -> (PrivateCluster, String) {
        do throws(PrivateCluster.Failure) {
            let folder = URL(fileURLWithPath: settings.stateDirectory).appendingPathComponent("postgresql")
            let cluster = try PrivateCluster(folder: folder, logger: logger)
            try cluster.start()
            return (cluster, cluster.url())
        } catch {
            throw .privateCluster(error)
        }
    }

    // MARK: - Bootstrap

    /// Creates what the settings name and the database does not have yet.
    func bootstrap() async throws(StartFailure) {
        do {
            try await self.importSetupCertificate()
            try await self.importKeys()
            try await self.importSecrets()
            try await self.importProfiles()
            try await self.importSources()
            try await self.importPolicy()
            try await self.makeFirstToken()
        } catch let failure as StartFailure {
            throw failure
        } catch {
            throw .bootstrap("bootstrap failed: \(error)")
        }
    }

    private func importSetupCertificate() async throws {
        guard let chain = self.settings.bootstrap.setupCertificateChain,
            let key = self.settings.bootstrap.setupCertificateKey
        else { return }
        if try await self.keys.take(try SetupCertificateFile.read(chain: chain, key: key)) {
            self.logger.info("setup certificate imported", [.path: chain])
        }
    }

    private func importKeys() async throws {
        guard let path = self.settings.bootstrap.pskFile else { return }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw StartFailure.bootstrap("bootstrap.psk_file \(path) cannot be read")
        }
        let reading = PSKFile.read(text)
        if let fault = reading.faults.first {
            throw StartFailure.bootstrap(
                "bootstrap.psk_file \(path) has \(reading.faults.count) bad lines, the first is line \(fault.line): \(fault.reason)"
            )
        }
        for start in stride(from: 0, to: reading.keys.count, by: 1000) {
            let count = try await self.keys.take(Array(reading.keys[start..<min(start + 1000, reading.keys.count)]))
            if count > 0 { self.logger.info("pre-shared keys imported", [.path: path, .count: count]) }
        }
    }

    private func makeFirstToken() async throws {
        let tokens = self.tokens
        if let path = self.settings.bootstrap.apiTokenFile, FileManager.default.fileExists(atPath: path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw StartFailure.bootstrap("bootstrap.api_token_file \(path) cannot be read")
            }
            let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard token.count >= 16 else {
                throw StartFailure.bootstrap("bootstrap.api_token_file \(path) holds fewer than 16 characters")
            }
            try await tokens.keep(digest: Self.digest(token), name: "bootstrap")
            return
        }
        guard try await !tokens.hasTokens() else { return }
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Hex.text(Array($0)) }
        try await tokens.keep(digest: Self.digest(token), name: "first")
        if let path = self.settings.bootstrap.apiTokenFile {
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data((token + "\n").utf8), attributes: [.posixPermissions: 0o600])
            else { throw StartFailure.bootstrap("bootstrap.api_token_file \(path) cannot be written") }
            self.logger.info("API token written", [.path: path])
        } else {
            print("API token, shown this once: \(token)")
        }
    }

    private static func digest(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }
}
