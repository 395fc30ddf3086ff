import AMT
import Provisioning
import Synchronization

@testable import ControlAPI

/// Pre-shared keys in memory, with the port's promises.
final class MemoryKeyBook: PresharedKeyBook {
    struct Entry {
        var pps: PPS
        var state = PresharedKeyState.available
        var device: DeviceUUID?
        var exportedAt: UnixTime?
    }

    private let contents = Mutex<[PID: Entry]>([:])
    private let failure = Mutex<StoreFailure?>(nil)

    var entries: [PID: Entry] { self.contents.withLock { $0 } }
    var keys: [PID: PPS] { self.entries.mapValues(\.pps) }

    func fail(_ failure: StoreFailure) { self.failure.withLock { $0 = failure } }

    /// As when a device says its PID.
    func use(_ pid: PID, by device: DeviceUUID) {
        self.contents.withLock {
            $0[pid]?.state = .inUse
            $0[pid]?.device = device
        }
    }

    func keep(_ keys: [ImportedKey], isFresh: Bool) async throws(StoreFailure) -> Set<PID> {
        if let failure = self.failure.withLock({ $0 }) { throw failure }
        return self.contents.withLock { contents in
            var new: Set<PID> = []
            for key in keys where contents[key.pid] == nil {
                contents[key.pid] = Entry(pps: key.pps)
                new.insert(key.pid)
            }
            return new
        }
    }

    func keys(
        after: PID?, limit: Int, state: PresharedKeyState?
    ) async throws(StoreFailure) -> [PresharedKeyView] {
        self.entries.sorted { $0.key.text < $1.key.text }
            .filter { $0.key.text > after?.text ?? "" && (state == nil || $0.value.state == state) }.prefix(limit)
            .map { pid, entry in
                PresharedKeyView(
                    pid: pid, state: entry.state, device: entry.device,
                    since: entry.device.map { _ in UnixTime(seconds: 60) }, createdAt: UnixTime(seconds: 0),
                    exportedAt: entry.exportedAt)
            }
    }

    func export(_ order: PresharedKeyOrder) async throws(StoreFailure) -> [ImportedKey] {
        self.contents.withLock { contents in
            let sorted = contents.sorted { $0.key.text < $1.key.text }
            let chosen: [PID]
            switch order {
            case .named(let pids): chosen = sorted.map(\.key).filter { pids.contains($0) }
            case .available(let limit, let includesExported):
                let free = sorted.filter {
                    $0.value.state == .available && (includesExported || $0.value.exportedAt == nil)
                }
                chosen = free.prefix(limit).map(\.key)
            }
            for pid in chosen { contents[pid]?.exportedAt = UnixTime(seconds: 120) }
            return chosen.compactMap { pid in contents[pid].map { ImportedKey(pid: pid, pps: $0.pps) } }
        }
    }
}
