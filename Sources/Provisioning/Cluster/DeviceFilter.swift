import AMT

/// Which devices a list has. What is `nil` leaves none out; a device has to be all that is asked for.
package struct DeviceFilter: Equatable, Sendable {
    package var state: DeviceState?
    package var site: String?
    package var profile: String?
    /// Raw value of a ``ProblemCode``.
    package var problem: String?
    /// `16.1` for every build of it, `16` for every minor release.
    package var release: String?
    /// What the name begins with, in lower case.
    package var namePrefix: String?
    package var addresses: AddressRange?
    package var uuids: UUIDRange?

    package init() {}

    package static let everything = DeviceFilter()

    /// The filters that a text in a search box stands for: a device is found when one of them finds it, and each of them asks for all
    /// that this one asks for, too. Empty for a text with which nothing can begin, and where nothing can be both.
    ///
    /// - Parameter text: what a UUID, a name or an address begins with.
    package func matching(_ text: String) -> [DeviceFilter] {
        let text = text.lowercased()
        var found: [DeviceFilter] = []
        if let range = UUIDRange(beginning: text)?.within(self.uuids) {
            var filter = self
            filter.uuids = range
            found.append(filter)
        }
        if let range = AddressRange(beginning: text)?.within(self.addresses) {
            var filter = self
            filter.addresses = range
            found.append(filter)
        }
        if Self.beginsName(text), let prefix = self.longerPrefix(text) {
            var filter = self
            filter.namePrefix = prefix
            found.append(filter)
        }
        return found
    }

    /// What a name begins with that begins with this and with the prefix that is asked for; `nil` when none can.
    private func longerPrefix(_ text: String) -> String? {
        guard let asked = self.namePrefix, !text.hasPrefix(asked) else { return text }
        return asked.hasPrefix(text) ? asked : nil
    }

    /// Longest name of a computer, in bytes (RFC 1035).
    private static let nameBytesMax = 255

    /// Whether a name can begin so: letters, digits, dots, dashes and underscores.
    package static func beginsName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= Self.nameBytesMax
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// All UUIDs between two, both included, as 16 bytes in canonical order each.
package struct UUIDRange: Equatable, Sendable {
    package let first: [UInt8]
    package let last: [UInt8]

    /// All UUIDs whose text begins so: `4c4c4544-00`, in any case; or the same without dashes.
    package init?(beginning text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard !digits.isEmpty, digits.count <= 2 * DeviceUUID.byteCount,
            digits.count == text.utf8.count || Self.hasDashesInPlace(text)
        else { return nil }
        let missing = 2 * DeviceUUID.byteCount - digits.count
        let known = String(decoding: digits, as: UTF8.self)
        guard let first = Hex.bytes(known + String(repeating: "0", count: missing)),
            let last = Hex.bytes(known + String(repeating: "f", count: missing))
        else { return nil }
        self.first = first
        self.last = last
    }

    private init(first: [UInt8], last: [UInt8]) {
        self.first = first
        self.last = last
    }

    /// What the other range has, too: all of it where there is none, `nil` when they have nothing in common.
    func within(_ other: UUIDRange?) -> UUIDRange? {
        guard let other else { return self }
        let first = self.first.lexicographicallyPrecedes(other.first) ? other.first : self.first
        let last = self.last.lexicographicallyPrecedes(other.last) ? self.last : other.last
        return last.lexicographicallyPrecedes(first) ? nil : UUIDRange(first: first, last: last)
    }

    private static func hasDashesInPlace(_ text: String) -> Bool {
        text.utf8.enumerated().allSatisfy { place, byte in
            (byte == UInt8(ascii: "-")) == [8, 13, 18, 23].contains(place)
        }
    }
}

/// All addresses between two, both included.
package struct AddressRange: Equatable, Sendable {
    package let first: IPAddress
    package let last: IPAddress

    package init(first: IPAddress, last: IPAddress) {
        self.first = first
        self.last = last
    }

    /// What the other range has, too: all of it where there is none, `nil` when they have nothing in common.
    func within(_ other: AddressRange?) -> AddressRange? {
        guard let other else { return self }
        let first = Self.precedes(self.first, other.first) ? other.first : self.first
        let last = Self.precedes(self.last, other.last) ? self.last : other.last
        return Self.precedes(last, first) ? nil : AddressRange(first: first, last: last)
    }

    /// The order in which the database has addresses: all of IPv4 comes before IPv6, so that no range of one has any of the other.
    private static func precedes(_ one: IPAddress, _ other: IPAddress) -> Bool {
        switch (one.v4, other.v4) {
        case (let one?, let other?): one < other
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): (one.high, one.low) < (other.high, other.low)
        }
    }

    /// The addresses of a network.
    package init(_ network: IPNetwork) {
        self.init(first: network.base, last: network.last)
    }

    /// The IPv4 addresses that begin with these numbers, two at least: `10.1`, `10.1.` and `10.1.2`; or one whole address.
    package init?(beginning text: String) {
        if let address = IPAddress(text) {
            self.init(first: address, last: address)
            return
        }
        var octets = text.split(separator: ".", omittingEmptySubsequences: false)
        if octets.last == "" { octets.removeLast() }
        guard (1...3).contains(octets.count), text.contains(".") else { return nil }
        let whole = octets + Array(repeating: "0", count: 4 - octets.count)
        guard let network = IPNetwork("\(whole.joined(separator: "."))/\(octets.count * 8)") else { return nil }
        self.init(network)
    }
}
