import Foundation
import Testing

@testable import provisionctl

@Suite("document files")
struct DocumentFileTests {
    func json(_ text: String) throws -> String {
        String(decoding: try DocumentFile(Data(text.utf8)).json, as: UTF8.self)
    }

    @Test("YAML becomes JSON as YAML 1.2 means it")
    func yaml() throws {
        #expect(
            try self.json(
                """
                # A comment.
                name: default
                on: yes
                empty:
                flags: [true, False, no, ~]
                numbers: [0, -12, 1.5, 1e3, 007, 0x1f, +1, .5, 1_000]
                quoted: ["true", '12', !!str x]
                text: |
                  two
                  lines
                nested: {a: {b: "c\\"d"}}
                """)
                == #"{"name":"default","on":"yes","empty":null,"flags":[true,false,"no",null],"#
                + #""numbers":[0,-12,1.5,1e3,"007","0x1f","+1",".5","1_000"],"quoted":["true","12","x"],"#
                + #""text":"two\nlines\n","nested":{"a":{"b":"c\"d"}}}"#)
    }

    @Test("JSON goes out byte for byte, so that the API can tell what is wrong with it")
    func plain() throws {
        let text = "{\n\t\"name\": \"a\", \"n\": 1.00\n}\n"
        #expect(try self.json(text) == text)
        #expect(try DocumentFile(Data(text.utf8)).name == "a")
        #expect(try DocumentFile(Data("schema: 1".utf8)).name == nil)
    }

    @Test("aliases are written out, up to the size of a document")
    func aliases() throws {
        #expect(try self.json("a: &x {b: 1}\nc: *x\n") == #"{"a":{"b":1},"c":{"b":1}}"#)
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...8 {
            bomb +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(throws: CommandFailure.self) { try self.json(bomb) }
    }

    @Test(
        "what is no document is told with its place",
        arguments: [
            ("a: [", "in line"), ("", "it is empty"), ("a: 1\na: 2\n", "it has a key twice: a"),
            ("? [a]\n: b\n", "no text"),
            ("[" + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + ", a]", "too deep"),
        ])
    func refused(_ text: String, _ reason: String) {
        do throws(CommandFailure) {
            _ = try DocumentFile(Data(text.utf8))
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.exitCode == 65)
            #expect(error.details.joined().contains(reason), "\(error.details)")
        }
    }

    @Test("a secret loses one line break at its end and no more, and is bounded")
    func secrets() throws {
        #expect(try SecretValue.checked(Data("hush\n".utf8)) == "hush")
        #expect(try SecretValue.checked(Data("hush\r\n".utf8)) == "hush")
        #expect(try SecretValue.checked(Data(" hush \n\n".utf8)) == " hush \n")
        #expect(try SecretValue.checked(Data("hush".utf8)) == "hush")
        for data in [Data(), Data("\n".utf8), Data([0xff]), Data(count: SecretValue.bytesMax + 1)] {
            #expect(throws: CommandFailure.self) { try SecretValue.checked(data) }
        }
        #expect(try SecretValue.json("a\"b") == Data(#"{"value":"a\"b"}"#.utf8))
    }

    @Test(
        "names are checked before anything is sent",
        arguments: ["", "A", "a/b", "a b", String(repeating: "a", count: 64)])
    func names(_ text: String) {
        #expect(NameArgument(argument: text) == nil)
        #expect(NameArgument(argument: "wifi.office_2-a")?.text == "wifi.office_2-a")
    }
}
