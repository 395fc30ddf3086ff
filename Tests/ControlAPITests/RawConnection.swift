import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// One connection that says what a client of HTTP would not.
enum RawConnection {
    /// - Returns: everything that comes back until the other side ends the connection; an issue is recorded when it does not within
    ///   twenty seconds.
    static func exchange(_ port: Int, _ text: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try Self.talk(port, text) }) }
        }
    }

    private struct NotConnected: Error {}

    private static func talk(_ port: Int, _ text: String) throws -> String {
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(line) }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw NotConnected() }
        let bytes = Array(text.utf8)
        _ = send(line, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(line, &part, part.count, 0)
            if count < 0, errno == EAGAIN { Issue.record("the connection was not ended") }
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += part[..<count]
        }
    }
}
