import AMT
import Provisioning

/// A device's hellos, and the listener that takes them.
struct HelloSender: Sendable {
    let device: ModelDevice
    private let world: SimulatedWorld

    init(_ device: ModelDevice) {
        self.device = device
        self.world = device.world
    }

    /// Seconds between the hellos of a window (hello-and-keys section 2.4).
    private static let gaps: [Double] = [60, 60, 60, 60, 60, 600, 600, 600, 600, 600]
    private static let lastGap = 3600.0
    private static let delayMax = 300.0

    func run() async {
        await self.world.pause(self.world.span(0, .seconds(30)))
        while !self.world.isOver {
            guard self.device.phase == .setup, self.device.isListening else {
                await self.device.helloBell.wait(nil)
                continue
            }
            if self.device.isThere {
                self.send()
                let count = Int(self.device.helloCount) - 1
                let gap = count < Self.gaps.count ? Self.gaps[count] : Self.lastGap
                await self.device.helloBell.wait(.seconds(gap))
            } else {
                await self.device.helloBell.wait(self.device.awayUntil - self.world.now + .seconds(5))
            }
        }
    }

    private func send() {
        let window: Double = self.device.presharedKey == nil ? 24 * 3600 : 6 * 3600
        let hello = ReceivedHello(
            device: self.device.index, address: self.device.address, credential: self.device.helloCredential,
            receivedAt: self.world.now, retryCount: self.device.helloCount,
            windowEndsAt: self.world.now + .seconds(window))
        self.device.helloCount += 1
        let delay =
            !self.world.isCalm && self.world.random.chance(self.world.recipe.helloDelayChance)
            ? self.world.span(0, .seconds(Self.delayMax)) : 0
        self.world.spawn { await self.receive(hello, after: delay) }
    }

    /// The listener admits, and closes the connection as it should be only then.
    private func receive(_ hello: ReceivedHello, after delay: Int64) async {
        await self.world.pause(delay + self.world.span(0, .milliseconds(50)))
        guard !self.world.isOver else { return }
        if self.world.mutation == .acknowledgeEarly { self.acknowledge(hello) }
        do throws(StoreFailure) {
            try await DatabaseLink(self.world, nil).statement("admit") { self.world.database.admit(hello) }
        } catch {
            self.world.note("device \(hello.device): hello \(hello.retryCount) reset")
            return
        }
        self.acknowledge(hello)
    }

    private func acknowledge(_ hello: ReceivedHello) {
        let known = self.world.database.records[hello.device].acknowledgedAt ?? -1
        self.world.database.records[hello.device].acknowledgedAt = max(known, hello.receivedAt)
        self.world.note("device \(hello.device): hello \(hello.retryCount) acknowledged")
        self.world.checkHello(of: hello.device)
    }
}
