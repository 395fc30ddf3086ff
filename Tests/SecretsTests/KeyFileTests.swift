import Foundation
import Secrets
import Testing

@Suite("Key file") struct KeyFileTests {
    static let keyText = Data(repeating: 5, count: 32).base64EncodedString()

    /// A folder of the test's own, gone behind it.
    static func inFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("key-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    static func write(_ text: String, mode: Int = 0o600, in folder: URL) throws -> String {
        let path = folder.appendingPathComponent("keys").path
        try #require(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test("a missing file is made with one fresh key, for its owner alone, and read again the same")
    func made() async throws {
        try await Self.inFolder { folder in
            let path = folder.appendingPathComponent("keys").path
            let first = try KeyFile.readOrMake(at: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            let sealed = try first.seal([1, 2, 3], context: "c")
            #expect(try KeyFile.readOrMake(at: path).open(sealed, context: "c") == [1, 2, 3])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys"])
        }
    }

    @Test("two files have two keys")
    func fresh() async throws {
        try await Self.inFolder { folder in
            let first = try KeyFile.readOrMake(at: folder.appendingPathComponent("a").path)
            let second = try KeyFile.readOrMake(at: folder.appendingPathComponent("b").path)
            let sealed = try first.seal([1], context: "c")
            let moved = SealedSecret(keyID: second.currentID, box: sealed.box)
            #expect(throws: OpeningFailure.boxInvalid) { try second.open(moved, context: "c") }
        }
    }

    @Test("of eight that make it at once all get the same key")
    func race() async throws {
        try await Self.inFolder { folder in
            let path = folder.appendingPathComponent("keys").path
            let rings = try await withThrowingTaskGroup(of: KeyRing.self) { group in
                for _ in 0..<8 { group.addTask { try KeyFile.readOrMake(at: path) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let sealed = try rings[0].seal([1, 2, 3], context: "c")
            #expect(rings.count == 8)
            for ring in rings { #expect(try ring.open(sealed, context: "c") == [1, 2, 3]) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys"])
        }
    }

    @Test("a file that others may read is refused", arguments: [0o640, 0o604, 0o660, 0o644, 0o601])
    func tooOpen(_ mode: Int) async throws {
        try await Self.inFolder { folder in
            let path = try Self.write("a \(Self.keyText)\n", mode: mode, in: folder)
            #expect(throws: KeyFile.Failure.tooOpen(path: path, mode: mode)) { try KeyFile.readOrMake(at: path) }
        }
    }

    @Test(
        "systemd's credentials are read with the mask of their access control list, and nothing else is",
        arguments: [0o440, 0o400])
    func credential(_ mode: Int) async throws {
        try await Self.inFolder { folder in
            let path = try Self.write("a \(Self.keyText)\n", mode: mode, in: folder)
            #expect(try KeyFile.read(at: path, credentialsFolder: folder.path + "/").currentID == "a")
            for other in [nil, "", "/", folder.deletingLastPathComponent().path, folder.path + "x"] where mode == 0o440
            {
                #expect(throws: KeyFile.Failure.tooOpen(path: path, mode: mode)) {
                    try KeyFile.read(at: path, credentialsFolder: other)
                }
            }
        }
    }

    @Test("a credential that others may read or write is refused all the same", arguments: [0o444, 0o460, 0o644])
    func openCredential(_ mode: Int) async throws {
        try await Self.inFolder { folder in
            let path = try Self.write("a \(Self.keyText)\n", mode: mode, in: folder)
            #expect(throws: KeyFile.Failure.tooOpen(path: path, mode: mode)) {
                try KeyFile.read(at: path, credentialsFolder: folder.path)
            }
        }
    }

    @Test("a text from elsewhere is read as the file is, with whatever line ends it has")
    func text() throws {
        #expect(try KeyText.read("# kept\r\na \(Self.keyText)\r\n").currentID == "a")
        #expect(throws: KeyText.Fault(line: 2)) { try KeyText.read("a \(Self.keyText)\nb x\n") }
        #expect(throws: KeyText.Fault(line: 0)) {
            try KeyText.read("a \(Self.keyText)\n" + String(repeating: "#\n", count: 40_000))
        }
    }

    @Test("the first key seals, every one opens; comments and empty lines are skipped")
    func several() async throws {
        try await Self.inFolder { folder in
            let other = Data(repeating: 6, count: 32).base64EncodedString()
            let path = try Self.write("# rotated\n\nnew \(other)\nold \(Self.keyText)\n", in: folder)
            let ring = try KeyFile.read(at: path)
            #expect(ring.currentID == "new")
            let old = try #require(KeyRing([("old", [UInt8](repeating: 5, count: 32))]))
            #expect(try ring.open(try old.seal([9], context: "c"), context: "c") == [9])
        }
    }

    static let malformedTexts: [(String, Int)] = [
        ("a\n", 1),
        ("\na not-base64!\n", 2),
        ("a \(Data(repeating: 5, count: 31).base64EncodedString())\n", 1),
        ("a \(keyText) more\n", 1),
        ("# only a comment\n", 0),
        ("", 0),
        ("a \(keyText)\na \(keyText)\n", 0),
    ]

    @Test("a malformed file is refused with its line and without its content", arguments: Self.malformedTexts)
    func malformed(_ text: String, _ line: Int) async throws {
        try await Self.inFolder { folder in
            let path = try Self.write(text, in: folder)
            #expect(throws: KeyFile.Failure.malformed(path: path, line: line)) { try KeyFile.readOrMake(at: path) }
        }
    }

    @Test("what is no text, too large, or not there is unreadable; an existing file is never replaced")
    func unreadable() async throws {
        try await Self.inFolder { folder in
            let missing = folder.appendingPathComponent("none").path
            #expect(throws: KeyFile.Failure.unreadable(path: missing)) { try KeyFile.read(at: missing) }
            let path = try Self.write(String(repeating: "#\n", count: 40_000), in: folder)
            #expect(throws: KeyFile.Failure.unreadable(path: path)) { try KeyFile.readOrMake(at: path) }
            try Data([0xff, 0xfe, 0x00]).write(to: URL(fileURLWithPath: path))
            #expect(throws: KeyFile.Failure.unreadable(path: path)) { try KeyFile.readOrMake(at: path) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([0xff, 0xfe, 0x00]))
        }
    }

    @Test("a folder that is not there cannot take it")
    func unwritable() {
        let path = "/nonexistent-folder/keys"
        #expect(throws: KeyFile.Failure.unwritable(path: path)) { try KeyFile.readOrMake(at: path) }
    }
}
