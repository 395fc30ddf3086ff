import Foundation
import Testing

@testable import provisionctl

@Suite("contexts")
struct ContextTests {
    typealias Folder = SurroundingsTests.Folder

    private func surroundings(_ folder: Folder, _ more: [String: String] = [:]) -> Surroundings {
        Surroundings(
            environment: ["HOME": folder.path].merging(more) { $1 }, isTerminal: false, terminalColumns: nil)
    }

    private func home(_ config: String) throws -> Folder {
        let folder = try Folder()
        _ = try folder.write(".config/provisionctl/config.yaml", config)
        for name in ["lab", "prod"] { _ = try folder.write(".config/provisionctl/\(name).token", "token-of-\(name)\n") }
        _ = try folder.write(".config/provisionctl/token", "token-of-nobody\n")
        return folder
    }

    static let config = """
        current: lab
        contexts:
          - name: lab
            server: https://lab.example.com:8971
            tokenFile: lab.token
          - name: prod
            server: https://prod.example.com
            tokenFile: prod.token
          - name: bare
            server: https://bare.example.com

        """

    private func told(
        _ folder: Folder, _ environment: [String: String] = [:], server: String? = nil, context: String? = nil,
        tokenFile: String? = nil
    ) throws -> String {
        let connection = try self.surroundings(folder, environment).connection(
            .init(server: server, context: context, tokenFile: tokenFile), needsToken: true)
        return "\(connection.server.host ?? "") \(connection.token)"
    }

    @Test("the current one counts when nothing else names a server, an option before a variable")
    func precedence() throws {
        let folder = try self.home(Self.config)
        #expect(try self.told(folder) == "lab.example.com token-of-lab")
        #expect(try self.told(folder, ["PROVISIONCTL_CONTEXT": "prod"]) == "prod.example.com token-of-prod")
        #expect(
            try self.told(folder, ["PROVISIONCTL_CONTEXT": "prod"], context: "lab") == "lab.example.com token-of-lab")
        #expect(
            try self.told(folder, ["PROVISIONCTL_SERVER": "https://other.example.com"], context: "prod")
                == "prod.example.com token-of-prod")
        #expect(try self.told(folder, server: "http://127.0.0.1:1", context: "prod") == "127.0.0.1 token-of-prod")
    }

    @Test("a server that is named without its context is never sent the token of one")
    func tokensStayAtHome() throws {
        let folder = try self.home(Self.config)
        #expect(try self.told(folder, server: "https://other.example.com") == "other.example.com token-of-nobody")
        #expect(
            try self.told(folder, ["PROVISIONCTL_SERVER": "https://other.example.com"])
                == "other.example.com token-of-nobody")
        #expect(
            try self.told(folder, ["PROVISIONCTL_TOKEN": "token-of-other"], context: "prod")
                == "prod.example.com token-of-prod")
        // And the token of no context goes to none.
        let failure = #expect(throws: CommandFailure.self) { try self.told(folder, context: "bare") }
        #expect(failure?.exitCode == 3)
    }

    @Test("what was there before contexts goes on to work")
    func without() throws {
        let folder = try Folder()
        _ = try folder.write(".config/provisionctl/token", "from-home\n")
        #expect(try self.told(folder) == "127.0.0.1 from-home")
        #expect(try self.told(folder, ["PROVISIONCTL_TOKEN": "from-variable"]) == "127.0.0.1 from-variable")
    }

    @Test("XDG_CONFIG_HOME says where they are")
    func folders() throws {
        let folder = try Folder()
        _ = try folder.write("xdg/provisionctl/config.yaml", Self.config)
        _ = try folder.write("xdg/provisionctl/lab.token", "token-of-xdg\n")
        #expect(
            try self.told(folder, ["XDG_CONFIG_HOME": folder.path + "/xdg"]) == "lab.example.com token-of-xdg")
    }

    @Test("a token that others can read is not used, and the remedy can be pasted", arguments: [0o640, 0o604, 0o620])
    func rights(_ mode: Int) throws {
        let folder = try self.home(Self.config)
        let path = folder.path + "/.config/provisionctl/lab.token"
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let failure = #expect(throws: CommandFailure.self) { try self.told(folder) }
        #expect(failure?.exitCode == 3)
        #expect(failure?.message.hasSuffix("chmod 600 \(path)") == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("token-of-lab") == false)
    }

    @Test("a file of contexts that others can change is not used: they could have tokens sent elsewhere")
    func writable() throws {
        let folder = try self.home(Self.config)
        let path = folder.path + "/.config/provisionctl/config.yaml"
        try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: path)
        let failure = #expect(throws: CommandFailure.self) { try self.told(folder) }
        #expect(failure?.message.hasSuffix("chmod go-w \(path)") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(try self.told(folder) == "lab.example.com token-of-lab")
    }

    @Test(
        "a file that nobody could have meant so is told, with the place",
        arguments: [
            ("contexts: [{name: a, server: 'http://h', token: hush}]", "has a token in it"),
            ("contexts: [{name: a, server: 'http://h', tokenfile: x}]", "contexts.tokenfile"),
            ("context: []", "the member context"),
            ("current: b\ncontexts: [{name: a, server: 'http://h'}]", "names b"),
            ("contexts: [{name: a, server: 'http://h'}, {name: a, server: 'http://i'}]", "two contexts"),
            ("contexts: [{name: A b, server: 'http://h'}]", "no name"),
            ("contexts: [{name: a}]", "cannot be used"),
            ("contexts: [", "cannot be used"),
        ])
    func faulty(_ config: String, _ text: String) throws {
        let folder = try self.home(config)
        let failure = #expect(throws: CommandFailure.self) { try self.told(folder) }
        #expect(failure?.message.contains(text) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("hush") == false)
    }

    @Test("a context that is not there is told with those that are")
    func unknown() throws {
        let folder = try self.home(Self.config)
        let failure = #expect(throws: CommandFailure.self) { try self.told(folder, context: "test") }
        #expect(failure?.exitCode == 64)
        #expect(failure?.message.contains("there are: lab, prod, bare") == true)
    }

    @Test("what is written is read again, and is its owner's alone")
    func written() throws {
        let folder = try Folder()
        let path = folder.path + "/new/config.yaml"
        var file = ContextFile(
            current: "yes", contexts: [.init(name: "yes", server: "https://h", tokenFile: "~/t", caFile: nil)])
        try file.write(path)
        #expect(try ContextFile.read(path) == file)
        file.current = nil
        try file.write(path)
        #expect(try ContextFile.read(path) == file)
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect((facts[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == ["config.yaml"])
    }

    @Test("words typed so far say whom a completion asks")
    func completion() {
        #expect(
            Completions.wishes(in: ["provisionctl", "device", "show", "--context", "lab", "--ca-file=x", "4c"])
                == .init(context: "lab", caFile: "x"))
        #expect(Completions.wishes(in: ["provisionctl", "--server"]) == .init())
    }
}

@Suite("a server that is asked too often")
struct PatienceTests {
    @Test("is asked again when it says, and when that is soon")
    func pause() {
        func pause(_ status: Int, _ after: String?) -> Int? {
            APIClient.pause(
                askedBy: HTTPAnswer(
                    status: status, headers: after.map { ["retry-after": $0] } ?? [:], body: Data()))
        }
        #expect(pause(429, "7") == 7)
        #expect(pause(429, "0") == 1)
        #expect(pause(429, "3600") == nil)
        #expect(pause(429, nil) == nil)
        #expect(pause(503, "7") == nil)
    }
}
