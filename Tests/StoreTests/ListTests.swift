import AMT
import Inventory
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Lists of devices", .timeLimit(.minutes(10))) struct ListTests {
    static func filter(_ change: (inout DeviceFilter) -> Void) -> DeviceFilter {
        var filter = DeviceFilter()
        change(&filter)
        return filter
    }

    /// Three devices in the queue, two that are provisioned, and one that is known and neither.
    private static func fleet() async throws -> StoreFixture {
        let fixture = try await StoreFixture()
        try await fixture.provision(11, profile: "office")
        try await fixture.provision(12, profile: "lab")
        _ = try await fixture.inbox.admit([
            StoreFixture.hello(1, address: "10.1.2.3"), StoreFixture.hello(2, address: "10.1.200.4"),
            StoreFixture.hello(3, address: "10.10.0.1"),
        ])
        try await fixture.run(
            """
            insert into provision.device (device_uuid, site_id, fqdn, profile, amt_version, address)
            select x.u::uuid, s.site_id, x.f, x.p, x.v, null from provision.site s, (values
                ('\(StoreFixture.uuid(1))', 'PC-1.corp.example', 'office', '16.1.25.1424'),
                ('\(StoreFixture.uuid(2))', 'pc-10.corp.example', 'lab', '16.10.1'),
                ('\(StoreFixture.uuid(9))', 'pc-9.corp.example', 'office', '16.1.1')) x (u, f, p, v)
            """)
        try await fixture.run(
            "update provision.device set amt_version = '8.0.3', address = '10.1.2.9' where device_uuid = '\(StoreFixture.uuid(11))'"
        )
        try await fixture.run(
            """
            update provision.request set state = 'parked', problem_code = 'psk-unknown' where device_uuid = '\(StoreFixture.uuid(2))'
            """)
        return fixture
    }

    private static func found(_ fixture: StoreFixture, _ filter: DeviceFilter) async throws -> [Int] {
        try await fixture.book.devices(after: nil, limit: 100, filter: filter).map { Int($0.uuid.bytes[15]) }
    }

    @Test("without a filter a list has what is in the queue and what is provisioned, and nothing that is merely known")
    func everything() async throws {
        let fixture = try await Self.fleet()
        #expect(try await Self.found(fixture, .everything) == [1, 2, 3, 11, 12])
        let second = try await fixture.book.devices(after: StoreFixture.uuid(2), limit: 2, filter: .everything)
        #expect(second.map(\.uuid) == [StoreFixture.uuid(3), StoreFixture.uuid(11)])
    }

    @Test("the list of a state has those devices that are shown in it, whatever their requests have been through")
    func states() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit((1...40).map { StoreFixture.hello($0) })
        // Of each state of the queue: never tried and tried, because of a hello and of a change, with a window that is over and without.
        try await fixture.run(
            """
            update provision.request q set
                state = x.state, attempt = x.attempt, origin = x.origin, problem_code = x.problem,
                lease_token = case when x.state = 'leased' then 7 end, lease_owner = case when x.state = 'leased' then 1 end,
                lease_until = case when x.state = 'leased' then now() + interval '1 hour' end,
                waits_for = case when x.state = 'waiting' then 'time' end,
                due_at = case when x.state = 'waiting' then now() + interval '1 hour' end
            from (select row_number() over () as nth, * from unnest(array['ready', 'leased', 'waiting', 'parked']) state,
                unnest(array[0, 3]::smallint[]) attempt, unnest(array['hello', 'profile']) origin,
                unnest(array['hello-window-closed', 'psk-unknown']) problem) x
            where get_byte(uuid_send(q.device_uuid), 15) = x.nth
            """)
        let all = try await fixture.book.devices(after: nil, limit: 100, filter: .everything)
        #expect(all.count == 40 && Set(all.map(\.state)).count == 5)
        for state in DeviceState.allCases {
            let expected = all.filter { $0.state == state }.map { Int($0.uuid.bytes[15]) }
            #expect(try await Self.found(fixture, Self.filter { $0.state = state }) == expected, "\(state)")
        }
    }

    @Test("each filter finds its devices, in the queue and behind it")
    func each() async throws {
        let fixture = try await Self.fleet()
        func found(_ change: (inout DeviceFilter) -> Void) async throws -> [Int] {
            try await Self.found(fixture, Self.filter(change))
        }
        #expect(try await found { $0.state = .discovered } == [1, 3])
        #expect(try await found { $0.state = .provisioned } == [11, 12])
        #expect(try await found { $0.state = .parked } == [2])
        #expect(try await found { $0.state = .silent } == [])
        #expect(try await found { $0.site = "default" } == [1, 2, 3, 11, 12])
        #expect(try await found { $0.site = "nowhere" } == [])
        #expect(try await found { $0.profile = "office" } == [1, 11])
        #expect(try await found { $0.problem = "psk-unknown" } == [2])
        #expect(try await found { $0.problem = "connection-lost" } == [])
        // 16.1 is not the beginning of 16.10.
        #expect(try await found { $0.release = "16.1" } == [1])
        #expect(try await found { $0.release = "16" } == [1, 2])
        #expect(try await found { $0.release = "8.0.3" } == [11])
        // Names are compared without regard to case.
        #expect(try await found { $0.namePrefix = "pc-1" } == [1, 2, 11, 12])
        #expect(try await found { $0.namePrefix = "pc-1." } == [1])
        #expect(try await found { $0.addresses = IPNetwork("10.1.0.0/16").map { AddressRange($0) } } == [1, 2, 11])
        #expect(try await found { $0.addresses = IPNetwork("10.10.0.1").map { AddressRange($0) } } == [3])
        #expect(try await found { $0.uuids = UUIDRange(beginning: "\(StoreFixture.uuid(11))") } == [11])
        #expect(try await found { $0.uuids = UUIDRange(beginning: "01020304-0506") } == [1, 2, 3, 11, 12])
    }

    @Test("a device has to be all that is asked for")
    func together() async throws {
        let fixture = try await Self.fleet()
        let both = Self.filter {
            $0.profile = "office"
            $0.addresses = AddressRange(beginning: "10.1.2")
        }
        #expect(try await Self.found(fixture, both) == [1, 11])
        var three = both
        three.state = .provisioned
        #expect(try await Self.found(fixture, three) == [11])
    }

    @Test("who pages through devices that change meanwhile sees each of them once")
    func stable() async throws {
        let fixture = try await Self.fleet()
        let first = try await fixture.book.devices(after: nil, limit: 2, filter: .everything)
        // One that was seen leaves the queue, one that was not seen yet comes before where the reader is.
        try await fixture.provision(1)
        let rest = try await fixture.book.devices(after: first.last?.uuid, limit: 100, filter: .everything)
        #expect((first + rest).map { Int($0.uuid.bytes[15]) } == [1, 2, 3, 11, 12])
    }

    @Test(
        "devices whose hello window is open come in the order of its end, page by page; those that operators took up have none"
    )
    func limbo() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit((1...5).map { StoreFixture.hello($0) })
        for (number, hours) in [(1, 9), (2, 3), (3, 3), (4, 1)] {
            try await fixture.run(
                "update provision.request set window_ends_at = '2027-01-01 00:00+00'::timestamptz + interval '\(hours) hours' where device_uuid = '\(StoreFixture.uuid(number))'"
            )
        }
        try await fixture.run(
            "update provision.request set origin = 'operator' where device_uuid = '\(StoreFixture.uuid(5))'")
        var seen: [Int] = []
        var after: LimboPosition?
        while true {
            let page = try await fixture.book.limbo(after: after, limit: 2)
            seen += page.map { Int($0.uuid.bytes[15]) }
            guard page.count == 2, let last = page.last else { break }
            after = LimboPosition(LimboPosition(windowEndsAt: last.windowEndsAt, uuid: last.uuid).description)
        }
        #expect(seen == [4, 2, 3, 1])
        #expect(try await fixture.book.silent(after: nil, limit: 10) == [])
        try await fixture.run(
            "update provision.request set window_ends_at = now() - interval '1 second' where origin = 'hello'")
        #expect(try await fixture.keeping.expireWindows() == 4)
        let silent = try await fixture.book.silent(after: StoreFixture.uuid(1), limit: 2)
        #expect(
            silent.map(\.uuid) == [StoreFixture.uuid(2), StoreFixture.uuid(3)]
                && silent[0].problem == "hello-window-closed")
    }

    @Test("what inventory has and nobody ever heard is expected, until it says hello, in either order of its bytes")
    func expected() async throws {
        let fixture = try await StoreFixture()
        try await UnexpectedTests.expect([1, 2, 3], fixture)
        func expected() async throws -> [Int] {
            try await fixture.book.expected(after: nil, limit: 5_000).devices.map { Int($0.uuid.bytes[15]) }
        }
        #expect(try await expected() == [1, 2, 3])
        let first = try await fixture.book.expected(after: nil, limit: 2)
        #expect(first.devices.map(\.uuid) == [1, 2].map(StoreFixture.uuid) && first.next == StoreFixture.uuid(2))
        let second = try await fixture.book.expected(after: first.next, limit: 2)
        #expect(second.devices.map(\.uuid) == [StoreFixture.uuid(3)] && second.next == nil)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        try await fixture.provision(2)
        #expect(try await expected() == [3])
        let page = try await fixture.book.expected(after: nil, limit: 5_000)
        #expect(page.next == nil && page.devices.first?.source == "agent")
        #expect(try await fixture.book.expected(after: StoreFixture.uuid(3), limit: 5_000).devices == [])
        // The same device in the other order of its bytes.
        try await fixture.run(
            "update provision.request set device_uuid = provision.raw_order('\(StoreFixture.uuid(3))')")
        #expect(try await expected() == [1])
    }

    @Test(
        "a device that several records are of is expected once, wherever pages end, and not lost with a source that is gone",
        arguments: [1, 2, 3, 4, 5_000])
    func expectedOnce(limit: Int) async throws {
        let fixture = try await StoreFixture()
        func push(_ source: String, _ records: [DigestedRecord]) async throws {
            _ = try await fixture.sources.keep(
                name: source, canonicalDocument: #"{"kind":"push","name":"\#(source)"}"#, author: "t", ifVersion: nil)
            _ = try await fixture.sources.push(records.map(\.record), source: source)
        }
        // Records of one device are gone through as they came: first those of the source that goes.
        try await push("gone", [2, 4].map { SourceBookTests.whole($0) })
        try await push("agent", [1, 2, 3].map { SourceBookTests.whole($0) })
        let second = StoreFixture.uuid(2)
        try await push("altiris", [1, 2, 12, 22].map { SourceBookTests.whole($0, uuid: $0 == 1 ? nil : second) })
        try await fixture.run("update provision.inventory_source set removed_at = now() where name = 'gone'")
        var seen: [ExpectedDevice] = []
        var after: DeviceUUID?
        repeat {
            let page = try await fixture.book.expected(after: after, limit: limit)
            seen += page.devices
            after = page.next
        } while after != nil
        #expect(seen.map(\.uuid) == [1, 2, 3].map(StoreFixture.uuid))
        #expect(seen.map(\.source) == ["agent", "agent", "agent"])
        #expect(seen.compactMap(\.fqdn) == (1...3).map { "pc-\($0).corp.example" })
    }
}
