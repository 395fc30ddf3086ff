import AMT

/// Reads a moment as inventories write it.
///
/// - Shape: `2026-01-02`, `2026-01-02T03:04`, with seconds, with a fraction of them, with a blank in place of the `T`, with a
///   zone (`Z`, `+01:00`, `+0100`, `+01`); or seconds since 1970, or milliseconds, which are those of twelve and more digits.
///   A time without zone is UTC.
enum TimeText {
    /// Milliseconds from here on: as seconds it would be the year 5138, as milliseconds it is 1973.
    private static let millisecondsFrom: Int64 = 100_000_000_000
    /// The end of the year 9999.
    private static let secondsMax: Int64 = 253_402_300_799

    /// - Returns: `nil` for anything else, and for a moment beyond the year 9999.
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> UnixTime? {
        var digits = Digits(text: text)
        let isDate = text.count > 4 && text[4] == UInt8(ascii: "-")
        let time = isDate ? Self.calendar(&digits) : Self.count(&digits)
        return digits.isAtEnd ? time : nil
    }

    private static func count(_ digits: inout Digits) -> UnixTime? {
        guard let whole = digits.number(upTo: 15) else { return nil }
        let isMilliseconds = whole >= Self.millisecondsFrom
        guard whole <= (isMilliseconds ? Self.secondsMax * 1000 + 999 : Self.secondsMax) else { return nil }
        guard let fraction = digits.fraction() else { return nil }
        return UnixTime(microseconds: isMilliseconds ? whole * 1000 + fraction / 1000 : whole * 1_000_000 + fraction)
    }

    private static func calendar(_ digits: inout Digits) -> UnixTime? {
        guard let year = digits.number(exactly: 4), digits.skip("-"), let month = digits.number(exactly: 2),
            digits.skip("-"), let day = digits.number(exactly: 2),
            year >= 1, (1...12).contains(month), (1...Self.dayCount(year: year, month: month)).contains(day)
        else { return nil }
        let midnight = Self.dayNumber(year: year, month: month, day: day) * 86_400
        if digits.isAtEnd { return UnixTime(seconds: midnight) }
        guard digits.skip("T") || digits.skip("t") || digits.skip(" "), let clock = Self.clock(&digits),
            let zoneSeconds = Self.zone(&digits)
        else { return nil }
        return UnixTime(microseconds: (midnight - zoneSeconds) * 1_000_000 + clock)
    }

    /// Microseconds since midnight. A leap second is the first second of the next minute.
    private static func clock(_ digits: inout Digits) -> Int64? {
        guard let hour = digits.number(exactly: 2), digits.skip(":"), let minute = digits.number(exactly: 2),
            hour < 24, minute < 60
        else { return nil }
        var microseconds = (hour * 60 + minute) * 60_000_000
        guard digits.skip(":") else { return microseconds }
        guard let second = digits.number(exactly: 2), second <= 60, let fraction = digits.fraction() else { return nil }
        microseconds += second * 1_000_000 + fraction
        return microseconds
    }

    /// Seconds east of UTC.
    private static func zone(_ digits: inout Digits) -> Int64? {
        if digits.isAtEnd { return 0 }
        _ = digits.skip(" ")
        if digits.skip("Z") || digits.skip("z") { return 0 }
        let isWest = digits.skip("-")
        guard isWest || digits.skip("+"), let hours = digits.number(exactly: 2), hours <= 18 else { return nil }
        var minutes: Int64 = 0
        if !digits.isAtEnd {
            _ = digits.skip(":")
            guard let read = digits.number(exactly: 2), read < 60 else { return nil }
            minutes = read
        }
        return (isWest ? -60 : 60) * (hours * 60 + minutes)
    }

    private static func dayCount(year: Int64, month: Int64) -> Int64 {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1]
    }

    /// Days since 1970-01-01 in the Gregorian calendar; years are counted from March, so that a leap day ends one.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        // 719 468 days lie between 0000-03-01 and 1970-01-01.
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }

    /// `2026-01-02T03:04:05Z`; fractions of a second are cut.
    static func write(_ time: UnixTime) -> String {
        let days = (time.seconds >= 0 ? time.seconds : time.seconds - 86_399) / 86_400
        let (year, month, day) = Self.date(dayNumber: days)
        let second = time.seconds - days * 86_400
        func digits(_ number: Int64, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
            + "T\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))Z"
    }

    /// The other way round from ``dayNumber(year:month:day:)``, by eras of 400 years, which have 146 097 days.
    private static func date(dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarch = dayNumber + 719_468
        let era = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
        let dayOfEra = sinceMarch - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private struct Digits {
        let text: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

        var isAtEnd: Bool { self.position == self.text.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard !self.isAtEnd, self.text[self.position] == UInt8(ascii: character) else { return false }
            self.position += 1
            return true
        }

        private mutating func digit() -> Int64? {
            guard !self.isAtEnd else { return nil }
            let byte = self.text[self.position]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            self.position += 1
            return Int64(byte - UInt8(ascii: "0"))
        }

        mutating func number(exactly count: Int) -> Int64? {
            var number: Int64 = 0
            for _ in 0..<count {
                guard let digit = self.digit() else { return nil }
                number = number * 10 + digit
            }
            return number
        }

        /// As many digits as there are, at least one.
        mutating func number(upTo countMax: Int) -> Int64? {
            guard var number = self.digit() else { return nil }
            for _ in 1..<countMax {
                guard let digit = self.digit() else { break }
                number = number * 10 + digit
            }
            return number
        }

        /// A point or comma and digits, as millionths; zero when there is none, `nil` for a point without digits. What is
        /// finer is cut.
        mutating func fraction() -> Int64? {
            guard self.skip(".") || self.skip(",") else { return 0 }
            guard var millionths = self.digit() else { return nil }
            var count = 1
            while let digit = self.digit() {
                if count < 6 { millionths = millionths * 10 + digit }
                count += 1
            }
            for _ in min(count, 6)..<6 { millionths *= 10 }
            return millionths
        }
    }
}
