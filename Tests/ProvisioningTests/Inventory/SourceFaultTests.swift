import Inventory
import Testing

@testable import Provisioning

@Suite("Faults of sources") struct SourceFaultTests {
    @Test("every fault is named at once, with its place")
    func all() {
        let document: DocumentValue = [
            "name": "No Name", "kind": "sql", "nmae": 1, "trust": ["fqdn": 0], "freshDays": "30",
            "feeds": [["part": "half", "url": "ftp://a/b", "columns": ["uuid": []]]],
        ]
        #expect(
            SourceDocuments.faults(document) == [
                "nmae unknown-key", "name characters", "kind not-one-of", "trust.fqdn out-of-range",
                "freshDays wrong-kind", "feeds[0].part not-one-of", "feeds[0].url address",
                "feeds[0].columns.uuid count",
            ])
        #expect(SourceDocuments.faults([]) == [" wrong-kind"])
        #expect(
            SourceDocuments.faults(["name": "a", "kind": "json", "feeds": [[:]]]) == [
                "feeds[0].part missing", "feeds[0].url missing", "feeds[0].columns missing",
            ])
    }

    @Test(
        "a secret is never in the text",
        arguments: [
            ("url", "https://user:hush@cmdb.corp.example/", "feeds[0].url secret-in-clear"),
            ("headers", ["Authorization": "Basic aHVzaA=="], "feeds[0].headers.Authorization secret-in-clear"),
            ("headers", ["cookie": "session=hush"], "feeds[0].headers.cookie secret-in-clear"),
        ] as [(String, DocumentValue, String)])
    func secretsOfFeeds(key: String, value: DocumentValue, fault: String) {
        #expect(SourceDocuments.faults(SourceDocuments.withFeed([(key, value)])) == [fault])
    }

    @Test("nor is it where the connection names one, and no fault repeats what was written")
    func secretsOfConnection() {
        let connection: DocumentValue = [
            "authentication": ["scheme": "basic", "username": "u", "secret": "s", "password": "Hush Hush"],
            "clientCertificate": .text(CertificateKindTests.leaf), "clientKey": "-----BEGIN PRIVATE KEY-----",
            "authority": "-----BEGIN PRIVATE KEY-----\nHush Hush\n-----END PRIVATE KEY-----",
        ]
        let document = SourceDocuments.with([DocumentEntry("connection", connection)])
        #expect(
            SourceDocuments.faults(document) == [
                "connection.authentication.password secret-in-clear", "connection.authority certificate",
                "connection.clientKey secret-in-clear",
            ])
        guard case .failure(let found) = SourceReader.read(document) else { return }
        #expect(found.faults.allSatisfy { !$0.text.contains("Hush") })
    }

    @Test(
        "URLs are whole, and of a kind that can be read",
        arguments: [
            "https://", "https:///x", "https://a b/", "https://a:0/", "https://a:70000/", "https://[::g]/", "//a/b",
            "https://a/#part", "file://host/x", "file:///", "https://a_b/", "javascript:alert(1)", "https://{page}/",
        ])
    func urls(url: String) {
        let faults = SourceDocuments.faults(SourceDocuments.withFeed([("url", .text(url))]))
        #expect(faults.contains { $0.hasPrefix("feeds[0].url ") }, "\(url)")
    }

    @Test(
        "good URLs are taken", arguments: ["https://a", "HTTP://a.b:8080/x?y=1", "http://10.0.0.1/", "file:///a/b c"])
    func goodURLs(url: String) {
        let faults = SourceDocuments.faults(SourceDocuments.withFeed([("url", .text(url.replacing(" ", with: "%20")))]))
        #expect(faults == [])
    }

    @Test("placeholders are known, and belong to the paging")
    func placeholders() {
        func faults(_ changes: [(String, DocumentValue?)]) -> [String] {
            SourceDocuments.faults(SourceDocuments.withFeed(changes))
        }
        #expect(faults([("url", "https://a?p={pgae}")]) == ["feeds[0].url placeholder"])
        #expect(faults([("url", "https://a?p={page}")]) == ["feeds[0].paging contradiction"])
        #expect(faults([("paging", "offset")]) == ["feeds[0].paging needed"])
        let post: [(String, DocumentValue?)] = [("method", "POST"), ("contentType", "application/json")]
        #expect(faults(post + [("body", "{\"a\": {\"from\": {offset}, \"b\": {}}}"), ("paging", "offset")]) == [])
        #expect(faults(post + [("body", "{ofset}")]) == ["feeds[0].body placeholder"])
        #expect(faults([("url", "https://a?s={since}&n={pageSize}")]) == [])
    }

    @Test("parts need each other, and their columns")
    func parts() {
        func faults(_ part: DocumentValue, _ columns: DocumentValue) -> [String] {
            SourceDocuments.faults(SourceDocuments.withFeed([("part", part), ("columns", columns)]))
        }
        #expect(
            faults("capability", [:]) == [
                "feeds[0].columns.uuid needed", "feeds[0].columns.resource needed", "feeds needed",
            ])
        #expect(
            faults("location", ["domainName": "/d"]) == [
                "feeds[0].columns.resource needed", "feeds[0].columns.fqdn needed", "feeds[0].columns.hostName needed",
                "feeds needed",
            ])
        #expect(faults("location", ["resource": "/r", "hostName": "/h"]) == ["feeds needed"])
        #expect(faults("whole", ["fqdn": "/f"]) == ["feeds[0].columns.uuid needed"])
        #expect(faults("whole", ["uuid": "uuid"]) == ["feeds[0].columns.uuid characters"])
        #expect(faults("whole", ["uuid": "/a~2"]) == ["feeds[0].columns.uuid characters"])
    }

    @Test("what does not go together is told")
    func contradictions() {
        func faults(_ document: DocumentValue) -> [String] { SourceDocuments.faults(document) }
        #expect(faults(["name": "a", "kind": "altiris"]) == ["server needed"])
        #expect(faults(["name": "a", "kind": "csv"]) == ["feeds needed"])
        #expect(faults(["name": "a", "kind": "xml", "feeds": [SourceDocuments.feed]]) == ["feeds[0].format needed"])
        #expect(
            faults(["name": "a", "kind": "push", "feeds": [], "connection": [:]]) == [
                "feeds contradiction", "connection contradiction",
            ])
        #expect(faults(["name": "schema", "kind": "push"]) == ["name not-one-of"])
        #expect(
            faults(SourceDocuments.with([DocumentEntry("server", "https://a")])) == ["server contradiction"])
        #expect(
            faults(SourceDocuments.withFeed([("body", "x"), ("contentType", "text/plain")])) == [
                "feeds[0].method needed"
            ])
        #expect(
            faults(SourceDocuments.withFeed([("format", ["csv": [:]])])) == ["feeds[0].format.csv contradiction"])
        #expect(
            faults(SourceDocuments.withFeed([("format", ["csv": [:], "json": [:]])])).contains(
                "feeds[0].format contradiction"))
        #expect(
            faults(
                SourceDocuments.with([
                    DocumentEntry("schedule", ["everySeconds": 3600, "wholeEverySeconds": 60]),
                    DocumentEntry(
                        "connection",
                        ["authentication": ["scheme": "bearer", "username": "u"], "clientKey": ["secret": "k"]]),
                ])) == [
                    "schedule.wholeEverySeconds contradiction", "connection.authentication.username contradiction",
                    "connection.authentication.secret needed", "connection.clientCertificate needed",
                ])
    }
}
