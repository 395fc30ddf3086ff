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

    /// Releases between two, of which the second is outside.
    package init(from: AMTRelease? = nil, before: AMTRelease? = nil) {
        self.from = from
        self.before = before
    }

    /// Every release.
    package static let all = ReleaseRange()

    /// Releases from one on.
    package static func from(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(from: AMTRelease(major: major, minor: minor))
    }

    /// Releases up to and without one.
    package static func before(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(before: AMTRelease(major: major, minor: minor))
    }

    /// Releases from one on, up to and without another.
    package func before(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(from: self.from, before: AMTRelease(major: major, minor: minor))
    }

    /// Whether it holds for a release.
    package func contains(_ release: AMTRelease) -> Bool {
        (self.from.map { $0 <= release } ?? true) && (self.before.map { release < $0 } ?? true)
    }
}

extension ReleaseRange: CustomStringConvertible {
    package var description: String {
        switch (self.from, self.before) {
        case (nil, nil): "all"
        case (.some(let from), nil): "from \(from)"
        case (nil, .some(let before)): "before \(before)"
        case (.some(let from), .some(let before)): "from \(from), before \(before)"
        }
    }
}
