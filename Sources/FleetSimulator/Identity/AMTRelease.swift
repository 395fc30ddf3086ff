/// A firmware release; what it can and cannot do is in its ``Personality``.
package struct AMTRelease: Equatable, Sendable {
    /// `16.1.25`; two to four numbers with dots.
    package let text: String
    let numbers: [Int]

    /// Reads two to four numbers with dots between them; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard (2...4).contains(parts.count), numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        self.text = text
        self.numbers = numbers
    }

    /// A release of the table of personalities.
    init(_ major: Int, _ minor: Int, _ rest: [Int]) {
        self.numbers = [major, minor] + rest
        self.text = self.numbers.map { String($0) }.joined(separator: ".")
    }

    var major: Int { self.numbers[0] }

    func isAtLeast(_ major: Int, _ minor: Int = 0) -> Bool { (self.numbers[0], self.numbers[1]) >= (major, minor) }

    /// The release as the `Server:` header prints it: old firmware leaves the build number out.
    var serverText: String {
        guard self.personality.serverShowsBuild else {
            return self.numbers.prefix(3).map { String($0) }.joined(separator: ".")
        }
        return self.text
    }

    var personality: Personality { .of(self) }

    /// TLS-PSK was removed with 11.0.
    var speaksPSK: Bool { self.personality.knowsPSK }

    /// Ports without TLS are closed for good from 16.1 on.
    var supportsNonSecureConnections: Bool { self.personality.supportsNonSecureConnections }

    /// SHA-1 and keys under 2048 bits are refused in a provisioning chain.
    var refusesWeakChains: Bool { self.personality.refusesWeakChains }
}
