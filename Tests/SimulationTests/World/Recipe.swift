/// How much bad luck a world has. Drawn once; most worlds have little of most kinds, so that each kind is also seen alone.
struct Recipe: Sendable {
    /// A stretch of time in which the database answers badly.
    struct Outage: Sendable {
        enum Kind: CaseIterable, Sendable {
            /// Nothing is sent.
            case unavailable
            /// Sent and lost on the way.
            case lostBefore
            /// Carried out; the answer is lost.
            case lostAfter
            /// Given up, and carried out long after.
            case late
            /// Answers after a long time.
            case slow
        }

        let from: Int64
        let to: Int64
        let kind: Kind
    }

    let deviceCount: Int
    let workerCount: Int
    let calmAt: Int64
    let outages: [Outage]
    /// Chance that a worker dies at one of its calls.
    let deathChance: Double
    /// Deaths at a time.
    let deathCount: Int
    let lostBeforeChance: Double
    let lostAfterChance: Double
    let notSentChance: Double
    let hangChance: Double
    let halfChance: Double
    let busyChance: Double
    let powerLossChance: Double
    let flashChance: Double
    /// How many tunnels of lost answers there are.
    let tunnelCount: Int
    let moveCount: Int
    let editCount: Int
    let driftCount: Int
    let resetCount: Int
    /// Somebody changes an admin password at the device.
    let isAdminPasswordChanged: Bool
    /// The operator gives such a device back by resetting it.
    let isGivenBack: Bool
    let helloDelayChance: Double
    /// The policy gives a profile to a device whose release is known, and to no other.
    let asksForRelease: Bool
    /// At the end each device is looked at once more, and must not be written to.
    let looksAgain: Bool

    init(_ random: inout SeededGenerator) {
        let draw = random.number(0, 9)
        self.deviceCount = draw < 7 ? 1 : draw < 9 ? 2 : 3
        self.workerCount = random.chance(0.6) ? 2 : 1
        self.calmAt = .seconds(Double(random.number(120, 2400)))
        func some(_ chance: Double, _ values: [Double]) -> Double {
            random.chance(chance) ? random.pick(values) : 0
        }
        func count(_ chance: Double, _ most: Int) -> Int { random.chance(chance) ? random.number(1, most) : 0 }
        self.deathChance = some(0.35, [0.003, 0.01, 0.03])
        self.deathCount = count(0.15, 3)
        self.lostBeforeChance = some(0.25, [0.01, 0.05])
        self.lostAfterChance = some(0.35, [0.01, 0.05, 0.15])
        self.notSentChance = some(0.2, [0.02, 0.1])
        self.hangChance = some(0.12, [0.005, 0.02])
        self.halfChance = some(0.15, [0.01, 0.05])
        self.busyChance = some(0.15, [0.02, 0.1])
        self.powerLossChance = some(0.12, [0.002, 0.01])
        self.flashChance = some(0.05, [0.01])
        self.tunnelCount = count(0.2, 3)
        self.moveCount = count(0.2, 2)
        self.editCount = count(0.25, 2)
        self.driftCount = count(0.25, 3)
        self.resetCount = count(0.15, 2)
        self.isAdminPasswordChanged = random.chance(0.06)
        self.isGivenBack = random.chance(0.5)
        self.helloDelayChance = some(0.2, [0.1, 0.5])
        self.looksAgain = random.chance(0.35)
        self.asksForRelease = random.chance(0.2)
        var outages: [Outage] = []
        for _ in 0..<count(0.3, 3) {
            let from = Int64.seconds(random.fraction() * 600)
            let kind = random.pick(Outage.Kind.allCases)
            let seconds = kind == .late ? 300 : random.pick([1.0, 5, 30, 150])
            outages.append(Outage(from: from, to: from + .seconds(seconds), kind: kind))
        }
        self.outages = outages
    }

    func outage(at now: Int64) -> Outage.Kind? {
        for outage in self.outages where outage.from <= now && now < outage.to { return outage.kind }
        return nil
    }
}
