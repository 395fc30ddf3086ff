import Foundation
import Synchronization

/// One of the built programs, running as a process of its own.
///
/// Foundation's `Process` starts children with signals blocked; these start with none blocked, as under a service manager,
/// so that SIGTERM means what it means there.
final class ChildProgram: Sendable {
    enum Failure: Error {
        case notStarted(String, errno: Int32)
    }

    /// How a process ended.
    enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    let pid: pid_t
    let name: String
    /// Takes standard output and standard error.
    let logPath: String
    private let ending = Mutex<Ending?>(nil)

    /// - Parameter record: folder in which a file named after the process's number is left for the scene's watcher.
    init(_ path: String, _ arguments: [String], name: String, logPath: String, record: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A database that a child leaves running must not hold our descriptors open. Closing one that is gone is harmless.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A group of its own: an interrupt at the terminal is the test's to pass on.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var variables = ["PATH=/usr/bin:/bin", "LC_ALL=C", "SWIFT_BACKTRACE=enable=no"]
        if let path = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
            variables.append("LD_LIBRARY_PATH=\(path)")
        }
        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for text in argv + environment { free(text) } }
        var pid = pid_t()
        let failure = posix_spawn(&pid, path, &actions, &attributes, argv, environment)
        guard failure == 0 else { throw Failure.notStarted(path, errno: failure) }
        self.pid = pid
        self.name = name
        self.logPath = logPath
        _ = FileManager.default.createFile(atPath: "\(record)/\(pid)", contents: nil)
    }

    /// How it ended, or `nil` while it runs.
    func look() -> Ending? {
        self.ending.withLock { ending in
            if ending != nil { return ending }
            var status: Int32 = 0
            guard waitpid(self.pid, &status, WNOHANG) == self.pid else { return nil }
            ending = status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
            return ending
        }
    }

    func send(_ signal: Int32) {
        // A process that was waited for has given its number back.
        self.ending.withLock { if $0 == nil { _ = kill(self.pid, signal) } }
    }

    /// SIGKILL, and back when the system has closed its sockets.
    @discardableResult
    func killNow() async throws -> Ending {
        self.send(SIGKILL)
        return try await self.ended(within: .seconds(30))
    }

    func ended(within limit: Duration) async throws -> Ending {
        try await eventually("\(self.name) has ended", within: limit) { self.look() }
    }

    var log: String { (try? String(contentsOfFile: self.logPath, encoding: .utf8)) ?? "" }
}

/// What did not come about in time.
struct NotInTime: Error, CustomStringConvertible {
    let description: String
}

/// Waits for something to become so; looks again every tenth of a second.
func eventually<Value>(
    _ what: String, within limit: Duration, otherwise detail: () -> String = { "" }, _ look: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try await look() { return value }
        guard ContinuousClock.now < deadline else {
            throw NotInTime(description: "not in \(limit): \(what) \(detail())")
        }
        try await Task.sleep(for: .milliseconds(100))
    }
}

/// Waits for a condition.
func eventually(
    _ what: String, within limit: Duration, otherwise detail: () -> String = { "" }, holds: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit, otherwise: detail) { try await holds() ? true : nil }
}
