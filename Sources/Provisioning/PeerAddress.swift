/// Where a device was seen: the source address of its hello, which is where it is called back.
///
/// - Shape: numeric IPv4 or IPv6 text, no port, no zone; IPv4-mapped IPv6 is written as IPv4. Column: `address inet`.
package struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Takes text that a socket library printed; the caller has normalised IPv4-mapped addresses.
    package init(numeric text: String) { self.text = text }

    package var description: String { self.text }
}
