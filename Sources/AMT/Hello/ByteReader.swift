/// Reads forward through bytes that somebody else owns, never beyond their end.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var remainingCount: Int { self.bytes.count - self.offset }

    mutating func read(count: Int) -> Slice<UnsafeRawBufferPointer>? {
        guard count >= 0, count <= self.remainingCount else { return nil }
        defer { self.offset += count }
        return self.bytes[self.offset..<self.offset + count]
    }

    mutating func readUInt8() -> UInt8? { self.read(count: 1)?.first }

    mutating func readUInt16() -> UInt16? { self.readLittleEndian(UInt16.self) }

    mutating func readUInt32() -> UInt32? { self.readLittleEndian(UInt32.self) }

    private mutating func readLittleEndian<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        self.read(count: MemoryLayout<Number>.size)?.reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}
