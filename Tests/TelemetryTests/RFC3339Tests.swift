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
}
