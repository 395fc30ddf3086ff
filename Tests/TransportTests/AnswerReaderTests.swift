import Testing

@testable import Transport

@Suite("answer reader") struct AnswerReaderTests {
    struct Challenge: Sendable, CustomTestStringConvertible {
        var why: String
        var line: String
        var realm: String?
        var testDescription: String { self.why }
    }

    static let challenges = [
        Challenge(
            why: "as recorded from AMT 15",
            line: "WWW-Authenticate: Digest realm=\"Digest:727734D63A1FC0423736E48DA554E462\", "
                + "nonce=\"B9AX94iAAAAAAAAAx6rrSfPHGUrx/3uA\",stale=\"false\",qop=\"auth\"",
            realm: "Digest:727734D63A1FC0423736E48DA554E462"),
        Challenge(
            why: "oldest firmware's realm, other letter case",
            line: "Www-Authenticate: DIGEST Realm=\"Intel(R) AMT (ID:00112233-4455-6677-8899-aabbccddeeff)\"",
            realm: "Intel(R) AMT (ID:00112233-4455-6677-8899-aabbccddeeff)"),
        Challenge(
            why: "realm last, comma and the word realm within quotes",
            line: "www-authenticate:Digest nonce=\"a, realm=b\",realm=\"c\"", realm: "c"),
        Challenge(why: "blanks around", line: "WWW-Authenticate: Digest  realm = \"c\" , qop=auth", realm: "c"),
        Challenge(why: "without quotes", line: "WWW-Authenticate: Digest realm=c,qop=auth", realm: "c"),
        Challenge(why: "escapes", line: #"WWW-Authenticate: Digest realm="a\"b\\c""#, realm: #"a"b\c"#),
        Challenge(why: "quote never closed", line: "WWW-Authenticate: Digest realm=\"c", realm: "c"),
        Challenge(why: "empty", line: "WWW-Authenticate: Digest realm=\"\"", realm: ""),
        Challenge(why: "longest kept", line: "WWW-Authenticate: Digest realm=\"\(long(200))\"", realm: long(200)),
        Challenge(why: "too long to keep", line: "WWW-Authenticate: Digest realm=\"\(long(201))\"", realm: nil),
        Challenge(why: "another scheme", line: "WWW-Authenticate: Basic realm=\"c\"", realm: nil),
        Challenge(why: "a scheme that begins alike", line: "WWW-Authenticate: DigestX realm=\"c\"", realm: nil),
        Challenge(why: "another header", line: "X-WWW-Authenticate: Digest realm=\"c\"", realm: nil),
        Challenge(why: "nothing behind the scheme", line: "WWW-Authenticate: Digest", realm: nil),
        Challenge(why: "commas alone", line: "WWW-Authenticate: Digest ,,,=,", realm: nil),
        Challenge(why: "no colon", line: "WWW-Authenticate", realm: nil),
    ]

    @Test("finds the realm of a Digest challenge", arguments: Self.challenges)
    func realm(_ challenge: Challenge) {
        var reader = AnswerReader()
        #expect(Self.header(&reader, "HTTP/1.1 401 Unauthorized\r\n"))
        #expect(Self.header(&reader, challenge.line + "\r\n"))
        #expect(reader.digestRealm == challenge.realm)
    }

    @Test("no challenge of any bytes makes it fail")
    func anyBytes() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("Digest realm=\"\\,; \t\r\n\u{0}x".utf8)
        for _ in 0..<2_000 {
            var reader = AnswerReader()
            let count = Int.random(in: 0..<60, using: &generator)
            let noise = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            #expect(Self.header(&reader, Array("WWW-Authenticate: Digest ".utf8) + noise))
        }
    }

    @Test("each status line begins a new answer; the realm stays")
    func severalAnswers() {
        var reader = AnswerReader()
        #expect(Self.header(&reader, "HTTP/1.1 401 Unauthorized\r\n"))
        #expect(Self.header(&reader, "Server: one\r\n"))
        #expect(Self.header(&reader, "WWW-Authenticate: Digest realm=\"r\"\r\n"))
        #expect(Self.body(&reader, "refused"))
        #expect(Self.header(&reader, "HTTP/1.1 200 OK\r\n"))
        #expect(reader.server == nil)
        #expect(Self.header(&reader, "\r\n"))
        #expect(Self.body(&reader, "an"))
        #expect(Self.body(&reader, "swer"))
        #expect(String(decoding: reader.body, as: UTF8.self) == "answer")
        #expect(reader.digestRealm == "r")
        #expect(reader.answersBegun == 2)
    }

    @Test("takes a body up to the limit and no further")
    func longBody() {
        var reader = AnswerReader()
        #expect(Self.body(&reader, [UInt8](repeating: 0, count: 1 << 20)))
        #expect(reader.refusal == nil)
        #expect(!Self.body(&reader, "x"))
        #expect(reader.refusal == .bodyTooLong)
        #expect(reader.body.count == 1 << 20)
    }

    @Test("counts headers over all answers of an exchange")
    func longHeaders() {
        var reader = AnswerReader()
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1024)
        for _ in 0..<64 { #expect(Self.header(&reader, line)) }
        #expect(!Self.header(&reader, "HTTP/1.1 200 OK\r\n"))
        #expect(reader.refusal == .headersTooLong)
    }

    private static func long(_ count: Int) -> String { String(repeating: "r", count: count) }

    private static func header(_ reader: inout AnswerReader, _ text: String) -> Bool {
        Self.header(&reader, Array(text.utf8))
    }

    private static func header(_ reader: inout AnswerReader, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { reader.tookHeader($0) }
    }

    private static func body(_ reader: inout AnswerReader, _ text: String) -> Bool {
        Self.body(&reader, Array(text.utf8))
    }

    private static func body(_ reader: inout AnswerReader, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { reader.tookBody($0) }
    }
}
