import AMT

/// The AMT releases for which something holds.
package struct ReleaseRange: Hashable, Sendable {
    /// The first release; `nil` for the oldest that are known.
    package let from: AMTRelease?
    /// The first release for which it no longer holds; `nil` for none.
    package let before: AMTRelease?

    /// Releases between two, of which the second is outside.
    package init(from: AMTRelease? = nil, before: AMTRelease? = nil) {
        self.from = from
        self.before = before
    }

    /// Every release.
    package static let all = ReleaseRange()

    /// A release and all later ones.
    package static func from(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(from: AMTRelease(major: major, minor: minor))
    }

    /// All releases before one.
    package static func before(_ major: UInt32, _ minor: UInt32 = 0) -> ReleaseRange {
        ReleaseRange(before: AMTRelease(major: major, minor: minor))
    }

    /// Whether a release is among them.
    package func contains(_ release: AMTRelease) -> Bool {
        if let from = self.from, release < from { return false }
        if let before = self.before, release >= before { return false }
        return true
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
