import AMT
import Foundation
import Glibc
import Inventory
import Provisioning
import Testing

@testable import Transport

/// A program of the site, as it behaves and misbehaves.
@Suite("Props command", .serialized)
struct PropsProgramTests {
    /// A folder with one script in it.
    private final class Script {
        let folder: URL
        var path: String { self.folder.appendingPathComponent("props").path }

        init(_ text: String, mode: Int = 0o755) throws {
            self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("props-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
            try self.make("props", "#!/bin/sh\n\(text)\n", mode: mode)
        }

        /// Makes a program. Another process writes it: while one of ours has it open for writing, a child that another test begins at that
        /// moment has it open, too, and no program that somebody writes can be started.
        func make(_ name: String, _ text: String, mode: Int) throws {
            let draft = self.file("\(name).draft")
            try Data(text.utf8).write(to: URL(fileURLWithPath: draft))
            let copy = try Process.run(
                URL(fileURLWithPath: "/usr/bin/install"),
                arguments: ["-m", String(mode, radix: 8), draft, self.file(name)])
            copy.waitUntilExit()
            try #require(copy.terminationStatus == 0)
        }

        deinit { try? FileManager.default.removeItem(at: self.folder) }

        func program(_ change: (inout PropsProgram.Settings) -> Void = { _ in }) -> PropsProgram {
            var settings = PropsProgram.Settings(path: self.path)
            change(&settings)
            return PropsProgram(settings, environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC", "PGPASSWORD": "s3cret"])
        }

        func file(_ name: String) -> String { self.folder.appendingPathComponent(name).path }
    }

    /// Much less than the programs would take by themselves, and enough for a busy machine.
    private static let patience = Duration.seconds(120)

    private static func question() throws -> PropsQuestion {
        PropsQuestion(
            uuid: try #require(DeviceUUID("4C4C4544-0044-3510-8052-C4C04F4E3732")),
            address: PeerAddress(numeric: "192.0.2.7"), amtVersion: "15.0.23")
    }

    private static func answer(
        to text: String, _ change: (inout PropsProgram.Settings) -> Void = { _ in }
    ) async throws -> PropsAnswer {
        let script = try Script(text)
        return await script.program(change).ask(try Self.question())
    }

    @Test("the program is told of the device, and its answer is taken")
    func answered() async throws {
        let script = try Script(
            "cat > \"$(dirname \"$0\")/seen\"; echo '{\"fqdn\": \"Desk-7.example.test\", \"profile\": \"p\"}'")
        let answer = await script.program().ask(try Self.question())
        #expect(answer == .answered(fqdn: try FQDN("desk-7.example.test"), profile: "p"))
        let seen = try String(contentsOfFile: script.file("seen"), encoding: .utf8)
        #expect(
            seen == """
                {"address":"192.0.2.7","amtVersion":"15.0.23","uuid":"4c4c4544-0044-3510-8052-c4c04f4e3732"}

                """)
    }

    @Test(
        "an answer says what is known, and nothing is an answer",
        arguments: [
            ("{}", .nothing), (" {\"fqdn\": null, \"profile\": \"\"}\n", .nothing), ("{\"other\": [1, {}]}", .nothing),
            ("{\"profile\": \"kiosk\", \"x\": 1}", .answered(fqdn: nil, profile: "kiosk")),
            ("{\"fqdn\": \"desk\"}", .malformed("fqdn is no name: not-qualified")),
            ("", .malformed("no output")), ("\n", .malformed("no output")),
            ("[]", .malformed("no JSON object with texts in it")),
            ("{\"fqdn\": 7}", .malformed("no JSON object with texts in it")),
            ("{\"fqdn\"", .malformed("no JSON object with texts in it")),
            ("{\"profile\": \"a\\nb\"}", .malformed("profile is no name of a profile")),
        ] as [(String, PropsAnswer)])
    func messages(output: String, answer: PropsAnswer) {
        #expect(PropsMessage.answer(Array(output.utf8)) == answer)
    }

    @Test("a program that fails says why, in a line that does a terminal no harm")
    func exited() async throws {
        let answer = try await Self.answer(
            to: "echo '{}'; printf 'no \\033[2Jsuch\\tdevice\\r\\n\\302\\205\\342\\200\\256end\\n\\n' >&2; exit 3")
        #expect(answer == .exited(code: 3, stderr: "no \\u{1b}[2Jsuch\\tdevice\\r\\n\\u{85}\\u{202e}end"))
        let long = try await Self.answer(to: "head -c 1000000 /dev/zero | tr '\\0' 'e' >&2; exit 1")
        #expect(long == .exited(code: 1, stderr: String(repeating: "e", count: 4096)))
    }

    @Test("a program that does not read its input does no harm")
    func unread() async throws {
        for _ in 1...20 { #expect(try await Self.answer(to: "exec <&-; echo '{}'") == .nothing) }
    }

    @Test("a program that a signal ends")
    func killed() async throws {
        #expect(try await Self.answer(to: "kill -SEGV $$") == .killed(signal: SIGSEGV))
    }

    @Test("a program that cannot be started")
    func notStarted() async throws {
        let script = try Script("echo '{}'", mode: 0o644)
        #expect(await script.program().ask(try Self.question()) == .notStarted("Permission denied"))
        let absent = await script.program { $0.path += "-absent" }.ask(try Self.question())
        #expect(absent == .notStarted("No such file or directory"))
        try script.make("other", "#!/no/such/interpreter\n", mode: 0o755)
        let uninterpreted = await script.program { $0.path = script.file("other") }.ask(try Self.question())
        #expect(uninterpreted == .notStarted("no interpreter for the program"))
    }

    @Test("a program that writes without an end is ended")
    func outputTooLong() async throws {
        let start = ContinuousClock.now
        #expect(try await Self.answer(to: "exec yes") == .outputTooLong)
        #expect(ContinuousClock.now - start < Self.patience)
        let most = "{\"x\": \"\(String(repeating: "x", count: (64 << 10) - 10))\"}"
        #expect(most.utf8.count == (64 << 10) - 1)
        #expect(try await Self.answer(to: "printf '%s' '\(most)'") == .nothing)
    }

    @Test("a program that takes too long is ended with everything that it started")
    func timedOut() async throws {
        let script = try Script(
            """
            trap '' TERM
            sh -c 'trap "" TERM; echo $$ > "$0"; while :; do sleep 1; done' "$(dirname "$0")/child" &
            while :; do sleep 1; done
            """)
        let program = script.program {
            $0.timeLimit = .seconds(10)
            $0.graceTime = .milliseconds(300)
        }
        let start = ContinuousClock.now
        #expect(await program.ask(try Self.question()) == .timedOut)
        #expect(ContinuousClock.now - start < Self.patience)
        let text = try String(contentsOfFile: script.file("child"), encoding: .utf8)
        try await Self.expectGone(try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))))
    }

    @Test("what ignores the polite signal goes with a program that obeys it")
    func leftBehind() async throws {
        let script = try Script(
            """
            sh -c 'trap "" TERM; echo $$ > "$0"; while :; do sleep 1; done' "$(dirname "$0")/child" > /dev/null 2>&1 &
            exec sleep 600
            """)
        #expect(await script.program { $0.timeLimit = .seconds(10) }.ask(try Self.question()) == .timedOut)
        let text = try String(contentsOfFile: script.file("child"), encoding: .utf8)
        try await Self.expectGone(try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))))
    }

    @Test("output that a process in another session holds open is not waited for")
    func openOutput() async throws {
        let start = ContinuousClock.now
        let script = try Script("setsid sleep 600 & echo $! > \"$(dirname \"$0\")/child\"; echo '{}'")
        #expect(await script.program().ask(try Self.question()) == .nothing)
        #expect(ContinuousClock.now - start < Self.patience)
        let text = try String(contentsOfFile: script.file("child"), encoding: .utf8)
        kill(try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))), SIGKILL)
    }

    @Test("a program that has closed its output and does not exit is ended")
    func closedOutput() async throws {
        let start = ContinuousClock.now
        let answer = try await Self.answer(to: "exec >&- 2>&-; sleep 600") { $0.timeLimit = .seconds(10) }
        #expect(answer == .timedOut)
        #expect(ContinuousClock.now - start < Self.patience)
    }

    /// A process that was killed is there until somebody has asked for it, as a shadow.
    private static func expectGone(_ process: pid_t) async throws {
        for _ in 1...100 {
            let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?
                .split(separator: ")").last?.split(separator: " ").first
            if state == nil || state == "Z" { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("process \(process) is still there")
    }

    @Test("the program sees three variables, its standard descriptors, and the root folder")
    func surroundings() async throws {
        let open = Glibc.open("/etc/passwd", O_RDONLY)
        defer { close(open) }
        #expect(open > 2)
        let script = try Script(
            """
            cd "$(dirname "$0")"
            echo "$OLDPWD" > folder
            env | cut -d= -f1 | sort > names
            for descriptor in /proc/$$/fd/*; do readlink "$descriptor"; done > descriptors
            echo '{}'
            """)
        #expect(await script.program().ask(try Self.question()) == .nothing)
        func lines(_ name: String) throws -> [String] {
            try String(contentsOfFile: script.file(name), encoding: .utf8).split(separator: "\n").map(String.init)
        }
        #expect(try lines("folder") == ["/"])
        // The shell adds three of its own.
        #expect(Set(try lines("names")).subtracting(["OLDPWD", "PWD", "SHLVL", "_"]) == ["PATH", "TZ"])
        let others = try lines("descriptors").filter { !$0.hasPrefix("pipe:") && !$0.hasPrefix(script.folder.path) }
        #expect(others.isEmpty)
    }

    @Test("as many as may run at once, and a caller that finds no place is told in time")
    func places() async throws {
        let script = try Script("while [ ! -e \"$(dirname \"$0\")/go\" ]; do sleep 0.1; done; echo '{}'")
        let program = script.program {
            $0.atOnceMax = 2
            $0.timeLimit = Self.patience
            $0.waitLimit = .milliseconds(300)
        }
        let question = try Self.question()
        let go = script.file("go")
        let answers = await withTaskGroup(of: PropsAnswer.self) { group in
            for _ in 1...5 { group.addTask { await program.ask(question) } }
            var answers: [PropsAnswer] = []
            for await answer in group {
                answers.append(answer)
                if answers.count == 3 { close(creat(go, 0o600)) }
            }
            return answers
        }
        #expect(answers == [.tooMany, .tooMany, .tooMany, .nothing, .nothing])
    }

    @Test("a caller that waits gets a place when one becomes free")
    func waiting() async throws {
        let script = try Script("echo '{}'")
        let program = script.program {
            $0.atOnceMax = 2
            $0.waitLimit = Self.patience
        }
        let question = try Self.question()
        let answers = await withTaskGroup(of: PropsAnswer.self) { group in
            for _ in 1...9 { group.addTask { await program.ask(question) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: .nothing, count: 9))
    }

    @Test("a task that is cancelled ends its program")
    func cancelled() async throws {
        let script = try Script("echo $$ > \"$(dirname \"$0\")/self\"; exec sleep 600")
        let program = script.program()
        let question = try Self.question()
        let path = script.file("self")
        let answer = await withTaskGroup(of: PropsAnswer?.self) { group in
            group.addTask { await program.ask(question) }
            while !FileManager.default.fileExists(atPath: path) { try? await Task.sleep(for: .milliseconds(50)) }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(answer == .timedOut)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        if let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) {
            try await Self.expectGone(process)
        }
    }
}
