/// What the inventory holds between two changes of its switches.
final class InventoryView: Sendable {
    private static let daySeconds = 86_400
    /// Before 1970 there is no timestamp.
    private static let ageDaysMax = 15_000

    let settings: InventorySettings
    let behaviour: InventoryBehaviour
    let rules: RecordRules
    /// Of the data: another number, other records.
    let generation: Int
    /// Seconds since 1970, later with each generation.
    let modifiedAt: Int
    /// When records that never changed were last reported.
    let reportedAt: Int
    /// Records that are there.
    let count: Int

    /// - Parameter startedAt: what the age of the data is counted from, so that it does not differ between two pages.
    init(
        settings: InventorySettings, behaviour: InventoryBehaviour, generation: Int, modifiedAt: Int, startedAt: Int
    ) {
        self.settings = settings
        self.behaviour = behaviour
        self.rules = RecordRules(behaviour)
        self.generation = generation
        self.modifiedAt = modifiedAt
        self.reportedAt = startedAt - min(behaviour.count(.ageDays), Self.ageDaysMax) * Self.daySeconds
        self.count = Self.count(of: settings.fleet.count, behaviour)
    }

    private static func count(of all: Int, _ behaviour: InventoryBehaviour) -> Int {
        let share = min(1, behaviour.number(.vanishedShare) ?? 0)
        return max(0, all - behaviour.count(.vanished) - Int(Double(all) * share))
    }

    /// How many records, counted from the first, were reported at that time or later; `nil` asks for all.
    func count(since: Int?) -> Int {
        guard let since, since > self.reportedAt else { return self.count }
        return since > self.modifiedAt ? 0 : min(self.rules.changed, self.count)
    }

    /// What two generations of data differ in.
    func holdsSameRecords(as behaviour: InventoryBehaviour) -> Bool {
        self.rules == RecordRules(behaviour) && self.behaviour.number(.ageDays) == behaviour.number(.ageDays)
            && self.count == Self.count(of: self.settings.fleet.count, behaviour)
    }
}

/// The switches that a record looks at, ready to be asked a million times.
struct RecordRules: Equatable, Sendable {
    let changed: Int
    let duplicates: Int
    let noLocation: Int
    let emptyFQDN: Int
    let badFQDN: Int
    let invalidUTF8: Int
    let rawUUID: Int
    let placeholderUUID: Int

    init(_ behaviour: InventoryBehaviour) {
        self.changed = behaviour.count(.changed)
        self.duplicates = behaviour.count(.duplicates)
        self.noLocation = behaviour.count(.noLocation)
        self.emptyFQDN = behaviour.count(.emptyFQDN)
        self.badFQDN = behaviour.count(.badFQDN)
        self.invalidUTF8 = behaviour.count(.invalidUTF8)
        self.rawUUID = behaviour.count(.rawUUID)
        self.placeholderUUID = behaviour.count(.placeholderUUID)
    }

    /// Whether a record is one of each `every`-th.
    static func strikes(_ number: Int, every: Int) -> Bool { every > 0 && number % every == every - 1 }
}
