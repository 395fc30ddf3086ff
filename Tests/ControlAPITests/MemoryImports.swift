import AMT
import Provisioning
import Synchronization

@testable import ControlAPI

/// Imported keys in memory, with the port's promises.
final class MemoryKeyImport: KeyImport {
    private let contents = Mutex<[PID: PPS]>([:])
    private let failure = Mutex<StoreFailure?>(nil)

    var keys: [PID: PPS] { self.contents.withLock { $0 } }

    func fail(_ failure: StoreFailure) { self.failure.withLock { $0 = failure } }

    func keep(_ keys: [ImportedKey]) async throws(StoreFailure) -> Set<PID> {
        if let failure = self.failure.withLock({ $0 }) { throw failure }
        return self.contents.withLock { contents in
            var new: Set<PID> = []
            for key in keys where contents[key.pid] == nil {
                contents[key.pid] = key.pps
                new.insert(key.pid)
            }
            return new
        }
    }
}

/// Imported credentials in memory, with the port's promises.
final class MemoryCredentialImport: CredentialImport {
    static let perDeviceMax = 2

    private let contents = Mutex<[ImportedCredential]>([])

    /// In the order in which they came.
    var credentials: [ImportedCredential] { self.contents.withLock { $0 } }

    func keep(_ credentials: [ImportedCredential]) async throws(StoreFailure) -> [ImportResult] {
        self.contents.withLock { contents in
            credentials.map { credential in
                let known = contents.filter { $0.device == credential.device }
                if known.contains(where: { $0.username == credential.username && $0.password == credential.password }) {
                    return .known
                }
                guard known.count < Self.perDeviceMax else { return .refused(.tooMany) }
                contents.append(credential)
                return .kept
            }
        }
    }
}

struct MemoryImports {
    let keys = MemoryKeyImport()
    let credentials = MemoryCredentialImport()

    var desk: ImportDesk { ImportDesk(keys: self.keys, credentials: self.credentials) }
}
