/// A device's UUID in canonical (big-endian, RFC 9562) byte order.
///
/// - Shape: 16 bytes. All-zero and all-one values are refused: SMBIOS uses them for "not set" and "not present".
/// - Log key: `device.uuid`. Column: `device_uuid uuid`.
package struct DeviceUUID: Hashable, Sendable {
    package static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// The 16 bytes in canonical order.
    package var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self.high >> (56 - 8 * $0)) }
            + (0..<8).map { UInt8(truncatingIfNeeded: self.low >> (56 - 8 * $0)) }
    }

    /// Reads canonical order.
    ///
    /// - Returns: `nil` for a wrong length or a value that means "not set".
    package init?(canonicalBytes bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (position, byte) in bytes.enumerated() {
            if position < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    /// The 16 bytes in canonical order as two big-endian numbers.
    ///
    /// - Returns: `nil` for a value that means "not set".
    package init?(high: UInt64, low: UInt64) {
        guard !(high == 0 && low == 0), !(high == .max && low == .max) else { return nil }
        self.high = high
        self.low = low
    }

    /// See ``init(high:low:)``.
    package var halves: (high: UInt64, low: UInt64) { (self.high, self.low) }

    /// Reads the mixed-endian order of hello, `GetUuid` and SMBIOS: the first three fields are little-endian on the wire.
    ///
    /// - Returns: `nil` for a wrong length or a value that means "not set".
    package init?(wireBytes wire: some Collection<UInt8>) {
        guard wire.count == Self.byteCount else { return nil }
        let raw = Array(wire)
        self.init(canonicalBytes: Self.wireOrder.map { raw[$0] })
    }

    /// Reads the text form, in any letter case, with its four dashes.
    ///
    /// - Returns: `nil` for anything else, and for a value that means "not set".
    package init?(_ text: some StringProtocol) {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
        var bytes: [UInt8] = []
        for group in groups {
            guard let part = Hex.bytes(group) else { return nil }
            bytes += part
        }
        self.init(canonicalBytes: bytes)
    }

    /// The bytes as hello, `GetUuid` and SMBIOS order them.
    package var wireBytes: [UInt8] {
        let canonical = self.bytes
        return Self.wireOrder.map { canonical[$0] }
    }

    /// The same sixteen bytes read in the other order, which old databases may hold; `nil` when that means "not set".
    package var byteSwapped: DeviceUUID? { DeviceUUID(wireBytes: self.bytes) }

    private static let wireOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
}

extension DeviceUUID: CustomStringConvertible {
    /// Lower case with dashes, as `dmidecode` prints it.
    package var description: String {
        // A million records may have no other name: nothing is made on the way.
        String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for position in 0..<Self.byteCount {
                if position == 4 || position == 6 || position == 8 || position == 10 {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let half = position < 8 ? self.high : self.low
                let byte = UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64(position & 7)))
                text[place] = Self.digit(byte >> 4)
                text[place + 1] = Self.digit(byte & 15)
                place += 2
            }
            return place
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}

extension DeviceUUID: Comparable {
    package static func < (left: DeviceUUID, right: DeviceUUID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
