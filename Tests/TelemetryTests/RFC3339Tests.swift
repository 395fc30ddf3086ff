import Telemetry
import Testing

@Suite("RFC 3339 text")
struct RFC3339Tests {
    struct Moment: Sendable, CustomTestStringConvertible {
        var microseconds: Int64
        var text: String
        var testDescription: String { self.text }
    }

    /// Made with `date -u -d @SECONDS`.
    static let moments = [
        Moment(microseconds: 0, text: "1970-01-01T00:00:00.000Z"),
        Moment(microseconds: 951_782_400_000_000, text: "2000-02-29T00:00:00.000Z"),
        Moment(microseconds: 1_795_343_445_678_999, text: "2026-11-22T10:30:45.678Z"),
        Moment(microseconds: 4_107_542_399_999_000, text: "2100-02-28T23:59:59.999Z"),
        Moment(microseconds: 4_107_542_400_000_000, text: "2100-03-01T00:00:00.000Z"),
        Moment(microseconds: -1, text: "1969-12-31T23:59:59.999Z"),
        Moment(microseconds: -2_208_988_800_000_000, text: "1900-01-01T00:00:00.000Z"),
    ]

    @Test("writes the moment in UTC with milliseconds", arguments: Self.moments)
    func writes(_ moment: Moment) {
        #expect(RFC3339.text(microseconds: moment.microseconds) == moment.text)
    }

    @Test("reads what it writes, to the millisecond", arguments: Self.moments)
    func readsBack(_ moment: Moment) throws {
        let read = try #require(RFC3339.microseconds(of: moment.text))
        #expect(RFC3339.text(microseconds: read) == moment.text)
        #expect((0..<1000).contains(moment.microseconds - read))
    }

    /// Made with `date -u -d TEXT +%s`.
    @Test("reads offsets, letter case and fractions of any length")
    func reads() {
        #expect(RFC3339.microseconds(of: "2026-01-02T03:04:05Z") == 1_767_323_045_000_000)
        #expect(RFC3339.microseconds(of: "2026-01-02t03:04:05.1234567891z") == 1_767_323_045_123_456)
        #expect(RFC3339.microseconds(of: "2026-01-02T03:04:05+01:30") == 1_767_317_645_000_000)
        #expect(RFC3339.microseconds(of: "2026-01-01T22:04:05-05:00") == 1_767_323_045_000_000)
        #expect(RFC3339.microseconds(of: "2024-02-29T00:00:00Z") == 1_709_164_800_000_000)
    }

    @Test(
        "takes no days that are none, no times that are none, and no other form",
        arguments: [
            "", "2026-01-02", "2026-01-02T03:04:05", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T23:60:00Z",
            "2026-12-31T23:59:60Z", "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05.Z", "2026-01-02 03:04:05Z",
            " 2026-01-02T03:04:05Z", "12026-01-02T03:04:05Z",
        ])
    func refuses(_ text: String) { #expect(RFC3339.microseconds(of: text) == nil) }
}
