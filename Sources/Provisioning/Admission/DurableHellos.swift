import AMT

/// Remembers which hellos are durable, so that an unchanged repeat costs neither a batch nor a write.
///
/// A repeat is acknowledged only while *nothing newer of that device is on its way*: otherwise the older content that we
/// remember could be overwritten by what is under way, and the repeat, which is newer than both, would be lost. Hence each
/// hello that is passed on turns its device's entry to `isDurable == false`, and only that very hello turns it back.
///
/// What it cannot see: a device that was provisioned and reset, and whose first hellos of the new window went to another
/// node; and a request that waits for the next hello since the last one was durable. Hence an entry counts for less than the
/// interval at which firmware repeats itself: what is answered here are doubles and floods.
package struct DurableHellos: Sendable {
    private struct Entry: Sendable {
        var deviceUUID: DeviceUUID
        var address: PeerAddress
        var contentDigest: Int
        var receivedAt: ContinuousClock.Instant
        var retryCount: UInt32
        var isDurable: Bool
        /// Neighbours by last use; -1 at the ends.
        var newer: Int32
        var older: Int32
    }

    private let capacity: Int
    private let lifetime: Duration
    private var entries: [Entry] = []
    private var places: [DeviceUUID: Int32] = [:]
    private var newest: Int32 = -1
    private var oldest: Int32 = -1

    /// - Parameters:
    ///   - capacity: devices remembered; the one not heard of for longest makes room. 0 remembers nothing.
    ///   - lifetime: how long an entry counts, from the receive time of the durable hello.
    package init(capacity: Int, lifetime: Duration) {
        self.capacity = min(capacity, Int(Int32.max))
        self.lifetime = lifetime
    }

    /// How many devices are remembered.
    package var count: Int { self.places.count }

    /// Whether the hello repeats a durable one of the same window and may be acknowledged without writing.
    ///
    /// Same address, same content, a *grown* retry counter (a fallen or equal one is a window that began anew), and not
    /// older than the lifetime.
    package mutating func isRepeat(_ admitted: AdmittedHello) -> Bool {
        guard let place = self.places[admitted.hello.deviceUUID] else { return false }
        let entry = self.entries[Int(place)]
        let age = admitted.receivedAt - entry.receivedAt
        guard entry.isDurable,
            admitted.hello.retryCount > entry.retryCount,
            age >= .zero, age < self.lifetime,
            entry.address == admitted.address,
            entry.contentDigest == Self.contentDigest(admitted.hello)
        else { return false }
        // The counter is carried on, the time is not: a window that restarts later must fall below what was seen last.
        self.entries[Int(place)].retryCount = admitted.hello.retryCount
        self.touch(place)
        return true
    }

    /// A hello was passed on to be stored. Until it is durable, nothing of this device is a repeat.
    package mutating func passedOn(_ admitted: AdmittedHello) {
        guard self.capacity > 0 else { return }
        let entry = Entry(
            deviceUUID: admitted.hello.deviceUUID,
            address: admitted.address,
            contentDigest: Self.contentDigest(admitted.hello),
            receivedAt: admitted.receivedAt,
            retryCount: admitted.hello.retryCount,
            isDurable: false,
            newer: -1,
            older: -1
        )
        if let place = self.places[entry.deviceUUID] {
            self.unlink(place)
            self.entries[Int(place)] = entry
            self.linkNewest(place)
        } else if self.entries.count < self.capacity {
            self.entries.append(entry)
            let place = Int32(self.entries.count - 1)
            self.places[entry.deviceUUID] = place
            self.linkNewest(place)
        } else {
            let place = self.oldest
            self.places[self.entries[Int(place)].deviceUUID] = nil
            self.unlink(place)
            self.entries[Int(place)] = entry
            self.places[entry.deviceUUID] = place
            self.linkNewest(place)
        }
    }

    /// A hello that was passed on is durable. Changes nothing when a newer one of the device was passed on since.
    package mutating func becameDurable(_ admitted: AdmittedHello) {
        guard let place = self.places[admitted.hello.deviceUUID],
            self.entries[Int(place)].receivedAt == admitted.receivedAt
        else { return }
        self.entries[Int(place)].isDurable = true
    }

    /// The database was away. It may come back as another one that lacks the newest commits, so nothing is known any more.
    package mutating func forgetAll() {
        self.entries.removeAll()
        self.places.removeAll()
        self.newest = -1
        self.oldest = -1
    }

    /// Everything a hello says except its counter. Within one process only: the hash is seeded at start.
    private static func contentDigest(_ hello: Hello) -> Int {
        var hasher = Hasher()
        hasher.combine(hello.adminCredentialsSet)
        switch hello.credential {
        case .psk(let pid):
            hasher.combine(-1)
            hasher.combine(pid)
        case .pki(let rootHashes):
            hasher.combine(rootHashes.count)
            for rootHash in rootHashes {
                hasher.combine(rootHash.algorithm)
                hasher.combine(rootHash.bytes.count)
                // In one piece: a synthesised hash feeds an array byte by byte, which showed in the cost of a hello.
                rootHash.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
            }
        }
        return hasher.finalize()
    }

    private mutating func touch(_ place: Int32) {
        guard place != self.newest else { return }
        self.unlink(place)
        self.linkNewest(place)
    }

    private mutating func unlink(_ place: Int32) {
        let newer = self.entries[Int(place)].newer
        let older = self.entries[Int(place)].older
        if newer >= 0 { self.entries[Int(newer)].older = older } else { self.newest = older }
        if older >= 0 { self.entries[Int(older)].newer = newer } else { self.oldest = newer }
    }

    private mutating func linkNewest(_ place: Int32) {
        self.entries[Int(place)].newer = -1
        self.entries[Int(place)].older = self.newest
        if self.newest >= 0 { self.entries[Int(self.newest)].newer = place } else { self.oldest = place }
        self.newest = place
    }
}
