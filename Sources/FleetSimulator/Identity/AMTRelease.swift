/// A firmware release as the `Server:` header prints it.
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

    var major: Int { self.numbers[0] }

    func isAtLeast(_ major: Int, _ minor: Int = 0) -> Bool { (self.numbers[0], self.numbers[1]) >= (major, minor) }

    /// TLS-PSK was removed with 11.0.
    var speaksPSK: Bool { self.major <= 10 }

    /// Ports without TLS are closed for good from 16.1 on.
    var supportsNonSecureConnections: Bool { !self.isAtLeast(16, 1) }

    /// SHA-1 and keys under 2048 bits are refused in a provisioning chain; the H platforms of 15 did so first.
    var refusesWeakChains: Bool { self.isAtLeast(16) }
}
