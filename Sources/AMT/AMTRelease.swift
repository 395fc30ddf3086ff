/// A firmware release as devices write it: `15.0.23.1706`, `8.0.3`, `12.0.67`.
///
/// From a `Server:` header it is a hint, for anybody can write one; `CIM_SoftwareIdentity` confirms it.
package struct AMTRelease: Hashable, Sendable {
    /// The release line: 2 to 21 so far.
    package let major: UInt32
    /// The second number.
    package let minor: UInt32
    /// Maintenance release; absent when the text has two numbers.
    package let micro: UInt32?
    /// Absent when the text has fewer than four numbers.
    package let build: UInt32?

    /// A release by its numbers.
    package init(major: UInt32, minor: UInt32, micro: UInt32? = nil, build: UInt32? = nil) {
        self.major = major
        self.minor = minor
        self.micro = micro
        self.build = build
    }

    /// Reads a version alone: two to four numbers with dots.
    package init?(version text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count) else { return nil }
        var numbers: [UInt32] = []
        for part in parts {
            guard !part.isEmpty, part.utf8.count <= 6, let number = XMLValue.number(String(part)) else { return nil }
            numbers.append(number)
        }
        self.init(
            major: numbers[0], minor: numbers[1], micro: numbers.count > 2 ? numbers[2] : nil,
            build: numbers.count > 3 ? numbers[3] : nil)
    }

    /// The release that it belongs to, by its first two numbers.
    package var line: AMTRelease { AMTRelease(major: self.major, minor: self.minor) }

    /// Reads a `Server:` header: `Intel(R) Active Management Technology 15.0.23.1706`, on very old firmware
    /// `Intel(R) Con. Management Engine 5.0.1`.
    ///
    /// - Returns: `nil` for `AMT` alone, which some firmware sends, and for servers that are not AMT.
    package init?(serverHeader text: String) {
        let words = text.split(separator: " ")
        guard text.contains("Management Technology") || text.contains("Management Engine"), let version = words.last
        else { return nil }
        self.init(version: String(version))
    }
}

extension AMTRelease: Comparable {
    /// By the numbers in turn; an absent one counts as 0.
    package static func < (left: AMTRelease, right: AMTRelease) -> Bool {
        (left.major, left.minor, left.micro ?? 0, left.build ?? 0)
            < (right.major, right.minor, right.micro ?? 0, right.build ?? 0)
    }
}

extension AMTRelease: CustomStringConvertible {
    /// The numbers with dots, as many as there are.
    package var description: String {
        [self.major, self.minor].map(String.init).joined(separator: ".")
            + [self.micro, self.build].compactMap { $0 }.map { ".\($0)" }.joined()
    }
}
