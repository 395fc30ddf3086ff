import Provisioning
import Synchronization

/// Keys in memory: records are numbers of credentials under an old key, which a rotation moves.
final class MemorySecretKeeping: SecretKeeping {
    struct State {
        /// Under `k1`; the rest of ten is under `k2`.
        var old = 10
        /// Of those under `k1`, how many stay.
        var stuck = 0
        var asked: [(count: Int, after: RotationPlace?)] = []
        var verified: [Int] = []
        var failures: [SealedFailure] = []
    }

    static let device = "a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007"
    static let failure = SealedFailure(
        record: SealedRecord(kind: .credential, place: "\(device)/3"), part: "mebx", keyID: "k1", reason: .boxInvalid)

    let state = Mutex(State())

    func census() async throws(StoreFailure) -> KeyCensus {
        self.state.withLock { state in
            var uses = [
                KeyCensus.Use(kind: .credential, keyID: "k2", count: Int64(10 - state.old)),
                KeyCensus.Use(kind: .credential, keyID: "k1", count: Int64(state.old)),
            ]
            if state.stuck > 0 { uses.append(KeyCensus.Use(kind: .presharedKey, keyID: "k0", count: 1)) }
            return KeyCensus(keyIDs: ["k2", "k1"], uses: uses)
        }
    }

    func rotate(_ count: Int, after place: RotationPlace?) async throws(StoreFailure) -> RotationStep {
        self.state.withLock { state in
            state.asked.append((count, place))
            var step = RotationStep()
            let moved = min(count, state.old - state.stuck)
            state.old -= moved
            step.rewrapped = [.credential: moved]
            if state.stuck > 0 { step.failures = [Self.failure] }
            if moved == count, state.old > state.stuck {
                step.next = RotationPlace(
                    keyID: "k1", record: SealedRecord(kind: .credential, place: "\(Self.device)/\(10 - state.old)"))
            }
            return step
        }
    }

    func verify(_ count: Int) async throws(StoreFailure) -> [KindVerification] {
        self.state.withLock { state in
            state.verified.append(count)
            return SealedKind.allCases.map { kind in
                var verification = KindVerification(kind: kind)
                verification.opened = kind == .credential ? min(count, 10) : 0
                verification.failures = state.failures.filter { $0.record.kind == kind }
                return verification
            }
        }
    }
}
