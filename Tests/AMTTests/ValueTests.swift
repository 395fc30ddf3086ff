import AMT
import Testing

@Suite("Values of the hello and of keys")
struct ValueTests {
    @Test("a UUID reads its text in any case and prints it in lower case")
    func uuidText() throws {
        let uuid = try #require(DeviceUUID("4C4C4544-0042-3510-8054-B7C04F4E3153"))
        #expect(uuid.description == "4c4c4544-0042-3510-8054-b7c04f4e3153")
        #expect(Hex.text(uuid.wireBytes) == "44454c4c420010358054b7c04f4e3153")
        #expect(DeviceUUID(wireBytes: uuid.wireBytes) == uuid)
        #expect(DeviceUUID(canonicalBytes: uuid.bytes) == uuid)
    }

    @Test(
        "a UUID refuses what means not set and what is none",
        arguments: [
            "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "",
            "4c4c454400423510-8054-b7c04f4e3153", "4c4c4544-0042-3510-8054-b7c04f4e315",
            "4c4c4544-0042-3510-8054-b7c04f4e315g",
        ])
    func uuidRefused(_ text: String) {
        #expect(DeviceUUID(text) == nil)
    }

    @Test(
        "PIDs of the published examples pass",
        arguments: ["0000-037M", "AMTS-001M", "ZZZZ-ZZZI", "0000037M", "000-0037M"])
    func pidPasses(_ text: String) throws {
        #expect(try PID(text).text.count == 8)
    }

    @Test("PIDs with a wrong check character, case or length do not pass")
    func pidRefused() {
        #expect(throws: PIDRefusal.checkCharacter) { try PID("0000-037N") }
        #expect(throws: PIDRefusal.alphabet) { try PID("0000-037m") }
        #expect(throws: PIDRefusal.length) { try PID("0000-037") }
    }

    @Test(
        "PPSs of the published examples pass and keep their check characters",
        arguments: ["NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ", "AAAF-BBBI-CCCL-0000-999R-ZZZI-A1B0-Z9YK"])
    func ppsPasses(_ text: String) throws {
        #expect(try PPS(text).secret.reveal() == text.filter { $0 != "-" })
    }

    @Test("a PPS with one wrong group does not pass")
    func ppsRefused() {
        #expect(throws: PPSRefusal.checkCharacter) { try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XK") }
    }

    @Test(
        "base64 of the published test vectors, both ways",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]))
    func base64(_ plain: String, _ text: String) {
        #expect(Base64.text(Array(plain.utf8)) == text)
        #expect(Base64.bytes(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test("base64 skips white space and refuses everything else that is not whole groups")
    func base64Refusals() {
        #expect(Base64.bytes(Array("Zm9v\r\n Ym\tFy".utf8)) == Array("foobar".utf8))
        for text in ["Zg=", "Zg", "Z===", "====", "Zg==Zg==", "Zh==", "Zm9=", "Zm9v!", "test?", "Zm-_", "=Zg="] {
            #expect(Base64.bytes(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("a secret prints as a fixed word and compares by its bytes")
    func secret() {
        let secret = Secret(text: "P@ssw0rd")
        #expect("\(secret)" == "(secret)")
        #expect(String(reflecting: secret) == "(secret)")
        #expect(secret == Secret(text: "P@ssw0rd"))
        #expect(secret != Secret(text: "P@ssw0rD"))
    }

    @Test("a secret does not show inside other values, in dumps or to reflection")
    func secretInside() {
        struct Holder {
            let name = "admin"
            let password: Secret
        }
        let holder = Holder(password: Secret(text: "P@ssw0rd"))
        var dumped = ""
        dump(holder, to: &dumped)
        dump([Secret(text: "P@ssw0rd")], to: &dumped)
        let texts = [
            dumped, "\(holder)", String(reflecting: holder), "\([holder.password])",
            "\(Optional(holder.password) as Any)",
            "\(Mirror(reflecting: holder).children.map { $0.value })",
        ]
        for text in texts { #expect(!text.contains("P@ss"), "\(text)") }
        #expect(Mirror(reflecting: holder.password).children.isEmpty)
    }

    @Test(
        "a release is read from server headers as devices write them",
        arguments: [
            (
                "Intel(R) Active Management Technology 15.0.23.1706",
                AMTRelease(major: 15, minor: 0, micro: 23, build: 1706)
            ),
            ("Intel(R) Active Management Technology 8.0.3", AMTRelease(major: 8, minor: 0, micro: 3)),
            ("Intel(R) Con. Management Engine 5.0.1", AMTRelease(major: 5, minor: 0, micro: 1)),
        ])
    func release(_ header: String, _ release: AMTRelease) {
        #expect(AMTRelease(serverHeader: header) == release)
    }

    @Test(
        "no release is made up from other headers",
        arguments: [
            "AMT", "", "nginx/1.22.1", "Apache 2.4.57", "Intel(R) Active Management Technology",
            "Intel(R) Active Management Technology 1", "Intel(R) Active Management Technology 1.2.3.4.5",
            "Intel(R) Active Management Technology 12.x.1", "Intel(R) Active Management Technology 99999999999.1",
        ])
    func noRelease(_ header: String) {
        #expect(AMTRelease(serverHeader: header) == nil)
    }

    @Test("releases compare by number, not by text")
    func releaseOrder() throws {
        let nine = try #require(AMTRelease(version: "9.5.61"))
        let eleven = try #require(AMTRelease(version: "11.8.65.3580"))
        let elevenLater = try #require(AMTRelease(version: "11.12.0"))
        #expect(nine < eleven)
        #expect(eleven < elevenLater)
        #expect(eleven.description == "11.8.65.3580")
        #expect(elevenLater.description == "11.12.0")
    }

    @Test("roots of the first generation are named by SHA-1, unknown ones not at all")
    func roots() {
        #expect(
            FactoryRoot.name(
                of: RootHash(algorithm: 1, bytes: Hellos.bytes("742c3192e607e424eb4549542be1bbc53e6174e2")))
                == "VeriSign Class 3 Primary G1")
        #expect(FactoryRoot.name(of: RootHash(algorithm: 2, bytes: Hellos.counting(32))) == nil)
    }
}
