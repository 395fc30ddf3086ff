import Provisioning

/// The coordinator's beats, each when there is something to do.
final class SimulatedCoordinator: @unchecked Sendable {
    let bell: Bell
    private unowned let world: SimulatedWorld

    private static let beatSpan = Int64.seconds(1)

    init(world: SimulatedWorld) {
        self.world = world
        self.bell = Bell(world.executor)
    }

    func run() async {
        let link = DatabaseLink(self.world, nil)
        let database = self.world.database
        while !self.world.isOver {
            let next = database.nextDate.map { max($0 - self.world.now, 0) }
            if next ?? 1 > 0 { await self.bell.wait(next) }
            guard let next = database.nextDate, next <= self.world.now else { continue }
            await self.world.pause(self.world.span(0, Self.beatSpan))
            do throws(StoreFailure) {
                if self.world.mutation != .dropReaper { try await link.statement("reap") { database.reap() } }
                try await link.statement("promote") { database.promote() }
                try await link.statement("wake") { database.wakeResolved() }
                try await link.statement("expire") { database.expireWindows() }
                try await link.statement("take-up") { database.takeUpDue() }
            } catch {
                await self.world.pause(Self.beatSpan)
            }
        }
    }
}
