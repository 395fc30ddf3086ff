/// In which order wireless networks take their priorities: firmware refuses one that another network holds (wsman section 2.11).
///
/// A network whose priority is held comes after the one that leaves it. Where networks wait for each other in a ring, one of
/// them is put aside, at a priority that nobody holds or wants, and takes its own when that is free. It is put aside and not
/// removed: the device may be on it.
struct PriorityOrder {
    /// What firmware takes.
    private static let priorities = 1...255

    private var waiting: [EntryChange]
    /// Keys of networks by the priorities that they hold.
    private var holders: [String: String]
    private var ordered: [EntryChange] = []

    /// - Parameters:
    ///   - changes: in the order of the profile, which is kept where it may be.
    ///   - held: all networks of the device, those that do not change among them.
    static func of(_ changes: [EntryChange], among held: [FoundEntry]) -> [EntryChange] {
        var order = PriorityOrder(changes, held)
        while !order.waiting.isEmpty { order.next() }
        return order.ordered
    }

    private init(_ changes: [EntryChange], _ held: [FoundEntry]) {
        self.waiting = changes
        let holders = held.compactMap { entry in entry.fields[.priority].map { ($0, entry.key) } }
        self.holders = Dictionary(holders) { first, _ in first }
    }

    private mutating func next() {
        if let place = self.waiting.firstIndex(where: { self.holder(before: $0) == nil }) {
            self.take(self.waiting.remove(at: place))
        } else if let place = self.waiting.indices.first(where: self.isInRing), let free = self.free {
            self.putAside(place, at: free)
        } else {
            // The holder stays as it is: the firmware will say so.
            self.ordered += self.waiting
            self.waiting = []
        }
    }

    /// Who else holds the priority that is wanted.
    private func holder(before change: EntryChange) -> String? {
        let holder = change.wanted.fields[.priority].flatMap { self.holders[$0] }
        return holder == change.wanted.key ? nil : holder
    }

    private mutating func take(_ change: EntryChange) {
        self.ordered.append(change)
        self.holders = self.holders.filter { $0.value != change.wanted.key }
        if let priority = change.wanted.fields[.priority] { self.holders[priority] = change.wanted.key }
    }

    /// Whether it waits, through others, for itself.
    private func isInRing(_ place: Int) -> Bool {
        let first = self.waiting[place]
        // A new one holds nothing that another could wait for.
        guard first.held != nil else { return false }
        var change = first
        for _ in self.waiting {
            guard let holder = self.holder(before: change) else { return false }
            if holder == first.wanted.key { return true }
            guard let next = self.waiting.first(where: { $0.wanted.key == holder }) else { return false }
            change = next
        }
        return false
    }

    /// The last priority that nobody holds or wants.
    private var free: String? {
        let wanted = Set(self.waiting.compactMap { $0.wanted.fields[.priority] })
        return Self.priorities.reversed().map { String($0) }.first { self.holders[$0] == nil && !wanted.contains($0) }
    }

    private mutating func putAside(_ place: Int, at priority: String) {
        var aside = self.waiting[place]
        guard var held = aside.held else { return }
        aside.wanted.fields[.priority] = priority
        self.take(aside)
        held.fields.merge(aside.wanted.fields) { _, new in new }
        self.waiting[place].held = held
        // It went along with the first of the two.
        self.waiting[place].missing = []
    }
}
