import AMT

/// How long a device listens after its hellos have begun.
///
/// Published numbers disagree (hello-and-keys section 2.4): 24 hours for remote configuration and 6 hours for pre-shared keys
/// are the most common, and both are settings. The retry counter says how far along a device is when the first hello seen here
/// is not its first.
package struct HelloWindow: Equatable, Sendable {
    package var pkiSeconds: Int64
    package var pskSeconds: Int64

    package init(pkiSeconds: Int64 = 24 * 3600, pskSeconds: Int64 = 6 * 3600) {
        self.pkiSeconds = pkiSeconds
        self.pskSeconds = pskSeconds
    }

    /// The gaps before the hellos 1, 2, … in the one schedule that fits both the documented fifteen messages and the six-hour
    /// window: five a minute, five at ten minutes, five at an hour.
    static let gapSeconds: [Int64] = [60, 60, 60, 60, 60, 600, 600, 600, 600, 600, 3600, 3600, 3600, 3600, 3600]

    /// How long the device still listens after a hello, estimated. Never less than until its next hello is due by the schedule.
    package func secondsLeft(after hello: Hello) -> Int64 {
        let sent = Int(min(hello.retryCount, UInt32(Self.gapSeconds.count)))
        let passed = Self.gapSeconds.prefix(sent).reduce(0, +)
        let whole =
            switch hello.credential {
            case .psk: self.pskSeconds
            case .pki: self.pkiSeconds
            }
        let next = sent < Self.gapSeconds.count ? Self.gapSeconds[sent] : 3600
        return max(whole - passed, next)
    }
}
