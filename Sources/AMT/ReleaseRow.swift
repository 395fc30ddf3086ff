/// How sure a statement about firmware is. The raw value is the mark of the protocol reference.
package enum EvidenceMark: String, CaseIterable, Sendable {
    /// Intel's class definitions say so.
    case definition = "M"
    /// Seen in an answer that was recorded from a device.
    case recorded = "C"
    /// Intel's guide says so.
    case guide = "G"
    /// What open clients do that work with real devices.
    case client = "O"
    /// Reported as checked on named hardware by a third party.
    case hardware = "H"
    /// Concluded from the others.
    case deduced = "D"
    /// Unconfirmed, or sources disagree.
    case unconfirmed = "?"
}

/// Releases that a statement holds for.
package struct ReleaseRange: Hashable, Sendable {
    /// The first release; `nil` for the oldest there is.
    package let from: AMTRelease?
    /// The first release that it no longer holds for; `nil` for none so far.
    package let before: AMTRelease?

    /// Every release.
    static let all = ReleaseRange(from: nil, before: nil)

    /// Releases from one on.
    static func from(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(from: AMTRelease(major: major, minor: minor), before: nil)
    }

    /// Releases up to and without one.
    static func before(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(from: nil, before: AMTRelease(major: major, minor: minor))
    }

    /// Releases from one on, up to and without another.
    func before(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(from: self.from, before: AMTRelease(major: major, minor: minor))
    }

    /// Whether it holds for a release.
    package func contains(_ release: AMTRelease) -> Bool {
        (self.from.map { $0 <= release } ?? true) && (self.before.map { release < $0 } ?? true)
    }
}
