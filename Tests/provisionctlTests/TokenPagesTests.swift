import Foundation
import Testing

@testable import provisionctl

@Suite("pages of tokens")
struct TokenPagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    /// As the API's description shows it.
    static let list = """
        {"tokens":[{"name":"agents","roles":["agent"],"createdAt":"2026-11-22T10:30:45.678Z","lastUsedAt":null},
        {"name":"desk","roles":["viewer","operator"],"createdAt":"2026-11-21T10:30:45.678Z","lastUsedAt":null},
        {"name":"first","roles":["viewer","operator","credential-reader","profile-admin","trust-admin","auditor","agent"],
        "createdAt":"2026-11-20T10:30:45.678Z","lastUsedAt":"2026-11-22T11:00:00.000Z"}]}
        """

    @Test("a list of tokens")
    func list() throws {
        let list = try Answer.read(Data(Self.list.utf8), as: TokenList.self)
        #expect(
            self.plain.tokens(list) == [
                "NAME    ROLES            MADE                  LAST USED",
                "agents  agent            2026-11-22 10:30:45Z  –",
                "desk    viewer operator  2026-11-21 10:30:45Z  –",
                "first   everything       2026-11-20 10:30:45Z  2026-11-22 11:00:00Z",
            ])
    }

    @Test("what a new token is for")
    func purpose() throws {
        let json = #"{"name":"a","roles":["viewer","newer"],"createdAt":"2026-11-22T10:30:45.678Z","token":"t"}"#
        let made = try Answer.read(Data(json.utf8), as: TokenMade.self)
        #expect(self.plain.purpose(of: made) == "The token a has the roles viewer, newer.")
    }

    @Test(
        "a name needs no quoting in a path and leads out of none", arguments: ["", ".", "..", "a/b", "A", "a b", "ä"])
    func names(_ name: String) {
        #expect(TokenArgument(argument: name) == nil)
        #expect(TokenArgument(argument: "pc.agents-2_x")?.text == "pc.agents-2_x")
    }

    @Test("a token's file is made for its owner alone, and never over another file")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("token-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try TokenFile(making: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(throws: CommandFailure.usage("The file \(path) is there already.")) { try TokenFile(making: path) }
        try file.keep("hush")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "hush\n")
        file.discard()
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(throws: CommandFailure.self) { try TokenFile(making: path + "/none/token") }
    }
}
