import Foundation
import Synchronization

/// Says hellos from many threads at once and remembers how each connection ended.
///
/// Plain system calls, because the difference between FIN and RST is what is to be seen.
final class HelloStorm: Sendable {
    enum End: Hashable, Sendable {
        case fin
        case reset
        /// Nobody listened.
        case refused
        /// Neither end within ``patienceSeconds``.
        case none
    }

    private struct State {
        var ends: [(uuid: [UInt8], end: End)] = []
        var isOver = false
        var running = 0
    }

    /// Longer than the listener may take for any hello.
    private static let patienceSeconds = 30

    private let port: Int
    private let pid: [UInt8]
    private let state = Mutex(State())

    /// - Parameter pid: 8 characters, the same in all hellos.
    init(port: Int, pid: String) {
        self.port = port
        self.pid = Array(pid.utf8)
    }

    /// How many hellos have ended so.
    func count(_ end: End) -> Int { self.state.withLock { $0.ends.count { $0.end == end } } }

    /// The devices whose hello ended so.
    func uuids(_ end: End) -> Set<[UInt8]> {
        self.state.withLock { Set($0.ends.filter { $0.end == end }.map(\.uuid)) }
    }

    func start(threads: Int) {
        self.state.withLock { $0.running = threads }
        for number in 0..<threads {
            // A source address for each: the listener bounds the connections of one.
            Thread { self.run(from: "127.0.3.\(number + 1)") }.start()
        }
    }

    func stop() async throws {
        self.state.withLock { $0.isOver = true }
        try await eventually("the storm is over", within: .seconds(60)) { self.state.withLock { $0.running == 0 } }
    }

    private func run(from source: String) {
        while !self.state.withLock({ $0.isOver }) {
            var uuid = (0..<16).map { _ in UInt8.random(in: 0...255) }
            uuid[6] = uuid[6] & 0x0f | 0x40
            uuid[8] = uuid[8] & 0x3f | 0x80
            let end = self.say(uuid, from: source)
            self.state.withLock { $0.ends.append((uuid, end)) }
            // A listener that is down is not to be found sooner by asking a hundred thousand times a second.
            if end == .refused { usleep(20_000) }
        }
        self.state.withLock { $0.running -= 1 }
    }

    /// The message of a device with a pre-shared key; on the wire the UUID's first three fields are little-endian.
    private func message(_ uuid: [UInt8]) -> [UInt8] {
        let wire = uuid[0..<4].reversed() + uuid[4..<6].reversed() + uuid[6..<8].reversed() + uuid[8...]
        return [0, 0, 2, 0, 0, 0, 0, 0] + wire + self.pid
    }

    private func say(_ uuid: [UInt8], from source: String) -> End {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return .refused }
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        guard
            Self.with(source, 0, { bind(descriptor, $0, $1) }) == 0,
            Self.with("127.0.0.1", self.port, { connect(descriptor, $0, $1) }) == 0
        else { return .refused }
        let message = self.message(uuid)
        guard send(descriptor, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else { return .reset }
        var byte: UInt8 = 0
        switch recv(descriptor, &byte, 1, 0) {
        case 0: return .fin
        case -1 where errno == EAGAIN: return .none
        default: return .reset
        }
    }

    private static func with(
        _ host: String, _ port: Int, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = SocketAddress.inet(host, port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
