import AMT
import CLibCurl
import Glibc
import Inventory

/// One request and its answer. Touched by its thread alone.
final class FetchExchange {
    /// How it went.
    enum Outcome {
        /// The pipe has its end.
        case ended
        case redirected(to: String, keepsBody: Bool)
    }

    private let plan: FetchPlan
    private let address: WebAddress
    private let pipe: FetchPipe
    private let deadline: ContinuousClock.Instant
    private let memory: FetchMemory
    private let errorText: UnsafeMutablePointer<CChar>

    /// While it runs.
    private var easy: UnsafeMutableRawPointer?
    private var head = FetchHead()
    private var verdict: FetchVerdict?
    private var byteCount: Int64 = 0
    private var isConnected = false
    private var progressAt = ContinuousClock.now
    /// Why libcurl was told to stop, where that was us.
    private var refusal: SourceFailure?

    init(_ plan: FetchPlan, address: WebAddress, body: [UInt8]?, pipe: FetchPipe, deadline: ContinuousClock.Instant) {
        self.plan = plan
        self.address = address
        self.pipe = pipe
        self.deadline = deadline
        self.memory = FetchMemory(plan, body: body)
        self.errorText = .allocate(capacity: ccurl_error_size)
        self.errorText.initialize(repeating: 0, count: ccurl_error_size)
    }

    deinit { self.errorText.deallocate() }

    /// Runs the exchange to its end.
    func run(on multi: CurlMulti) -> Outcome {
        guard let easy = curl_easy_init() else { return self.fail(SourceFailure(.connectionFailed, "no handle")) }
        self.easy = easy
        // Before the memory that it reads, which goes with the exchange.
        defer {
            curl_easy_cleanup(easy)
            self.easy = nil
        }
        let setup = FetchSetup(easy: easy, plan: self.plan, address: self.address, memory: self.memory)
        guard setup.apply(), self.listen(to: easy) else {
            return self.fail(SourceFailure(.definition, "libcurl cannot do what the connection asks for"))
        }
        guard curl_multi_add_handle(multi.pointer, easy) == CURLM_OK else {
            return self.fail(SourceFailure(.connectionFailed, "no handle"))
        }
        defer { curl_multi_remove_handle(multi.pointer, easy) }
        self.progressAt = ContinuousClock.now
        while true {
            if let code = multi.perform() { return self.finish(code, easy) }
            if let failure = self.overdue {
                // What the status says is worth more than that its page does not end.
                guard case .failed(let known) = self.verdict else { return self.fail(failure) }
                return self.fail(known)
            }
            multi.wait(milliseconds: self.waitMilliseconds)
        }
    }

    // MARK: Time

    /// What the clock or the reader has decided; `nil` while the transfer goes on.
    private var overdue: SourceFailure? {
        if self.pipe.isAbandoned { return FetchPipe.cancellation }
        let now = ContinuousClock.now
        if now >= self.deadline { return Self.late }
        guard now >= self.progressAt + self.plan.stall else { return nil }
        let seconds = self.plan.stall.components.seconds
        return self.isConnected
            ? SourceFailure(.stalled, "nothing came for \(seconds) s")
            : SourceFailure(.timedOut, "no connection within \(seconds) s")
    }

    private static let late = SourceFailure(.timedOut, "the answer took too long")

    private var waitMilliseconds: Int {
        let due = min(self.deadline, self.progressAt + self.plan.stall)
        return min((due - ContinuousClock.now).wholeMilliseconds, FetchLimits.tickMilliseconds)
    }

    // MARK: What libcurl tells

    private func listen(to easy: UnsafeMutableRawPointer) -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let settings = [
            ccurl_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, self.errorText),
            ccurl_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                FetchExchange.take(bytes, size * count, context) { $0.tookHeader($1) }
            },
            ccurl_easy_set_pointer(easy, CURLOPT_HEADERDATA, context),
            ccurl_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                FetchExchange.take(bytes, size * count, context) { $0.tookBody($1) }
            },
            ccurl_easy_set_pointer(easy, CURLOPT_WRITEDATA, context),
            ccurl_easy_set_prerequest_callback(easy) { context, _, _, _, _ in
                FetchExchange.exchange(context)?.requestBegins()
                return Int32(CURL_PREREQFUNC_OK)
            },
            ccurl_easy_set_pointer(easy, CURLOPT_PREREQDATA, context),
        ]
        return settings.allSatisfy { $0 == CURLE_OK }
    }

    private static func exchange(_ context: UnsafeMutableRawPointer?) -> FetchExchange? {
        context.map { Unmanaged<FetchExchange>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: how many bytes were taken; any other number than all of them ends the transfer.
    private static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ length: Int, _ context: UnsafeMutableRawPointer?,
        _ taker: (FetchExchange, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let exchange = Self.exchange(context),
            taker(exchange, UnsafeRawBufferPointer(start: bytes, count: length))
        else { return length + 1 }
        return length
    }

    private func requestBegins() {
        self.isConnected = true
        self.progressAt = ContinuousClock.now
    }

    private func tookHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        self.progressAt = ContinuousClock.now
        // Behind the body there may be more; nothing depends on it.
        guard self.verdict == nil else { return true }
        guard self.head.took(line) else {
            self.refusal = SourceFailure(.tooLarge, "more than \(FetchLimits.headerBytesMax) bytes of headers")
            return false
        }
        return true
    }

    /// Also says when an answer is the last one: bodies of answers to which libcurl has another request are passed over.
    private func tookBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        self.byteCount += Int64(piece.count)
        switch self.decided {
        case .usable: return self.deliver(piece)
        case .unchanged, .redirect, .failed:
            self.progressAt = ContinuousClock.now
            // Its page is of no use, but reading it keeps the connection.
            return self.byteCount <= FetchLimits.discardedBytesMax
        }
    }

    private func deliver(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard self.byteCount <= self.plan.answerBytesMax else {
            self.refusal = SourceFailure(.tooLarge, "more than \(self.plan.answerBytesMax) bytes")
            return false
        }
        let delivery = self.pipe.put(piece, until: self.deadline)
        // The time that the reader took is not the source's.
        self.progressAt = ContinuousClock.now
        switch delivery {
        case .taken: return true
        case .abandoned: self.refusal = FetchPipe.cancellation
        case .late: self.refusal = Self.late
        }
        return false
    }

    // MARK: Ends

    /// What the answer's status means. Tells the reader of a usable one, the first time.
    private var decided: FetchVerdict {
        if let verdict = self.verdict { return verdict }
        let verdict = FetchVerdict(
            status: self.status, head: self.head, isConditional: self.plan.isConditional,
            takesAccepted: self.plan.takesAccepted, now: time(nil))
        self.verdict = verdict
        switch verdict {
        case .usable: self.pipe.begin(self.pipeHead(isUnchanged: false))
        case .unchanged: self.pipe.begin(self.pipeHead(isUnchanged: true))
        case .redirect, .failed: break
        }
        return verdict
    }

    private var status: Int { self.easy.map(EasyReport.status) ?? 0 }

    private func pipeHead(isUnchanged: Bool) -> FetchPipe.Head {
        let next = LinkHeader.next(in: self.head.links).flatMap { WebAddress($0, relativeTo: self.address) }
        return FetchPipe.Head(
            isUnchanged: isUnchanged, entityTag: self.head.entityTag, lastModified: self.head.lastModified,
            contentType: self.head.contentType, nextLink: next?.text, tellsItsEnd: self.head.tellsItsEnd)
    }

    private func finish(_ code: CURLcode, _ easy: UnsafeMutableRawPointer) -> Outcome {
        if let refusal = self.refusal { return self.fail(refusal) }
        // An answer that is of no use says more than what became of its page.
        let isUseless = self.verdict != nil && self.verdict != .usable
        guard code == CURLE_OK || isUseless else { return self.fail(self.failure(code, easy)) }
        switch self.decided {
        case .usable, .unchanged:
            self.pipe.end()
            return .ended
        case .redirect(let location, let keepsBody): return .redirected(to: location, keepsBody: keepsBody)
        case .failed(let failure): return self.fail(failure)
        }
    }

    private func failure(_ code: CURLcode, _ easy: UnsafeMutableRawPointer) -> SourceFailure {
        let text = self.errorText[0] == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: self.errorText)
        let end = FetchEnd(
            code: code, isConnected: self.isConnected, hasBody: self.byteCount > 0,
            usesTLS: self.address.origin.scheme == .https, proxyStatus: EasyReport.proxyStatus(easy),
            namesAlert: FetchEnd.namesAlert(text))
        return SourceFailure(end.failureCode, FetchEnd.detail(text))
    }

    private func fail(_ failure: SourceFailure) -> Outcome {
        self.pipe.end(failure)
        return .ended
    }
}
