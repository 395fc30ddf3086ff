import NIOCore
import Provisioning

extension IPAddress {
    // Offsets within sockaddr_in and sockaddr_in6, which Linux and Darwin share: family and port take the first four bytes.
    private static let v4Offset = 4
    private static let v6Offset = 8

    /// Reads a socket's address without a detour through text. A zone is dropped; a UNIX socket has no IP address.
    init?(_ socketAddress: SocketAddress) {
        switch socketAddress {
        case .v4(let v4):
            let number = withUnsafeBytes(of: v4.address) { bytes in
                bytes.loadUnaligned(fromByteOffset: Self.v4Offset, as: UInt32.self)
            }
            self.init(v4: UInt32(bigEndian: number))
        case .v6(let v6):
            let halves = withUnsafeBytes(of: v6.address) { bytes in
                (
                    bytes.loadUnaligned(fromByteOffset: Self.v6Offset, as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: Self.v6Offset + 8, as: UInt64.self)
                )
            }
            self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
        case .unixDomainSocket:
            return nil
        }
    }
}
