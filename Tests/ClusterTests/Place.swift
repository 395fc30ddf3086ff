import Foundation

/// The ports of one scene, free when it was set, and the first two numbers of its devices' addresses.
struct Place: Sendable {
    struct NoFreePort: Error {}

    let helloPort: Int
    let apiPort: Int
    let devicePort: Int
    let plainPort: Int
    let controlPort: Int
    let network: String

    static func free() throws -> Place {
        let hello = try Self.port(in: 29500...29599, avoiding: [])
        return Place(
            helloPort: hello, apiPort: try Self.port(in: 28500...28599, avoiding: []),
            devicePort: try Self.port(in: 24000...24999, avoiding: []),
            plainPort: try Self.port(in: 25000...25999, avoiding: []),
            controlPort: try Self.port(in: 27500...27599, avoiding: []), network: "127.\(40 + Int(getpid()) % 10)")
    }

    /// A port on which nobody listens; where the search begins depends on the process, so that two test runs do not race.
    static func port(in range: ClosedRange<Int>, avoiding taken: Set<Int>) throws -> Int {
        for step in 0..<range.count {
            let port = range.lowerBound + (Int(getpid()) * 7 + step) % range.count
            if !taken.contains(port), Self.isFree(port) { return port }
        }
        throw NoFreePort()
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = SocketAddress.inet("0.0.0.0", port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

/// IPv4 addresses as the system calls want them.
enum SocketAddress {
    static func inet(_ text: String, _ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, text, &address.sin_addr)
        return address
    }
}
