import AMT
import Foundation
import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

@Suite("Certificates over the API")
struct CertificateRoutesTests {
    private let api = TestAPI()
    private let key = "key"

    private func post(_ path: String, _ body: String) async throws -> TestResponse {
        try await self.api.answer(.post, "/v1/certificates\(path)", body: body)
    }

    private func code(_ response: TestResponse) -> String? {
        response.text.firstMatch(of: /urn:provisionserver:problem:([a-z-]+)/).map { String($0.1) }
    }

    private struct Lint: Decodable {
        struct Finding: Decodable { var code, severity, detail, remedy: String }
        struct Release: Decodable { var release, answer: String }
        struct Root: Decodable { var name: String?, sha256: String, lists: [String] }
        struct Certificate: Decodable { var subject: String, key: String }
        var complete: Bool
        var findings: [Finding]
        var releases: [Release]
        var root: Root?
        var chain: [Certificate]
    }

    @Test("lint tells chain, findings, root and releases, and keeps nothing")
    func lint() async throws {
        let response = try await self.post("/lint", MemoryCertificates.order(MemoryCertificates.whole, self.key))
        #expect(response.status == .ok)
        let lint = try JSONDecoder().decode(Lint.self, from: Data(response.text.utf8))
        #expect(lint.complete)
        #expect(lint.chain.map(\.subject) == ["CN=provision.example.com", "CN=middle", "CN=root"])
        #expect(lint.chain.first?.key == "RSA 2048")
        #expect(lint.findings.map(\.code) == ["ends-soon"])
        #expect(response.text.contains(#""facts":{"days":"20","within.days":"30"}"#))
        #expect(lint.root?.name == "Go Daddy Root G2" && lint.root?.lists == ["current"])
        #expect(lint.releases.first { $0.release == "16" }?.answer == "yes")
        #expect(self.api.certificates.book.all.kept.isEmpty)
    }

    @Test("an import is kept with its key, told once more as known, and listed without its key")
    func keep() async throws {
        let order = MemoryCertificates.order(
            MemoryCertificates.whole, self.key, members: #","name":"example-2026""#)
        let made = try await self.post("", order)
        #expect(made.status == .created)
        #expect(made.text.hasPrefix(#"{"id":1,"result":"kept","complete":true,"#))
        #expect(self.api.certificates.book.all.keys[1]?.reveal() == "the private key")
        let again = try await self.post("", order)
        #expect(again.status == .ok && again.text.hasPrefix(#"{"id":1,"result":"known","#))

        let list = try await self.api.answer(.get, "/v1/certificates")
        #expect(
            list.text == """
                {"certificates":[{"id":1,"name":"example-2026","subject":"CN=provision.example.com",\
                "commonName":"provision.example.com","notAfter":"2026-12-19T00:00:00.000Z","daysLeft":20,\
                "importedAt":"2026-11-29T00:00:00.000Z","leafSHA256":"\(String(repeating: "01", count: 32))",\
                "rootName":"Go Daddy Root G2","findingCounts":{"every-release":0,"some-releases":0,"advice":1},\
                "takenBy":["7","8","9","10","11","12","14","15","15 H","16","16.1","18","19"]}]}

                """)
        let one = try await self.api.answer(.get, "/v1/certificates/1")
        #expect(one.text.contains(#""chainPEM":"provision.example.com\nmiddle\nroot\n""#))
        for text in [made.text, again.text, list.text, one.text] + self.api.log.all {
            #expect(!text.contains("the private key"))
        }
        #expect(try await self.api.answer(.get, "/v1/certificates/2").status == .notFound)
        #expect(try await self.api.answer(.get, "/v1/certificates/none").status == .badRequest)
    }

    @Test("what no release takes is refused with every reason and its remedy, unless it is forced")
    func force() async throws {
        let purposeless = MemoryCertificates.whole + "\npurposeless"
        let refused = try await self.post("", MemoryCertificates.order(purposeless, self.key))
        #expect(refused.status == .conflict && self.code(refused) == "certificate-refused")
        #expect(refused.text.contains("With force"))
        #expect(self.api.certificates.book.all.kept.isEmpty)
        let forced = try await self.post(
            "", MemoryCertificates.order(purposeless, self.key, members: #","force":true"#))
        #expect(forced.status == .created)
        // Without its root no device would ever be shown it.
        let incomplete = try await self.post(
            "", MemoryCertificates.order("provision.example.com\nmiddle", self.key, members: #","force":true"#))
        #expect(incomplete.status == .conflict && !incomplete.text.contains("With force"))
        #expect(incomplete.text.contains(CertificateFindingCode.issuerMissing.remedy))
        // Without its own key it could not be shown to anybody.
        for files in [MemoryCertificates.whole, MemoryCertificates.whole + "\nforeign key"] {
            let impossible = try await self.post("", MemoryCertificates.order(files, members: #","force":true"#))
            #expect(impossible.status == .conflict && !impossible.text.contains("With force"))
        }
    }

    @Test("a name is one certificate's")
    func name() async throws {
        let certificate = MemoryCertificates.chain[1]
        self.api.certificates.book.change {
            $0.kept = [
                KeptCertificate(
                    id: 7, name: "taken", subject: "CN=other", leafSHA256: certificate.sha256, rootDigests: [],
                    chainPEM: "middle\n", notAfter: certificate.notAfter, importedAt: MemoryCertificates.now)
            ]
        }
        let order = MemoryCertificates.order(MemoryCertificates.whole, self.key, members: #","name":"taken""#)
        #expect(self.code(try await self.post("", order)) == "certificate-name-taken")
        let capital = MemoryCertificates.order(MemoryCertificates.whole, self.key, members: #","name":"Taken""#)
        #expect(self.code(try await self.post("", capital)) == "request-malformed")
    }

    @Test("a locked file wants its passphrase, and nothing shows it")
    func passphrase() async throws {
        let locked = MemoryCertificates.whole + "\nkey\nlocked"
        let closed = try await self.post("", MemoryCertificates.order(locked))
        #expect(closed.status == .unprocessableContent && self.code(closed) == "certificate-unreadable")
        #expect(closed.text.contains(#""field":"passphrase""#))
        let wrong = try await self.post("", MemoryCertificates.order(locked, members: #","passphrase":"guess-4711""#))
        #expect(self.code(wrong) == "certificate-unreadable" && !wrong.text.contains("guess-4711"))
        let open = try await self.post(
            "", MemoryCertificates.order(locked, members: #","passphrase":"\#(WordReading.passphrase)""#))
        #expect(open.status == .created)
        for line in self.api.log.all { #expect(!line.contains("4711") && !line.contains(WordReading.passphrase)) }
    }

    @Test(
        "bodies that are not read",
        arguments: [
            "{}", "[]", #"{"files":[]}"#, #"{"files":[{}]}"#, #"{"files":[{"pem":1}]}"#, #"{"files":[{"base64":"!"}]}"#,
            #"{"files":[{"pem":"root","base64":""}]}"#, #"{"files":[{"pem":"root"}],"force":"yes"}"#,
            #"{"files":[{"pem":"root"}],"passphrase":5}"#, #"{"files":[{"pem":"root"}],"argv":"x"}"#,
        ])
    func malformed(body: String) async throws {
        let response = try await self.post("/lint", body)
        #expect(response.status == .badRequest && self.code(response) == "request-malformed")
    }

    @Test("base64 is read as bytes")
    func base64() async throws {
        let body =
            #"{"files":[{"base64":"\#(Data((MemoryCertificates.whole + "\nkey").utf8).base64EncodedString())"}]}"#
        #expect(try await self.post("/lint", body).status == .ok)
    }

    @Test("a removed certificate is gone with its key; removing it again finds none")
    func remove() async throws {
        _ = try await self.post("", MemoryCertificates.order(MemoryCertificates.whole, self.key))
        let removed = try await self.api.answer(.delete, "/v1/certificates/1")
        #expect(removed.text == #"{"id":1}"# + "\n")
        #expect(self.api.certificates.book.all.keys.isEmpty)
        #expect(self.code(try await self.api.answer(.delete, "/v1/certificates/1")) == "certificate-unknown")
    }

    @Test(
        "a token for records alone opens none of it",
        arguments: APIRoute.allCases.filter { $0.rawValue.contains("certificates") })
    func scope(route: APIRoute) async throws {
        let path = route.rawValue.replacing("{id}", with: "1").replacing("{uuid}", with: Devices.uuid(1).description)
        let method: HTTPRequest.Method = route == .certificateLint ? .post : .get
        #expect(try await self.api.answer(method, path, headers: TestAPI.agent).status == .forbidden)
    }

    @Test("match shows the order of trial, and what speaks for and against each")
    func match() async throws {
        _ = try await self.post("", MemoryCertificates.order(MemoryCertificates.whole, self.key))
        self.api.certificates.book.change {
            $0.seekers[Devices.uuid(1)] = CertificateSeeker(
                rootHashes: [RootHash(algorithm: 2, bytes: MemoryCertificates.root)],
                release: AMTRelease(major: 16, minor: 0), suffixes: [.init("berlin.example.com", source: "inventory")],
                attempt: 3)
        }
        let answer = try await self.api.answer(.get, "/v1/certificates/match/\(Devices.uuid(1))")
        #expect(answer.text.hasPrefix(#"{"uuid":"\#(Devices.uuid(1))","attempt":3,"release":"16.0","rootHashes":1,"#))
        #expect(answer.text.contains(#""id":1,"name":null,"subject":"CN=provision.example.com","place":1,"#))
        #expect(answer.text.contains(#""question":"suffix-fits","answer":"yes""#))
        let unknown = try await self.api.answer(.get, "/v1/certificates/match/\(Devices.uuid(2))")
        #expect(self.code(unknown) == "device-unknown")
    }

    @Test("the outlook counts devices month by month")
    func outlook() async throws {
        _ = try await self.post("", MemoryCertificates.order(MemoryCertificates.whole, self.key))
        self.api.certificates.book.change {
            $0.groups = [
                HelloGroup(
                    rootHashes: [RootHash(algorithm: 2, bytes: MemoryCertificates.root)], release: nil, deviceCount: 4)
            ]
        }
        let answer = try await self.api.answer(.get, "/v1/certificates/outlook")
        #expect(answer.text.hasPrefix(#"{"devices":4,"months":["2026-11","2026-12","2027-01","#))
        #expect(answer.text.contains(#""reachable":[4,4,0,"#))
        #expect(answer.text.contains(#""daysLeft":20,"endsWithinDays":30,"devices":4"#))
    }

    @Test("a database that is away is told as that")
    func away() async throws {
        self.api.certificates.book.change {
            $0.failure = StoreFailure(kind: .unavailable, statement: "list_certificates")
        }
        let answer = try await self.api.answer(.get, "/v1/certificates")
        #expect(answer.status == .serviceUnavailable && self.code(answer) == "database-unavailable")
    }

    @Test("the end of each certificate is a gauge, told in the log at each step, and gone with it")
    func gauge() {
        let registry = MetricsRegistry()
        var gauges = CertificateGauges(factory: registry)
        func kept(_ id: Int64, days: Int64) -> KeptCertificate {
            KeptCertificate(
                id: id, name: id == 1 ? "example" : nil, subject: "CN=a", leafSHA256: [], rootDigests: [], chainPEM: "",
                notAfter: MemoryCertificates.now + .seconds(days * 86_400), importedAt: MemoryCertificates.now)
        }
        let both = [kept(1, days: 40), kept(2, days: 400)]
        #expect(gauges.show(both, now: MemoryCertificates.now).map(\.1) == [60])
        #expect(gauges.show(both, now: MemoryCertificates.now).isEmpty, "told once")
        #expect(gauges.show(both, now: MemoryCertificates.now + .seconds(11 * 86_400)).map(\.1) == [30])
        let page = registry.page()
        #expect(
            page.contains(#"provision_certificate_end_seconds{certificate="example"} \#(1_795_910_400 + 40 * 86_400)"#),
            "\(page)")
        #expect(page.contains(#"certificate="2""#))
        _ = gauges.show([kept(2, days: 400)], now: MemoryCertificates.now)
        #expect(!registry.page().contains("example"))
    }

    @Test("each step before its end, and the end, of a certificate is told in events once, and that it has time is not")
    func events() async throws {
        let book = MemoryEventBook()
        func look(_ days: Int64) async throws {
            let kept = KeptCertificate(
                id: 3, name: "example", subject: "CN=a", leafSHA256: [], rootDigests: [], chainPEM: "",
                notAfter: MemoryCertificates.now + .seconds(days * 86_400 + 60), importedAt: MemoryCertificates.now)
            _ = try await book.note([NotedStanding(kept, now: MemoryCertificates.now)], kind: .certificate)
        }
        for days in [400, 89, 88, 59, 29, 6, 0, -1, -2] as [Int64] { try await look(days) }
        let told = book.state.withLock { $0.events.map { "\($0.type) \($0.subject) \($0.data.prefix(10))" } }
        #expect(
            told == [
                #"certificate.ending 3 {"days":89"#, #"certificate.ending 3 {"days":59"#,
                #"certificate.ending 3 {"days":29"#,
                #"certificate.ending 3 {"days":6,"#, #"certificate.ending 3 {"days":0,"#,
                #"certificate.ended 3 {"days":-1"#,
            ])
    }
}
