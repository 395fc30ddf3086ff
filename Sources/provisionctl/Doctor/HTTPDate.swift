import Foundation

/// The header `Date`: `Sun, 29 Nov 2026 16:34:54 GMT`; see RFC 9110, section 5.6.7.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func read(_ text: String) -> Date? {
        guard
            let match = text.wholeMatch(
                of: /[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT/),
            let month = Self.months.firstIndex(of: String(match.2))
        else { return nil }
        var parts = tm()
        parts.tm_mday = Int32(match.1) ?? 0
        parts.tm_mon = Int32(month)
        parts.tm_year = (Int32(match.3) ?? 0) - 1900
        parts.tm_hour = Int32(match.4) ?? 0
        parts.tm_min = Int32(match.5) ?? 0
        parts.tm_sec = Int32(match.6) ?? 0
        return Date(timeIntervalSince1970: TimeInterval(timegm(&parts)))
    }
}
