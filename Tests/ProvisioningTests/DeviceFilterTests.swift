import AMT
import Testing

@testable import Provisioning

@Suite("Filters of devices") struct DeviceFilterTests {
    private func words(_ text: String) -> [String] {
        DeviceFilter.everything.matching(text).map { filter in
            if let uuids = filter.uuids { return "uuid \(Hex.text(uuids.first))...\(Hex.text(uuids.last))" }
            if let addresses = filter.addresses { return "address \(addresses.first)...\(addresses.last)" }
            return "name \(filter.namePrefix ?? "")"
        }
    }

    @Test("the beginning of a UUID stands for all that begin so, with dashes where they belong or without any")
    func uuid() {
        let all = "uuid 4c4c4544000000000000000000000000...4c4c4544ffffffffffffffffffffffff"
        #expect(self.words("4C4C4544").first == all)
        #expect(self.words("4c4c4544-").first == all)
        #expect(
            self.words("4c4c4544-0042-3510-8054-b7c04f4e3153")
                == [
                    "uuid 4c4c4544004235108054b7c04f4e3153...4c4c4544004235108054b7c04f4e3153",
                    "name 4c4c4544-0042-3510-8054-b7c04f4e3153",
                ])
        #expect(self.words("4c4c-4544") == ["name 4c4c-4544"])
        #expect(UUIDRange(beginning: "") == nil && UUIDRange(beginning: String(repeating: "0", count: 33)) == nil)
    }

    @Test("two numbers of an IPv4 address and more stand for what begins with them; a whole address for itself")
    func address() {
        #expect(self.words("10.1").contains("address 10.1.0.0...10.1.255.255"))
        #expect(self.words("10.1.2.").contains("address 10.1.2.0...10.1.2.255"))
        #expect(self.words("10.").contains("address 10.0.0.0...10.255.255.255"))
        #expect(self.words("10.1.2.3").contains("address 10.1.2.3...10.1.2.3"))
        #expect(self.words("2001:db8::1") == ["address 2001:db8::1...2001:db8::1"])
        #expect(!self.words("10.256").contains { $0.hasPrefix("address") })
        #expect(!self.words("10").contains { $0.hasPrefix("address") })
    }

    @Test("what no name can begin with, and is neither of the others, stands for nothing")
    func nothing() {
        #expect(
            self.words("pc 1") == [] && self.words("%") == [] && self.words(String(repeating: "a", count: 300)) == [])
        #expect(self.words("PC-1") == ["name pc-1"])
        #expect(
            self.words("dead") == [
                "uuid dead0000000000000000000000000000...deadffffffffffffffffffffffffffff", "name dead",
            ])
    }

    @Test("a text asks for part of what is asked for besides, and for nothing outside of it")
    func within() {
        var network = DeviceFilter()
        network.state = .parked
        network.addresses = IPNetwork("10.1.0.0/16").map { AddressRange($0) }
        func ranges(_ text: String) -> [String] {
            network.matching(text).map { filter in
                #expect(filter.state == .parked)
                let range = filter.addresses.map { "\($0.first)...\($0.last)" }
                return "\(filter.namePrefix ?? "") \(range ?? "everywhere")"
            }
        }
        #expect(ranges("10.2.3") == ["10.2.3 10.1.0.0...10.1.255.255"])
        #expect(ranges("10.1.3") == [" 10.1.3.0...10.1.3.255", "10.1.3 10.1.0.0...10.1.255.255"])
        #expect(ranges("10.") == [" 10.1.0.0...10.1.255.255", "10. 10.1.0.0...10.1.255.255"])
        #expect(ranges("2001:db8::1") == [])
        #expect(ranges("pc") == ["pc 10.1.0.0...10.1.255.255"])
        // A list with ::/0 has no IPv4 address.
        network.addresses = IPNetwork("::/0").map { AddressRange($0) }
        #expect(ranges("10.1.3").first?.hasPrefix("10.1.3 ::") == true)
    }

    @Test("two beginnings of a name are the longer one when it begins with the shorter one, else none")
    func prefixes() {
        var named = DeviceFilter()
        named.namePrefix = "pc-1"
        func prefixes(_ text: String) -> [String] { named.matching(text).compactMap(\.namePrefix) }
        #expect(prefixes("PC") == ["pc-1"] && prefixes("pc-1") == ["pc-1"] && prefixes("pc-10") == ["pc-10"])
        #expect(prefixes("pc-2") == [] && prefixes("lab") == [])
        // What begins a UUID, too, is still looked for there, among the names that are asked for.
        #expect(named.matching("dead").map(\.namePrefix) == ["pc-1"] && named.matching("dead").first?.uuids != nil)
    }

    @Test("two ranges of UUIDs are what both have")
    func uuids() {
        var some = DeviceFilter()
        some.uuids = UUIDRange(beginning: "4c4c")
        #expect(some.matching("4c4c45").first?.uuids == UUIDRange(beginning: "4c4c45"))
        #expect(some.matching("4c").first?.uuids == UUIDRange(beginning: "4c4c"))
        #expect(some.matching("dead").map(\.namePrefix) == ["dead"])
    }

    @Test(
        "a network reaches from its base to its last address",
        arguments: [
            ("10.1.0.0/16", "10.1.0.0", "10.1.255.255"), ("192.0.2.77/30", "192.0.2.76", "192.0.2.79"),
            ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
            ("2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ])
    func network(_ text: String, _ first: String, _ last: String) throws {
        let range = AddressRange(try #require(IPNetwork(text)))
        #expect(range.first.description == first && range.last.description == last)
    }
}
