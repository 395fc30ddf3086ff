import Foundation
import Testing

@testable import provisionctl

@Suite("support bundles")
struct SupportBundleTests {
    static let token = String(repeating: "5f", count: 32)

    private func redacted(_ json: String) throws -> String {
        Redaction(token: Self.token).json(try JSONReader.read(Array(json.utf8))).written()
    }

    @Test(
        "hold no secret, wherever it stands",
        arguments: [
            #"{"password":"hush-hush"}"#, #"{"mebxPassword":"hush-hush"}"#, #"{"client_secret":"hush-hush"}"#,
            #"{"settings":[{"key":"database.url","value":"hush-hush","isSecret":true,"origin":"file"}]}"#,
            #"{"isSecret":true,"value":{"deep":["hush-hush"]}}"#,
            #"{"url":"https://user:hush-hush@amt.example.com/x"}"#,
            #"{"detail":"host=db password='hush-hush' user=x"}"#,
            #"{"detail":"password=hush-hush"}"#, #"{"url":"https://h/x?token=hush-hush&a=b"}"#,
            #"{"detail":"Authorization: Bearer hush-hush-hush-hush"}"#, #"{"a":[{"Token":"hush-hush"}]}"#,
            #"{"pem":"-----BEGIN EC PRIVATE KEY-----\nhush-hush\n-----END EC PRIVATE KEY-----\n"}"#,
        ])
    func redaction(_ json: String) throws {
        let text = try self.redacted(json)
        #expect(!text.contains("hush-hush"), "\(text)")
        #expect(text.contains(Redaction.mark))
    }

    @Test("hold no token of their maker and no PPS")
    func values() {
        let redaction = Redaction(token: Self.token)
        #expect(redaction.text("x\(Self.token)y") == "x\(Redaction.mark)y")
        #expect(redaction.text("PPS NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ.") == "PPS \(Redaction.mark).")
        #expect(
            Redaction.hostOnly("https://hooks.example.com/services/T0/B0/hush?x=1")
                == "https://hooks.example.com/\(Redaction.mark)")
    }

    @Test("keep what is no secret")
    func kept() throws {
        let json =
            #"{"key":"worker.slots","value":"200","isSecret":false,"secret":null,"counts":{"key":3},"sha256":"00ff"}"#
        let value = try JSONReader.read(Array(json.utf8))
        #expect(Redaction(token: Self.token).json(value) == value)
        #expect(
            Redaction(token: Self.token).text("No psk key has the PID 4444-4445.")
                == "No psk key has the PID 4444-4445.")
    }

    @Test("give a host and an address the same other name everywhere, and leave what is neither")
    func pseudonyms() throws {
        var names = Pseudonyms()
        let json = #"""
            {"fqdn":"pc-1.corp.example.com","address":"10.1.2.3","amtVersion":"16.1.25.14","code":"psk-unknown",
            "detail":"PC-1.corp.example.com at 10.1.2.3:16993 (fe80::1) and pc-2.corp.example.com. Since 12:30:45, on 127.0.0.1, of provisionserver 0.1.0.",
            "uuid":"4c4c4544-0042-3510-8052-b4c04f4a3532"}
            """#
        let value = try JSONReader.read(Array(json.utf8))
        names.learn(value)
        let replaced = names.replace(value)
        let text = replaced.written()
        for gone in ["pc-1", "PC-1", "pc-2", "corp", "example.com", "10.1.2.3", "fe80"] {
            #expect(!text.contains(gone), "\(gone) in \(text)")
        }
        let fqdn = try #require(replaced["fqdn"]?.text)
        let address = try #require(replaced["address"]?.text)
        #expect(replaced["detail"]?.text?.hasPrefix("\(fqdn) at \(address):16993 (address-") == true, "\(text)")
        #expect(
            replaced["detail"]?.text?.hasSuffix("Since 12:30:45, on 127.0.0.1, of provisionserver 0.1.0.") == true,
            "\(text)")
        for name in ["amtVersion", "code", "uuid"] { #expect(replaced[name] == value[name]) }
    }

    @Test("what is written of JSON is the JSON that was read")
    func written() throws {
        let json = #"{"a":[],"b":{},"c":[1,"x\n\"ä",null,{"d":0.10}]}"#
        let value = try JSONReader.read(Array(json.utf8))
        #expect(try JSONReader.read(Array(value.written().utf8)) == value)
    }

    @Test("are archives that the system's tar reads, byte for byte")
    func tar() throws {
        let folder = try SurroundingsTests.Folder()
        var archive = TarArchive(modified: Date(timeIntervalSince1970: 1_795_953_600))
        // One that is long, an empty file, and one that ends at a block.
        let contents: [String: Data] = [
            "top/large.txt": Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }), "top/empty.json": Data(),
            "top/a/512": Data(count: 512),
        ]
        for (name, data) in contents.sorted(by: { $0.key < $1.key }) { archive.add(name, data) }
        let path = folder.path + "/x.tar.gz"
        let gzip = try #require(archive.gzip)
        #expect(gzip.count < archive.tar.count / 10, "much of it is the same again and again")
        try gzip.write(to: URL(fileURLWithPath: path))
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-C", folder.path, "-xzf", path]
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        for (name, data) in contents {
            #expect(FileManager.default.contents(atPath: folder.path + "/" + name) == data, "\(name)")
        }
    }
}
