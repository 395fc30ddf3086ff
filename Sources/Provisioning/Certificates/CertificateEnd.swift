import AMT

/// How near the end of a certificate is.
package enum CertificateEnd {
    /// Days before the end at which an operator is told, the last step first.
    package static let steps = [1, 7, 30, 60, 90]

    /// Whole days that are left; negative once it has ended.
    package static func days(until end: UnixTime, now: UnixTime) -> Int {
        Int((Double(end.seconds - now.seconds) / 86_400).rounded(.down))
    }

    /// The step that is reached; `nil` when there is time, or when it is over.
    package static func step(until end: UnixTime, now: UnixTime) -> Int? {
        guard end > now else { return nil }
        let left = end.seconds - now.seconds
        return Self.steps.first { left <= Int64($0) * 86_400 }
    }
}
