import Testing

@testable import Inventory

/// How often a source is asked.
@Suite("Pace of requests")
struct RequestPaceTests {
    private static let start = ContinuousClock.now

    @Test("ten requests a second: ten go at once, then one each tenth of a second")
    func burst() {
        var pace = RequestPace(requestsPerMinuteMax: 600)
        let waits = (0..<13).map { _ in pace.take(now: Self.start) }
        #expect(
            waits == Array(repeating: .zero, count: 10) + [.milliseconds(100), .milliseconds(200), .milliseconds(300)])
    }

    @Test("a slow pace spreads requests from the first one on")
    func slow() {
        var pace = RequestPace(requestsPerMinuteMax: 2)
        #expect(pace.take(now: Self.start) == .zero)
        #expect(pace.take(now: Self.start) == .seconds(30))
        #expect(pace.take(now: Self.start + .seconds(45)) == .seconds(15))
        #expect(pace.take(now: Self.start + .seconds(500)) == .zero)
        #expect(pace.take(now: Self.start + .seconds(500)) == .seconds(30))
    }

    @Test("whoever waits as told never asks more often than the minute allows", arguments: [1, 7, 60, 90, 600, 6000])
    func perMinute(rate: Int) {
        var pace = RequestPace(requestsPerMinuteMax: rate)
        var now = Self.start
        var sent: [ContinuousClock.Instant] = []
        for _ in 0..<(3 * rate + 3) {
            now += pace.take(now: now)
            sent.append(now)
        }
        // The burst at the start is one second's worth beyond the pace.
        let allowed = rate + max(1, rate / 60)
        for (index, time) in sent.enumerated() where index + allowed < sent.count {
            #expect(sent[index + allowed] - time >= .seconds(60) - .microseconds(1))
        }
    }

    @Test("no number stands for standing still")
    func nonsense() {
        var pace = RequestPace(requestsPerMinuteMax: 0)
        #expect(pace.take(now: Self.start) == .zero)
        #expect(pace.take(now: Self.start) == .seconds(60))
    }
}

/// When a request is sent again.
@Suite("Repetition of requests")
struct RetryScheduleTests {
    @Test("the ceiling doubles, and the wait is anywhere below it")
    func ceilings() {
        let schedule = RetrySchedule(attemptsMax: 100)
        let failure = SourceFailure(.connectionFailed)
        let ceilings = [1, 2, 3, 4, 9, 10, 99].map { schedule.wait(after: failure, attempt: $0, random: 1) }
        #expect(ceilings == [1, 2, 4, 8, 256, 300, 300].map { .seconds($0) })
        #expect(schedule.wait(after: failure, attempt: 4, random: 0) == .zero)
        #expect(schedule.wait(after: failure, attempt: 4, random: 0.25) == .seconds(2))
        #expect(schedule.wait(after: failure, attempt: 4, random: .infinity) == .seconds(8))
    }

    @Test("attempts are counted, the first one included")
    func attempts() {
        let schedule = RetrySchedule(attemptsMax: 3)
        let failure = SourceFailure(.stalled)
        #expect(schedule.wait(after: failure, attempt: 2, random: 0) != nil)
        #expect(schedule.wait(after: failure, attempt: 3, random: 0) == nil)
        #expect(RetrySchedule(attemptsMax: 1).wait(after: failure, attempt: 1, random: 0) == nil)
    }

    @Test("a source's own wish is the least; one beyond five minutes ends the attempts")
    func wishes() {
        let schedule = RetrySchedule(attemptsMax: 5)
        func wait(_ seconds: Int) -> Duration? {
            schedule.wait(
                after: SourceFailure(.askedToWait, retryAfterSeconds: seconds), attempt: 1, random: 0.5)
        }
        #expect(wait(10) == .milliseconds(10_500))
        #expect(wait(300) == .seconds(300))
        #expect(wait(301) == nil)
        #expect(wait(-5) == .milliseconds(500))
    }

    @Test("only what time may help is repeated", arguments: SourceFailure.Code.allCases)
    func codes(code: SourceFailure.Code) {
        let wait = RetrySchedule(attemptsMax: 5).wait(after: SourceFailure(code), attempt: 1, random: 0)
        #expect((wait != nil) == code.isWorthRepeating)
    }
}

/// Where a request may be led.
@Suite("Origins of sources")
struct SourceOriginTests {
    @Test(
        "scheme, host and port are read",
        arguments: [
            ("https://cmdb.example.test/a?b#c", SourceOrigin.Scheme.https, "cmdb.example.test", UInt16(443)),
            ("HTTP://CMDB:8080", .http, "cmdb", 8080), ("http://[FE80::1]/x", .http, "[fe80::1]", 80),
            ("https://[::1]:444?q", .https, "[::1]", 444), ("http://host?x=@y", .http, "host", 80),
        ])
    func parts(url: String, scheme: SourceOrigin.Scheme, host: String, port: UInt16) throws {
        let origin = try #require(SourceOrigin(url))
        #expect(origin.scheme == scheme && origin.host == host && origin.port == port)
    }

    @Test(
        "what two readers might read in two ways has none",
        arguments: [
            "", "cmdb/a", "//cmdb/a", "ftp://cmdb/", "http:/cmdb", "http:///a", "http://user@cmdb/", "http://u:p@cmdb/",
            "http://good\\@evil/", "http://cmdb:0/", "http://cmdb:65536/", "http://cmdb:+80/", "http://cmdb:/",
            "http://[::1/",
            "http://[::1]x/", "http://cm db/", "http://cmdb\n/", "http://%63mdb/", "http://:80/",
        ])
    func ambiguous(url: String) {
        #expect(SourceOrigin(url) == nil)
    }

    @Test("a source leads within itself, or to TLS on its host, and nowhere else")
    func leading() throws {
        func mayLead(_ from: String, _ to: String) throws -> Bool {
            try #require(SourceOrigin(from)).mayLead(to: try #require(SourceOrigin(to)))
        }
        #expect(try mayLead("https://cmdb/a", "https://CMDB:443/b"))
        #expect(try mayLead("http://cmdb/", "https://cmdb/"))
        #expect(try mayLead("http://cmdb:8080/", "https://cmdb:8443/"))
        #expect(try !mayLead("https://cmdb/", "http://cmdb/"))
        #expect(try !mayLead("https://cmdb/", "https://cmdb:444/"))
        #expect(try !mayLead("https://cmdb/", "https://other/"))
        #expect(try !mayLead("http://cmdb/", "http://cmdb.evil/"))
    }
}
