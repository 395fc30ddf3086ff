import AMT

/// Something that a profile wants and a release does not have, or takes less of.
package struct ReleaseObjection: Hashable, Sendable {
    /// Why it cannot be had.
    package enum Reason: Hashable, Sendable {
        /// Only these releases have the field; with a word, only these know what the field is set to.
        case absent(ReleaseRange, word: String?)
        /// What there is of it, as a sentence without its end, and the most that the release takes.
        case exceeds(String, max: Int)
    }

    /// The field, as ``ProfileFault/path``.
    package let path: String
    package let section: ProfileSection
    package let reason: Reason

    /// One sentence, behind the path: what it is about, which releases, and the limit.
    ///
    /// - Parameter releases: those that object; none stands for all that there are.
    package func text(on releases: [AMTRelease]) -> String {
        let holders = releases.isEmpty ? "any release" : "AMT " + releases.map { "\($0)" }.joined(separator: ", ")
        return switch self.reason {
        case .absent(let range, nil): "is there \(range), and not on \(holders)"
        case .absent(let range, let word?): "is \(word), which is there \(range), and not on \(holders)"
        case .exceeds(let what, let max): "\(what), and \(holders) takes \(max)"
        }
    }

    /// As a fault of the document.
    package func fault(on releases: [AMTRelease]) -> ProfileFault {
        ProfileFault(self.path, .release, self.text(on: releases))
    }

    /// Whether the release has nothing of the kind; otherwise it has less than is wanted.
    package var isAbsence: Bool {
        switch self.reason {
        case .absent: true
        case .exceeds: false
        }
    }
}
