import AMT
import CLibSSL

extension Secret {
    /// Lends the bytes for a C call and overwrites the copy afterwards. The closure's result may not hold the pointer.
    func withRevealedBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        var bytes = self.revealBytes()
        defer { bytes.withUnsafeMutableBytes { Self.cleanse($0) } }
        return try bytes.withUnsafeBufferPointer(body)
    }

    /// Lends the bytes with an end mark, as C text; a secret with a zero byte in it ends there.
    func withRevealedText<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try self.withRevealedBytes { bytes in
            try withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { text in
                defer { Self.cleanse(UnsafeMutableRawBufferPointer(text)) }
                _ = text.initialize(from: bytes.lazy.map { CChar(bitPattern: $0) })
                text[bytes.count] = 0
                guard let base = text.baseAddress else { preconditionFailure("a C text has room for its end mark") }
                return try body(UnsafePointer(base))
            }
        }
    }

    private static func cleanse(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        cssl_cleanse(base, bytes.count)
    }
}
