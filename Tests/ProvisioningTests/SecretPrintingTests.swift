import AMT
import Provisioning
import Testing

/// Whatever holds a secret shows none, however it is printed.
@Suite("Printing of what holds secrets") struct SecretPrintingTests {
    /// The reference's example of a PPS, and what else is looked for.
    static let pps = "NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"
    static let canary = "C4nary-in-clear"
    /// The canary's first bytes, as a list of numbers and as hexadecimal digits would show them.
    static let traces = ["C4nary", "67, 52, 110", "43346e61", "NKLDG5DC", "78, 75, 76"]

    static func holders() throws -> [any Sendable] {
        let secret = Secret(text: Self.canary)
        let key = try PPS(Self.pps)
        return [
            secret, key, ImportedKey(pid: try PID("0000-037M"), pps: key),
            PresharedKeyPair(pid: try PID("0000-037M"), pps: key),
            CredentialVersion(
                version: 1, status: .pending, username: "admin", password: secret, mebxPassword: secret),
            ImportedCredential(
                device: try #require(DeviceUUID("4c4c4544-0044-3510-8052-c4c04f4e3732")), username: "admin",
                password: secret, mebxPassword: secret),
            OpenedSecret(version: 1, secret: secret), KeptSecret(name: "wifi", version: 1, value: secret),
            ClientChain(id: 1, chainPEM: secret, keyPEM: secret),
            AuthorityMaterial(certificateDER: [1], keyPEM: secret),
            ["name": secret], Optional(secret), [secret], Result<Secret, Never>.success(secret),
        ]
    }

    @Test("descriptions, dumps, mirrors and interpolations have no trace of it")
    func silent() throws {
        for holder in try Self.holders() {
            var dumped = ""
            dump(holder, to: &dumped)
            var printed = ""
            print(holder, [holder], to: &printed)
            var debugged = ""
            debugPrint(holder, Mirror(reflecting: holder).children.map { $0 }, to: &debugged)
            for text in [
                dumped, printed, debugged, "\(holder)", String(describing: holder), String(reflecting: holder),
                "\(Self.values(holder, depth: 4))",
            ] {
                for trace in Self.traces { #expect(!text.contains(trace), "\(type(of: holder))") }
            }
        }
    }

    /// Everything that reflection finds, down to a depth.
    private static func values(_ value: Any, depth: Int) -> [String] {
        guard depth > 0 else { return [] }
        return Mirror(reflecting: value).children.flatMap { child in
            ["\(child.label ?? "") \(child.value)"] + Self.values(child.value, depth: depth - 1)
        }
    }

    @Test("none of them can be encoded, as JSON or as anything else")
    func notEncodable() throws {
        for holder in try Self.holders().prefix(10) { #expect(!(holder is any Encodable), "\(type(of: holder))") }
    }

    @Test("what is looked for is found where it is")
    func traces() throws {
        let bytes = Array(Self.canary.utf8)
        #expect("\(bytes)".contains(Self.traces[1]) && Hex.text(bytes).contains(Self.traces[2]))
        #expect(try PPS(Self.pps).secret.reveal().hasPrefix(Self.traces[3]))
        #expect("\(try PPS(Self.pps).secret.revealBytes())".contains(Self.traces[4]))
    }
}
