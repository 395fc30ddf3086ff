import AMT
import Provisioning
import Synchronization

/// An operator's book in memory. Refuses to answer when it is told to.
final class MemoryOperatorBook: OperatorBook {
    struct Contents {
        var limbo: [LimboDevice] = []
        var silent: [LimboDevice] = []
        var expected = ExpectedPage(devices: [], next: nil)
        /// What was asked for, in order.
        var filters: [DeviceFilter] = []
        var devices: [DeviceUUID: DeviceView] = [:]
        var timelines: [DeviceUUID: [TimelineEntry]] = [:]
        var standings: [DeviceUUID: DeviceStanding] = [:]
        var credentials: [DeviceUUID: [CredentialView]] = [:]
        var retried: [DeviceUUID] = []
        var applied: [DeviceUUID] = []
        var failure: StoreFailure?
    }

    private let contents: Mutex<Contents>
    /// Held while a call waits; lets a test stop the book in the middle of one.
    private let gate: (@Sendable () async -> Void)?

    init(_ devices: [DeviceView] = [], gate: (@Sendable () async -> Void)? = nil) {
        self.contents = Mutex(
            Contents(devices: Dictionary(uniqueKeysWithValues: devices.map { ($0.uuid, $0) })))
        self.gate = gate
    }

    /// Devices that were taken up again, in order.
    var retried: [DeviceUUID] { self.contents.withLock { $0.retried } }

    /// Devices that were to be given their profile again, in order.
    var applied: [DeviceUUID] { self.contents.withLock { $0.applied } }

    func change(_ body: (inout Contents) -> Void) {
        self.contents.withLock { body(&$0) }
    }

    private func read<Answer: Sendable>(
        _ body: (inout sending Contents) throws(StoreFailure) -> sending Answer
    ) throws(StoreFailure) -> Answer {
        try self.contents.withLock { contents throws(StoreFailure) in
            if let failure = contents.failure { throw failure }
            return try body(&contents)
        }
    }

    func limbo(after: LimboPosition?, limit: Int) async throws(StoreFailure) -> [LimboDevice] {
        try self.read { contents in
            let sorted = contents.limbo.sorted { ($0.windowEndsAt, $0.uuid) < ($1.windowEndsAt, $1.uuid) }
            return Array(
                sorted.filter { device in
                    after.map { ($0.windowEndsAt, $0.uuid) < (device.windowEndsAt, device.uuid) } ?? true
                }
                .prefix(limit))
        }
    }

    func silent(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> [LimboDevice] {
        try self.read { Array($0.silent.prefix(limit)) }
    }

    func expected(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> ExpectedPage {
        try self.read { $0.expected }
    }

    func devices(after: DeviceUUID?, limit: Int, filter: DeviceFilter) async throws(StoreFailure) -> [DeviceView] {
        precondition((1...1_000).contains(limit), "the port takes 1...1000")
        return try self.read { contents in
            contents.filters.append(filter)
            let sorted = contents.devices.values.sorted { $0.uuid < $1.uuid }
            return Array(
                sorted.filter { device in
                    (after.map { $0 < device.uuid } ?? true) && (filter.state.map { $0 == device.state } ?? true)
                        && (filter.namePrefix.map { device.fqdn?.hasPrefix($0) == true } ?? true)
                        && (filter.uuids.map {
                            $0.first.lexicographicallyPrecedes(device.uuid.bytes)
                                && device.uuid.bytes.lexicographicallyPrecedes($0.last)
                        } ?? true)
                }.prefix(limit))
        }
    }

    func device(_ uuid: DeviceUUID) async throws(StoreFailure) -> DeviceView? {
        await self.gate?()
        return try self.read { $0.devices[uuid] }
    }

    func standing(_ uuid: DeviceUUID) async throws(StoreFailure) -> DeviceStanding? {
        try self.read { $0.standings[uuid] }
    }

    func timeline(_ uuid: DeviceUUID, limit: Int) async throws(StoreFailure) -> [TimelineEntry] {
        try self.read { Array(($0.timelines[uuid] ?? []).suffix(limit)) }
    }

    func credentials(_ uuid: DeviceUUID) async throws(StoreFailure) -> [CredentialView] {
        try self.read { $0.credentials[uuid] ?? [] }
    }

    func carryOut(
        _ order: DeviceOrder, _ devices: [DeviceUUID]
    ) async throws(StoreFailure) -> [DeviceUUID: DeviceOrderResult] {
        try self.read { contents in
            var results: [DeviceUUID: DeviceOrderResult] = [:]
            for device in Set(devices) {
                switch (order, contents.devices[device]?.state) {
                case (_, nil): results[device] = .unknown
                case (.retry, .waiting?), (.retry, .parked?):
                    contents.retried.append(device)
                    results[device] = .done
                case (.apply, .provisioned?):
                    contents.applied.append(device)
                    results[device] = .done
                case (.retry, _), (.apply, _): results[device] = .nothingToDo
                }
            }
            return results
        }
    }

    func counts() async throws(StoreFailure) -> [DeviceState: Int] {
        try self.read { contents in contents.devices.values.reduce(into: [:]) { $0[$1.state, default: 0] += 1 } }
    }

    func ping() async throws(StoreFailure) { try self.read { _ in } }
}
