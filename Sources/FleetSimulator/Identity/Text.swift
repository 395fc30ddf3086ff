import FoundationEssentials

/// Text forms of bytes and times, the simulator's own.
enum Text {
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var result: [UInt8] = []
        for byte in bytes { result += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: result, as: UTF8.self)
    }

    static func bytes(hex text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[position..<(position + 2)], as: UTF8.self), radix: 16) else {
                return nil
            }
            result.append(byte)
        }
        return result
    }

    static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    static func bytes(base64 text: String) -> [UInt8]? {
        let compact = text.filter { !$0.isWhitespace }
        return Data(base64Encoded: compact).map { Array($0) }
    }

    /// `2026-11-23T15:04:05.123Z`.
    static func timestamp(_ secondsSince1970: Double) -> String {
        let milliseconds = Int((secondsSince1970 * 1_000).rounded(.down))
        let parts = Self.parts(of: milliseconds / 1_000)
        return "\(parts.year)-\(Self.two(parts.month))-\(Self.two(parts.day))T\(parts.clock)"
            + ".\(Self.padded(milliseconds % 1_000, 3))Z"
    }

    /// `Mon, 31 Jan 2022 10:23:04 GMT`.
    static func httpDate(_ secondsSince1970: Double) -> String {
        let seconds = Int(secondsSince1970.rounded(.down))
        let parts = Self.parts(of: seconds)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[(seconds / 86_400) % 7]
        return "\(weekday), \(Self.two(parts.day)) \(months[parts.month - 1]) \(parts.year) \(parts.clock) GMT"
    }

    private struct Parts {
        let year: Int
        let month: Int
        let day: Int
        let clock: String
    }

    /// The Gregorian date of a time after 1970 (Howard Hinnant's algorithm, in whole days).
    private static func parts(of seconds: Int) -> Parts {
        let clock = seconds % 86_400
        let shifted = seconds / 86_400 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return Parts(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1,
            clock: "\(Self.two(clock / 3_600)):\(Self.two(clock / 60 % 60)):\(Self.two(clock % 60))")
    }

    private static func two(_ number: Int) -> String { Self.padded(number, 2) }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
