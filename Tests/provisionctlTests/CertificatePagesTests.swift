import Foundation
import Testing

@testable import provisionctl

@Suite("pages of certificates")
struct CertificatePagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    private func read<Value: Decodable>(_ json: String, as type: Value.Type) throws -> Value {
        try Answer.read(Data(json.utf8), as: type)
    }

    @Test("a list of certificates")
    func list() throws {
        let list = try self.read(
            """
            {"certificates":[{"id":1,"name":"example-2026","subject":"CN=provision.example.com",\
            "commonName":"provision.example.com","notAfter":"2026-12-19T00:00:00.000Z","daysLeft":20,\
            "importedAt":"2026-11-29T00:00:00.000Z","leafSHA256":"01","rootName":"Go Daddy Root G2",\
            "findingCounts":{"every-release":0,"some-releases":2,"advice":1},"takenBy":["11","12"]},\
            {"id":12,"name":null,"subject":"CN=x","commonName":null,"notAfter":"2025-12-19T00:00:00.000Z","daysLeft":-345,\
            "importedAt":"2026-11-29T00:00:00.000Z","leafSHA256":"02","rootName":null,\
            "findingCounts":{"every-release":1,"some-releases":0,"advice":0},"takenBy":[]}]}
            """, as: CertificateList.self)
        #expect(
            self.plain.certificates(list.certificates) == [
                "ID  NAME          COMMON NAME            ENDS        DAYS  ROOT              FINDINGS          TAKEN BY",
                " 1  example-2026  provision.example.com  2026-12-19    20  Go Daddy Root G2  2 some, 1 advice  11 12",
                "12  –             –                      2025-12-19  -345  –                 1 every           none",
            ])
        #expect(self.plain.certificates([]) == ["No certificates: devices that want one are parked."])
    }

    static let lint = """
        {"complete":true,"chain":[{"subject":"CN=provision.example.com","issuer":"CN=Root","serial":"01",\
        "notBefore":"2026-01-01T00:00:00.000Z","notAfter":"2026-12-19T00:00:00.000Z","sha1":"aa","sha256":"bb",\
        "key":"RSA 2048","signature":"sha256WithRSAEncryption"},{"subject":"CN=Root","issuer":"CN=Root","serial":"02",\
        "notBefore":"2026-01-01T00:00:00.000Z","notAfter":"2036-12-19T00:00:00.000Z","sha1":"cc","sha256":"dd",\
        "key":"RSA 3072","signature":"sha1WithRSAEncryption"}],\
        "root":{"name":"Root","sha1":"cc","sha256":"dd","sha384":"ee","lists":[]},\
        "counted":{"kind":"last-labels","text":"example.com"},\
        "findings":[{"code":"signature-weak","severity":"some-releases","certificate":"Root","detail":"Weak.",\
        "remedy":"Use another.","facts":{"signature":"sha1WithRSAEncryption"}}],\
        "releases":[{"release":"6","answer":"needs-root","reasons":[{"code":"root-to-bring","text":"Bring it."}]},\
        {"release":"16","answer":"no","reasons":[{"code":"signature-weak","text":"Weak."}]}]}
        """

    @Test("what is said of a certificate")
    func lint() throws {
        let lint = try self.read(Self.lint, as: CertificateLint.self)
        #expect(!lint.isRefused)
        #expect(
            self.plain.lint(lint) == [
                "Leaf          CN=provision.example.com",
                "              RSA 2048, sha256WithRSAEncryption, until 2026-12-19 00:00:00Z",
                "Root          CN=Root",
                "              RSA 3072, sha1WithRSAEncryption, until 2036-12-19 00:00:00Z",
                "Root SHA-256  dd",
                "Root SHA-1    cc",
                "Factory lists none",
                "Suffix        devices whose suffix ends in example.com",
                "",
                "signature-weak (some-releases), Root",
                "  Weak.",
                "  Use another.",
                "  signature: sha1WithRSAEncryption",
                "",
                "AMT  ANSWER      WHY",
                "6    needs-root  root-to-bring",
                "16   no          signature-weak",
            ])
    }

    @Test("the certificates that a device is shown")
    func match() throws {
        let matches = try self.read(
            """
            {"uuid":"4c4c4544-0042-3510-8052-b4c04f4a3532","attempt":2,"release":null,"rootHashes":23,\
            "suffixes":[{"suffix":"example.com","source":"altiris"}],"certificates":[{"id":3,"name":"new","subject":"CN=a",\
            "place":1,"reasons":[{"question":"root-listed","answer":"yes","text":"It is."},\
            {"question":"release-accepts","answer":"unknown","text":"Who knows."}]},\
            {"id":1,"name":null,"subject":"CN=b","place":null,"reasons":[]}]}
            """, as: CertificateMatches.self)
        #expect(
            self.plain.matches(matches) == [
                "Device        4c4c4544-0042-3510-8052-b4c04f4a3532", "Attempt       2", "AMT           –",
                "Root hashes   23", "Suffix        example.com, by altiris", "",
                "Tried as 1: certificate 3, new", "  yes      It is.", "  unknown  Who knows.", "",
                "Not tried: certificate 1, CN=b",
            ])
    }

    @Test("the outlook has the months in which something changes")
    func outlook() throws {
        let outlook = try self.read(
            """
            {"devices":17,"months":["2026-11","2026-12","2027-01"],"reachable":[10,10,3],"certificates":[{"id":1,\
            "name":"old","subject":"CN=a","notAfter":"2026-12-19T00:00:00.000Z","daysLeft":20,"endsWithinDays":30,\
            "devices":10},{"id":2,"name":null,"subject":"CN=b","notAfter":"2025-12-19T00:00:00.000Z","daysLeft":-345,\
            "endsWithinDays":null,"devices":3}],"roots":[{"hash":"00112233445566778899","name":null,"devices":17,\
            "certificates":[],"reachable":[0,0,0]},{"hash":"aa","name":"Go Daddy Root G2","devices":10,"certificates":[1,2],\
            "reachable":[10,10,3]}]}
            """, as: CertificateOutlook.self)
        #expect(
            self.plain.outlook(outlook) == [
                "17 devices have said which roots they trust.", "",
                "old ends on 2026-12-19, in 20 days; it serves 10 devices.", "CN=b has ended; it serves 3 devices.", "",
                "FROM     DEVICES THAT CAN BE PROVISIONED", "2026-11                               10",
                "2027-01                                3", "",
                "ROOT              DEVICES  CERTIFICATES  UNTIL", "0011223344556677       17  –             –",
                "Go Daddy Root G2       10  1 2           2027-01 or later",
            ])
    }

    @Test(
        "a number of a certificate",
        arguments: [("1", 1), ("0", nil), ("-1", nil), ("a", nil), ("", nil)] as [(String, Int64?)])
    func numbers(text: String, number: Int64?) {
        #expect(CertificateArgument(argument: text)?.number == number)
    }

    @Test("files are made together and over no other")
    func newFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("own-root-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, chain) = (folder.appendingPathComponent("a.key").path, folder.appendingPathComponent("a.pem").path)
        try Data("kept".utf8).write(to: URL(fileURLWithPath: chain))
        #expect(throws: CommandFailure.usage("The file \(chain) is there already.")) {
            try NewFiles.make([(key, "secret", 0o600), (chain, "chain", 0o644)])
        }
        #expect(!FileManager.default.fileExists(atPath: key))
        #expect(try String(contentsOfFile: chain, encoding: .utf8) == "kept")
        try FileManager.default.removeItem(atPath: chain)
        try NewFiles.make([(key, "secret", 0o600), (chain, "chain", 0o644)])
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
        #expect(try String(contentsOfFile: key, encoding: .utf8) == "secret")
    }

    @Test("a root that is no root, and a key that is another's, issue nothing")
    func foreignKeys() throws {
        let now = Date()
        let root = try OwnRoot.make(name: "Root", bits: .bits2048, seconds: OwnRoot.yearSeconds, now: now)
        let other = try OwnRoot.make(name: "Root", bits: .bits2048, seconds: OwnRoot.yearSeconds, now: now)
        func issue(_ certificate: String, _ key: String, at now: Date) throws -> OwnRoot {
            try OwnRoot.issue(
                commonName: "provision.example.com", bits: .bits2048, seconds: 86_400, now: now, root: certificate,
                rootKey: key)
        }
        let leaf = try issue(root.chainPEM, root.keyPEM, at: now)
        #expect(leaf.rootSHA256 == root.rootSHA256)
        #expect(throws: CommandFailure.usage("The key is not the root's.")) {
            try issue(root.chainPEM, other.keyPEM, at: now)
        }
        let leafAlone = String(leaf.chainPEM.prefix(leaf.chainPEM.count - root.chainPEM.count))
        #expect(throws: CommandFailure.usage("The certificate under --root is not a root.")) {
            try issue(leafAlone, leaf.keyPEM, at: now)
        }
        #expect(throws: CommandFailure.usage("The root has ended.")) {
            try issue(root.chainPEM, root.keyPEM, at: now.addingTimeInterval(2 * OwnRoot.yearSeconds))
        }
    }

    @Test(
        "names that a certificate may be issued for",
        arguments: [
            ("provision.example.com", true), ("*.example.com", true), ("server", false), ("a b.com", false),
            (".com", false), ("a..b", false),
        ])
    func names(name: String, isOne: Bool) {
        #expect(OwnRoot.isName(name) == isOne)
    }
}
