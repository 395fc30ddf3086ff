/// Names and addresses as a profile writes them.
package enum HostText {
    /// What a DNS name may be in all.
    package static let characterCountMax = 255

    /// Whether a text is a DNS name: labels of 1...63 letters, digits and inner dashes, the last one not a number alone.
    package static func isName(_ text: String) -> Bool {
        guard (1...Self.characterCountMax).contains(text.utf8.count) else { return false }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "-") }
        }
        return areLabels && labels.last.map { !$0.allSatisfy(Self.isDigit) } ?? false
    }

    /// The number of an IPv4 address.
    package static func v4(_ text: String) -> UInt32? {
        text.utf8.contains(UInt8(ascii: ":")) ? nil : IPAddress(text)?.v4
    }

    /// Whether a text is an IPv6 address.
    package static func isV6(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: ":")) && IPAddress(text) != nil
    }

    /// Whether a text is an IP address of either kind.
    package static func isNumeric(_ text: String) -> Bool { IPAddress(text) != nil }

    /// One spelling for all of a name or an address: RFC 5952 for IPv6, lower case without the root's dot for names.
    package static func normal(_ text: String) -> String {
        if let address = IPAddress(text) { return address.description }
        return (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}

/// Hour and minute of a day.
package struct TimeOfDay: Hashable, Sendable {
    /// 0...23
    package let hour: UInt32
    /// 0...59
    package let minute: UInt32

    /// Reads `HH:MM`, two digits each.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { (0x30...0x39).contains($0) } })
        else {
            return nil
        }
        let numbers = parts.map { $0.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) } }
        guard numbers[0] < 24, numbers[1] < 60 else { return nil }
        self.hour = numbers[0]
        self.minute = numbers[1]
    }

    init(hour: UInt32, minute: UInt32) {
        self.hour = hour
        self.minute = minute
    }

    /// `HH:MM`
    var text: String { "\(self.hour < 10 ? "0" : "")\(self.hour):\(self.minute < 10 ? "0" : "")\(self.minute)" }
}
