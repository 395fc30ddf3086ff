/// Moments as RFC 3339 text in UTC, as logs and the API write them.
package enum RFC3339 {
    /// Milliseconds are cut, not rounded, so that a text never lies in the future of its moment.
    ///
    /// - Parameter microseconds: since 1970-01-01T00:00:00Z; any value, though years past 9999 get five digits.
    /// - Returns: for example `2026-11-22T10:30:00.125Z`.
    package static func text(microseconds: Int64) -> String {
        let milliseconds = Self.floorDivide(microseconds, 1_000)
        let seconds = Self.floorDivide(milliseconds, 1_000)
        let days = Self.floorDivide(seconds, 86_400)
        let (year, month, day) = Self.civil(days: days)
        let ofDay = seconds - days * 86_400
        var text = Self.padded(year, 4)
        text += "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
        text += "T" + Self.padded(ofDay / 3_600, 2)
        text += ":" + Self.padded(ofDay / 60 % 60, 2)
        text += ":" + Self.padded(ofDay % 60, 2)
        text += "." + Self.padded(milliseconds - seconds * 1_000, 3) + "Z"
        return text
    }

    /// Reads `2026-11-22T10:30:00Z`, with a fraction of a second or without, in UTC or with an offset such as `+01:00`.
    ///
    /// - Returns: microseconds since 1970, finer digits cut; `nil` for anything else, a day that no month has, or a leap second.
    package static func microseconds(of text: String) -> Int64? {
        let form =
            #/([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})/#
        guard let match = text.wholeMatch(of: form), let year = Int64(match.1), let month = Int64(match.2),
            let day = Int64(match.3), let hour = Int64(match.4), let minute = Int64(match.5),
            let second = Int64(match.6),
            (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.dayNumber(year: year, month: month, day: day)
        guard Self.civil(days: days) == (year, month, day), let offset = Self.offsetMinutes(match.8) else { return nil }
        let fraction = (match.7.map(String.init) ?? "").prefix(6)
        let micros = Int64(fraction + String(repeating: "0", count: 6 - fraction.count)) ?? 0
        return ((days * 24 + hour) * 60 + minute - offset) * 60_000_000 + second * 1_000_000 + micros
    }

    private static func offsetMinutes(_ zone: Substring) -> Int64? {
        guard let sign = zone.first, sign == "+" || sign == "-" else { return 0 }
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 2, parts[0] < 24, parts[1] < 60 else { return nil }
        return (sign == "-" ? -1 : 1) * (parts[0] * 60 + parts[1])
    }

    /// The inverse of ``civil(days:)``.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let ofMarch = month <= 2 ? year - 1 : year
        let era = Self.floorDivide(ofMarch, 400)
        let yearOfEra = ofMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Proleptic Gregorian date of a day number; the year is counted from March so that leap days come last.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
