import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("Devices in limbo, silent and expected, and filters of lists, over the API") struct LimboRoutesTests {
    private let api = TestAPI()

    private static func limbo(_ number: Int, ends hours: Int64) -> LimboDevice {
        LimboDevice(
            uuid: Devices.uuid(number), fqdn: "pc-\(number).corp.example", site: "default", state: .waiting,
            isPSK: true,
            retryCount: 0, firstHelloAt: MemoryDeviceCertificates.now, lastHelloAt: MemoryDeviceCertificates.now,
            windowEndsAt: MemoryDeviceCertificates.now + .seconds(hours * 3600), amtVersion: "8.0.3",
            problem: "psk-unknown")
    }

    @Test("those whose window ends first come first, page by page, with the band, how sure it is, and the way back")
    func limbo() async throws {
        self.api.operators.change {
            $0.limbo = [Self.limbo(1, ends: 5), Self.limbo(2, ends: 1), Self.limbo(3, ends: 5)]
        }
        let first = try await self.api.answer(.get, "/v1/limbo?limit=2").text
        let order = [2, 1].map { Devices.uuid($0).description }
        #expect(first.matches(of: #/"uuid":"([0-9a-f-]+)"/#).map { String($0.1) } == order)
        #expect(first.contains(#""kind":"psk","retryCount":0,"problem":"psk-unknown""#))
        #expect(
            first.contains(
                #""windowEndsEarliestAt":"2026-11-29T06:00:00.000Z","windowEndsLatestAt":"2026-11-29T06:00:00.000Z","confidence":"high""#
            ))
        let cursor = try #require(first.firstMatch(of: #/"nextCursor":"([^"]+)"/#)?.1)
        let second = try await self.api.answer(.get, "/v1/limbo?limit=2&cursor=\(cursor)").text
        #expect(second.contains(Devices.uuid(3).description) && second.contains(#""nextCursor":null"#))
        for cursor in ["x", "-9223372036854775808_\(Devices.uuid(1))", "9223372036854775807_\(Devices.uuid(1))", "1_2"]
        {
            #expect(try await self.api.answer(.get, "/v1/limbo?cursor=\(cursor)").status == .badRequest, "\(cursor)")
        }
    }

    @Test("those that fell silent, and those that never said hello, are lists of their own")
    func silent() async throws {
        self.api.operators.change {
            $0.silent = [Self.limbo(4, ends: -1)]
            $0.expected = ExpectedPage(
                devices: [
                    ExpectedDevice(
                        uuid: Devices.uuid(5), fqdn: "pc-5.corp.example", amtVersion: nil, source: "altiris", site: nil,
                        reportedAt: nil)
                ], next: Devices.uuid(6))
        }
        #expect(try await self.api.answer(.get, "/v1/limbo?silent=true").text.contains(Devices.uuid(4).description))
        #expect(
            try await self.api.answer(.get, "/v1/expected").text
                == #"{"devices":[{"uuid":"\#(Devices.uuid(5))","fqdn":"pc-5.corp.example","amtVersion":null,"source":"altiris","site":null,"reportedAt":null}],"nextCursor":"\#(Devices.uuid(6))"}"#
                + "\n")
    }

    @Test("filters are read, and each that cannot be is refused with its field")
    func filters() async throws {
        let answer = try await self.api.answer(
            .get,
            "/v1/devices?site=berlin&profile=office&problem=psk-unknown&release=16.1&fqdn=PC-1&address=10.1.0.0/16")
        #expect(answer.status == .ok)
        self.api.operators.change { contents in
            var filter = DeviceFilter()
            filter.site = "berlin"
            filter.profile = "office"
            filter.problem = "psk-unknown"
            filter.release = "16.1"
            filter.namePrefix = "pc-1"
            filter.addresses = IPNetwork("10.1.0.0/16").map { AddressRange($0) }
            #expect(contents.filters == [filter])
        }
        for (query, field) in [
            ("problem=psk", "problem"), ("release=16.x", "release"), ("fqdn=%25", "fqdn"), ("address=10.1", "address"),
            ("site=", "site"),
            ("state=lost", "state"),
        ] {
            let answer = try await self.api.answer(.get, "/v1/devices?\(query)")
            #expect(answer.status == .badRequest && answer.text.contains(#""field":"\#(field)""#), "\(query)")
        }
    }

    @Test(
        "a text is looked for in UUIDs, addresses and names; a device that is found twice is there once, and what nothing begins with finds nothing"
    )
    func text() async throws {
        let prefix = String(Devices.uuid(1).description.prefix(4))
        self.api.operators.change { contents in
            for number in 1...3 {
                var device = Devices.discovered(number)
                device.fqdn = number == 2 ? "\(prefix).corp.example" : "pc.corp.example"
                contents.devices[device.uuid] = device
            }
        }
        let found = try await self.api.answer(.get, "/v1/devices?text=\(prefix)&limit=2").text
        #expect(found.matches(of: #/"uuid":/#).count == 2 && !found.contains(#""nextCursor":null"#))
        #expect(
            try await self.api.answer(.get, "/v1/devices?text=%25%25").text == #"{"devices":[],"nextCursor":null}"#
                + "\n")
    }

    @Test("a text finds no device that the other filters leave out, and where nothing can be both nobody is asked")
    func textWithin() async throws {
        let network = IPNetwork("10.1.0.0/16").map { AddressRange($0) }
        _ = try await self.api.answer(.get, "/v1/devices?address=10.1.0.0/16&text=10.2.3")
        self.api.operators.change { contents in
            #expect(!contents.filters.isEmpty && contents.filters.allSatisfy { $0.addresses == network })
            contents.filters = []
        }
        for query in ["fqdn=pc-1&text=lab", "address=10.1.0.0/16&text=2001:db8::1"] {
            let answer = try await self.api.answer(.get, "/v1/devices?\(query)")
            #expect(answer.text == #"{"devices":[],"nextCursor":null}"# + "\n", "\(query)")
        }
        self.api.operators.change { contents in #expect(contents.filters.isEmpty) }
    }
}
