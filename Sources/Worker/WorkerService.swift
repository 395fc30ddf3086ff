import AMT
import Logging
import Provisioning
import ServiceLifecycle
import Synchronization
import Telemetry

/// The `worker` role: claims ready requests, runs each in a task of its own, keeps their leases.
///
/// On graceful shutdown it claims no more; each run stops at the next border of a step and hands its request back. A process
/// that is killed leaves the same, only later: when its leases end.
package final class WorkerService: Service {
    private let house: WorkerHouse
    private let keeper: LeaseKeeper
    private let slots: Slots

    package init(
        settings: WorkerSettings, queue: any RequestQueue, transport: any DeviceTransport,
        issuer: any DeviceCertificateIssuer, certificates: any SetupCertificateBook, profiles: any ProfileSource,
        onDie: (any OnDieChecking)? = nil, nameLookup: (any NameLookup)? = nil,
        propsCommand: (any PropsCommand)? = nil, certificateReading: (any CertificateReading)? = nil, logger: Logger,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.house = WorkerHouse(
            settings: settings, queue: queue, lines: TransportLines(transport: transport), issuer: issuer,
            certificates: certificates, profiles: profiles, onDie: onDie, nameLookup: nameLookup,
            propsCommand: propsCommand, certificateReading: certificateReading,
            logger: logger, now: now)
        self.keeper = LeaseKeeper(queue: queue, settings: settings, clock: self.house.clock, logger: logger)
        self.slots = Slots(count: settings.slots)
    }

    package func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keeper.run() }
                await withDiscardingTaskGroup { runs in
                    await self.claimLoop(&runs)
                }
                // Leases are kept until the last run has settled.
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.house.drain.set()
            self.slots.wake()
        }
    }

    private func claimLoop(_ runs: inout DiscardingTaskGroup) async {
        var idlePause = WorkerSettings.idlePauseMin
        while !self.house.drain.isDraining && !Task.isCancelled {
            let free = await self.slots.waitForFree()
            if self.house.drain.isDraining || Task.isCancelled { return }
            let wanted = min(free, WorkerSettings.claimMax)
            let claimed = await self.claim(wanted)
            for (request, brief, lease) in claimed {
                self.slots.take()
                runs.addTask { await self.work(request, brief, lease) }
            }
            self.house.metrics.busy(self.slots.busyCount)
            if claimed.count == wanted {
                idlePause = WorkerSettings.idlePauseMin
                continue
            }
            idlePause = claimed.isEmpty ? min(idlePause * 2, WorkerSettings.idlePauseMax) : WorkerSettings.idlePauseMin
            await self.slots.sleep(for: idlePause * Double.random(in: 0.5...1.5))
        }
    }

    /// Leases requests and reads their briefs. A request without a brief is left to its lease's end.
    private func claim(_ count: Int) async -> [(LeasedRequest, Brief, HeldLease)] {
        let startedAt = ContinuousClock.now
        do throws(StoreFailure) {
            let requests = try await self.house.queue.claim(
                limit: count, token: Int64.random(in: Int64.min...Int64.max), lease: self.house.settings.lease)
            guard !requests.isEmpty else { return [] }
            self.house.metrics.claimed(requests.count)
            let leases = requests.map { request in
                let lease = HeldLease(request, claimStartedAt: startedAt, settings: self.house.settings)
                self.keeper.add(lease)
                return lease
            }
            let briefs: [DeviceUUID: Brief]
            do throws(StoreFailure) {
                briefs = try await self.house.queue.briefs(requests.map(\.deviceUUID))
            } catch {
                for lease in leases { self.keeper.remove(lease) }
                throw error
            }
            return zip(requests, leases).compactMap { request, lease in
                guard let brief = briefs[request.deviceUUID] else {
                    self.keeper.remove(lease)
                    return nil
                }
                return (request, brief, lease)
            }
        } catch {
            self.house.logger.warning(
                "claim failed", [.storeFailure: error.kind.rawValue, .pgSQLState: error.sqlstate ?? ""])
            return []
        }
    }

    private func work(_ request: LeasedRequest, _ brief: Brief, _ lease: HeldLease) async {
        // A task of its own inside this one, so that a lost lease can end the run and nothing else.
        let end = await withTaskGroup(of: AttemptEnd.self) { group in
            group.addTask { await DeviceRun(request: request, brief: brief, lease: lease, house: self.house).run() }
            let cancel = GroupCancel()
            lease.onLoss { cancel.fire() }
            group.addTask {
                await cancel.wait()
                return .lost(lease.loss ?? .expired)
            }
            guard let first = await group.next() else { return AttemptEnd.unsettled }
            group.cancelAll()
            // The run's own end counts; after a loss it follows at once, because its call is cancelled.
            guard case .lost = first, let second = await group.next() else { return first }
            return second
        }
        self.keeper.remove(lease)
        self.house.metrics.ended(end)
        self.slots.give()
        self.house.metrics.busy(self.slots.busyCount)
    }
}

/// Lets a lost lease end a task group from outside.
private final class GroupCancel: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (self.stream, self.continuation) = AsyncStream.makeStream() }

    func fire() { self.continuation.finish() }

    /// Returns when fired or cancelled.
    func wait() async { for await _ in self.stream {} }
}
