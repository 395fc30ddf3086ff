import AMT

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The machine's own idea of the time of day.
package enum WallClock {
    /// Reads the clock that NTP keeps; it may jump.
    package static func now() -> UnixTime {
        var reading = timespec()
        clock_gettime(CLOCK_REALTIME, &reading)
        return UnixTime(microseconds: Int64(reading.tv_sec) * 1_000_000 + Int64(reading.tv_nsec) / 1_000)
    }
}
