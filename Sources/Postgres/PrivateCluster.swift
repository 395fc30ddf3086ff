import Foundation
import Logging
import Telemetry

/// A PostgreSQL server of our own in a folder: initialised once, started when it does not run, found again after a crash.
///
/// It listens on a Unix socket alone. The server is not our child: it outlives a killed ProvisionServer, and the next start
/// finds it through its own lock file.
package struct PrivateCluster: Sendable {
    /// Why the private server is not there.
    package enum Failure: Error, Equatable, Sendable {
        /// No `initdb` and `pg_ctl` of a supported version on this machine.
        case programsMissing
        /// Running as root, and the account for the server does not exist.
        case accountMissing(String)
        /// The account cannot reach the folder, or others can.
        case folderUnreachable(path: String, account: String)
        /// A program of PostgreSQL failed; its last words.
        case programFailed(program: String, exitCode: Int32, output: String)
    }

    /// The oldest major version whose SQL is used.
    package static let majorVersionMin = 14
    /// The account the server runs under when ProvisionServer is root, which PostgreSQL refuses to be.
    package static let accountName = "postgres"
    /// A Unix socket's address has 107 bytes; PostgreSQL's file name takes 21 of them.
    static let socketFolderBytesMax = 86

    private let folder: URL
    private let programs: URL
    private let account: Account?
    private let logger: Logger

    /// - Parameter folder: made when missing; holds `data`, `socket` and `server.log`.
    package init(folder: URL, logger: Logger) throws(Failure) {
        guard let programs = Self.findPrograms() else { throw .programsMissing }
        self.folder = folder.standardizedFileURL
        self.programs = programs
        self.logger = logger
        if geteuid() == 0 {
            guard let account = Account(named: Self.accountName) else { throw .accountMissing(Self.accountName) }
            self.account = account
        } else {
            self.account = nil
        }
    }

    /// Connection string of a database of this server.
    package func url(database: String = "provision") -> String {
        "host='\(self.socketFolder.path)' dbname='\(database)' user='\(self.userName)'"
    }

    private var userName: String { self.account?.name ?? Account(userID: geteuid())?.name ?? "postgres" }
    private var dataFolder: URL { self.folder.appendingPathComponent("data") }
    private var logFile: URL { self.folder.appendingPathComponent("server.log") }

    /// In the folder, unless its path is too long for a socket address; then a private folder under the temporary one.
    private var socketFolder: URL {
        let near = self.folder.appendingPathComponent("socket")
        guard near.path.utf8.count > Self.socketFolderBytesMax else { return near }
        let mark = self.folder.path.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        return URL(fileURLWithPath: "/tmp/.provisionserver-\(String(mark, radix: 36))")
    }

    // MARK: - Verbs

    /// Makes the server run and the database exist. Harmless when both are already so.
    ///
    /// - Parameter durable: `false` switches fsync off, for tests whose data nobody needs.
    package func start(durable: Bool = true) throws(Failure) {
        try self.makeFolders()
        if !FileManager.default.fileExists(atPath: self.dataFolder.appendingPathComponent("PG_VERSION").path) {
            try self.initialise()
        }
        try self.writeSettings(durable: durable)
        if try self.isRunning() {
            self.logger.info("private database found running", [.path: self.folder.path])
        } else {
            try self.run(
                "pg_ctl",
                ["start", "--wait", "--timeout=60", "--silent", "-D", self.dataFolder.path, "-l", self.logFile.path])
            self.logger.info("private database started", [.path: self.folder.path])
        }
        try self.makeDatabase("provision")
    }

    /// Starts the server again when it has died. For a supervisor's beat.
    ///
    /// - Returns: whether it had to be started.
    package func restartIfDead() throws(Failure) -> Bool {
        if try self.isRunning() { return false }
        try self.run(
            "pg_ctl",
            ["start", "--wait", "--timeout=60", "--silent", "-D", self.dataFolder.path, "-l", self.logFile.path])
        self.logger.warning(
            "private database had stopped and was started again", [.path: self.folder.path])
        return true
    }

    /// Stops the server; connections are closed.
    package func stop(immediately: Bool = false) throws(Failure) {
        guard try self.isRunning() else { return }
        try self.run(
            "pg_ctl",
            [
                "stop", "--wait", "--timeout=60", "--silent", "-m", immediately ? "immediate" : "fast", "-D",
                self.dataFolder.path,
            ])
    }

    /// Makes a database if it does not exist.
    package func makeDatabase(_ name: String, template: String = "template0") throws(Failure) {
        do throws(Failure) {
            try self.run(
                "createdb",
                ["-h", self.socketFolder.path, "-U", self.userName, "-E", "UTF8", "--locale=C", "-T", template, name])
        } catch .programFailed(_, _, let output) where output.contains("already exists") {
            // createdb tells it by text alone; a test pins that text.
        }
    }

    // MARK: - Steps

    private func initialise() throws(Failure) {
        try self.run(
            "initdb",
            [
                "-D", self.dataFolder.path, "-U", self.userName, "-E", "UTF8", "--locale=C", "--data-checksums",
                // Who may open the socket's folder is who may connect: the folder has mode 0700.
                "--auth=trust",
            ])
    }

    private func writeSettings(durable: Bool) throws(Failure) {
        let text = """
            # Written by ProvisionServer at each start. Settings of your own belong into postgresql.conf.
            listen_addresses = ''
            unix_socket_directories = '\(self.socketFolder.path)'
            unix_socket_permissions = 0700
            max_connections = 150
            shared_buffers = '128MB'
            max_wal_size = '2GB'
            checkpoint_timeout = '15min'
            wal_compression = on
            autovacuum_naptime = '10s'
            log_min_duration_statement = '2s'
            log_line_prefix = '%m [%p] %q%a '
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            fsync = \(durable ? "on" : "off")
            """
        let file = self.dataFolder.appendingPathComponent("provisionserver.conf")
        let main = self.dataFolder.appendingPathComponent("postgresql.conf")
        let include = "include = 'provisionserver.conf'"
        do {
            try Data((text + "\n").utf8).write(to: file)
            try self.give(file)
            let present = try String(contentsOf: main, encoding: .utf8)
            if !present.contains(include) {
                try Data((present + "\n" + include + "\n").utf8).write(to: main)
                try self.give(main)
            }
        } catch {
            throw .programFailed(program: "settings", exitCode: 1, output: "\(error)")
        }
    }

    private func isRunning() throws(Failure) -> Bool {
        do throws(Failure) {
            try self.run("pg_ctl", ["status", "-D", self.dataFolder.path])
            return true
        } catch .programFailed(_, 3, _) {
            return false
        }
    }

    private func makeFolders() throws(Failure) {
        for folder in [self.folder, self.socketFolder] {
            do {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                try self.give(folder)
            } catch {
                throw .folderUnreachable(path: folder.path, account: self.userName)
            }
        }
        guard self.isOurs(self.socketFolder) else {
            throw .folderUnreachable(path: self.socketFolder.path, account: self.userName)
        }
        guard self.account != nil else { return }
        do throws(Failure) {
            try self.run("/usr/bin/test", ["-x", self.folder.path])
        } catch {
            throw .folderUnreachable(path: self.folder.path, account: self.userName)
        }
    }

    /// Whoever owns the socket's folder can put another server into it: it must be the server's account, and closed to others.
    private func isOurs(_ folder: URL) -> Bool {
        var status = stat()
        guard lstat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == self.account?.userID ?? geteuid() && status.st_mode & 0o077 == 0
    }

    /// Makes the server's account the owner, when it is another one than ours.
    private func give(_ url: URL) throws {
        guard let account = self.account else { return }
        guard chown(url.path, account.userID, account.groupID) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
        }
    }

    /// Runs a program of PostgreSQL under the server's account and waits for it.
    private func run(_ program: String, _ arguments: [String]) throws(Failure) {
        let path = program.hasPrefix("/") ? program : self.programs.appendingPathComponent(program).path
        var command = [path] + arguments
        if let account = self.account {
            command =
                ["/usr/bin/setpriv", "--reuid=\(account.userID)", "--regid=\(account.groupID)", "--clear-groups"]
                + command
        }
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(
            "provisionserver-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let exitCode = ProgramRun.wait(for: command, output: output.path)
        guard exitCode == 0 else {
            let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
            throw .programFailed(program: program, exitCode: exitCode, output: String(text.suffix(500)))
        }
    }

    /// The newest installed version: Debian's folders first, then the search path.
    private static func findPrograms() -> URL? {
        let root = URL(fileURLWithPath: "/usr/lib/postgresql")
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).compactMap(Int.init)
        let debian = versions.filter { $0 >= Self.majorVersionMin }.sorted(by: >)
            .map { root.appendingPathComponent("\($0)/bin") }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { URL(fileURLWithPath: String($0)) }
        return (debian + path).first { folder in
            ["initdb", "pg_ctl", "createdb"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent($0).path)
            }
        }
    }
}

/// A user of this machine.
private struct Account: Sendable {
    let name: String
    let userID: uid_t
    let groupID: gid_t

    init?(named name: String) {
        guard let entry = getpwnam(name) else { return nil }
        self.init(entry.pointee)
    }

    init?(userID: uid_t) {
        guard let entry = getpwuid(userID) else { return nil }
        self.init(entry.pointee)
    }

    private init(_ entry: passwd) {
        self.name = String(cString: entry.pw_name)
        self.userID = entry.pw_uid
        self.groupID = entry.pw_gid
    }
}
