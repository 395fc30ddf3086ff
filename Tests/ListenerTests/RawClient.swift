import Foundation

/// A TCP client that tells FIN from RST by what `recv` says, without any library in between.
final class RawClient: Sendable {
    enum End: Equatable, Sendable {
        /// `recv` returned 0.
        case fin
        /// `recv` failed with ECONNRESET.
        case reset
        /// Nothing within the time that the test allows.
        case stillOpen
        case error(Int32)
    }

    private static let receiveTimeoutSeconds = 20
    private let descriptor: Int32

    /// - Parameter source: the loopback address to come from.
    init(port: Int, to host: String = "127.0.0.1", from source: String? = nil) throws {
        let isV6 = host.contains(":")
        self.descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try Self.check(self.descriptor)
        var one: Int32 = 1
        setsockopt(self.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var timeout = timeval(tv_sec: Self.receiveTimeoutSeconds, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if let source { try Self.check(Self.with(source, port: 0) { bind(self.descriptor, $0, $1) }) }
        try Self.check(Self.with(host, port: port) { connect(self.descriptor, $0, $1) })
    }

    deinit { close(self.descriptor) }

    /// - Returns: how many bytes the kernel took; -1 after a reset.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
        Foundation.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func finish() { shutdown(self.descriptor, Int32(SHUT_WR)) }

    /// Whether the server has neither closed nor sent anything.
    var isOpen: Bool {
        var byte: UInt8 = 0
        return recv(self.descriptor, &byte, 1, Int32(MSG_DONTWAIT | MSG_PEEK)) == -1
            && errno == EAGAIN
    }

    /// Waits for the server's end of the connection, on a thread of its own.
    func end() async -> End { await self.received().end }

    /// Waits as ``end()`` and keeps what came before.
    func received() async -> (text: String, end: End) {
        await withCheckedContinuation { continuation in
            Thread {
                var all: [UInt8] = []
                var part = [UInt8](repeating: 0, count: 4_096)
                while true {
                    let count = recv(self.descriptor, &part, part.count, 0)
                    let error = errno
                    if count > 0 {
                        all += part[..<count]
                        continue
                    }
                    let end: End =
                        switch (count, error) {
                        case (0, _): .fin
                        case (_, ECONNRESET): .reset
                        case (_, EAGAIN): .stillOpen
                        default: .error(error)
                        }
                    return continuation.resume(returning: (String(decoding: all, as: UTF8.self), end))
                }
            }.start()
        }
    }

    struct SocketError: Error { var number: Int32 }

    private static func check(_ result: Int32) throws {
        guard result >= 0 else { throw SocketError(number: errno) }
    }

    private static func with(_ host: String, port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32
    {
        if host.contains(":") {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(port).bigEndian
            inet_pton(AF_INET6, host, &address.sin6_addr)
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
