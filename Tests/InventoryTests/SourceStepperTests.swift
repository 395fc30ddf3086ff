import AMT
import Inventory
import Testing

@Suite("Steps through a feed") struct SourceStepperTests {
    static func feed(
        _ url: String = "https://cmdb.example/api", paging: SourcePaging = .none, pageSize: Int = 2,
        format: RecordFormat = .json(records: ""), _ edit: (inout SourceFeed) -> Void = { _ in }
    ) -> SourceFeed {
        var feed = SourceFeed(part: .whole, url: url, format: format, columns: RecordColumns())
        feed.paging = paging
        feed.pageSize = pageSize
        edit(&feed)
        return feed
    }

    static func end(_ count: Int, next: String? = nil, fingerprint: UInt64? = nil) -> RecordPageEnd {
        var end = RecordPageEnd()
        end.recordCount = count
        end.next = next
        end.fingerprint = fingerprint
        return end
    }

    static func url(_ step: SourceStep) -> String {
        switch step {
        case .request(let page): page.url
        case .done: "done"
        }
    }

    static func page(_ step: SourceStep) throws -> SourcePage {
        guard case .request(let page) = step else { throw SourceFailure(.definition, "no request") }
        return page
    }

    @Test("without pages there is one request")
    func single() throws {
        var stepper = SourceStepper(Self.feed())
        #expect(Self.url(try stepper.first()) == "https://cmdb.example/api")
        #expect(try stepper.next(after: Self.end(5, next: "more"), nextLink: "https://cmdb.example/2") == .done)
        #expect(try stepper.next(after: Self.end(5)) == .done)
    }

    @Test("pages and offsets go on until a page is not full")
    func counting() throws {
        var pages = SourceStepper(Self.feed("https://cmdb.example/?p={page}&n={pageSize}", paging: .page(first: 0)))
        #expect(Self.url(try pages.first()) == "https://cmdb.example/?p=0&n=2")
        #expect(Self.url(try pages.next(after: Self.end(2))) == "https://cmdb.example/?p=1&n=2")
        #expect(try pages.next(after: Self.end(1)) == .done)
        var offsets = SourceStepper(Self.feed("https://cmdb.example/?o={offset}", paging: .offset))
        #expect(Self.url(try offsets.first()) == "https://cmdb.example/?o=0")
        #expect(Self.url(try offsets.next(after: Self.end(2))) == "https://cmdb.example/?o=2")
        #expect(Self.url(try offsets.next(after: Self.end(3))) == "https://cmdb.example/?o=5")
        #expect(try offsets.next(after: Self.end(0)) == .done)
    }

    @Test("a source that sends fewer records at once than it is asked for is read to its end all the same")
    func capped() throws {
        var offsets = SourceStepper(Self.feed("https://cmdb.example/?o={offset}", paging: .offset, pageSize: 500))
        _ = try offsets.first()
        #expect(Self.url(try offsets.next(after: Self.end(100, fingerprint: 1))) == "https://cmdb.example/?o=100")
        #expect(offsets.isLookingBeyond)
        #expect(Self.url(try offsets.next(after: Self.end(100, fingerprint: 2))) == "https://cmdb.example/?o=200")
        #expect(!offsets.isLookingBeyond)
        #expect(try offsets.next(after: Self.end(99, fingerprint: 3)) == .done)
    }

    @Test("behind a first page that was all there is, nothing or the same page is the end", arguments: [0, 3])
    func beyond(_ count: Int) throws {
        var stepper = SourceStepper(Self.feed("https://cmdb.example/?p={page}", paging: .page(first: 1), pageSize: 9))
        _ = try stepper.first()
        #expect(Self.url(try stepper.next(after: Self.end(3, fingerprint: 1))) == "https://cmdb.example/?p=2")
        #expect(try stepper.next(after: Self.end(count, fingerprint: count > 0 ? 1 : nil)) == .done)
    }

    @Test("a sync that goes on knows how many records a source sends at once")
    func cappedPosition() throws {
        let feed = Self.feed("https://cmdb.example/?o={offset}", paging: .offset, pageSize: 500)
        var stepper = SourceStepper(feed)
        _ = try stepper.first()
        _ = try stepper.next(after: Self.end(100, fingerprint: 1))
        var other = try #require(SourceStepper(feed, position: stepper.position))
        _ = try other.first()
        #expect(Self.url(try other.next(after: Self.end(100, fingerprint: 2))) == "https://cmdb.example/?o=200")
    }

    @Test("a source that sends one page for every number is found out")
    func samePage() throws {
        var stepper = SourceStepper(Self.feed("https://cmdb.example/?p={page}", paging: .page(first: 1)))
        _ = try stepper.first()
        _ = try stepper.next(after: Self.end(2, fingerprint: 7))
        _ = try stepper.next(after: Self.end(2, fingerprint: 8))
        #expect(Self.code { _ = try stepper.next(after: Self.end(2, fingerprint: 7)) } == .cursorLoops)
    }

    @Test("a cursor is percent-encoded in an address, where nothing asks for it before there is one")
    func cursorInURL() throws {
        var stepper = SourceStepper(
            Self.feed("https://cmdb.example/api?a=1&cursor={cursor}&n={pageSize}", paging: .cursor("/next")))
        #expect(Self.url(try stepper.first()) == "https://cmdb.example/api?a=1&n=2")
        #expect(
            Self.url(try stepper.next(after: Self.end(2, next: "a/b=+&ü")))
                == "https://cmdb.example/api?a=1&cursor=a%2Fb%3D%2B%26%C3%BC&n=2")
        #expect(try stepper.next(after: Self.end(2)) == .done)
        var alone = SourceStepper(Self.feed("https://cmdb.example/api?c={cursor}", paging: .cursor("/next")))
        #expect(Self.url(try alone.first()) == "https://cmdb.example/api")
    }

    @Test("a service that wants to hear whether it is the first page is told, after a break too")
    func turns() throws {
        let feed = Self.feed(paging: .cursor("/next")) {
            $0.method = .post
            $0.contentType = "application/json"
            $0.body = #"{"page": "{turn}", "cursor": "{cursor}"}"#
        }
        func body(_ step: SourceStep) throws -> String {
            String(decoding: try Self.page(step).body ?? [], as: UTF8.self)
        }
        var stepper = SourceStepper(feed)
        #expect(try body(stepper.first()) == #"{"page": "FIRST", "cursor": null}"#)
        #expect(try body(stepper.next(after: Self.end(2, next: "c1"))) == #"{"page": "NEXT", "cursor": "c1"}"#)
        var other = try #require(SourceStepper(feed, position: stepper.position))
        #expect(try body(other.first()) == #"{"page": "NEXT", "cursor": "c1"}"#)
    }

    @Test("a cursor that comes again ends the sync, also one of long ago")
    func cursorLoops() throws {
        var stepper = SourceStepper(Self.feed("https://cmdb.example/?c={cursor}", paging: .cursor("/next")))
        _ = try stepper.first()
        for number in 0..<100 { _ = try stepper.next(after: Self.end(0, next: "c\(number)")) }
        #expect(Self.code { _ = try stepper.next(after: Self.end(1, next: "c3")) } == .cursorLoops)
    }

    @Test(
        "values are escaped in bodies as the content type asks for",
        arguments: [
            (
                "application/json", "{\"c\": \"{cursor}\", \"n\": {pageSize}}", "{\"c\": null, \"n\": 2}",
                #"{"c": "<\"&'\\\u000a>", "n": 2}"#
            ),
            (
                "text/xml; charset=utf-8", "<c n='{pageSize}'>{cursor}</c>", "<c n='2'></c>",
                "<c n='2'>&lt;&quot;&amp;&apos;\\\n&gt;</c>"
            ),
            ("application/x-www-form-urlencoded", "a=1&c={cursor}", "a=1", "a=1&c=%3C%22%26%27%5C%0A%3E"),
            ("text/plain", "{cursor}", "", "<\"&'\\\n>"),
        ])
    func bodies(_ contentType: String, _ template: String, _ first: String, _ second: String) throws {
        var stepper = SourceStepper(
            Self.feed(paging: .cursor("/next")) {
                $0.method = .post
                $0.contentType = contentType
                $0.body = template
            })
        let one = try Self.page(try stepper.first())
        #expect(String(decoding: one.body ?? [], as: UTF8.self) == first)
        #expect(one.method == .post)
        #expect(one.headers.contains(RecordFieldValue("Content-Type", contentType)))
        let two = try Self.page(try stepper.next(after: Self.end(1, next: "<\"&'\\\n>")))
        #expect(String(decoding: two.body ?? [], as: UTF8.self) == second)
    }

    @Test("headers of the feed stay, and what a format wants to hear is added where it says nothing")
    func headers() throws {
        var stepper = SourceStepper(Self.feed { $0.headers = [RecordFieldValue("accept", "*/*")] })
        #expect(try Self.page(try stepper.first()).headers == [RecordFieldValue("accept", "*/*")])
        var plain = SourceStepper(Self.feed { $0.body = "not sent with GET" })
        let page = try Self.page(try plain.first())
        #expect(page.headers == [RecordFieldValue("Accept", "application/json")])
        #expect(page.body == nil)
    }

    @Test(
        "the time of the last sync is filled in, or the beginning of 1970",
        arguments: [
            (1_767_323_045_678_900, "2026-01-02T03%3A04%3A05Z"), (951_782_400_000_000, "2000-02-29T00%3A00%3A00Z"),
            (nil, "1970-01-01T00%3A00%3A00Z"),
        ] as [(Int64?, String)])
    func since(_ microseconds: Int64?, _ expected: String) throws {
        var stepper = SourceStepper(
            Self.feed("https://cmdb.example/?s={since}"), since: microseconds.map { UnixTime(microseconds: $0) })
        #expect(Self.url(try stepper.first()) == "https://cmdb.example/?s=\(expected)")
    }

    @Test(
        "the address of the next page is followed from where it stands",
        arguments: [
            ("https://cmdb.example/api/hosts?page=2", "https://cmdb.example/api/hosts?page=2"),
            ("HTTPS://CMDB.example:443/x#part", "https://CMDB.example:443/x"), ("/x?y", "https://cmdb.example/x?y"),
            ("?page=2", "https://cmdb.example/api/hosts?page=2"), ("more", "https://cmdb.example/api/more"),
            ("//cmdb.example/x", "https://cmdb.example/x"), ("https://cmdb.example?a=b", "https://cmdb.example/?a=b"),
        ])
    func addresses(_ reference: String, _ expected: String) throws {
        let url = "https://cmdb.example/api/hosts?n={pageSize}"
        var stepper = SourceStepper(Self.feed(url, paging: .nextURL("/next")))
        #expect(Self.url(try stepper.first()) == "https://cmdb.example/api/hosts?n=2")
        #expect(Self.url(try stepper.next(after: Self.end(1, next: reference))) == expected)
        var links = SourceStepper(Self.feed(url, paging: .linkHeader))
        _ = try links.first()
        #expect(Self.url(try links.next(after: Self.end(1), nextLink: reference)) == expected)
        #expect(try links.next(after: Self.end(1, next: "no")) == .done)
    }

    @Test(
        "an address at another server is not followed",
        arguments: [
            "https://other.example/", "http://cmdb.example/api", "https://cmdb.example:8443/", "//other.example/",
            "https://user@cmdb.example/", "https://cmdb.example@other.example/", "file:///etc/passwd",
            "ftp://cmdb.example/",
            "https://cmdb.example\\@other.example/", "https://cmdb.example .other.example/", "javascript:x",
            "https://cmdb.example.other.example/", "https:///x", "https://[::1]/",
        ])
    func otherServer(_ reference: String) throws {
        var stepper = SourceStepper(Self.feed(paging: .nextURL("/next")))
        _ = try stepper.first()
        #expect(Self.code { _ = try stepper.next(after: Self.end(1, next: reference)) } == .redirectRefused)
    }

    @Test("an address that comes again ends the sync, the first one included")
    func addressLoops() throws {
        for again in ["https://cmdb.example/api", "/2"] {
            var stepper = SourceStepper(Self.feed(paging: .nextURL("/next")))
            _ = try stepper.first()
            _ = try stepper.next(after: Self.end(1, next: "/2"))
            #expect(Self.code { _ = try stepper.next(after: Self.end(1, next: again)) } == .cursorLoops)
        }
    }

    @Test("there are so many pages and no more")
    func manyPages() throws {
        let feed = Self.feed("https://cmdb.example/?o={offset}", paging: .offset, pageSize: 1)
        let last = SourceStepper(feed).position.replacing(" - 1 ", with: " - \(RecordLimits.pageCountMax - 1) ")
        var stepper = try #require(SourceStepper(feed, position: last))
        #expect(Self.url(try stepper.first()) != "done")
        #expect(Self.url(try stepper.next(after: Self.end(1))) != "done")
        #expect(Self.code { _ = try stepper.next(after: Self.end(1)) } == .tooManyPages)
    }

    @Test("a sync goes on at its position, with the time it began with")
    func positions() throws {
        let since = UnixTime(seconds: 86_400)
        let feeds = [
            Self.feed("https://cmdb.example/?p={page}&s={since}", paging: .page(first: 1)),
            Self.feed("https://cmdb.example/?o={offset}&s={since}", paging: .offset),
            Self.feed("https://cmdb.example/?c={cursor}&s={since}", paging: .cursor("/next")),
            Self.feed("https://cmdb.example/?s={since}", paging: .nextURL("/next")),
        ]
        for feed in feeds {
            var stepper = SourceStepper(feed, since: since)
            _ = try stepper.first()
            for number in 1...3 {
                let next = feed.paging == .nextURL("/next") ? "/n/\(number)?a:b" : "a b:c/\(number)"
                let step = try stepper.next(after: Self.end(2, next: next))
                var other = try #require(SourceStepper(feed, position: stepper.position))
                #expect(other.position == stepper.position)
                #expect(try other.first() == step)
            }
        }
    }

    @Test("a position of another feed, or none at all, is not gone on from")
    func foreignPositions() throws {
        let feed = Self.feed("https://cmdb.example/?p={page}", paging: .page(first: 1))
        let position = SourceStepper(feed).position
        #expect(SourceStepper(feed, position: position) != nil)
        #expect(
            SourceStepper(Self.feed("https://cmdb.example/?q={page}", paging: .page(first: 1)), position: position)
                == nil)
        for broken in [
            "", "x", "1" + position.dropFirst(), position.replacing(" - 1 ", with: " x 1 "), "2 2 3 4 5 6 7 8",
        ] {
            #expect(SourceStepper(feed, position: broken) == nil, "\(broken)")
        }
    }

    @Test(
        "an address that cannot be used is the definition's fault",
        arguments: ["", "cmdb", "ftp://x/", "https://", "https://a b/"])
    func badDefinition(_ url: String) {
        var stepper = SourceStepper(Self.feed(url))
        #expect(Self.code { _ = try stepper.first() } == .definition)
    }

    @Test("a local file is one request")
    func file() throws {
        var stepper = SourceStepper(Self.feed("file:///srv/computers.csv", format: .csv(separator: 0x2c)))
        #expect(Self.url(try stepper.first()) == "file:///srv/computers.csv")
        #expect(try stepper.next(after: Self.end(9)) == .done)
    }

    @Test("each format takes the content types it comes under, and never a web page")
    func contentTypes() {
        let formats: [RecordFormat] = [.csv(separator: 0x2c), .xml(row: "Row"), .json(records: "")]
        let accepted = [
            ["text/csv", "text/plain", "application/octet-stream"],
            ["text/xml", "application/xml", "application/soap+xml"],
            ["application/json", "text/json", "application/vnd.api+json"],
        ]
        for (index, format) in formats.enumerated() {
            for (other, types) in accepted.enumerated() {
                for type in types { #expect(format.accepts(contentType: type) == (index == other), "\(type)") }
            }
            for type in ["text/html", "application/xhtml+xml", "image/png", ""] {
                #expect(!format.accepts(contentType: type))
            }
            #expect(format.accepts(contentType: nil))
        }
    }

    static func code(_ body: () throws -> Void) -> SourceFailure.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SourceFailure)?.code
        }
    }
}
