/// Writes a gzip member (RFC 1952) whose blocks are stored as they are: a reader has to undo it, and nothing is computed.
struct GzipWriter: Sendable {
    /// Sixteen bits tell a stored block's length.
    private static let blockBytesMax = 0xffff
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { rest, _ in rest & 1 == 1 ? 0xedb8_8320 ^ rest >> 1 : rest >> 1 }
    }

    private var check: UInt32 = 0xffff_ffff
    private var byteCount: UInt32 = 0
    private var isBegun = false

    /// The bytes as stored blocks, behind the member's head the first time.
    mutating func write(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = self.isBegun ? [] : [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        self.isBegun = true
        var rest = bytes[...]
        while !rest.isEmpty {
            let block = rest.prefix(Self.blockBytesMax)
            rest = rest.dropFirst(block.count)
            result += Self.blockHead(byteCount: block.count, isLast: false)
            result += block
        }
        for byte in bytes { self.check = Self.table[Int((self.check ^ UInt32(byte)) & 0xff)] ^ self.check >> 8 }
        self.byteCount &+= UInt32(truncatingIfNeeded: bytes.count)
        return result
    }

    /// An empty last block, and what the member ends with.
    mutating func end() -> [UInt8] {
        let begin = self.write([])
        return begin + Self.blockHead(byteCount: 0, isLast: true) + Self.little(~self.check)
            + Self.little(self.byteCount)
    }

    private static func blockHead(byteCount: Int, isLast: Bool) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: byteCount)
        return [isLast ? 1 : 0, UInt8(length & 0xff), UInt8(length >> 8), UInt8(~length & 0xff), UInt8(~length >> 8)]
    }

    private static func little(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 0xff) } }
}
