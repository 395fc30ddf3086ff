import AMT
import Provisioning
import Synchronization

/// What is known of devices, in memory.
final class MemoryForecastBook: ForecastBook {
    private let known = Mutex<[DeviceUUID: DeviceKnowledge]>([:])

    func learn(_ device: DeviceUUID, _ knowledge: DeviceKnowledge) { self.known.withLock { $0[device] = knowledge } }

    func knowledge(of device: DeviceUUID) async throws(StoreFailure) -> DeviceKnowledge {
        self.known.withLock { $0[device] }
            ?? DeviceKnowledge(findings: nil, takenAt: nil, marks: [], authorityDER: [])
    }
}
