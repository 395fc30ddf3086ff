/// Reads what a device says on port 9971. Integers are little-endian.
///
/// | offset | size | field |
/// | --- | --- | --- |
/// | 0 | 2 | admin credentials set, 0 or 1 |
/// | 2 | 2 | version, 2 PSK or 3 PKI |
/// | 4 | 4 | retry count |
/// | 8 | 16 | SMBIOS UUID, mixed-endian |
/// | 24 | 8 | version 2: PID |
/// | 24 | 1 | version 3: number of hashes; each follows as algorithm (1), length L (1), hash (L) |
///
/// Source: Intel AMT SDK, *Setup Mode Hello Messages*; the tail of version 3 from recorded hellos.
package enum HelloDecoder {
    /// 25 bytes and 255 hashes of 64 bytes, the longest hash that any list of algorithms has. Devices send 807 or 841.
    package static let byteCountMax = 25 + 255 * (2 + 64)

    /// Reads one hello from all bytes received so far; see ``read(_:)-(UnsafeRawBufferPointer)``.
    package static func read(_ bytes: [UInt8]) -> HelloReading {
        bytes.withUnsafeBytes { Self.read($0) }
    }

    /// Reads one hello from all bytes received so far.
    ///
    /// Starts over on each call. Each field is judged when it is whole, so that junk is refused early; once refused,
    /// more bytes do not change the answer, and a complete hello only gains surplus bytes.
    ///
    /// - Parameter received: everything since the connection opened. Nothing of it is kept.
    package static func read(_ received: UnsafeRawBufferPointer) -> HelloReading {
        switch Self.stranger(received) {
        case .refused(let refusal): return .refused(refusal)
        case .undecided: return .needsMore
        case .none: break
        }
        var reader = ByteReader(received)
        do throws(HelloRefusal) {
            guard let hello = try Self.hello(&reader) else { return .needsMore }
            return .complete(hello)
        } catch {
            return .refused(error)
        }
    }

    /// `nil` means so far so good, but not all here.
    private static func hello(_ reader: inout ByteReader) throws(HelloRefusal) -> Hello? {
        guard let flag = reader.readUInt16() else { return nil }
        guard flag <= 1 else { throw .flag }
        guard let version = reader.readUInt16() else { return nil }
        guard version == 2 || version == 3 else { throw .version }
        guard let retryCount = reader.readUInt32(), let wireUUID = reader.read(count: DeviceUUID.byteCount) else {
            return nil
        }
        guard let deviceUUID = DeviceUUID(wireBytes: wireUUID) else { throw .uuidUnset }
        let credential = version == 2 ? try Self.pid(&reader) : try Self.rootHashes(&reader)
        guard let credential else { return nil }
        return Hello(
            deviceUUID: deviceUUID, adminCredentialsSet: flag == 1, retryCount: retryCount, credential: credential,
            surplusByteCount: reader.remainingCount)
    }

    private static func pid(_ reader: inout ByteReader) throws(HelloRefusal) -> HelloCredential? {
        guard let characters = reader.read(count: PID.characterCount) else { return nil }
        do throws(PIDRefusal) {
            return .psk(try PID(wireBytes: characters))
        } catch {
            switch error {
            // Eight bytes were read, so that the length cannot be wrong.
            case .length, .alphabet: throw .pidAlphabet
            case .checkCharacter: throw .pidCheckCharacter
            }
        }
    }

    /// Advances by the length byte and never by the algorithm number: unknown numbers must not derail the reader.
    private static func rootHashes(_ reader: inout ByteReader) throws(HelloRefusal) -> HelloCredential? {
        guard let count = reader.readUInt8() else { return nil }
        var hashes: [RootHash] = []
        hashes.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let algorithm = reader.readUInt8(), let length = reader.readUInt8() else { return nil }
            guard reader.offset + Int(length) <= Self.byteCountMax else { throw .tooLong }
            guard let bytes = reader.read(count: Int(length)) else { return nil }
            hashes.append(RootHash(algorithm: algorithm, bytes: [UInt8](bytes)))
        }
        return .pki(hashes)
    }

    // MARK: Those who speak something else

    private enum Stranger {
        case refused(HelloRefusal)
        /// The beginning of one, and not of a hello.
        case undecided
        case none
    }

    /// Methods that probes and browsers begin with, and the preface of HTTP/2.
    private static let httpOpenings: [[UInt8]] = [
        "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "PRI * HTTP/2",
    ].map { Array($0.utf8) }

    /// A TLS handshake record of any version 3.x; the first byte of a hello is 0 or 1.
    private static let tlsOpening: [UInt8] = [0x16, 0x03]

    private static func stranger(_ received: UnsafeRawBufferPointer) -> Stranger {
        guard let first = received.first, first > 1 else { return .none }
        if received.starts(with: Self.tlsOpening) { return .refused(.looksLikeTLS) }
        if Self.tlsOpening.starts(with: received) { return .undecided }
        for opening in Self.httpOpenings {
            if received.starts(with: opening) { return .refused(.looksLikeHTTP) }
            if opening.starts(with: received) { return .undecided }
        }
        // The low byte alone rules the flag out.
        return .refused(.flag)
    }
}
