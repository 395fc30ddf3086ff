import AMT

/// A month of the Gregorian calendar, in UTC.
package struct CalendarMonth: Hashable, Sendable {
    package let year: Int
    /// 1...12.
    package let month: Int

    /// The month in which a moment is.
    package init(of time: UnixTime) {
        // Days are counted from 0000-03-01, so that a leap day is the last of its year.
        let days = (Double(time.seconds) / 86_400).rounded(.down) + 719_468
        let era = Int((days / 146_097).rounded(.down))
        let dayOfEra = Int(days) - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
    }

    private init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    /// The month after it.
    package var next: CalendarMonth {
        self.month == 12
            ? CalendarMonth(year: self.year + 1, month: 1) : CalendarMonth(year: self.year, month: self.month + 1)
    }

    /// Its first moment.
    package var start: UnixTime {
        let year = self.month <= 2 ? self.year - 1 : self.year
        let era = Int((Double(year) / 400).rounded(.down))
        let yearOfEra = year - era * 400
        let monthFromMarch = self.month > 2 ? self.month - 3 : self.month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return UnixTime(seconds: Int64(era * 146_097 + dayOfEra - 719_468) * 86_400)
    }
}

extension CalendarMonth: CustomStringConvertible {
    /// `2026-11`.
    package var description: String { "\(self.year)-\(self.month < 10 ? "0" : "")\(self.month)" }
}
