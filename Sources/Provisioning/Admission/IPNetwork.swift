/// A range of addresses that share their first bits, such as `10.1.0.0/16`.
///
/// - Shape: an address and a prefix length of 0...32 (IPv4) or 0...128 (IPv6). Host bits in the text are dropped.
/// - Setting: an item of `listener.proxy_peers`.
package struct IPNetwork: Hashable, Sendable {
    package let base: IPAddress
    /// Counted over 128 bits, so an IPv4 prefix is held plus 96.
    private let prefixBits: Int

    /// Reads `address/prefix`, or a bare address, which is a range of one.
    ///
    /// - Returns: `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        // What was written with colons has the long prefix, even when it is an IPv4-mapped address.
        let isV4 = !first.contains(":")
        let widest = isV4 ? 32 : 128
        var prefix = widest
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= widest
            else { return nil }
            prefix = number
        }
        self.prefixBits = isV4 ? prefix + 96 : prefix
        self.base = Self.masked(address, bits: self.prefixBits)
    }

    /// Whether the address lies in the range. `::/0` holds every address, `0.0.0.0/0` every IPv4 one.
    package func contains(_ address: IPAddress) -> Bool {
        Self.masked(address, bits: self.prefixBits) == self.base
    }

    /// The last address of the range.
    package var last: IPAddress {
        IPAddress(
            high: self.base.high | ~Self.mask(bits: min(self.prefixBits, 64)),
            low: self.base.low | ~Self.mask(bits: max(self.prefixBits - 64, 0)))
    }

    private static func masked(_ address: IPAddress, bits: Int) -> IPAddress {
        IPAddress(
            high: address.high & Self.mask(bits: min(bits, 64)),
            low: address.low & Self.mask(bits: max(bits - 64, 0))
        )
    }

    /// The first `bits` of 64 set; smart shifts make 0 and 64 come out right.
    private static func mask(bits: Int) -> UInt64 { ~(UInt64.max >> UInt64(bits)) }
}

extension IPNetwork: CustomStringConvertible {
    package var description: String {
        let isV4 = self.base.v4 != nil && self.prefixBits >= 96
        return "\(self.base)/\(isV4 ? self.prefixBits - 96 : self.prefixBits)"
    }
}
