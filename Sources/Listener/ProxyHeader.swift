import Provisioning

/// Reads the header that a TCP proxy puts before the bytes of its client, so that the device's own address is known.
///
/// Source: *The PROXY protocol, versions 1 & 2*, haproxy.org. Only TCP over IPv4 and IPv6 is taken: a device at a UNIX
/// socket or behind UDP could not be called back.
package enum ProxyHeader {
    /// Longest header of version 1, with its CRLF; the specification's own number.
    package static let v1ByteCountMax = 107
    /// Most bytes behind the fixed part of version 2: addresses and TLVs. The field could say 65,535; proxies send some
    /// tens of bytes, a few hundred with TLS details.
    package static let v2PayloadByteCountMax = 2_048

    static let v1Signature = Array("PROXY ".utf8)
    static let v2Signature: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]
    private static let v2FixedByteCount = 16

    /// Whom the header names.
    package enum Origin: Equatable, Sendable {
        case source(IPAddress)
        /// The proxy speaks for itself (LOCAL) or for it knows not whom (UNKNOWN): a health check.
        case proxyItself
    }

    package enum Refusal: String, Error, CaseIterable, Sendable {
        /// The connection does not begin with a header.
        case missing
        /// Longer than ``v1ByteCountMax`` or ``v2PayloadByteCountMax``.
        case tooLong = "too-long"
        /// A version or command that the specification does not name.
        case version
        /// Not TCP over IPv4 or IPv6.
        case family
        /// Fields that do not read, or too few of them.
        case malformed
    }

    package enum Reading: Equatable, Sendable {
        /// - Parameter byteCount: bytes of the header; the client's own bytes begin behind them.
        case complete(Origin, byteCount: Int)
        /// A correct beginning.
        case needsMore
        case refused(Refusal)
    }

    package enum Opening: Equatable, Sendable { case whole, undecided, other }

    /// Whether bytes from somebody who is no listed proxy begin like a header of either version.
    package static func opening(of received: UnsafeRawBufferPointer) -> Opening {
        for signature in [self.v1Signature, self.v2Signature] where received.first == signature.first {
            guard received.starts(with: signature.prefix(received.count)) else { return .other }
            return received.count >= signature.count ? .whole : .undecided
        }
        return received.isEmpty ? .undecided : .other
    }

    /// Reads the header from all bytes received so far. Starts over on every call; the limits above bound the work.
    ///
    /// - Returns: the same answer for the same bytes, however they were cut into reads.
    package static func read(_ received: UnsafeRawBufferPointer) -> Reading {
        do throws(Refusal) {
            if received.starts(with: self.v1Signature.prefix(received.count)) {
                return try self.readVersion1(received)
            }
            guard received.starts(with: self.v2Signature.prefix(received.count)) else { throw .missing }
            return try self.readVersion2(received)
        } catch {
            return .refused(error)
        }
    }

    private static func readVersion1(_ received: UnsafeRawBufferPointer) throws(Refusal) -> Reading {
        let window = received.prefix(self.v1ByteCountMax)
        guard let lineEnd = window.firstIndex(of: UInt8(ascii: "\r")) else {
            guard received.count < self.v1ByteCountMax else { throw .tooLong }
            return .needsMore
        }
        guard lineEnd + 1 < self.v1ByteCountMax else { throw .tooLong }
        guard lineEnd + 1 < received.count else { return .needsMore }
        guard received[lineEnd + 1] == UInt8(ascii: "\n") else { throw .malformed }
        let fields = window[self.v1Signature.count..<lineEnd]
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        return .complete(try self.originOfVersion1(fields), byteCount: lineEnd + 2)
    }

    /// `TCP4 source destination sourcePort destinationPort`, or `UNKNOWN` and anything.
    private static func originOfVersion1(_ fields: [String]) throws(Refusal) -> Origin {
        if fields.first == "UNKNOWN" { return .proxyItself }
        guard fields.first == "TCP4" || fields.first == "TCP6" else { throw .family }
        guard fields.count == 5,
            let source = IPAddress(fields[1]), let destination = IPAddress(fields[2]),
            self.isPort(fields[3]), self.isPort(fields[4])
        else { throw .malformed }
        // By spelling, not by value: ::ffff:10.0.0.1 is a legal TCP6 address.
        let isLong = [fields[1], fields[2]].map { $0.contains(":") }
        let expected = fields[0] == "TCP6"
        guard isLong == [expected, expected], self.canSpeakTCP(source), self.canSpeakTCP(destination) else {
            throw .malformed
        }
        return .source(source)
    }

    private static func isPort(_ text: String) -> Bool {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        guard text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0") else { return false }
        return Int(text).map { $0 <= 65_535 } ?? false
    }

    private static func readVersion2(_ received: UnsafeRawBufferPointer) throws(Refusal) -> Reading {
        guard received.count > self.v2Signature.count else { return .needsMore }
        let versionAndCommand = received[12]
        guard versionAndCommand >> 4 == 2, versionAndCommand & 0x0f <= 1 else { throw .version }
        guard received.count >= self.v2FixedByteCount else { return .needsMore }
        let payloadByteCount = Int(received[14]) << 8 | Int(received[15])
        guard payloadByteCount <= self.v2PayloadByteCountMax else { throw .tooLong }
        let isLocal = versionAndCommand & 0x0f == 0
        let source = isLocal ? nil : try Self.addressReader(familyAndProtocol: received[13], payloadByteCount)
        guard received.count >= self.v2FixedByteCount + payloadByteCount else { return .needsMore }
        let byteCount = self.v2FixedByteCount + payloadByteCount
        guard let source else { return .complete(.proxyItself, byteCount: byteCount) }
        // TLVs follow the addresses; none of them is needed here, and their length is within the payload's.
        let address = source(UnsafeRawBufferPointer(rebasing: received[self.v2FixedByteCount..<byteCount]))
        guard self.canSpeakTCP(address) else { throw .malformed }
        return .complete(.source(address), byteCount: byteCount)
    }

    /// How the source is read from the payload, once the payload is known to be long enough for both addresses and ports.
    private static func addressReader(
        familyAndProtocol: UInt8,
        _ payloadByteCount: Int
    ) throws(Refusal) -> (UnsafeRawBufferPointer) -> IPAddress {
        switch familyAndProtocol {
        case 0x11:
            guard payloadByteCount >= 12 else { throw .malformed }
            return { IPAddress(v4: $0.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) }
        case 0x21:
            guard payloadByteCount >= 36 else { throw .malformed }
            return { payload in
                let halves = [payload[0..<8], payload[8..<16]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
                return IPAddress(high: halves[0], low: halves[1])
            }
        default:
            throw .family
        }
    }

    /// No device can be called back at the unspecified address.
    private static func canSpeakTCP(_ address: IPAddress) -> Bool {
        address.v4 != 0 && (address.high, address.low) != (0, 0)
    }
}
