import NIOCore
import NIOPosix
import Synchronization
import _CryptoExtras

/// Makes RSA key pairs ahead of their use, on threads of its own: one takes a tenth of a second or more.
final class KeyPool: Sendable {
    static let keyBits = 2_048

    private struct State {
        var ready: [KeyMaterial] = []
        var waiting: [EventLoopPromise<KeyMaterial?>] = []
        var underwayCount = 0
        var lentCount = 0
        var isShutDown = false
    }

    private let threads: NIOThreadPool
    private let size: Int
    private let isShared: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - size: key pairs kept ready.
    ///   - isShared: hand out the same key pairs again and again, so that a large fleet costs no more than `size`.
    init(threads: NIOThreadPool, size: Int, isShared: Bool) {
        self.threads = threads
        self.size = max(1, size)
        self.isShared = isShared
    }

    /// Begins to fill the pool.
    func fill() {
        let missing = self.state.withLock { state in
            let wanted = self.isShared ? self.size : self.size + state.waiting.count
            let missing = state.isShutDown ? 0 : max(0, wanted - state.ready.count - state.underwayCount)
            state.underwayCount += missing
            return missing
        }
        for _ in 0..<missing { self.makeOne() }
    }

    /// The next key pair, when there is one; `nil` when there will be none.
    func take(on eventLoop: any EventLoop) -> EventLoopFuture<KeyMaterial?> {
        let promise = eventLoop.makePromise(of: KeyMaterial?.self)
        let now: KeyMaterial?? = self.state.withLock { state in
            if state.isShutDown { return .some(nil) }
            if self.isShared, !state.ready.isEmpty {
                state.lentCount += 1
                return state.ready[state.lentCount % state.ready.count]
            }
            if !self.isShared, let key = state.ready.popLast() { return key }
            state.waiting.append(promise)
            return nil
        }
        if let now { promise.succeed(now) }
        self.fill()
        return promise.futureResult
    }

    func shutDown() {
        let waiting = self.state.withLock { state in
            state.isShutDown = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for promise in waiting { promise.succeed(nil) }
    }

    private func makeOne() {
        self.threads.submit { _ in
            // Key generation fails for lack of memory only; a waiting call is then told that none is ready.
            self.made(try? Self.make())
        }
    }

    private func made(_ key: KeyMaterial?) {
        let served = self.state.withLock { state -> [EventLoopPromise<KeyMaterial?>] in
            state.underwayCount -= 1
            if self.isShared, let key {
                state.ready.append(key)
                defer { state.waiting = [] }
                return state.waiting
            }
            guard !state.waiting.isEmpty else {
                if let key { state.ready.append(key) }
                return []
            }
            return [state.waiting.removeFirst()]
        }
        for promise in served { promise.succeed(key) }
    }

    /// Makes one key pair, on the calling thread.
    static func make() throws -> KeyMaterial {
        let key = try _RSA.Signing.PrivateKey(keySize: .init(bitCount: Self.keyBits))
        return KeyMaterial(
            privateKeyDER: Array(key.derRepresentation), publicKeyPKCS1: Array(key.publicKey.pkcs1DERRepresentation),
            publicKeySPKI: Array(key.publicKey.derRepresentation))
    }
}
