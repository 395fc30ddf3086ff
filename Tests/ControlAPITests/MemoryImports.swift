import AMT
import Provisioning
import Synchronization

@testable import ControlAPI

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
    let keys = MemoryKeyBook()
    let credentials = MemoryCredentialImport()

    var desk: ImportDesk { ImportDesk(keys: self.keys, credentials: self.credentials) }
}
