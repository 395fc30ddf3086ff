/// An IP address as a number: cheap to compare, to hash and to keep in a table of sources.
///
/// - Shape: 128 bits; an IPv4 address is held as its IPv4-mapped IPv6 address, so that both spellings of one host are equal.
/// - Text: dotted decimal for IPv4, RFC 5952 for IPv6. Never a port, never a zone.
package struct IPAddress: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    /// Takes the two halves of an IPv6 address, each in numeric (host) order.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes an IPv4 address in numeric (host) order: 127.0.0.1 is `0x7f00_0001`.
    package init(v4 number: UInt32) {
        self.init(high: 0, low: Self.mappedPrefix | UInt64(number))
    }

    /// The IPv4 number, when this is an IPv4 address in either spelling.
    package var v4: UInt32? {
        guard self.high == 0, self.low & ~Self.v4Mask == Self.mappedPrefix else { return nil }
        return UInt32(truncatingIfNeeded: self.low)
    }

    /// 127.0.0.0/8 and ::1: nobody else hears what goes there.
    package var isLoopback: Bool {
        if let number = self.v4 { return number >> 24 == 127 }
        return self.high == 0 && self.low == 1
    }

    private static let mappedPrefix: UInt64 = 0x0000_ffff_0000_0000
    private static let v4Mask: UInt64 = 0xffff_ffff

    /// The eight groups of the IPv6 spelling.
    private var groups: [UInt16] {
        (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? self.high : self.low) >> UInt64(48 - 16 * (index & 3)))
        }
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        guard let number = self.v4 else { return self.longText }
        return Self.dotted(number)
    }

    /// Written by hand because every hello needs it once.
    private static func dotted(_ number: UInt32) -> String {
        String(unsafeUninitializedCapacity: 15) { text in
            var count = 0
            for shift in [UInt32(24), 16, 8, 0] {
                let octet = UInt8(truncatingIfNeeded: number >> shift)
                if octet >= 100 {
                    text[count] = 0x30 + octet / 100
                    count += 1
                }
                if octet >= 10 {
                    text[count] = 0x30 + octet / 10 % 10
                    count += 1
                }
                text[count] = 0x30 + octet % 10
                count += 1
                if shift > 0 {
                    text[count] = UInt8(ascii: ".")
                    count += 1
                }
            }
            return count
        }
    }

    /// RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups becomes `::`.
    private var longText: String {
        let groups = self.groups
        var longest = 0..<0
        var start = 0
        for index in 0...8 {
            if index < 8, groups[index] == 0 { continue }
            if index - start > max(1, longest.count) { longest = start..<index }
            start = index + 1
        }
        let words = groups.map { String($0, radix: 16) }
        guard !longest.isEmpty else { return words.joined(separator: ":") }
        let left = words[..<longest.lowerBound].joined(separator: ":")
        let right = words[longest.upperBound...].joined(separator: ":")
        return "\(left)::\(right)"
    }
}

extension IPAddress {
    /// Longest text of an address: an IPv6 address with an IPv4 tail, RFC 4291 section 2.2.
    package static let characterCountMax = 45

    /// Reads dotted decimal or IPv6 text.
    ///
    /// - Returns: `nil` for anything else: no zone, no port, no brackets, no leading zeros in IPv4, no shortened IPv4.
    package init?(_ text: some StringProtocol) {
        let characters = Array(text.utf8)
        guard characters.count <= Self.characterCountMax else { return nil }
        if characters.contains(UInt8(ascii: ":")) {
            self.init(v6Text: characters[...])
        } else if let number = Self.v4Number(characters[...]) {
            self.init(v4: number)
        } else {
            return nil
        }
    }

    private init?(v6Text text: ArraySlice<UInt8>) {
        guard let gap = Self.firstGap(text) else {
            guard let groups = Self.groups(text), groups.count == 8 else { return nil }
            self.init(groups: groups)
            return
        }
        let head = text[..<gap]
        let tail = text[(gap + 2)...]
        // An IPv4 tail may only end the address, so the part before the gap must not hold one.
        guard !head.contains(UInt8(ascii: ".")),
            let left = head.isEmpty ? [] : Self.groups(head),
            let right = tail.isEmpty ? [] : Self.groups(tail),
            left.count + right.count < 8
        else { return nil }
        self.init(groups: left + Array(repeating: 0, count: 8 - left.count - right.count) + right)
    }

    private init(groups: [UInt16]) {
        let halves = [groups[..<4], groups[4...]].map { half in
            half.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        }
        self.init(high: halves[0], low: halves[1])
    }

    /// Where `::` begins, if it is there.
    private static func firstGap(_ text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
    }

    /// Colon-separated groups, the last of which may be dotted decimal and then counts as two.
    private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        let words = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (position, word) in words.enumerated() {
            if position == words.count - 1, word.contains(UInt8(ascii: ".")) {
                guard let number = Self.v4Number(word) else { return nil }
                groups += [UInt16(truncatingIfNeeded: number >> 16), UInt16(truncatingIfNeeded: number)]
            } else {
                guard (1...4).contains(word.count), word.allSatisfy(Self.isHexDigit),
                    let group = UInt16(String(decoding: word, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func isHexDigit(_ character: UInt8) -> Bool {
        (0x30...0x39).contains(character) || (0x41...0x46).contains(character) || (0x61...0x66).contains(character)
    }

    private static func v4Number(_ text: ArraySlice<UInt8>) -> UInt32? {
        let words = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard words.count == 4 else { return nil }
        var number: UInt32 = 0
        for word in words {
            guard (1...3).contains(word.count), word.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            guard word.count == 1 || word.first != UInt8(ascii: "0") else { return nil }
            let octet = word.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
            guard octet <= 255 else { return nil }
            number = number << 8 | octet
        }
        return number
    }
}

extension PeerAddress {
    /// Writes an address the way the queue stores it.
    package init(_ address: IPAddress) { self.init(numeric: address.description) }
}
