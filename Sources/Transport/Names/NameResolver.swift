import Glibc
import Provisioning

/// The two questions that a name service answers. Both block.
package struct NameResolver: Sendable {
    /// What one question brought.
    package enum Answer<Value: Equatable & Sendable>: Equatable, Sendable {
        case found(Value)
        case absent
        case failed(String)
    }

    package let name: @Sendable (IPAddress) -> Answer<String>
    package let addresses: @Sendable (String) -> Answer<[IPAddress]>

    package init(
        name: @escaping @Sendable (IPAddress) -> Answer<String>,
        addresses: @escaping @Sendable (String) -> Answer<[IPAddress]>
    ) {
        self.name = name
        self.addresses = addresses
    }

    /// The C library's, which follows `nsswitch.conf`.
    package static let system = NameResolver(name: SystemNames.name, addresses: SystemNames.addresses)
}

private enum SystemNames {
    static func name(_ address: IPAddress) -> NameResolver.Answer<String> {
        Self.withSocketAddress(address) { pointer, length in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { text in
                // An address without a name is told by an error, not by its digits.
                let result = getnameinfo(
                    pointer, length, text.baseAddress, socklen_t(text.count), nil, 0, Int32(NI_NAMEREQD))
                guard result == 0, let base = text.baseAddress else { return Self.failure(result) }
                return .found(String(cString: base))
            }
        }
    }

    static func addresses(_ name: String) -> NameResolver.Answer<[IPAddress]> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(name, nil, &hints, &list)
        guard result == 0 else { return Self.failure(result) }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr.flatMap(Self.address) { addresses.append(address) }
            next = entry.ai_next
        }
        return addresses.isEmpty ? .absent : .found(addresses)
    }

    private static func failure<Value>(_ code: Int32) -> NameResolver.Answer<Value> {
        switch code {
        case EAI_NONAME, EAI_NODATA: .absent
        case EAI_SYSTEM: .failed(String(cString: strerror(errno)))
        default: .failed(String(cString: gai_strerror(code)))
        }
    }

    /// Addresses of no network that it knows.
    private static let EAI_NODATA: Int32 = -5

    private static func withSocketAddress<Result>(
        _ address: IPAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        guard let number = address.v4 else {
            var socket = sockaddr_in6()
            socket.sin6_family = sa_family_t(AF_INET6)
            withUnsafeMutableBytes(of: &socket.sin6_addr) { bytes in
                bytes.storeBytes(of: address.high.bigEndian, toByteOffset: 0, as: UInt64.self)
                bytes.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return Self.rebound(&socket, body)
        }
        var socket = sockaddr_in()
        socket.sin_family = sa_family_t(AF_INET)
        socket.sin_addr.s_addr = number.bigEndian
        return Self.rebound(&socket, body)
    }

    private static func rebound<Socket, Result>(
        _ socket: inout Socket, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &socket) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Socket>.size))
            }
        }
    }

    private static func address(_ pointer: UnsafeMutablePointer<sockaddr>) -> IPAddress? {
        let raw = UnsafeRawPointer(pointer)
        switch Int32(pointer.pointee.sa_family) {
        case AF_INET:
            return IPAddress(v4: UInt32(bigEndian: raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            let place = raw + (MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8)
            return IPAddress(
                high: UInt64(bigEndian: place.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        default:
            return nil
        }
    }
}
