import AMT
import Provisioning
import Synchronization

/// What is known of devices, in memory.
final class MemoryForecastBook: ForecastBook {
    private let known = Mutex<[DeviceUUID: DeviceKnowledge]>([:])
    private let shown = Mutex<[AMTRelease]>([])

    func learn(_ device: DeviceUUID, _ knowledge: DeviceKnowledge) { self.known.withLock { $0[device] = knowledge } }

    /// Says which releases the fleet has, as major numbers.
    func show(_ majors: UInt32...) { self.shown.withLock { $0 = majors.map { AMTRelease(major: $0, minor: 0) } } }

    func releases() async throws(StoreFailure) -> [AMTRelease] { self.shown.withLock { $0 } }

    func knowledge(of device: DeviceUUID) async throws(StoreFailure) -> DeviceKnowledge {
        self.known.withLock { $0[device] }
            ?? DeviceKnowledge(findings: nil, takenAt: nil, marks: [], authorityDER: [])
    }
}
