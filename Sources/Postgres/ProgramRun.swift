import Glibc

/// Runs a program and waits for that process alone.
///
/// Foundation's `Process` waits until a descriptor that it gave to the child is closed; a server which the child leaves behind
/// inherits it and keeps that wait open for ever.
enum ProgramRun {
    /// Exit code that stands for "could not be started", as in a shell.
    static let notStarted: Int32 = 127

    /// - Parameters:
    ///   - command: path of the program and its arguments.
    ///   - output: file that takes standard output and error; a file, because a pipe would be inherited as well.
    /// - Returns: the exit code; 128 and the signal's number when a signal ended it.
    static func wait(for command: [String], output: String) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return Self.notStarted }
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A server that stays must not hold our sockets open.
        for descriptor in Self.openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        let environment = ["LC_ALL=C", "PATH=/usr/bin:/bin", "PGCONNECT_TIMEOUT=10"]
        let command = ["/usr/bin/env", "--chdir=/"] + command
        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child = pid_t()
        guard posix_spawn(&child, command[0], &actions, nil, arguments, variables) == 0 else { return Self.notStarted }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return Self.notStarted }
        }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static func openDescriptors() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var descriptors: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // The folder's own descriptor is in the list; closing it in the child is harmless.
            if let descriptor = Int32(name) { descriptors.append(descriptor) }
        }
        return descriptors
    }
}
