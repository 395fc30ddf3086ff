import ArgumentParser
import Foundation
import Testing

@testable import provisionctl

@Suite("surroundings")
struct SurroundingsTests {
    /// A folder of its own, gone when the test is over.
    final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

        init() throws { try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: self.path) }

        func write(_ name: String, _ text: String) throws -> String {
            let file = self.path + "/" + name
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            return file
        }
    }

    func surroundings(
        _ environment: [String: String] = [:], isTerminal: Bool = false, columns: Int? = nil
    ) -> Surroundings {
        Surroundings(environment: environment, isTerminal: isTerminal, terminalColumns: columns)
    }

    @Test("the token comes from the nearest place that names one")
    func tokenOrder() throws {
        let folder = try Folder()
        let option = try folder.write("option", "from-option\n")
        let variable = try folder.write("variable", "from-variable-file\n")
        _ = try folder.write(".config/provisionctl/token", "from-home\n")
        var environment = [
            "PROVISIONCTL_TOKEN": "from-variable", "PROVISIONCTL_TOKEN_FILE": variable, "HOME": folder.path,
        ]
        #expect(try self.surroundings(environment).token(fileOption: option) == "from-option")
        #expect(try self.surroundings(environment).token(fileOption: nil) == "from-variable")
        environment["PROVISIONCTL_TOKEN"] = ""
        #expect(try self.surroundings(environment).token(fileOption: nil) == "from-variable-file")
        environment["PROVISIONCTL_TOKEN_FILE"] = nil
        #expect(try self.surroundings(environment).token(fileOption: nil) == "from-home")
    }

    @Test("a token may come by a pipe, as from a program that keeps secrets")
    func tokenByPipe() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("from-pipe\n".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try self.surroundings().token(fileOption: path) == "from-pipe")
    }

    @Test("a token that cannot be had or sent is told before anything is sent")
    func tokenRefused() throws {
        let folder = try Folder()
        for file in [
            folder.path + "/missing", try folder.write("empty", "\n"), try folder.write("two", "one\ntwo\n"),
            try folder.write("long", String(repeating: "a", count: 513)), try folder.write("foreign", "töken"),
            try folder.write("huge", String(repeating: "a\n", count: 10_000)),
        ] {
            do throws(CommandFailure) {
                _ = try self.surroundings().token(fileOption: file)
                Issue.record("\(file) gave a token")
            } catch {
                #expect(error.exitCode == 3)
            }
        }
    }

    @Test("the server is the option, else the variable, else this machine")
    func server() throws {
        let environment = ["PROVISIONCTL_SERVER": "https://api.example.com/amt/"]
        #expect(
            try self.surroundings(environment).server(option: "http://10.0.0.1:1").absoluteString
                == "http://10.0.0.1:1")
        #expect(
            try self.surroundings(environment).server(option: nil).absoluteString == "https://api.example.com/amt/")
        #expect(try self.surroundings().server(option: nil).absoluteString == "http://127.0.0.1:8971")
    }

    @Test(
        "what is no server's URL is a usage error",
        arguments: ["", "127.0.0.1:8971", "ftp://host", "http://", "http://u:p@host", "http://host/?q"])
    func serverRefused(_ text: String) {
        do throws(CommandFailure) {
            _ = try self.surroundings().server(option: text)
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.exitCode == 64)
        }
    }

    @Test("tables fit the terminal, or COLUMNS, and are not cut in a pipe")
    func columns() {
        #expect(self.surroundings().columnsMax == nil)
        #expect(self.surroundings(["COLUMNS": "60"]).columnsMax == nil)
        #expect(self.surroundings(isTerminal: true, columns: 132).columnsMax == 132)
        #expect(self.surroundings(isTerminal: true).columnsMax == 80)
        #expect(self.surroundings(["COLUMNS": "60"], isTerminal: true, columns: 132).columnsMax == 60)
        #expect(self.surroundings(["COLUMNS": "zero"], isTerminal: true, columns: 132).columnsMax == 132)
    }

    @Test("colour is for terminals that want it")
    func colour() {
        #expect(self.surroundings(isTerminal: true).hasColour(.auto))
        #expect(!self.surroundings().hasColour(.auto))
        #expect(!self.surroundings(["NO_COLOR": "1"], isTerminal: true).hasColour(.auto))
        #expect(self.surroundings(["NO_COLOR": ""], isTerminal: true).hasColour(.auto))
        #expect(!self.surroundings(["TERM": "dumb"], isTerminal: true).hasColour(.auto))
        #expect(self.surroundings(["NO_COLOR": "1"]).hasColour(.always))
        #expect(!self.surroundings(isTerminal: true).hasColour(.never))
    }
}

@Suite("command failures")
struct CommandFailureTests {
    @Test("each kind has its exit code")
    func exitCodes() {
        func server(_ status: Int) -> Int32 { CommandFailure.answered(status: status, body: Data()).exitCode }
        #expect(server(500) == 1)
        #expect(server(503) == 1)
        #expect(server(409) == 1)
        #expect(server(400) == 1)
        #expect(server(302) == 1)
        #expect(server(404) == 2)
        #expect(server(401) == 3)
        #expect(server(403) == 3)
        #expect(CommandFailure.noToken("").exitCode == 3)
        #expect(CommandFailure.unreachable(server: "", reason: "").exitCode == 4)
        #expect(CommandFailure.answerUnreadable("").exitCode == 1)
        #expect(CommandFailure.usage("").exitCode == 64)
    }

    @Test("a problem document is told in its own words, with the request's id")
    func document() {
        let failure = CommandFailure.answered(
            status: 404,
            body: Data(
                #"{"type":"urn:provisionserver:problem:device-unknown","title":"No such device","status":404,"#
                    .appending(#""detail":"Nobody named it.","instance":"urn:provisionserver:request:abc"}"#).utf8))
        #expect(failure.message == "No such device (HTTP 404). Nobody named it. Request abc.")
    }

    @Test("a page of somebody else is told by its status")
    func notADocument() {
        #expect(
            CommandFailure.answered(status: 502, body: Data("<html>Bad gateway</html>".utf8)).message
                == "The server answered without an explanation (HTTP 502).")
    }
}

@Suite("command line")
struct CommandLineTests {
    @Test("a UUID is checked before anything is sent, and written in lower case")
    func uuid() throws {
        #expect(
            DeviceArgument(argument: "A0A0A0A0-A0A0-A0A0-A0A0-A0A0A0A0A007")?.text
                == "a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007")
        for text in ["", "pc-0042", "a0a0a0a0a0a0a0a0a0a0a0a0a0a0a007", "../../metrics"] {
            #expect(DeviceArgument(argument: text) == nil)
        }
    }

    @Test("no command takes a token on its command line")
    func noTokenOption() {
        let help = ProvisionCtl.helpMessage() + DeviceCommand.Show.helpMessage()
        #expect(help.contains("--token-file"))
        #expect(!help.contains("--token "))
    }
}
