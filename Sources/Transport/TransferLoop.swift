import CLibCurl
import Glibc
import Provisioning
import Synchronization

/// One thread that runs every transfer, and the inbox through which it takes orders.
///
/// The inbox needs no bound of its own: a session has at most one exchange under way, one cancellation of it, and the
/// reconnects and the close that its one task orders.
final class TransferLoop: Sendable {
    enum Order {
        case start(Transfer, Transfer.Continuation)
        case cancel(Transfer)
        case reconnect(DeviceLine)
        case close(DeviceLine)
        case stop
    }

    private struct Inbox {
        var orders: [Order] = []
        /// The thread was told and has not looked since.
        var isSignalled = false
        var isStopping = false
        var isStopped = false
        var awaitingStop: [CheckedContinuation<Void, Never>] = []
    }

    private let inbox = Mutex(Inbox())
    private let multi: MultiHandle

    /// Starts the thread.
    init() throws(TransportStartFailure) {
        CurlLibrary.start()
        self.multi = try MultiHandle()
        try self.startThread()
    }

    /// Orders reach the thread in the order of these calls. After a stop, exchanges end as cancelled and the rest is
    /// without effect.
    func submit(_ order: Order) {
        let (isTaken, needsSignal) = self.inbox.withLock { inbox in
            guard !inbox.isStopping else { return (false, false) }
            inbox.orders.append(order)
            defer { inbox.isSignalled = true }
            return (true, !inbox.isSignalled)
        }
        if needsSignal { curl_multi_wakeup(self.multi.pointer) }
        guard !isTaken, case .start(_, let continuation) = order else { return }
        continuation.resume(returning: .failure(.notSent(.cancelled)))
    }

    /// Ends everything in flight and returns when the thread holds no handle any more.
    func stop() async {
        await withCheckedContinuation { continuation in
            let isStopped = self.inbox.withLock { inbox in
                if inbox.isStopped { return true }
                inbox.awaitingStop.append(continuation)
                if !inbox.isStopping { inbox.orders.append(.stop) }
                inbox.isStopping = true
                return false
            }
            if isStopped { continuation.resume() } else { curl_multi_wakeup(self.multi.pointer) }
        }
    }

    private func startThread() throws(TransportStartFailure) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, TransportLimits.stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let result = pthread_create(&thread, &attributes, TransferLoop.threadMain, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw .thread
        }
    }

    private static let threadMain: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let loop = Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue()
        // OpenSSL writes to sockets that the device may have closed; the error comes back without the signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        loop.run()
        return nil
    }

    private func run() {
        let driver = TransferDriver(multi: self.multi.pointer)
        while self.takeOrders().allSatisfy(driver.obey) {
            driver.perform()
            driver.wait()
        }
        driver.stop()
        let awaiting = self.inbox.withLock { inbox in
            inbox.isStopped = true
            defer { inbox.awaitingStop = [] }
            return inbox.awaitingStop
        }
        for continuation in awaiting { continuation.resume() }
    }

    private func takeOrders() -> [Order] {
        self.inbox.withLock { inbox in
            inbox.isSignalled = false
            defer { inbox.orders = [] }
            return inbox.orders
        }
    }
}

/// Why there is no transport.
package enum TransportStartFailure: String, Error, CaseIterable, Sendable {
    case multiHandle = "multi-handle"
    case thread
}

/// libcurl's handle for all transfers. Everything but its wake-up call belongs to the loop's thread.
private final class MultiHandle: @unchecked Sendable {
    // libcurl allows the wake-up call from any thread; the memory goes when nobody can call it any more.
    let pointer: UnsafeMutableRawPointer

    init() throws(TransportStartFailure) {
        guard let pointer = curl_multi_init() else { throw .multiHandle }
        self.pointer = pointer
        // Each session has a cache of its own, and this is the bound of each: one connection kept alive. libcurl's own
        // number follows the transfers in flight.
        ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, 1)
        ccurl_multi_set_long(pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    }

    deinit { curl_multi_cleanup(self.pointer) }
}

/// libcurl's process-wide state, begun once and kept until the process ends.
enum CurlLibrary {
    static func start() { _ = Self.isStarted }

    private static let isStarted = curl_global_init(ccurl_global_default) == CURLE_OK
}
