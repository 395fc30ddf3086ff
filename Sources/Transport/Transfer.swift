import AMT
import CLibSSL
import Provisioning

/// One exchange on its way. Made by the caller, then touched by the loop's thread alone.
final class Transfer: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Result<HTTPAnswer, ExchangeFailure>, Never>

    let line: DeviceLine
    let credential: DigestCredential
    /// Holds for the whole exchange, repetitions included.
    let deadline: ContinuousClock.Instant
    /// A copy of the envelope, because libcurl reads it until the transfer ends. It may hold passwords.
    let envelope: UnsafeMutableBufferPointer<UInt8>

    var reader = AnswerReader()
    /// What libcurl runs it on, from start to end.
    var easy: UnsafeMutableRawPointer?
    /// Cancelled before it was started.
    var isCancelled = false
    /// The device dropped its nonce once and was asked again.
    var wasRepeated = false
    private var continuation: Continuation?

    init(line: DeviceLine, envelope: [UInt8], credential: DigestCredential, timeout: Duration) {
        self.line = line
        self.credential = credential
        self.deadline = ContinuousClock.now + timeout
        self.envelope = .allocate(capacity: envelope.count)
        _ = self.envelope.initialize(fromContentsOf: envelope)
    }

    deinit {
        if let base = self.envelope.baseAddress { cssl_cleanse(base, self.envelope.count) }
        self.envelope.deallocate()
    }

    /// What is left of the caller's time, at least one millisecond: libcurl reads zero as "for ever".
    var millisecondsLeft: Int { (self.deadline - ContinuousClock.now).wholeMilliseconds }

    func awaited(by continuation: Continuation) { self.continuation = continuation }

    /// Gives the caller its answer. Further calls do nothing.
    func end(_ result: Result<HTTPAnswer, ExchangeFailure>) {
        self.continuation?.resume(returning: result)
        self.continuation = nil
    }
}

extension Duration {
    /// For libcurl: at least 1, because 0 means "for ever", and no more than 32 bits hold.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = self.components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
