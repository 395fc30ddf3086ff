import Glibc

/// Threads of our own, for work that blocks: the threads of tasks never do.
enum OwnThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Returns: `false` when the system has no thread left; the body does not run then.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { space in
            guard let attributes = space.baseAddress, pthread_attr_init(attributes) == 0 else { return false }
            defer { pthread_attr_destroy(attributes) }
            pthread_attr_setstacksize(attributes, TransportLimits.stackBytes)
            pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
            let context = Unmanaged.passRetained(Work(body))
            var thread = pthread_t()
            guard pthread_create(&thread, attributes, Self.main, context.toOpaque()) == 0 else {
                context.release()
                return false
            }
            return true
        }
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        // OpenSSL writes to sockets that the other end may have closed; the error comes back without the signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
        work.body()
        return nil
    }
}
