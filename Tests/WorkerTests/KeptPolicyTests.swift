import AMT
import Inventory
import Logging
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Kept policy") struct KeptPolicyTests {
    /// A book whose answer a test changes, with a clock that it moves.
    final class Shelf: PolicyBook, Sendable {
        struct State {
            var answer: Result<KeptPolicy?, StoreFailure> = .success(nil)
            var readings = 0
            var now = ContinuousClock.now
        }

        let state = Mutex(State())

        func policy() async throws(StoreFailure) -> KeptPolicy? {
            try self.state.withLock { state in
                state.readings += 1
                return state.answer
            }.get()
        }

        func keep(_ version: Int, _ document: String) {
            self.state.withLock { $0.answer = .success(KeptPolicy(version: version, document: document)) }
        }

        func fail() { self.state.withLock { $0.answer = .failure(StoreFailure(kind: .unavailable, statement: "x")) } }

        func pass(_ span: Duration) { self.state.withLock { $0.now += span } }

        func profiles() -> KeptProfiles {
            KeptProfiles(
                book: EmptyProfileBook(), policies: self, builtIn: Profile(name: "default"), logger: TestRun.logger,
                clock: WorkerClock(now: { self.state.withLock { $0.now } }, sleep: { _ in }))
        }
    }

    @Test("without a document the standard policy counts")
    func none() async throws {
        #expect(try await Shelf().profiles().policy(isOrdered: false) == AssignmentPolicy())
    }

    @Test("a reading serves for five seconds; a newer version is taken up after them")
    func fresh() async throws {
        let shelf = Shelf()
        let kept = shelf.profiles()
        shelf.keep(1, #"{"dnsFallback":true,"schema":1}"#)
        #expect(try await kept.policy(isOrdered: false).usesDNSFallback)
        shelf.keep(2, #"{"enabled":false,"schema":1}"#)
        shelf.pass(.seconds(5))
        #expect(try await kept.policy(isOrdered: false).version == 1)
        #expect(shelf.state.withLock { $0.readings } == 1)
        shelf.pass(.seconds(1))
        let policy = try await kept.policy(isOrdered: false)
        #expect(policy.version == 2)
        #expect(!policy.isEnabled)
    }

    @Test("what an operator has kept counts for what is ordered a moment later")
    func ordered() async throws {
        let shelf = Shelf()
        let kept = shelf.profiles()
        shelf.keep(1, #"{"schema":1}"#)
        #expect(try await kept.policy(isOrdered: false).version == 1)
        shelf.keep(2, #"{"schema":1}"#)
        shelf.pass(.milliseconds(300))
        #expect(try await kept.policy(isOrdered: false).version == 1)
        #expect(try await kept.policy(isOrdered: true).version == 2)
        shelf.keep(3, #"{"schema":1}"#)
        #expect(try await kept.policy(isOrdered: true).version == 2, "thousands that are ordered at once read it once")
    }

    @Test("while the database does not answer, what was read before serves")
    func unavailable() async throws {
        let shelf = Shelf()
        let kept = shelf.profiles()
        shelf.fail()
        await #expect(throws: StoreFailure.self) { try await kept.policy(isOrdered: false) }
        shelf.keep(4, #"{"propsCommand":"first","schema":1}"#)
        #expect(try await kept.policy(isOrdered: false).propsUse == .first)
        shelf.fail()
        shelf.pass(.seconds(60))
        #expect(try await kept.policy(isOrdered: false).version == 4)
    }

    @Test(
        "a document that is not understood is never replaced by the standard policy: the one before serves, or devices wait"
    )
    func unreadable() async throws {
        let shelf = Shelf()
        shelf.keep(3, #"{"schema":2}"#)
        let waiting = try await shelf.profiles().policy(isOrdered: false)
        #expect(!waiting.isEnabled)
        #expect(waiting.version == 3)
        let kept = shelf.profiles()
        shelf.keep(2, #"{"dnsFallback":true,"schema":1}"#)
        #expect(try await kept.policy(isOrdered: false).version == 2)
        shelf.keep(3, "not JSON")
        shelf.pass(.seconds(60))
        #expect(try await kept.policy(isOrdered: false).version == 2)
    }
}

/// A book without anything.
private struct EmptyProfileBook: ProfileBook {
    func profiles() async throws(StoreFailure) -> [ProfileVersion] { [] }

    func profile(named name: String, version: Int?) async throws(StoreFailure) -> ProfileVersion? { nil }

    func history(named name: String, before: Int?, limit: Int) async throws(StoreFailure) -> [DocumentVersion] { [] }

    func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping { .conflict(newest: 0) }

    func secrets() async throws(StoreFailure) -> [SecretView] { [] }

    func keepSecret(name: String, value: Secret, ifVersion: Int?) async throws(StoreFailure) -> DocumentKeeping {
        .kept(version: 1)
    }

    func openSecrets(_ names: Set<String>) async throws(StoreFailure) -> [String: OpenedSecret] { [:] }

    func registerOTP(_ device: DeviceUUID, _ password: Secret) async throws(StoreFailure) {}
}
