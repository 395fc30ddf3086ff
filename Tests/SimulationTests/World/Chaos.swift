import Provisioning

/// Bad luck that comes at a time of its own, until calm.
struct Chaos: Sendable {
    private let world: SimulatedWorld

    init(_ world: SimulatedWorld) { self.world = world }

    private static let strangersPassword = "Stranger-99!"

    func run() async {
        let recipe = self.world.recipe
        let moment = { self.world.span(0, recipe.calmAt) }
        for _ in 0..<recipe.deathCount { self.world.later(moment()) { self.killSomebody() } }
        for _ in 0..<recipe.tunnelCount {
            self.world.later(moment()) {
                let device = self.anyDevice()
                device.tunnelUntil = self.world.now + self.world.span(.seconds(1), .seconds(90))
                device.note("its answers are lost")
            }
        }
        if recipe.busyChance > 0 {
            self.world.later(moment()) {
                let device = self.anyDevice()
                device.busyUntil = self.world.now + self.world.span(.seconds(1), .seconds(200))
                device.note("is busy")
            }
        }
        for _ in 0..<recipe.moveCount { self.world.later(moment()) { self.move(self.anyDevice()) } }
        for _ in 0..<recipe.editCount { self.world.later(moment()) { self.world.shelf.edit() } }
        for _ in 0..<recipe.driftCount { self.world.later(moment()) { self.drift(self.anyDevice()) } }
        for _ in 0..<recipe.resetCount { self.world.later(moment()) { self.anyDevice().reset() } }
        if recipe.isAdminPasswordChanged { self.world.later(moment()) { self.changePassword(self.anyDevice()) } }
    }

    private func anyDevice() -> ModelDevice { self.world.random.pick(self.world.devices) }

    private func killSomebody() {
        let living = self.world.processes.filter { !$0.isDead }
        guard !living.isEmpty else { return }
        self.world.random.pick(living).kill()
    }

    /// To another address; sometimes its old one goes to another device in setup.
    private func move(_ device: ModelDevice) {
        let old = device.address
        device.address = PeerAddress(numeric: "198.51.100.\(self.world.random.number(1, 250))")
        device.note("moves to \(device.address)")
        let other = self.world.random.pick(self.world.devices)
        if other.index != device.index, other.phase == .setup, device.phase == .setup, self.world.random.chance(0.7) {
            other.address = old
            other.note("takes \(old)")
        }
    }

    /// Somebody at the device changes something of what the profile speaks of.
    private func drift(_ device: ModelDevice) {
        guard device.phase == .configured else { return }
        let what = device.desk.drift(&self.world.random)
        device.changeCount += 1
        device.note("drifts: \(what)")
    }

    private func changePassword(_ device: ModelDevice) {
        guard device.phase == .configured else { return }
        device.setAdmin(password: Self.strangersPassword)
        device.adminOrigin = .stranger
        device.changeCount += 1
        device.note("gets a stranger's password")
        self.world.database.takeUp(device.index)
    }
}

extension SimulatedWorld {
    /// Does something after a while, unless the world is over by then.
    func later(_ span: Int64, _ body: @escaping @Sendable () -> Void) {
        self.spawn {
            await self.pause(span)
            if !self.isOver { body() }
        }
    }
}
