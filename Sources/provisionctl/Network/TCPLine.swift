import Dispatch
import Foundation

/// One TCP connection, each call with a deadline. Blocks its thread; see ``offThread(_:)``.
struct TCPLine: ~Copyable {
    /// How the other side ended it.
    enum Ending: Equatable, Sendable {
        /// In good order.
        case fin
        /// At once, with what was under way lost.
        case rst
        /// Not by the deadline.
        case none
    }

    private let descriptor: Int32

    /// - Parameter address: numeric.
    init(to address: String, port: UInt16, within limit: Duration) throws(Unreached) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &found) == 0, let target = found?.pointee else {
            throw Unreached(reach: .noRoute)
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(target.ai_family, target.ai_socktype | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw Unreached(reach: .noRoute) }
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        if connect(descriptor, target.ai_addr, target.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { throw Unreached(errno: errno) }
            guard Self.wait(descriptor, for: Int16(POLLOUT), within: limit) else { throw Unreached(reach: .silent) }
            var fault: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &size)
            guard fault == 0 else { throw Unreached(errno: fault) }
        }
        isKept = true
        self.descriptor = descriptor
    }

    deinit { close(self.descriptor) }

    /// Sends everything and says that nothing follows.
    ///
    /// - Returns: whether the other side still took it.
    func sendAndFinish(_ bytes: [UInt8], within limit: Duration) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                send(
                    self.descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno != EAGAIN || !Self.wait(self.descriptor, for: Int16(POLLOUT), within: limit) {
                return false
            }
        }
        return shutdown(self.descriptor, Int32(SHUT_WR)) == 0
    }

    /// Waits for the end of the connection; what comes before it is left out.
    func ending(within limit: Duration) -> Ending {
        let deadline = ContinuousClock.now + limit
        var bytes = [UInt8](repeating: 0, count: 1024)
        while true {
            let left = deadline - .now
            guard left > .zero, Self.wait(self.descriptor, for: Int16(POLLIN), within: left) else { return .none }
            switch recv(self.descriptor, &bytes, bytes.count, 0) {
            case 0: return .fin
            case ..<0: if errno != EAGAIN { return .rst }
            default: break
            }
        }
    }

    /// This side's address on the way there.
    var localAddress: String? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(self.descriptor, address, &size) == 0
                    ? getnameinfo(address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) : -1
            }
        }
        guard status == 0 else { return nil }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func wait(_ descriptor: Int32, for events: Int16, within limit: Duration) -> Bool {
        let milliseconds = limit.components.seconds * 1000 + limit.components.attoseconds / 1_000_000_000_000_000
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        return poll(&entry, 1, Int32(clamping: max(1, milliseconds))) > 0
    }

    /// Lets something that blocks have a thread of its own.
    static func offThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}

/// Why there is no connection.
struct Unreached: Error, Equatable {
    let reach: Reach

    init(reach: Reach) { self.reach = reach }

    init(errno: Int32) {
        switch errno {
        case ECONNREFUSED, ECONNRESET: self.reach = .refused
        case ETIMEDOUT: self.reach = .silent
        default: self.reach = .noRoute
        }
    }
}
