import Provisioning
import Testing

@Suite("IP address")
struct IPAddressTests {
    /// Right: RFC 5952 section 4 where it gives the form, else glibc's `inet_ntop`.
    static let spellings: [(String, String)] = [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0"),
        ("255.255.255.255", "255.255.255.255"),
        ("10.200.30.4", "10.200.30.4"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("::FFFF:0a01:0203", "10.1.2.3"),
        ("::", "::"),
        ("::1", "::1"),
        ("1::", "1::"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:DB8::ABCD", "2001:db8::abcd"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("fe80::200:5eff:fe00:5301", "fe80::200:5eff:fe00:5301"),
    ]

    @Test("reads each spelling and writes the canonical one", arguments: Self.spellings)
    func writesCanonically(_ typed: String, _ canonical: String) throws {
        let address = try #require(IPAddress(typed))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
        #expect(PeerAddress(address).text == canonical)
    }

    @Test(
        "refuses what is no address",
        arguments: [
            "", " ", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.", ".1.2.3", "1.2.3.4 ", "1.2.3.-4",
            "+1.2.3.4",
            ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "1.2.3.4::", "::1.2.3",
            "::1%eth0",
            "[::1]", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:1.2.3.4", ":1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:", "::+1",
            "0000:0000:0000:0000:0000:ffff:192.168.100.2000",
        ])
    func refuses(_ text: String) { #expect(IPAddress(text) == nil) }

    @Test("an IPv4 number in either spelling is the same address")
    func mapped() {
        #expect(IPAddress(v4: 0x7f00_0001) == IPAddress(high: 0, low: 0xffff_7f00_0001))
        #expect(IPAddress(high: 0, low: 0xffff_7f00_0001).v4 == 0x7f00_0001)
        #expect(IPAddress(high: 1, low: 0xffff_7f00_0001).v4 == nil)
        #expect(IPAddress(high: 0, low: 0x7f00_0001).v4 == nil)
    }

    @Test(
        "a range holds the addresses that share its first bits, and no other",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.7/8", "10.1.1.1", true),
            ("192.168.4.0/22", "192.168.7.255", true),
            ("192.168.4.0/22", "192.168.8.0", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("127.0.0.1/32", "::ffff:127.0.0.1", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "203.0.113.9", true),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
            ("2001:db8::1/128", "2001:db8::1", true),
            ("2001:db8::1/127", "2001:db8::2", false),
            ("2001:db8:0:1::/64", "2001:db8:0:1:ffff::", true),
            ("2001:db8:0:1::/64", "2001:db8:0:2::", false),
        ])
    func contains(_ range: String, _ address: String, _ expected: Bool) throws {
        let network = try #require(IPNetwork(range))
        #expect(network.contains(try #require(IPAddress(address))) == expected)
        #expect(IPNetwork(network.description) == network)
    }

    @Test(
        "refuses what is no range",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129", "10/8", "a/8",
        ])
    func refusesRange(_ text: String) { #expect(IPNetwork(text) == nil) }
}
