import Provisioning

/// One life of a worker's process. When it dies, nothing that it asks for happens any more.
final class SimulatedProcess: @unchecked Sendable {
    let name: String
    /// How fast its monotonic clock runs; wrong within the margin that leases allow for.
    let clockRate: Double
    let died: Bell
    private(set) var isDead = false
    private unowned let world: SimulatedWorld
    private var cancels: [@Sendable () -> Void] = []

    init(_ name: String, _ world: SimulatedWorld) {
        self.name = name
        self.world = world
        self.clockRate = 0.93 + 0.14 * world.random.fraction()
        self.died = Bell(world.executor)
    }

    func onDeath(_ cancel: @escaping @Sendable () -> Void) {
        if self.isDead { cancel() } else { self.cancels.append(cancel) }
    }

    func kill() {
        guard !self.isDead else { return }
        self.isDead = true
        if !self.world.isOver {
            self.world.counts.crashes += 1
            self.world.note("\(self.name) dies")
        }
        self.died.ring()
        for cancel in self.cancels { cancel() }
        self.cancels = []
    }

    /// Asked at each call of the process; it may be its last.
    ///
    /// - Returns: whether it lives.
    func lives() -> Bool {
        if !self.isDead, !self.world.isCalm, self.world.recipe.deathChance > 0,
            self.world.random.chance(self.world.recipe.deathChance)
        {
            self.kill()
        }
        return !self.isDead
    }
}

/// Under which lease a task works. The product passes no such thing to its ports, and need not: this is for the invariants.
struct Holder: Sendable {
    @TaskLocal static var current: Holder?

    let process: SimulatedProcess
    let fence: LeaseFence
    let device: Int
    let watch: RunWatch
}

/// What an invariant has to remember of one run.
final class RunWatch: @unchecked Sendable {
    /// The device was as it should be when the run began, and nobody has touched it since: the number of changes then.
    var untouchedSince: Int?
    /// Refused log-ons that this run has heard of since its last good one.
    var refusals = 0
    /// This run has heard that the device takes no writes for a day.
    var hasHeardPause = false
}
