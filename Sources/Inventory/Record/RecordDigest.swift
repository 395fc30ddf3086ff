import AMT
import Crypto

/// The name of a record within its source: it stays the same whatever else the record says.
///
/// - Column: `record_id uuid`; the 16 bytes are no UUID of any device.
package struct RecordID: Hashable, Sendable {
    package static let byteCount = 16

    package let high: UInt64
    package let low: UInt64

    /// Two halves of the 16 bytes, big-endian.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Returns: `nil` for a wrong length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { RecordID(firstOf: $0) }
    }

    /// The first 16 of at least as many bytes. A million records have two million digests: nothing here is generic.
    fileprivate init(firstOf bytes: UnsafeRawBufferPointer) {
        self.high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        self.low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    package var bytes: [UInt8] {
        [self.high, self.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }
}

extension RecordID: Comparable {
    /// As PostgreSQL orders the column.
    package static func < (left: RecordID, right: RecordID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension RecordID: CustomStringConvertible {
    /// 32 hexadecimal digits.
    package var description: String { Hex.text(self.bytes) }
}

/// What a record is called and what it says, in few bytes that are compared with kept ones.
///
/// Both are kept in databases, so the encoding below never changes; another one would take another mark in front.
///
/// - Shape: SHA-256 over pieces. A *text* is its length in bytes (4 bytes, big-endian) and its UTF-8; an *optional* is `00`,
///   or `01` and the value; a UUID is its 16 bytes in canonical order; a time is its microseconds (8 bytes, big-endian,
///   two's complement).
/// - A record's name: the first 16 bytes over text `record-id/1`, text part, text resource.
/// - A record's content: the first 8 bytes, as a big-endian two's complement number, over text `record-row/1`, text part,
///   text resource, optional UUID, optional texts FQDN, AMT version, profile and site, optional time of report, number of
///   fields (4 bytes, big-endian), and text name and text value of each field in their order.
package enum RecordDigest {
    /// The name of the record of this part and resource.
    package static func id(part: SourceRecord.Part, resource: String) -> RecordID {
        var message = Message(mark: "record-id/1")
        message.append(part.rawValue)
        message.append(resource)
        return SHA256.hash(data: message.bytes).withUnsafeBytes { RecordID(firstOf: $0) }
    }

    /// A number that differs when anything differs that the record says.
    package static func content(of record: SourceRecord) -> Int64 {
        var message = Message(mark: "record-row/1")
        message.append(record.part.rawValue)
        message.append(record.resource)
        message.append(record.deviceUUID) { message, uuid in
            message.append(uuid.halves.high)
            message.append(uuid.halves.low)
        }
        for text in [record.fqdn, record.amtVersion, record.profile, record.site] {
            message.append(text) { $0.append($1) }
        }
        message.append(record.reportedAt) { $0.append(UInt64(bitPattern: $1.microseconds)) }
        message.append(UInt32(record.fields.count))
        for field in record.fields {
            message.append(field.name)
            message.append(field.value)
        }
        return SHA256.hash(data: message.bytes).withUnsafeBytes {
            Int64(bigEndian: $0.loadUnaligned(as: Int64.self))
        }
    }

    /// Pieces, each readable from its beginning, so that no two lists of them are the same bytes.
    private struct Message {
        var bytes: [UInt8] = []

        init(mark: String) {
            self.bytes.reserveCapacity(256)
            self.append(mark)
        }

        mutating func append(_ text: String) {
            self.append(UInt32(text.utf8.count))
            self.bytes += text.utf8
        }

        mutating func append(_ number: UInt32) {
            withUnsafeBytes(of: number.bigEndian) { self.bytes.append(contentsOf: $0) }
        }

        mutating func append(_ number: UInt64) {
            withUnsafeBytes(of: number.bigEndian) { self.bytes.append(contentsOf: $0) }
        }

        mutating func append<Value>(_ value: Value?, _ write: (inout Message, Value) -> Void) {
            guard let value else { return self.bytes.append(0) }
            self.bytes.append(1)
            write(&self, value)
        }
    }
}

extension SourceRecord {
    /// Its name within its source.
    package var id: RecordID { RecordDigest.id(part: self.part, resource: self.resource) }

    /// The name of the location record that a capability record leads to; `nil` for the other parts.
    package var locationID: RecordID? {
        switch self.part {
        case .capability: RecordDigest.id(part: .location, resource: self.resource)
        case .location, .whole: nil
        }
    }

    /// What it says, as a number; see ``RecordDigest``.
    package var contentDigest: Int64 { RecordDigest.content(of: self) }
}
