import AMT

/// One request of a feed, without what only its connection knows.
package struct SourcePage: Equatable, Sendable {
    package let method: SourceFeed.Method
    package let url: String
    package let headers: [RecordFieldValue]
    package let body: [UInt8]?
}

/// What a sync of one feed does next.
package enum SourceStep: Equatable, Sendable {
    case request(SourcePage)
    /// The last page has been read.
    case done
}

extension SourceRequest {
    /// The request for a page.
    package init(_ page: SourcePage, connection: SourceConnection, secrets: [String: Secret] = [:]) {
        self.init(
            method: page.method, url: page.url, headers: page.headers, body: page.body, connection: connection,
            secrets: secrets)
    }
}

/// Leads through the pages of one feed: what to ask for first, and what after each page.
///
/// Ends by itself, whatever a source says: a page or cursor that comes again, another server, and too many pages are failures.
/// Holds a number for each page, of ``RecordLimits/pageCountMax`` at most.
package struct SourceStepper: Sendable {
    private let feed: SourceFeed
    /// Filled in as `{since}`; the beginning of 1970 where everything is asked for.
    private let since: UnixTime?
    /// Of the page that ``position`` leads to, counted from 1.
    private var number = 1
    private var page: Int
    private var offset = 0
    /// The cursor or the address of the page; empty for the first one.
    private var cursor = ""
    private var isDone = false
    /// Records of the first page, where they were fewer than were asked for: that was all, or the source sends no more at once.
    private var cappedAt: Int?
    /// Pages, cursors and addresses that have been there, as fingerprints.
    private var seen: Set<UInt64> = []

    package init(_ feed: SourceFeed, since: UnixTime? = nil) {
        self.feed = feed
        self.since = since
        self.page =
            switch feed.paging {
            case .page(let first): first
            case .none, .offset, .cursor, .nextURL, .linkHeader: 0
            }
    }

    /// Goes on where another one was.
    ///
    /// What it has seen is not in a position: a loop is found once more round, and the number of pages goes on.
    ///
    /// - Parameter position: of a stepper of this feed; see ``position``.
    /// - Returns: `nil` when it is none, or the feed asks differently now: then the sync begins anew.
    package init?(_ feed: SourceFeed, position: String) {
        let parts = position.split(separator: " ", maxSplits: 7, omittingEmptySubsequences: false)
        guard parts.count == 8, parts[0] == Self.positionMark, parts[1] == Self.name(of: feed),
            let number = Int(parts[3]), number >= 1, let page = Int(parts[4]), let offset = Int(parts[5]), offset >= 0
        else { return nil }
        let since = Int64(parts[2]).map { UnixTime(microseconds: $0) }
        guard since != nil || parts[2] == "-" else { return nil }
        self.init(feed, since: since)
        self.number = number
        self.page = page
        self.offset = offset
        self.cappedAt = Int(parts[6])
        self.cursor = String(parts[7])
        if !self.cursor.isEmpty { self.seen.insert(Self.fingerprint(self.cursor)) }
    }

    private static let positionMark = "2"

    /// Leads to the page that was asked for last; kept together with the records of all pages before it.
    package var position: String {
        let since = self.since.map { String($0.microseconds) } ?? "-"
        return [
            Self.positionMark, Self.name(of: self.feed), since, String(self.number), String(self.page),
            String(self.offset), self.cappedAt.map { String($0) } ?? "-", self.cursor,
        ].joined(separator: " ")
    }

    /// The request of the position: that of the first page, or of the one where a sync goes on.
    package mutating func first() throws(SourceFailure) -> SourceStep {
        guard self.number <= RecordLimits.pageCountMax else { throw Self.tooMany }
        let page = try self.request()
        if self.followsAddresses { self.seen.insert(Self.fingerprint(page.url)) }
        return .request(page)
    }

    /// The request behind a page that has been read.
    ///
    /// - Parameter nextLink: the answer's ``SourceAnswer/nextLink``.
    package mutating func next(after end: RecordPageEnd, nextLink: String? = nil) throws(SourceFailure) -> SourceStep {
        guard !self.isDone, try self.advance(end, nextLink) else {
            self.isDone = true
            return .done
        }
        self.number += 1
        guard self.number <= RecordLimits.pageCountMax else { throw Self.tooMany }
        return .request(try self.request())
    }

    /// Whether the request asks behind a first page that was not full: to a source where that was all, it may seem wrong.
    package var isLookingBeyond: Bool { self.cappedAt != nil && self.number == 2 }

    private static let tooMany = SourceFailure(.tooManyPages, "more than \(RecordLimits.pageCountMax) pages")

    private var followsAddresses: Bool {
        switch self.feed.paging {
        case .nextURL, .linkHeader: true
        case .none, .page, .offset, .cursor: false
        }
    }

    /// - Returns: whether there is a next page.
    private mutating func advance(_ end: RecordPageEnd, _ nextLink: String?) throws(SourceFailure) -> Bool {
        switch self.feed.paging {
        case .none: return false
        case .page:
            guard try self.goesOn(behind: end) else { return false }
            self.page += 1
        case .offset:
            guard try self.goesOn(behind: end) else { return false }
            self.offset += end.recordCount
        case .cursor:
            guard let next = end.next else { return false }
            try self.remember(Self.fingerprint(next), "a cursor has come again")
            self.cursor = next
        case .nextURL:
            guard let next = end.next else { return false }
            try self.follow(next)
        case .linkHeader:
            guard let nextLink else { return false }
            try self.follow(nextLink)
        }
        return true
    }

    /// A page that is not full is the last one, but for the first one: many servers send fewer records than they are asked for,
    /// and what they send at once is known from the first page alone.
    private mutating func goesOn(behind end: RecordPageEnd) throws(SourceFailure) -> Bool {
        guard end.recordCount > 0 else { return false }
        // It does not heed the number of the page, and has one page alone.
        if self.isLookingBeyond, end.fingerprint.map(self.seen.contains) ?? true { return false }
        if self.number == 1, end.recordCount < self.feed.pageSize { self.cappedAt = end.recordCount }
        guard end.recordCount >= self.cappedAt ?? self.feed.pageSize else { return false }
        if let fingerprint = end.fingerprint { try self.remember(fingerprint, "a page has come again") }
        return true
    }

    private mutating func follow(_ reference: String) throws(SourceFailure) {
        guard let server = SourceURL(try self.firstURL()) else { throw Self.unusableAddress }
        let here = SourceURL(self.cursor) ?? server
        guard let next = here.resolved(reference) else {
            throw SourceFailure(.redirectRefused, "the address of the next page cannot be used")
        }
        guard next.isAtServer(of: server) else {
            throw SourceFailure(
                .redirectRefused, BoundedText.make("the next page is at \(next.scheme)://\(next.authority)"))
        }
        try self.remember(Self.fingerprint(next.text), "an address has come again")
        self.cursor = next.text
    }

    private mutating func remember(_ fingerprint: UInt64, _ what: String) throws(SourceFailure) {
        guard self.seen.insert(fingerprint).inserted else { throw SourceFailure(.cursorLoops, what) }
    }

    private static func fingerprint(_ text: String) -> UInt64 {
        var fingerprint = Fingerprint()
        fingerprint.add(text)
        return fingerprint.value
    }

    /// All that decides what is asked for.
    private static func name(of feed: SourceFeed) -> String {
        var fingerprint = Fingerprint()
        let paging =
            switch feed.paging {
            case .none: "none"
            case .page(let first): "page \(first)"
            case .offset: "offset"
            case .cursor(let pointer): "cursor \(pointer)"
            case .nextURL(let pointer): "url \(pointer)"
            case .linkHeader: "link"
            }
        for text in [feed.method.rawValue, feed.url, feed.body ?? "", paging, String(feed.pageSize)] {
            fingerprint.add(text)
        }
        for header in feed.headers {
            fingerprint.add(header.name)
            fingerprint.add(header.value)
        }
        return String(fingerprint.value, radix: 16)
    }
}

/// Making requests.
extension SourceStepper {
    private static let unusableAddress = SourceFailure(.definition, "the address cannot be used")

    private func request() throws(SourceFailure) -> SourcePage {
        let url = self.followsAddresses && !self.cursor.isEmpty ? self.cursor : try self.firstURL()
        guard url.hasPrefix("file:///") || SourceURL(url) != nil else { throw Self.unusableAddress }
        let body = self.body()
        return SourcePage(method: self.feed.method, url: url, headers: self.headers(hasBody: body != nil), body: body)
    }

    private func firstURL() throws(SourceFailure) -> String {
        self.filled(SourceTemplate(text: self.feed.url, escape: .percent))
    }

    private func body() -> [UInt8]? {
        switch self.feed.method {
        case .get: nil
        case .post:
            self.feed.body.map {
                Array(self.filled(SourceTemplate(text: $0, escape: .init(contentType: self.feed.contentType))).utf8)
            }
        }
    }

    private func headers(hasBody: Bool) -> [RecordFieldValue] {
        var headers = self.feed.headers
        func add(_ name: String, _ value: String) {
            guard !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
            headers.append(RecordFieldValue(name, value))
        }
        if hasBody, let contentType = self.feed.contentType { add("Content-Type", contentType) }
        add("Accept", self.feed.format.acceptHeader)
        return headers
    }

    private func filled(_ template: SourceTemplate) -> String {
        let isWithoutCursor = self.followsAddresses || self.cursor.isEmpty
        return (isWithoutCursor ? template.withoutCursor() : template).filled { placeholder in
            switch placeholder {
            case .page: String(self.page)
            case .offset: String(self.offset)
            case .cursor: isWithoutCursor ? "" : self.cursor
            case .pageSize: String(self.feed.pageSize)
            case .turn: self.number == 1 ? "FIRST" : "NEXT"
            case .since: TimeText.write(self.since ?? UnixTime(seconds: 0))
            }
        }
    }
}
