import AMT
import Testing

@testable import Provisioning

/// Networks of one device: each priority is held once, or the firmware refuses (wsman section 2.11).
private struct Networks {
    var priorities: [String: String]
    var refusals: [String] = []

    init(_ priorities: [String: String]) { self.priorities = priorities }

    var found: [FoundEntry] {
        self.priorities.sorted { $0.key < $1.key }.map { name, priority in
            FoundEntry(key: name, handle: name, fields: [.priority: priority, .ssid: name])
        }
    }

    mutating func carryOut(_ step: ProfileStep) {
        switch step.action {
        case .add(_, let entry), .update(_, _, let entry):
            let priority = entry.fields[.priority] ?? ""
            if self.priorities.contains(where: { $0.key != entry.key && $0.value == priority }) {
                self.refusals.append("\(entry.key) at \(priority)")
            } else if !(1...255).contains(Int(priority) ?? 0) {
                self.refusals.append("\(entry.key) at no priority")
            } else {
                self.priorities[entry.key] = priority
            }
        case .remove(_, let entry): self.priorities[entry.key] = nil
        case .write, .set, .commit: break
        }
    }
}

/// The same numbers in each run (splitmix64).
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (self.state ^ (self.state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Priorities of wireless networks") struct PriorityOrderTests {
    static func wish(_ wanted: [(String, Int)], foreign: ForeignEntries = .keep) -> ListWish {
        ListWish(
            .wifiNetworks, .wifi,
            wanted.map { WantedEntry(key: $0.0, fields: [.priority: String($0.1), .ssid: $0.0]) }, foreign: foreign)
    }

    /// Plans for the networks and carries the plan out.
    private static func apply(_ wish: ListWish, _ networks: inout Networks) -> [String] {
        let plan = ProfilePlanTests.plan(
            [.removeForeign(wish), .list(wish)], lists: [.wifiNetworks: .found(networks.found)])
        for step in plan.steps { networks.carryOut(step) }
        return ProfilePlanTests.names(plan)
    }

    @Test("a new first network is added after the one that was first has made room")
    func shifted() {
        var networks = Networks(["a": "1", "b": "2"])
        let steps = Self.apply(Self.wish([("new", 1), ("a", 2), ("b", 3)]), &networks)
        #expect(networks.refusals == [])
        #expect(steps == ["update-wifi-network b", "update-wifi-network a", "add-wifi-network new"])
    }

    @Test("two networks that change places: one is put aside first, and the plan says so")
    func swapped() throws {
        let mark = UnreadableMark(field: "wifi/a/passphrase", name: "a", version: 2)
        var wish = Self.wish([("a", 2), ("b", 1)])
        wish.entries[0].marks = [mark]
        let plan = ProfilePlanTests.plan(
            [.list(wish)], lists: [.wifiNetworks: .found(Networks(["a": "1", "b": "2"]).found)])
        #expect(
            ProfilePlanTests.names(plan) == [
                "update-wifi-network a", "update-wifi-network b", "update-wifi-network a",
            ])
        let priority = "wifi-network a priority"
        #expect(
            plan.steps.first?.changes == [
                SettingChange(field: priority, from: "1", to: "255"),
                SettingChange(field: "wifi/a/passphrase", from: nil, to: "version 2"),
            ])
        #expect(plan.steps.last?.changes == [SettingChange(field: priority, from: "255", to: "2")])
    }

    @Test("what stands where a foreign network is kept comes last: the others take their places before it is refused")
    func kept() {
        var networks = Networks(["foreign": "1", "a": "3", "b": "4"])
        let steps = Self.apply(Self.wish([("a", 1), ("b", 3), ("c", 2)]), &networks)
        #expect(steps == ["add-wifi-network c", "update-wifi-network a", "update-wifi-network b"])
        #expect(networks.refusals == ["a at 1", "b at 3"])
        var freed = Networks(["foreign": "1", "a": "3", "b": "4"])
        _ = Self.apply(Self.wish([("a", 1), ("b", 3), ("c", 2)], foreign: .remove), &freed)
        #expect(freed.refusals == [])
    }

    @Test("whatever is held and wanted, no step asks for a priority that another network holds, and all have theirs")
    func anything() {
        var random = Chance(state: 1)
        for _ in 0..<500 {
            let names = (0..<8).map { "n\($0)" }
            let held = names.shuffled(using: &random).prefix(Int.random(in: 0...8, using: &random))
            let places = (1...9).shuffled(using: &random)
            var networks = Networks(
                Dictionary(uniqueKeysWithValues: zip(held, places).map { ($0, String($1)) }))
            let before = networks.priorities
            let wanted = Array(zip(names.shuffled(using: &random), (1...9).shuffled(using: &random)).prefix(6))
            let wish = Self.wish(wanted, foreign: .remove)
            let steps = Self.apply(wish, &networks)
            let expected = Dictionary(uniqueKeysWithValues: wanted.map { ($0.0, String($0.1)) })
            #expect(networks.refusals == [], "\(before) to \(wanted): \(steps)")
            #expect(networks.priorities == expected, "\(before) to \(wanted): \(steps)")
            #expect(Self.apply(wish, &networks) == [])
        }
    }
}
