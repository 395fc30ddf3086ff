import AMT
import Foundation
import Secrets
import Transport

/// Where the key-encryption keys of the cluster come from. All nodes need the same keys, whatever each has them from.
enum KeySource: Sendable {
    case file(path: String)
    case variable(name: String, text: Secret)
    case command(words: [String], timeLimit: Duration)

    /// Why there are no keys. Nothing of what a source holds is in it.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case file(KeyFile.Failure)
        case variable(name: String, line: Int)
        case command(KeyCommand.Failure)
        /// The command has printed something else.
        case commandOutput(line: Int)

        var description: String {
            switch self {
            case .file(let failure): "the key file cannot be used: \(Self.text(failure))"
            case .variable(let name, let line):
                "the variable \(name) of secrets.key_variable does not hold keys\(Self.place(line))"
            case .command(let failure): "secrets.key_command handed over no keys: \(Self.text(failure))"
            case .commandOutput(let line):
                "secrets.key_command printed something that is no keys\(Self.place(line)); it is not shown"
            }
        }

        private static func place(_ line: Int) -> String { line == 0 ? "" : ", in line \(line)" }

        private static func text(_ failure: KeyFile.Failure) -> String {
            switch failure {
            case .unreadable(let path): "\(path) cannot be read, or is no text"
            case .tooOpen(let path, let mode):
                "\(path) may be read by others than its owner, its mode is \(String(mode, radix: 8)); chmod 600"
            case .malformed(let path, let line): "\(path) does not hold keys\(Self.place(line))"
            case .unwritable(let path): "\(path) cannot be made"
            }
        }

        private static func text(_ failure: KeyCommand.Failure) -> String {
            switch failure {
            case .exited(let code, let stderr): "exit code \(code)\(stderr.isEmpty ? "" : ", \(stderr)")"
            case .killed(let signal): "signal \(signal) ended it"
            case .timedOut: "it took longer than secrets.key_command_seconds"
            case .outputTooLong: "it printed more than any number of keys"
            case .notStarted(let reason): "it could not be started: \(reason)"
            }
        }
    }

    /// Reads the keys. A file that is not there is made; a command runs once.
    func open(environment: [String: String]) async throws(Failure) -> KeyRing {
        switch self {
        case .file(let path):
            do throws(KeyFile.Failure) {
                return try KeyFile.readOrMake(at: path, credentialsFolder: environment["CREDENTIALS_DIRECTORY"])
            } catch {
                throw .file(error)
            }
        case .variable(let name, let text):
            do throws(KeyText.Fault) {
                return try KeyText.read(text.reveal())
            } catch {
                throw .variable(name: name, line: error.line)
            }
        case .command(let words, let timeLimit):
            return try await Self.run(words, timeLimit, environment)
        }
    }

    private static func run(
        _ words: [String], _ timeLimit: Duration, _ environment: [String: String]
    ) async throws(Failure) -> KeyRing {
        guard let command = KeyCommand(words: words, timeLimit: timeLimit, environment: environment) else {
            throw .command(.notStarted("no absolute path"))
        }
        let output: Secret
        do throws(KeyCommand.Failure) {
            output = try await command.output()
        } catch {
            throw .command(error)
        }
        do throws(KeyText.Fault) {
            return try KeyText.read(output.reveal())
        } catch {
            throw .commandOutput(line: error.line)
        }
    }

    /// What can be said against it without making a file or running anything, for `provisionserver check`.
    func fault(environment: [String: String]) async -> String? {
        switch self {
        case .file(let path) where !FileManager.default.fileExists(atPath: path): return nil
        case .command(let words, _):
            guard let path = words.first, access(path, X_OK) == 0 else {
                return "secrets.key_command: the program is not there, or may not be run"
            }
            return nil
        case .file, .variable:
            do throws(Failure) {
                _ = try await self.open(environment: environment)
                return nil
            } catch {
                return error.description
            }
        }
    }

    // MARK: - Settings

    /// The name of a variable that may hold keys. Those that begin with `PROVISION_` are settings.
    static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), !name.hasPrefix("PROVISION_") else {
            return false
        }
        return name.utf8.allSatisfy { $0 == 0x5f || (0x30...0x39).contains($0) || (0x41...0x5a).contains($0 & 0xdf) }
    }

    /// A command: words between commas, as lists in the configuration become, or a JSON array of texts.
    ///
    /// - Returns: `nil` for what has no absolute path in front.
    static func words(_ text: String) -> [String]? {
        let words =
            text.first == "["
            ? try? JSONDecoder().decode([String].self, from: Data(text.utf8))
            : text.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        guard let words, let path = words.first, path.hasPrefix("/"), !words.contains(where: { $0.contains("\0") })
        else {
            return nil
        }
        return words
    }
}
