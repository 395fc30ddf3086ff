import Foundation
import Testing

@testable import FleetSimulator

@Suite("reading of calls")
struct FirmwareCallTests {
    private func fault(_ text: String) -> Fault.Code? {
        guard case .fault(let fault, _) = FirmwareCall.read(Array(text.utf8)) else { return nil }
        return fault.code
    }

    @Test("operation, class, selectors and name are read")
    func read() throws {
        let call = try Bench.call(
            Requests.get("AMT_TLSSettingData", instanceID: "x & y".replacingOccurrences(of: "&", with: "&amp;")))
        #expect(call.name == "AMT_TLSSettingData.Get")
        #expect(call.selectors == [.init(name: "InstanceID", value: .text("x & y"))])
        #expect(try Bench.call(Bench.commit).operation == .invoke("CommitChanges"))
    }

    @Test("a class that this firmware has not is unreachable")
    func unknownClass() {
        #expect(self.fault(Requests.get("AMT_NoSuchClass")) == .destinationUnreachable)
    }

    @Test("an action of another class or of no class is not supported")
    func unknownAction() {
        let uri = Requests.uri("AMT_GeneralSettings")
        for action in ["\(Requests.uri("AMT_X"))/Y", "urn:x", uri + "/", uri + "/a b", uri + "/\"x"] {
            let text = Requests.envelope(action: action.replacingOccurrences(of: "\"", with: "&quot;"), resource: uri)
            #expect(self.fault(text) == .actionNotSupported)
        }
    }

    @Test("headers that firmware cannot serve are faults")
    func headers() {
        let get = Requests.get("AMT_GeneralSettings")
        let cases: [(String, String, Fault.Code)] = [
            ("PT60S", "PT29S", .unsupportedFeature), ("PT60S", "soon", .unsupportedFeature),
            ("</a:ReplyTo>", "</a:ReplyTo><w:MaxEnvelopeSize>49999</w:MaxEnvelopeSize>", .encodingLimit),
            ("<a:To>/wsman</a:To>", "", .invalidMessageInformationHeader),
            ("<a:MessageID>1</a:MessageID>", "", .invalidMessageInformationHeader),
            (
                "</a:ReplyTo>",
                "</a:ReplyTo><w:OptionSet xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" s:mustUnderstand=\"true\"/>",
                .mustUnderstand
            ),
        ]
        for (old, new, code) in cases {
            #expect(self.fault(get.replacingOccurrences(of: old, with: new)) == code, "\(new)")
        }
        #expect(self.fault(get.replacingOccurrences(of: "PT60S", with: "PT1M")) == nil)
    }

    @Test("what is no envelope gets no SOAP answer")
    func noEnvelope() {
        for text in ["", "hello", "<x/>", Requests.get("AMT_GeneralSettings") + "<"] {
            guard case .unreadable = FirmwareCall.read(Array(text.utf8)) else {
                Issue.record("read: \(text)")
                continue
            }
        }
    }
}

@Suite("HTTP requests")
struct HTTPRequestReaderTests {
    private func readings(_ text: String, pieceLength: Int) -> [HTTPReading] {
        var reader = HTTPRequestReader()
        var readings: [HTTPReading] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceLength) {
            reader.append(bytes[start..<min(start + pieceLength, bytes.count)])
            while true {
                let reading = reader.next()
                if reading == .needsMoreBytes { break }
                readings.append(reading)
                if case .refused = reading { return readings }
            }
        }
        return readings
    }

    private static let chunked =
        "POST /wsman HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0A\r\n0123456789\r\n0\r\n\r\n"
    private static let counted = "POST /wsman HTTP/1.1\r\nhost:x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"

    @Test("a request is the same however it was cut", arguments: [1, 2, 3, 7, 1_000])
    func cuts(pieceLength: Int) {
        let readings = self.readings(Self.chunked + Self.counted, pieceLength: pieceLength)
        let requests = readings.compactMap { reading -> HTTPRequest? in
            guard case .request(let request) = reading else { return nil }
            return request
        }
        #expect(readings.count == 2)
        #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["abcd0123456789", "abc"])
        #expect(requests.map(\.wantsClose) == [false, true])
    }

    @Test(
        "what cannot be served is refused by name",
        arguments: [
            ("GET\r\n\r\n", HTTPRefusal.malformed), ("\u{16}\u{3}\u{1}\u{2}", .malformed),
            ("POST /wsman HTTP/2.0\r\n\r\n", .versionUnsupported),
            ("POST /wsman HTTP/1.1\r\nContent-Length: 99999\r\n\r\n", .bodyTooLong),
            ("POST /wsman HTTP/1.1\r\nContent-Length: -1\r\n\r\n", .malformed),
            ("POST /wsman HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", .malformed),
            ("POST /wsman HTTP/1.1\r\nno colon\r\n\r\n", .malformed),
            ("POST /wsman HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", .malformed),
            ("POST /wsman HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .malformed),
            ("POST /wsman HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n", .bodyTooLong),
            ("POST /" + String(repeating: "a", count: 9_000), .headTooLong),
        ])
    func refused(text: String, refusal: HTTPRefusal) {
        #expect(self.readings(text, pieceLength: 64).last == .refused(refusal))
    }

    @Test("a client that asks is told once to go on")
    func goOn() {
        let head = "POST /wsman HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        var reader = HTTPRequestReader()
        reader.append(head.utf8)
        #expect(reader.next() == .expectsContinue)
        #expect(reader.next() == .needsMoreBytes)
        reader.append("ab".utf8)
        guard case .request = reader.next() else {
            Issue.record("no request")
            return
        }
    }
}

@Suite("HTTP answers")
struct HTTPAnswerTests {
    @Test("chunk sizes have four digits in capitals and the last is a bare zero")
    func chunks() throws {
        let answer = HTTPAnswer(release: try #require(AMTRelease("15.0.23.1706")), now: 1_643_624_584)
        let body = String(repeating: "x", count: 2_128)
        let bytes = answer.soap(body, isFault: false, framing: .chunked, cuts: [544, 762, 762], closes: false)
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines[0] == "HTTP/1.1 200 OK")
        #expect(lines[1] == "Date: Mon, 31 Jan 2022 10:23:04 GMT")
        #expect(lines[2] == "Server: Intel(R) Active Management Technology 15.0.23.1706")
        #expect(lines.filter { $0.count <= 4 } == ["", "0220", "02FA", "02FA", "003C", "0", "", ""])
    }

    @Test("the challenge reads like the recorded one")
    func challenge() throws {
        let answer = HTTPAnswer(release: try #require(AMTRelease("15.0.23.1706")), now: 0)
        let bytes = answer.unauthorized(
            realm: "Digest:727734D63A1FC0423736E48DA554E462", nonce: "B9AX94iAAAAAAAAAx6rrSfPHGUrx/3uA",
            isStale: false, qualities: "auth", other: nil)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            text.hasPrefix(
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"Digest:727734D63A1FC0423736E48DA554E462\", "
                    + "nonce=\"B9AX94iAAAAAAAAAx6rrSfPHGUrx/3uA\",stale=\"false\",qop=\"auth\"\r\n"
                    + "Content-Type: text/html\r\nServer: Intel(R) Active Management Technology 15.0.23.1706\r\n"))
        #expect(text.contains("\r\nConnection: close\r\n\r\n<!DOCTYPE"))
    }
}
