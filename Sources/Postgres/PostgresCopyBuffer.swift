/// Writes rows in the format of `COPY … (FORMAT binary)`.
struct PostgresCopyBuffer {
    /// Rows are handed to libpq in pieces of about this size.
    static let chunkBytes = 64 * 1024

    private(set) var bytes: [UInt8]

    init() {
        // Signature, no flags, no header extension.
        self.bytes = Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0x00] + [UInt8](repeating: 0, count: 8)
    }

    mutating func append(_ row: [PostgresValue]) {
        self.bytes += PostgresValue.bigEndian(Int16(row.count))
        for value in row {
            if let cell = value.bytes {
                self.bytes += PostgresValue.bigEndian(Int32(cell.count))
                self.bytes += cell
            } else {
                self.bytes += PostgresValue.bigEndian(Int32(-1))
            }
        }
    }

    /// What has been written since the last call.
    mutating func take() -> [UInt8] {
        defer { self.bytes.removeAll(keepingCapacity: true) }
        return self.bytes
    }

    /// The rest with the trailer.
    mutating func end() -> [UInt8] { self.take() + PostgresValue.bigEndian(Int16(-1)) }
}
