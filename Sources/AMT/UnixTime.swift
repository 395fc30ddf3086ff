/// A moment, as microseconds since 1970-01-01T00:00:00Z, which is also PostgreSQL's resolution.
///
/// Pure targets take it as an argument; nothing here reads a clock.
package struct UnixTime: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Whole seconds.
    package init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

    /// Whole seconds, rounded down.
    package var seconds: Int64 {
        self.microseconds >= 0 ? self.microseconds / 1_000_000 : (self.microseconds - 999_999) / 1_000_000
    }

    package static func < (left: UnixTime, right: UnixTime) -> Bool { left.microseconds < right.microseconds }

    /// Moves by a whole number of microseconds; what is finer is cut.
    package static func + (time: UnixTime, span: Duration) -> UnixTime {
        let (seconds, attoseconds) = span.components
        return UnixTime(microseconds: time.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    /// The span between two moments.
    package static func - (later: UnixTime, earlier: UnixTime) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }
}
