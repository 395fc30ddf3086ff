import AMT
import Foundation
import Glibc
import Testing

@testable import Transport

/// The program that hands over the keys, as it behaves and misbehaves. What `ProgramCall` promises is held by the tests of the props
/// command too.
@Suite("Key command")
struct KeyCommandTests {
    private static func command(_ words: String..., seconds: Int64 = 60) throws -> KeyCommand {
        try #require(
            KeyCommand(
                words: words, timeLimit: .seconds(seconds),
                environment: [
                    "PATH": "/usr/bin:/bin", "HOME": "/home/ps", "PGPASSWORD": "s3cret", "PROVISION_X": "1",
                    "TOKEN": "t",
                    "CREDENTIALS_DIRECTORY": "/run/credentials/x",
                ]))
    }

    private static func failure(_ command: KeyCommand) async -> KeyCommand.Failure? {
        do throws(KeyCommand.Failure) {
            _ = try await command.output()
            return nil
        } catch {
            return error
        }
    }

    @Test("words are handed over as they are, and no shell reads them")
    func words() async throws {
        let output = try await Self.command("/usr/bin/printf", "%s\\n", "a b;$(id)", "*", "").output()
        #expect(output.reveal() == "a b;$(id)\n*\n\n")
    }

    @Test("the program finds its settings, and nothing that is ours")
    func environment() async throws {
        let lines = try await Self.command("/usr/bin/env").output().reveal().split(separator: "\n").sorted()
        #expect(lines == ["CREDENTIALS_DIRECTORY=/run/credentials/x", "HOME=/home/ps", "PATH=/usr/bin:/bin"])
    }

    @Test("a failure has what was written for people, and nothing of the keys")
    func refused() async throws {
        let end = await Self.failure(
            try Self.command("/bin/sh", "-c", "echo k1 SECRET; echo 'no such\tkey' >&2; exit 4"))
        #expect(end == .exited(code: 4, stderr: "no such\\tkey"))
        #expect(!"\(String(reflecting: end))".contains("SECRET"))
        let printed = try await Self.command("/bin/echo", "k1 SECRET").output()
        #expect(!"\(printed)\(String(reflecting: printed))".contains("SECRET"))
    }

    @Test("a program that is silent, endless, or not there ends in a failure that says so")
    func broken() async throws {
        #expect(await Self.failure(try Self.command("/bin/sleep", "600", seconds: 1)) == .timedOut)
        #expect(await Self.failure(try Self.command("/usr/bin/yes")) == .outputTooLong)
        #expect(await Self.failure(try Self.command("/bin/sh", "-c", "kill -SEGV $$")) == .killed(signal: SIGSEGV))
        #expect(await Self.failure(try Self.command("/no/such/program")) == .notStarted("No such file or directory"))
    }

    @Test("there is a program to run, by its absolute path")
    func paths() {
        for words in [[], ["vault"], ["./vault"], [""]] {
            #expect(KeyCommand(words: words, timeLimit: .seconds(1), environment: [:]) == nil)
        }
    }
}
