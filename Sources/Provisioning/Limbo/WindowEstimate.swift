import AMT

/// When a device's hello window ends, as far as can be known: a band, the end by which work is ordered, and how sure that is.
///
/// Published schedules and windows disagree (hello-and-keys section 2.3 and 2.4), and makers of machines choose their own. The band has
/// all of them; what was seen of the device narrows it: a device that still says hello is not in a window that would be over.
package struct WindowEstimate: Equatable, Sendable {
    /// How sure the end is.
    package enum Confidence: String, CaseIterable, Sendable {
        /// The band is wider than a day.
        case low
        case medium
        /// All that is left of the published windows end within two hours of each other.
        case high
    }

    package let earliest: UnixTime
    package let latest: UnixTime
    package let confidence: Confidence

    /// Gaps in seconds between hellos, as published; the last one repeats.
    static let schedules: [[Int64]] = [
        // Five at a minute, five at ten minutes, then hourly.
        HelloWindow.gapSeconds,
        // Each minute for five minutes, each five minutes for an hour, then hourly.
        Array(repeating: 60, count: 5) + Array(repeating: 300, count: 11) + [3600],
    ]

    /// Windows in seconds, as published: six hours after a start by an agent and for pre-shared keys, a day out of the box for
    /// remote configuration.
    static func windows(isPSK: Bool, chosen: HelloWindow) -> [Int64] {
        let own = isPSK ? chosen.pskSeconds : chosen.pkiSeconds
        return isPSK ? [6 * 3600, own] : [6 * 3600, 24 * 3600, own]
    }

    /// - Parameters:
    ///   - chosen: what the settings say of this fleet: the maker's schedule.
    package init(of device: LimboDevice, chosen: HelloWindow) {
        let elapsed = Self.schedules.map { Self.elapsed(retryCount: device.retryCount, gaps: $0) }
        let next = Self.schedules.map { Self.gap(after: device.retryCount, gaps: $0) }.min() ?? 0
        // The counter says when the period began, whatever we have heard of it.
        let begins = elapsed.map { device.lastHelloAt.seconds - $0 }
        let ends = begins.flatMap { begin in
            Self.windows(isPSK: device.isPSK, chosen: chosen).map { begin + $0 }
        }
        // A window that would have been over at the last hello is not this device's.
        let possible = ends.filter { $0 > device.lastHelloAt.seconds }
        let soonest = device.lastHelloAt.seconds + next
        let earliest = max(possible.min() ?? soonest, soonest)
        let latest = max(possible.max() ?? soonest, earliest)
        self.earliest = UnixTime(seconds: earliest)
        self.latest = UnixTime(seconds: latest)
        switch latest - earliest {
        case ..<(2 * 3600 + 1): self.confidence = .high
        case ..<(24 * 3600 + 1): self.confidence = .medium
        default: self.confidence = .low
        }
    }

    /// Seconds from the first hello of a period to the one with this counter.
    static func elapsed(retryCount: Int64, gaps: [Int64]) -> Int64 {
        let count = max(0, min(retryCount, Self.retriesMax))
        let listed = gaps.prefix(Int(count)).reduce(0, +)
        return listed + max(0, count - Int64(gaps.count)) * (gaps.last ?? 0)
    }

    static func gap(after retryCount: Int64, gaps: [Int64]) -> Int64 {
        let place = Int(max(0, min(retryCount, Self.retriesMax)))
        return place < gaps.count ? gaps[place] : gaps.last ?? 0
    }

    /// A counter that is further on says no more: hourly, that is more than ten days.
    private static let retriesMax: Int64 = 255
}

/// How a device that fell silent is brought to say hello again (hello-and-keys section 2.5).
package enum RestartRecipe {
    /// One sentence to act by.
    ///
    /// - Parameter release: `nil` where it is not known.
    package static func text(isPSK: Bool, release: AMTRelease?) -> String {
        if isPSK {
            return
                "Power the machine off and on: with a pre-shared key it says hello at each power-up until it is provisioned; "
                + "or take it off the mains for ten seconds, or start its configuration in the MEBx."
        }
        if let release, release.major < 6 {
            return
                "Take the machine off the mains for ten seconds and power it on, or have an agent on it start the configuration "
                + "(StartConfiguration); before release 6 there is no other way that keeps its settings."
        }
        return
            "Have an agent on the machine start the configuration (StartConfigurationEx), or take it off the mains for ten "
            + "seconds and power it on; a notebook says no hello by itself and needs the agent, the MEBx or a USB stick."
    }
}
