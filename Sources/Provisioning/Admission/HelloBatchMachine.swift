import AMT

/// Decides when hellos go to the inbox, together with which others, and which connections are answered with the outcome.
///
/// Self-clocking group commit: hellos that meet an idle inbox go at once, those that were read together in one call; what
/// arrives while a call is in flight goes with the next one. No timer: an idle server answers in the time of one commit, a
/// busy one fills batches.
///
/// Invariant: a connection is acknowledged only when its hello, or a newer one of its device, is durable.
package struct HelloBatchMachine: Sendable {
    package struct Limits: Equatable, Sendable {
        /// Above this a bigger batch costs more latency than it saves commits; it is also the inbox's own limit.
        package var batchHellosMax = 500
        /// The second call is made only for a full batch, so that one commit's wait is used without splitting small ones.
        package var batchesInFlightMax = 2
        /// Connections whose hello waits for its turn; further ones are turned away, so that memory stays bounded.
        package var waitingHellosMax = 65_536
        /// Estimated memory of the waiting hellos. Enough for the limit above at 24 hashes a hello; a peer that sends 255
        /// long hashes is turned away earlier.
        package var waitingBytesMax = 256 << 20

        package init() {}
    }

    /// One device that waits for its turn.
    private struct Waiting: Sendable {
        var admitted: AdmittedHello
        var connections: [ConnectionID]
    }

    private struct InFlight: Sendable {
        var hellos: [AdmittedHello]
        /// Of each hello, those that brought it or one before it.
        var connections: [[ConnectionID]]
    }

    private let limits: Limits
    private var durable: DurableHellos
    private var lastStamp: ContinuousClock.Instant?
    /// In the order of arrival from `head` on; what lies before it has left.
    private var waiting: [Waiting] = []
    private var head = 0
    /// Place of a device in the line, counted since the start; `waiting` begins with place `firstPlace`.
    private var places: [DeviceUUID: Int] = [:]
    private var firstPlace = 0
    private var waitingHelloCount = 0
    private var waitingByteCount = 0
    private var inFlight: [InFlight?]
    /// Devices of the calls in flight. None is in two of them.
    private var devicesInFlight: Set<DeviceUUID> = []

    /// - Parameters:
    ///   - limits: batch sizes and bounds.
    ///   - durable: the memory of repeats, usually empty.
    package init(limits: Limits, durable: DurableHellos) {
        self.limits = limits
        self.durable = durable
        self.inFlight = Array(repeating: nil, count: max(1, limits.batchesInFlightMax))
    }

    /// Nothing waits and nothing is in flight.
    package var isIdle: Bool { self.places.isEmpty && self.inFlight.allSatisfy { $0 == nil } }

    /// Devices whose hello waits for its turn.
    package var waitingDeviceCount: Int { self.places.count }

    /// Turns the clock's reading into a receive time that no other hello of this process has.
    ///
    /// Two hellos of one device must never carry the same time, since the later one would be taken for a copy. They are a microsecond
    /// apart at least, which is the database's resolution.
    package mutating func stamp(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        let stamp = self.lastStamp.map { max(now, $0 + .microseconds(1)) } ?? now
        self.lastStamp = stamp
        return stamp
    }

    package enum ArrivalAction: Equatable, Sendable {
        /// A repeat of what is durable: close the connection in acknowledgement.
        case acknowledge
        /// The outcome comes with a later ``batchEnded(slot:isDurable:turnedAway:)``; ``burstEnded()`` is owed.
        case wait
        /// There is no room: reset the connection.
        case turnAway
    }

    /// A complete hello was read from a connection.
    package mutating func helloArrived(_ admitted: AdmittedHello, from connection: ConnectionID) -> ArrivalAction {
        if self.durable.isRepeat(admitted) { return .acknowledge }
        let byteCount = Self.estimatedByteCount(admitted)
        guard self.waitingHelloCount < self.limits.waitingHellosMax,
            self.waitingByteCount + byteCount <= self.limits.waitingBytesMax
        else { return .turnAway }
        self.durable.passedOn(admitted)
        self.waitingHelloCount += 1
        self.waitingByteCount += byteCount
        if let place = self.places[admitted.hello.deviceUUID] {
            let index = place - self.firstPlace
            self.waitingByteCount -= Self.estimatedByteCount(self.waiting[index].admitted)
            self.waiting[index].admitted = admitted
            self.waiting[index].connections.append(connection)
        } else {
            self.places[admitted.hello.deviceUUID] = self.firstPlace + self.waiting.count
            self.waiting.append(Waiting(admitted: admitted, connections: [connection]))
        }
        return .wait
    }

    /// An event loop has handed in everything that it had read.
    ///
    /// - Returns: calls to be made now, at most one for each slot.
    package mutating func burstEnded() -> [HelloBatch] { self.nextBatches() }

    package struct EndAction: Equatable, Sendable {
        /// Connections to be closed: in acknowledgement if the batch is durable, else with a reset.
        package var connections: [ConnectionID]
        /// Connections to be reset, because there was no room for their device.
        package var turnedAway: [UnexpectedLimit: [ConnectionID]]
        /// Calls to be made now, at most one for each slot.
        package var calls: [HelloBatch]

        package init(
            connections: [ConnectionID], turnedAway: [UnexpectedLimit: [ConnectionID]] = [:], calls: [HelloBatch]
        ) {
            self.connections = connections
            self.turnedAway = turnedAway
            self.calls = calls
        }
    }

    /// The inbox returned (`isDurable`) or threw. A slot without a call is a broken promise of the caller.
    ///
    /// - Parameter turnedAway: devices of the batch for which the inbox had no room. Their next hello is asked about anew.
    package mutating func batchEnded(
        slot: Int, isDurable: Bool, turnedAway: [DeviceUUID: UnexpectedLimit] = [:]
    ) -> EndAction {
        guard self.inFlight.indices.contains(slot), let ended = self.inFlight[slot] else {
            preconditionFailure("batchEnded(slot:isDurable:turnedAway:) for a slot that has no call in flight")
        }
        self.inFlight[slot] = nil
        for admitted in ended.hellos { self.devicesInFlight.remove(admitted.hello.deviceUUID) }
        var action = EndAction(connections: [], calls: [])
        action.connections.reserveCapacity(ended.hellos.count)
        for (admitted, connections) in zip(ended.hellos, ended.connections) {
            if let limit = turnedAway[admitted.hello.deviceUUID] {
                action.turnedAway[limit, default: []] += connections
            } else {
                if isDurable { self.durable.becameDurable(admitted) }
                action.connections += connections
            }
        }
        if !isDurable { self.durable.forgetAll() }
        action.calls = self.nextBatches()
        return action
    }

    private mutating func nextBatches() -> [HelloBatch] {
        var batches: [HelloBatch] = []
        while let batch = self.nextBatch() { batches.append(batch) }
        return batches
    }

    /// The next batch, if its time has come: the first call takes what there is, a further one only a full batch.
    ///
    /// A device whose older hello is in flight waits for that call: the database dates a hello when its call gets there, and of
    /// two calls the later one may be there first.
    private mutating func nextBatch() -> HelloBatch? {
        guard !self.places.isEmpty, let slot = self.inFlight.firstIndex(where: { $0 == nil }) else { return nil }
        let isFirst = self.inFlight.allSatisfy { $0 == nil }
        guard isFirst || self.places.count >= self.limits.batchHellosMax else { return nil }
        let batchEnd = min(self.head + max(1, self.limits.batchHellosMax), self.waiting.count)
        var hellos: [AdmittedHello] = []
        hellos.reserveCapacity(batchEnd - self.head)
        var connections: [[ConnectionID]] = []
        connections.reserveCapacity(batchEnd - self.head)
        var held: [Waiting] = []
        for entry in self.waiting[self.head..<batchEnd] {
            if self.devicesInFlight.contains(entry.admitted.hello.deviceUUID) {
                held.append(entry)
                continue
            }
            hellos.append(entry.admitted)
            connections.append(entry.connections)
            self.waitingHelloCount -= entry.connections.count
            self.waitingByteCount -= Self.estimatedByteCount(entry.admitted)
            self.places[entry.admitted.hello.deviceUUID] = nil
        }
        self.dropBatched(upTo: batchEnd)
        for entry in held {
            self.places[entry.admitted.hello.deviceUUID] = self.firstPlace + self.waiting.count
            self.waiting.append(entry)
        }
        guard !hellos.isEmpty else { return nil }
        for admitted in hellos { self.devicesInFlight.insert(admitted.hello.deviceUUID) }
        self.inFlight[slot] = InFlight(hellos: hellos, connections: connections)
        return HelloBatch(slot: slot, hellos: hellos)
    }

    /// Moves what still waits to the front once half of the array has left, so that each entry is moved about once.
    private mutating func dropBatched(upTo batchEnd: Int) {
        self.head = batchEnd
        guard self.head * 2 >= self.waiting.count else { return }
        self.waiting.removeFirst(self.head)
        self.firstPlace += self.head
        self.head = 0
    }

    /// What one hello takes in memory, roughly: its own fields, and a heap block with a header for each hash.
    private static func estimatedByteCount(_ admitted: AdmittedHello) -> Int {
        switch admitted.hello.credential {
        case .psk: 256
        case .pki(let rootHashes): rootHashes.reduce(256) { $0 + 64 + $1.bytes.count }
        }
    }
}
