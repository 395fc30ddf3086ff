import Provisioning

/// The operator, who comes when bad luck is over: helps what waits for an operator, looks whether all is well, and ends the world.
final class OperatorDesk: @unchecked Sendable {
    let bell: Bell
    private unowned let world: SimulatedWorld
    private var hasLookedAgain = false
    private var retries: [Int: Int] = [:]
    private var orderedAt: [Int: Int64] = [:]

    private static let lookSpan = Int64.seconds(3600)
    private static let thinkSpan = Int64.seconds(30)
    private static let looksMax = 200
    private static let retriesMax = 12

    init(world: SimulatedWorld) {
        self.world = world
        self.bell = Bell(world.executor)
    }

    func run() async {
        await self.world.pause(self.world.recipe.calmAt)
        self.world.isCalm = true
        self.world.note("calm")
        for device in self.world.devices {
            device.tunnelUntil = 0
            device.busyUntil = 0
            self.bringHome(device)
            if device.traits.isRecordLate { self.world.database.records[device.index].inventory = device.fqdn }
        }
        self.world.coordinator.bell.ring()
        var unsettled: [ModelDevice] = []
        for _ in 0..<Self.looksMax {
            if self.world.isOver { return }
            unsettled = self.world.devices.filter { !self.isSettled($0) }
            if unsettled.isEmpty {
                if self.hasLookedAgain || !self.world.recipe.looksAgain {
                    self.finish()
                    return
                }
                self.hasLookedAgain = true
                for device in self.world.devices where device.adminOrigin != .stranger {
                    self.world.database.takeUp(device.index)
                }
            }
            await self.bell.wait(Self.lookSpan)
            await self.world.pause(Self.thinkSpan)
        }
        self.giveUp(unsettled)
    }

    /// Either something stays wrong with a device, or it is as it should be and does not come to rest.
    private func giveUp(_ unsettled: [ModelDevice]) {
        let faults = unsettled.compactMap { device in
            (self.world.fault(of: device) ?? self.parking(of: device)).map { "device \(device.index): \($0)" }
        }
        guard faults.isEmpty else {
            self.world.fail(.provisioned, "not in the end: " + faults.joined(separator: "; "))
            return
        }
        let indices = unsettled.map { "\($0.index)" }.joined(separator: ", ")
        self.world.fail(.ends, "as they should be, and never at rest: devices \(indices)")
    }

    private func parking(of device: ModelDevice) -> String? {
        guard let row = self.world.database.requests[device.index], row.state == .parked else { return nil }
        return "is parked, \(row.problemCode?.rawValue ?? "for nothing")"
    }

    /// A configured device says no hello: nobody would find it at an address that it moved to.
    private func bringHome(_ device: ModelDevice) {
        let home =
            self.world.database.requests[device.index]?.address ?? self.world.database.records[device.index].address
        guard device.phase == .configured, device.address != home,
            !self.world.devices.contains(where: { $0.address == home })
        else { return }
        device.address = home
        device.note("comes back to \(home)")
    }

    /// Whether nothing more is to be expected of a device; helps it on if that is what it needs.
    private func isSettled(_ device: ModelDevice) -> Bool {
        let database = self.world.database
        if let row = database.requests[device.index] {
            if row.state == .parked { return self.help(device, row) }
            // Who unplugs and plugs a device in need not wait for the safety date.
            if row.state == .waiting, device.phase == .setup, !device.isListening { device.openWindow() }
            return false
        }
        guard device.phase == .configured else {
            if !device.isListening { device.openWindow() }
            return false
        }
        if device.adminOrigin == .stranger {
            database.takeUp(device.index)
            return false
        }
        let retakeDate = database.retakeDate(device.index)
        guard self.world.fault(of: device) != nil else { return retakeDate == nil }
        if retakeDate == nil, self.mayRetry(device) { database.takeUp(device.index) }
        return false
    }

    private func help(_ device: ModelDevice, _ row: RequestRow) -> Bool {
        if device.adminOrigin == .stranger, row.problemCode == .credentialUnknown {
            guard self.world.recipe.isGivenBack else { return true }
            device.reset()
            return false
        }
        if row.problemCode == .capabilityAbsent, self.world.lacksRequirement(device) { return true }
        if device.phase == .setup, !device.isListening { device.openWindow() }
        if self.mayRetry(device) { self.retry(device) }
        return false
    }

    private func retry(_ device: ModelDevice) {
        self.world.note("operator: retries \(device.index)")
        self.world.database.retry(device.index)
    }

    /// An operator gives an order time to work, and hellos time to come.
    private func mayRetry(_ device: ModelDevice) -> Bool {
        if let orderedAt = self.orderedAt[device.index], self.world.now < orderedAt + Self.lookSpan { return false }
        self.orderedAt[device.index] = self.world.now
        self.retries[device.index, default: 0] += 1
        return self.retries[device.index, default: 0] <= Self.retriesMax
    }

    private func finish() {
        self.world.checkEnd()
        self.world.note("the end")
        self.world.counts.virtualHours = Double(self.world.now) / 3.6e12
        self.world.end()
    }
}
