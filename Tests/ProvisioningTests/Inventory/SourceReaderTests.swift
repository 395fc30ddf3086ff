import Inventory
import Testing

@testable import Provisioning

@Suite("Source reader") struct SourceReaderTests {
    @Test("the smallest document gives a source with every default")
    func minimal() throws {
        let source = try SourceDocuments.source(SourceDocuments.json)
        var columns = RecordColumns()
        columns.uuid = ["/uuid"]
        columns.fqdn = ["/fqdn"]
        let feed = SourceFeed(
            part: .whole, url: "https://cmdb.corp.example/computers", format: .json(records: ""), columns: columns)
        #expect(source == SourceDefinition(name: "cmdb", feeds: [feed]))
        #expect(
            try SourceDocuments.source(["name": "agent", "kind": "push"])
                == SourceDefinition(name: "agent", feeds: []))
    }

    @Test("every field is read")
    func whole() throws {
        let feed: DocumentValue = [
            "part": "location", "url": "http://[2001:db8::1]:8080/l?from={offset}", "method": "POST",
            "headers": ["X-Two": "2", "SOAPAction": "\"urn:a\""], "contentType": "text/xml",
            "body": "<n>{pageSize}</n>",
            "format": ["xml": ["row": "Table"]],
            "columns": [
                "resource": "Guid", "hostName": ["Name", "Host Name"], "domainName": "Domain", "site": "Site",
                "profile": "P", "amtVersion": "V", "reportedAt": "T", "fields": ["dept": "Department", "a": "B"],
            ],
            "paging": "offset", "pageSize": 7,
        ]
        let other: DocumentValue = [
            "part": "capability", "url": "file:///srv/c.csv", "format": ["csv": ["separator": "\t"]],
            "columns": ["resource": "Guid", "uuid": "UUID", "byteSwapped": true],
        ]
        let source = try SourceDocuments.source([
            "name": "ns", "kind": "altiris", "enabled": false, "freshDays": 30, "shrinkPercentMax": 0,
            "trust": ["fqdn": 1, "profile": 2, "site": 3, "amtVersion": 1000],
            "schedule": ["everySeconds": 60, "wholeEverySeconds": 61], "feeds": [other, feed],
            "connection": [
                "authentication": ["scheme": "ntlm", "username": "CORP\\svc", "secret": "ns-password"],
                "proxy": "http://proxy:3128", "stallSeconds": 5, "answerSecondsMax": 6, "answerBytesMax": 2048,
                "requestsPerMinuteMax": 9, "attemptsMax": 2,
            ],
        ])
        #expect(!source.isEnabled && source.freshDays == 30 && source.shrinkPercentMax == 0)
        #expect(source.trust.fqdn == 1 && source.trust.profile == 2 && source.trust.site == 3)
        #expect(source.trust.amtVersion == 1000)
        #expect(source.schedule.everySeconds == 60 && source.schedule.wholeEverySeconds == 61)
        #expect(source.connection.authentication == .ntlm(username: "CORP\\svc", secretName: "ns-password"))
        #expect(source.connection.proxyURL == "http://proxy:3128")
        #expect(source.connection.stallSeconds == 5 && source.connection.answerSecondsMax == 6)
        #expect(source.connection.answerBytesMax == 2048)
        #expect(source.connection.requestsPerMinuteMax == 9 && source.connection.attemptsMax == 2)
        #expect(source.feeds.map(\.part) == [.capability, .location])
        #expect(source.feeds[0].format == .csv(separator: 9) && source.feeds[0].columns.isByteSwapped)
        let read = source.feeds[1]
        #expect(read.method == .post && read.contentType == "text/xml" && read.body == "<n>{pageSize}</n>")
        #expect(read.headers == [RecordFieldValue("SOAPAction", "\"urn:a\""), RecordFieldValue("X-Two", "2")])
        #expect(read.format == .xml(row: "Table") && read.paging == .offset && read.pageSize == 7)
        #expect(read.columns.hostName == ["Name", "Host Name"] && read.columns.domainName == ["Domain"])
        #expect(read.columns.fields == [RecordFieldValue("a", "B"), RecordFieldValue("dept", "Department")])
    }

    @Test("each way to page and to prove who the server is")
    func choices() throws {
        func paging(_ value: DocumentValue, _ url: String) throws -> SourcePaging? {
            try SourceDocuments.source(SourceDocuments.withFeed([("paging", value), ("url", .text(url))])).feeds.first?
                .paging
        }
        #expect(try paging(["page": ["first": 0]], "https://a/{page}") == .page(first: 0))
        #expect(try paging(["page": [:]], "https://a/{page}") == .page(first: 1))
        #expect(try paging(["cursor": "/next"], "https://a?c={cursor}") == SourcePaging.cursor("/next"))
        #expect(try paging(["nextURL": "/next"], "https://a") == .nextURL("/next"))
        #expect(try paging("link", "https://a") == .linkHeader)
        func proof(_ value: DocumentValue) throws -> SourceConnection.Authentication {
            let connection: DocumentValue = ["authentication": value]
            return try SourceDocuments.source(SourceDocuments.with([DocumentEntry("connection", connection)]))
                .connection.authentication
        }
        #expect(try proof(["scheme": "none"]) == .none)
        #expect(try proof(["scheme": "negotiate"]) == .negotiate)
        #expect(try proof(["scheme": "bearer", "secret": "t"]) == .bearer(secretName: "t"))
        #expect(
            try proof(["scheme": "header", "header": "X-Api-Key", "secret": "k"])
                == .header(name: "X-Api-Key", secretName: "k"))
        #expect(
            try proof(["scheme": "digest", "username": "u", "secret": "s"]) == .digest(username: "u", secretName: "s"))
    }

    @Test("a Notification Server that is only named has a capability and a location feed")
    func altiris() throws {
        let source = try SourceDocuments.source(
            ["name": "ns", "kind": "altiris", "server": "https://ns.corp.example/"])
        #expect(source.feeds.map(\.part) == [.capability, .location])
        #expect(source.feeds.allSatisfy { $0.url.hasPrefix("https://ns.corp.example/Altiris/") })
        #expect(source.feeds.allSatisfy { $0.method == .post && $0.format == .xml(row: "Table") })
        #expect(source.feeds.allSatisfy { $0.columns.resource == ["_ResourceGuid"] && $0.paging == .page(first: 1) })
        let own = try SourceDocuments.source([
            "name": "ns", "kind": "altiris", "server": "https://ns.corp.example",
            "reports": ["location": "4c4c4544-0042-3510-8052-b4c04f4a3532"],
        ])
        #expect(own.feeds[0] == source.feeds[0])
        #expect(own.feeds[1].body?.contains(">4c4c4544-0042-3510-8052-b4c04f4a3532</reportItemGuid>") == true)
    }

    @Test("the order of keys does not matter, and what is kept reads as what was written")
    func canonical() throws {
        let turned = DocumentValue.object((SourceDocuments.json.entries ?? []).reversed())
        #expect(turned.canonicalText == SourceDocuments.json.canonicalText)
        #expect(
            try SourceReader.read(kept: turned.canonicalText).get() == SourceDocuments.source(SourceDocuments.json))
        #expect(throws: ProfileFaults.self) { try SourceReader.read(kept: "{").get() }
    }

    @Test("the examples of the reference read without faults", arguments: SourceExample.documents.map(\.document))
    func examples(document: DocumentValue) { #expect(SourceDocuments.faults(document) == []) }
}
