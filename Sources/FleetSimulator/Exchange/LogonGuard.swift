import Crypto

/// Counts failed log-ons and refuses all of them for a while after too many.
///
/// Source: Intel AMT SDK, *Authentication Options*: ten failures in a row, then 5 seconds that grow to 80.
struct LogonGuard: Equatable, Sendable {
    static let failuresMax = 10
    static let lockSecondsFirst: Double = 5
    static let lockSecondsLast: Double = 80
    static let forgetAfterSeconds: Double = 3_600

    private(set) var failureCount = 0
    private var lockedUntil: Double = 0
    private var lastFailureAt: Double = 0
    private var lockSeconds: Double = 0

    func isLocked(now: Double) -> Bool { now < self.lockedUntil }

    mutating func failed(now: Double) {
        if now - self.lastFailureAt > Self.forgetAfterSeconds {
            self.failureCount = 0
            self.lockSeconds = 0
        }
        self.failureCount += 1
        self.lastFailureAt = now
        guard self.failureCount >= Self.failuresMax else { return }
        self.lockSeconds = min(Self.lockSecondsLast, max(Self.lockSecondsFirst, self.lockSeconds * 2))
        self.lockedUntil = now + self.lockSeconds
    }

    mutating func succeeded() { self = LogonGuard() }
}

/// What a request's log-on came to.
enum LogonVerdict: Equatable, Sendable {
    case admitted
    /// Answer 401 with this nonce; `isStale` tells the client to repeat with the same password.
    case challenged(nonce: String, isStale: Bool)
}

extension SimulatedFirmware {
    /// Judges one request on a connection that is not logged on yet.
    ///
    /// - Parameter authorization: the header's value, if it was sent.
    mutating func judgeLogon(
        authorization: String?, method: String, target: String, body: [UInt8], now: Double
    ) -> LogonVerdict {
        guard self.admin.digestA1 != nil else { return .admitted }
        let challenge = LogonVerdict.challenged(nonce: self.nonce(now: now), isStale: false)
        guard let authorization else { return challenge }
        guard !self.logonGuard.isLocked(now: now) else { return challenge }
        guard
            let credentials = DigestCredentials(header: authorization),
            let a1 = self.digestA1(ofUser: credentials.username), credentials.realm == self.realm,
            credentials.uri == target,
            Digest.response(a1: a1, method: method, credentials: credentials, body: body) == credentials.response
        else {
            self.logonGuard.failed(now: now)
            return challenge
        }
        guard self.isFresh(credentials.nonce, now: now) else {
            return .challenged(nonce: self.nonce(now: now), isStale: true)
        }
        self.logonGuard.succeeded()
        return .admitted
    }

    /// A nonce carries its time and proves that it is this device's, so none has to be remembered.
    private func nonce(now: Double) -> String { self.nonce(second: UInt32(truncatingIfNeeded: Int64(max(0, now)))) }

    private func nonce(second: UInt32) -> String {
        let time = (0..<4).map { UInt8(truncatingIfNeeded: second >> ($0 * 8)) }
        var generator = SeededGenerator(seed: self.identity.seed, index: self.identity.index, purpose: "nonce")
        // Nonces do not outlive a loss of power.
        let boot = (0..<4).map { UInt8(truncatingIfNeeded: self.bootCount >> ($0 * 8)) }
        let proof = SHA256.hash(data: generator.bytes(16) + Array(self.realm.utf8) + time + boot)
        return Text.base64(time + [UInt8](repeating: 0, count: 8) + Array(proof.prefix(12)))
    }

    private func isFresh(_ nonce: String, now: Double) -> Bool {
        guard let bytes = Text.bytes(base64: nonce), bytes.count == 24 else { return false }
        let second = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard nonce == self.nonce(second: second) else { return false }
        return now - Double(second) <= self.policy.nonceSeconds
    }

    /// The qualities of protection that the release offers.
    var offeredQualities: String { self.identity.release.personality.qualities }
}
