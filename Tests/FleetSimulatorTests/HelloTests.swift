import Testing

@testable import FleetSimulator

@Suite("hello")
struct HelloTests {
    private func identity(_ kind: DeviceIdentity.Kind, uuid: String, password: SetupPassword) throws -> DeviceIdentity {
        DeviceIdentity(
            index: 0, kind: kind, release: try #require(AMTRelease("16.1.25")), address: 0x7f01_0001,
            wireUUID: try #require(Text.bytes(hex: uuid)), pid: "", pps: "", hostName: "", fqdn: "",
            setupPassword: password, seed: 1)
    }

    @Test("hand-built vectors of both versions come out")
    func vectors() throws {
        let first = try self.identity(.psk, uuid: "33221100554477668899aabbccddeeff", password: .admin)
        #expect(first.uuid == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(
            Text.hex(HelloWriter.bytes(of: first, pid: "0000037M", retryCount: 0, rootHashes: []))
                == "000002000000000033221100554477668899aabbccddeeff303030303033374d")
        let changed = try self.identity(.psk, uuid: "44454c4c420010358054b7c04f4e3153", password: .mebx("x"))
        #expect(
            Text.hex(HelloWriter.bytes(of: changed, pid: "0000037M", retryCount: 14, rootHashes: []))
                == "010002000e00000044454c4c420010358054b7c04f4e3153303030303033374d")
        let third = try self.identity(.pki, uuid: "33221100554477668899aabbccddeeff", password: .admin)
        let hashes = [(UInt8(1), 20), (2, 32), (3, 48)].map { algorithm, length in
            RootHashEntry(algorithm: algorithm, bytes: (0..<length).map { UInt8($0) })
        }
        let message = HelloWriter.bytes(of: third, pid: "", retryCount: 2, rootHashes: hashes)
        #expect(message.count == 131)
        #expect(Text.hex(message.prefix(29)) == "000003000200000033221100554477668899aabbccddeeff0301140001")
    }

    @Test("the factory's hashes make the recorded message of 807 bytes")
    func recorded() throws {
        let identity = try self.identity(.pki, uuid: "4b529b93d413181de4871c697a6b7a2b", password: .mebx("x"))
        let message = HelloWriter.bytes(of: identity, pid: "", retryCount: 0, rootHashes: FactoryRoots.sha256)
        #expect(message.count == 807)
        #expect(
            ProvisioningChainJudge.hash(message, 2).map { Text.hex($0) }
                == "9dfc7f5ec76c72bafce8b3e2a3a4ee846085aa539e42dbfc501923c503383a26")
    }

    @Test("the schedule gives the gap behind each hello and none behind the last")
    func schedule() throws {
        let schedule = try #require(HelloSchedule("60x2,600x1"))
        #expect((0..<4).map { schedule.secondsBehind(retryCount: $0) } == [60, 60, nil, nil])
        let endless = try #require(HelloSchedule("1x1,5x*"))
        #expect([0, 1, 1_000].map { endless.secondsBehind(retryCount: $0) } == [1, 5, 5])
        #expect(HelloSchedule.published == HelloSchedule("60x5,600x5,3600x5"))
        for text in ["", "60", "x", "60x0", "-1x2", "1x*,2x1", "60x5,"] { #expect(HelloSchedule(text) == nil) }
    }
}

@Suite("identities")
struct DeviceIdentityTests {
    private func fleet(_ count: Int, seed: UInt64, first: String = "127.1.0.1") -> [DeviceIdentity] {
        var settings = FleetSettings()
        settings.count = count
        settings.seed = seed
        settings.firstAddress = first
        return (settings.addresses ?? []).enumerated().map {
            .make(index: $0.offset, address: $0.element, settings: settings)
        }
    }

    @Test("the same seed makes the same fleet, another seed another one")
    func seeds() {
        let fleet = self.fleet(50, seed: 1)
        #expect(fleet.map(\.uuid) == self.fleet(50, seed: 1).map(\.uuid))
        #expect(fleet.map(\.pps) == self.fleet(50, seed: 1).map(\.pps))
        #expect(Set(fleet.map(\.uuid)).isDisjoint(with: self.fleet(50, seed: 2).map(\.uuid)))
    }

    @Test("UUIDs, PIDs and addresses of a large fleet are unique and well formed")
    func unique() {
        let fleet = self.fleet(2_000, seed: 3)
        #expect(Set(fleet.map(\.uuid)).count == 2_000)
        let pids = fleet.map(\.pid).filter { !$0.isEmpty }
        #expect(pids.count == 1_000)
        #expect(Set(pids).count == 1_000)
        #expect(pids.allSatisfy(PreSharedKeyText.isPID))
        #expect(fleet.filter { $0.kind == .psk }.allSatisfy { PreSharedKeyText.isPPS($0.pps) })
        #expect(fleet.allSatisfy { Array($0.uuid)[14] == "4" })
        #expect(Set(fleet.map(\.address)).count == 2_000)
        #expect(fleet.allSatisfy { ![0, 255].contains($0.address & 255) })
    }

    @Test("the published check characters hold")
    func checkCharacters() {
        for pid in ["0000037M", "AMTS001M", "ZZZZZZZI"] { #expect(PreSharedKeyText.isPID(pid)) }
        for pid in ["0000037N", "0000037m", "000037M"] { #expect(!PreSharedKeyText.isPID(pid)) }
        #expect(PreSharedKeyText.isPPS("NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ"))
        #expect(PreSharedKeyText.isPPS("AAAFBBBICCCL0000999RZZZIA1B0Z9YK"))
        #expect(!PreSharedKeyText.isPPS("NKLDG5DCRRNQE9YZZIJL7LFLVJED69XK"))
    }

    @Test("addresses skip .0 and .255 and never leave the loopback network")
    func addresses() {
        let fleet = self.fleet(3, seed: 1, first: "127.1.0.254")
        #expect(fleet.map(\.addressText) == ["127.1.0.254", "127.1.1.1", "127.1.1.2"])
        #expect(self.fleet(1, seed: 1, first: "10.0.0.1").isEmpty)
        #expect(self.fleet(3, seed: 1, first: "127.255.255.254").isEmpty)
    }
}

@Suite("scripts")
struct ScriptTests {
    @Test("a fault script is read, with what it leaves out")
    func faults() throws {
        let json = """
            [{"device": 3, "call": "AMT_GeneralSettings.Put", "occurrence": 2, "fault": "stall", "seconds": 1.5},
             {"device": "*", "fault": "return-value:2061"}, {"device": "097A6A81-b109-4f4e-bbc5-cfea142aed8c",
              "call": "tls-handshake", "fault": "reset-handshake"}]
            """
        let rules = try FaultScript.rules(Array(json.utf8))
        #expect(rules.map(\.fault) == [.stall, .returnValue(2_061), .resetHandshake])
        #expect(rules.map(\.device) == [.index(3), .all, .uuid("097A6A81-b109-4f4e-bbc5-cfea142aed8c")])
        #expect(rules.map(\.occurrence) == [2, 1, 1])
        #expect(rules[1].covers("AMT_GeneralSettings.Get"))
        #expect(!rules[1].covers(FaultRule.handshakeCall))
    }

    @Test("a script that cannot be followed is refused with the place of the rule")
    func refused() {
        #expect(throws: FaultScriptRefusal.malformed) { try FaultScript.rules(Array("{}".utf8)) }
        #expect(throws: FaultScriptRefusal.unknownFault(rule: 2)) {
            try FaultScript.rules(Array("[{\"fault\":\"stall\"},{\"fault\":\"explode\"}]".utf8))
        }
    }

    @Test("a pause names call, occurrence and moment")
    func pauses() {
        let point = PausePoint("AMT_SetupAndConfigurationService.CommitChanges:1:after")
        #expect(point?.call == "AMT_SetupAndConfigurationService.CommitChanges")
        #expect(point?.moment == .after)
        for text in ["", "x", "x:1", "x:a:before", "x:1:during", "x:-1:after"] { #expect(PausePoint(text) == nil) }
    }
}

@Suite("due queue")
struct DueQueueTests {
    @Test("things come out in the order of their times, and not before")
    func order() {
        var queue = DueQueue<Int>()
        var generator = SeededGenerator(seed: 5)
        let times = (0..<500).map { _ in Int(generator.next() % 1_000) }
        for time in times { queue.add(time, due: Double(time)) }
        var taken: [Int] = []
        while let next = queue.next(now: 499) { taken.append(next) }
        #expect(taken == times.filter { $0 <= 499 }.sorted())
        while let next = queue.next(now: .infinity) { taken.append(next) }
        #expect(taken == times.sorted())
        #expect(queue.count == 0)
    }
}
