import AMT
import Foundation
import Logging
import Provisioning

@testable import Worker

/// A machine that runs one worker's process after the other.
final class WorkerNode: @unchecked Sendable {
    private let number: Int
    private let world: SimulatedWorld
    private var lives = 0

    init(_ number: Int, _ world: SimulatedWorld) {
        self.number = number
        self.world = world
    }

    func run() async {
        while !self.world.isOver {
            self.lives += 1
            let process = SimulatedProcess("w\(self.number).\(self.lives)", self.world)
            self.world.add(process)
            await SimulatedWorker(process, self.world).run()
            await self.world.pause(self.world.span(.seconds(1), .seconds(60)))
        }
    }
}

/// A worker's process: the product's runs and its lease keeper, around them a claim loop that waits for a bell instead of asking
/// again and again.
final class SimulatedWorker: @unchecked Sendable {
    private let process: SimulatedProcess
    private let world: SimulatedWorld
    private let house: WorkerHouse
    private let keeper: LeaseKeeper
    private let clock: WorkerClock
    private let link: DatabaseLink
    private let ready: Bell
    private var heldCount = 0

    /// Devices at once in one process.
    private static let slots = 2
    private static let askSpanMax = Int64.seconds(2)

    private static let logger = Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() })

    init(_ process: SimulatedProcess, _ world: SimulatedWorld) {
        self.process = process
        self.world = world
        let rate = process.clockRate
        self.clock = WorkerClock(
            now: { world.instant(rate: rate) },
            sleep: { span in
                guard process.lives(), await world.sleep(Int64(Double(span.nanoseconds) / rate)) else {
                    throw CancellationError()
                }
            })
        self.link = DatabaseLink(world, process)
        let shelf = ShelfLink(world: world, link: self.link)
        self.house = WorkerHouse(
            settings: Self.settings, queue: self.link, lines: ModelLines(world: world, process: process),
            issuer: PlainAuthority(world), certificates: shelf, profiles: shelf, logger: Self.logger,
            clock: self.clock,
            random: WorkerRandom(
                bytes: { world.random.bytes($0) }, fraction: { world.random.fraction() }),
            executor: world.executor, now: { world.unixNow })
        self.keeper = LeaseKeeper(
            queue: self.link, settings: self.house.settings, clock: self.clock, logger: Self.logger)
        self.ready = Bell(world.executor)
    }

    /// Certificate devices of this world prove nothing, and inventory expects them.
    private static let settings = {
        var settings = WorkerSettings()
        settings.sharedSecrets = .expected
        return settings
    }()

    /// Until it dies.
    func run() async {
        let ready = self.ready
        self.process.onDeath { ready.ring() }
        self.world.database.readyBells.append(ready)
        while !self.process.isDead, !self.world.isOver {
            if self.world.database.readyCount == 0 || self.heldCount >= Self.slots { await ready.wait(nil) }
            await self.world.pause(self.world.span(0, Self.askSpanMax))
            guard !self.process.isDead, !self.world.isOver else { break }
            await self.claim()
        }
        self.world.database.readyBells.removeAll { $0 === ready }
    }

    private func claim() async {
        let startedAt = self.clock.now()
        let free = Self.slots - self.heldCount
        guard free > 0 else { return }
        let token = Int64(truncatingIfNeeded: self.world.random.next() >> 1)
        do throws(StoreFailure) {
            let requests = try await self.link.claim(limit: free, token: token, lease: self.house.settings.lease)
            guard !requests.isEmpty else { return }
            let leases = requests.map { request in
                HeldLease(
                    request, claimStartedAt: startedAt, settings: self.house.settings, clock: self.clock)
            }
            let briefs = try await self.link.briefs(requests.map(\.deviceUUID))
            for (request, lease) in zip(requests, leases) {
                guard let brief = briefs[request.deviceUUID] else { continue }
                self.keeper.add(lease)
                self.heldCount += 1
                if self.heldCount == 1 { self.world.spawn { await self.beat() } }
                self.world.spawn { await self.work(request, brief, lease) }
            }
        } catch {
            self.world.note("\(self.process.name) claims nothing: \(error.kind.rawValue)")
            // It asks again.
            self.world.later(.seconds(1)) { self.ready.ring() }
        }
    }

    /// The keeper's beats, for as long as there is something to keep.
    private func beat() async {
        while self.heldCount > 0, !self.process.isDead, !self.world.isOver {
            do { try await self.clock.sleep(self.house.settings.renewAfter / 6) } catch { return }
            await self.keeper.beat()
        }
    }

    private func work(_ request: LeasedRequest, _ brief: Brief, _ lease: HeldLease) async {
        let device = self.world.index(of: request.deviceUUID)
        let watch = RunWatch()
        let holder = Holder(process: self.process, fence: request.fence, device: device, watch: watch)
        watch.untouchedSince = self.world.untouchedCount(request, of: self.world.devices[device])
        self.world.note(
            "\(self.process.name) works on \(device), generation \(request.fence.generation), attempt \(request.attempt), step \(request.step)"
        )
        let house = self.house
        let run = Task(executorPreference: self.world.executor) {
            await Holder.$current.withValue(holder) {
                await DeviceRun(request: request, brief: brief, lease: lease, house: house).run()
            }
        }
        lease.onLoss { run.cancel() }
        self.process.onDeath { run.cancel() }
        let end = await run.value
        self.world.note("\(self.process.name) ends with \(device): \(end)")
        switch end {
        case .provisioned, .stopped, .handedBack: break
        // What it heard last may die with it: each refusal is written before the next log-on, a pause with the settlement.
        case .lost, .unsettled:
            if watch.hasHeardPause { self.world.devices[device].toldPauseUntil = 0 }
            let told = self.world.devices[device].toldRefusals
            self.world.devices[device].toldRefusals = max(told - min(watch.refusals, 1), 0)
        }
        self.keeper.remove(lease)
        self.heldCount -= 1
        self.ready.ring()
    }
}
