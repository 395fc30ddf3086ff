import Foundation

/// The simulator's port for orders: a line there, a line back.
enum ControlPort {
    struct Refused: Error {
        let order: String
        let answer: String
    }

    struct Unreachable: Error {
        let port: Int
        let errno: Int32
    }

    static func ask(_ port: Int, _ order: JSONValue) throws -> JSONValue {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Unreachable(port: port, errno: errno) }
        defer { close(descriptor) }
        var address = SocketAddress.inet("127.0.0.1", port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Unreachable(port: port, errno: errno) }
        let line = Array((order.line + "\n").utf8)
        guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
            throw Unreachable(port: port, errno: errno)
        }
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n") {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Unreachable(port: port, errno: errno) }
            answer.append(contentsOf: buffer[..<count])
        }
        return try JSONDecoder().decode(JSONValue.self, from: answer)
    }
}
