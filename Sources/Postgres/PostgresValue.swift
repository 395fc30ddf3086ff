/// One parameter of a statement in PostgreSQL's binary format, or null.
package struct PostgresValue: Sendable {
    /// Type of the parameter, by its fixed object number.
    package enum Kind: UInt32, Sendable {
        case bool = 16
        case bytea = 17
        case int8 = 20
        case int2 = 21
        case int4 = 23
        case text = 25
        case json = 114
        case float8 = 701
        case timestamptz = 1184
        case uuid = 2950
        case byteaArray = 1001
        case int2Array = 1005
        case int4Array = 1007
        case textArray = 1009
        case int8Array = 1016
        case float8Array = 1022
        case timestamptzArray = 1185
        case uuidArray = 2951
        case boolArray = 1000
    }

    let kind: Kind
    /// `nil` is SQL null.
    let bytes: [UInt8]?

    private init(_ kind: Kind, _ bytes: [UInt8]?) {
        self.kind = kind
        self.bytes = bytes
    }

    /// SQL null of a type.
    package static func null(_ kind: Kind) -> PostgresValue { PostgresValue(kind, nil) }

    /// A parameter of this type; `nil` is null.
    package static func bool(_ value: Bool?) -> PostgresValue { PostgresValue(.bool, value.map { [$0 ? 1 : 0] }) }
    package static func bytea(_ value: [UInt8]?) -> PostgresValue { PostgresValue(.bytea, value) }
    package static func text(_ value: String?) -> PostgresValue { PostgresValue(.text, value.map { Array($0.utf8) }) }
    package static func int2(_ value: Int16?) -> PostgresValue { PostgresValue(.int2, value.map(Self.bigEndian)) }
    package static func int4(_ value: Int32?) -> PostgresValue { PostgresValue(.int4, value.map(Self.bigEndian)) }
    package static func int8(_ value: Int64?) -> PostgresValue { PostgresValue(.int8, value.map(Self.bigEndian)) }
    package static func float8(_ value: Double?) -> PostgresValue {
        PostgresValue(.float8, value.map { Self.bigEndian($0.bitPattern) })
    }
    /// 16 bytes in canonical order.
    package static func uuid(_ bytes: [UInt8]?) -> PostgresValue { PostgresValue(.uuid, bytes) }
    /// Microseconds since 1970.
    package static func timestamptz(unixMicroseconds: Int64?) -> PostgresValue {
        PostgresValue(.timestamptz, unixMicroseconds.map { Self.bigEndian(Self.shifted($0)) })
    }

    /// One-dimensional arrays, as `unnest` takes them.
    package static func uuids(_ values: [[UInt8]]) -> PostgresValue { Self.array(.uuidArray, of: .uuid, values) }
    package static func texts(_ values: [String?]) -> PostgresValue {
        Self.array(.textArray, of: .text, values.map { $0.map { Array($0.utf8) } })
    }
    package static func byteas(_ values: [[UInt8]?]) -> PostgresValue { Self.array(.byteaArray, of: .bytea, values) }
    package static func bools(_ values: [Bool?]) -> PostgresValue {
        Self.array(.boolArray, of: .bool, values.map { $0.map { [$0 ? 1 : 0] } })
    }
    package static func int2s(_ values: [Int16?]) -> PostgresValue {
        Self.array(.int2Array, of: .int2, values.map { $0.map(Self.bigEndian) })
    }
    package static func int4s(_ values: [Int32?]) -> PostgresValue {
        Self.array(.int4Array, of: .int4, values.map { $0.map(Self.bigEndian) })
    }
    package static func int8s(_ values: [Int64?]) -> PostgresValue {
        Self.array(.int8Array, of: .int8, values.map { $0.map(Self.bigEndian) })
    }
    package static func float8s(_ values: [Double?]) -> PostgresValue {
        Self.array(.float8Array, of: .float8, values.map { $0.map { Self.bigEndian($0.bitPattern) } })
    }
    package static func timestamptzs(unixMicroseconds values: [Int64?]) -> PostgresValue {
        Self.array(.timestamptzArray, of: .timestamptz, values.map { $0.map { Self.bigEndian(Self.shifted($0)) } })
    }

    /// A moment before all that can be written becomes one that the server refuses; it does not end the process.
    private static func shifted(_ unixMicroseconds: Int64) -> Int64 {
        let (shifted, isTooEarly) = unixMicroseconds.subtractingReportingOverflow(Self.epochShift)
        return isTooEarly ? .min + 1 : shifted
    }

    /// From 1970-01-01 to PostgreSQL's 2000-01-01, in microseconds.
    static let epochShift: Int64 = 946_684_800_000_000

    /// Array header: dimensions, null flag, element type, then length and lower bound of the one dimension.
    private static func array(_ kind: Kind, of element: Kind, _ values: [[UInt8]?]) -> PostgresValue {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + values.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
        bytes += Self.bigEndian(Int32(values.isEmpty ? 0 : 1))
        bytes += Self.bigEndian(Int32(values.contains { $0 == nil } ? 1 : 0))
        bytes += Self.bigEndian(element.rawValue)
        if !values.isEmpty {
            bytes += Self.bigEndian(Int32(values.count))
            bytes += Self.bigEndian(Int32(1))
        }
        for value in values {
            if let value {
                bytes += Self.bigEndian(Int32(value.count))
                bytes += value
            } else {
                bytes += Self.bigEndian(Int32(-1))
            }
        }
        return PostgresValue(kind, bytes)
    }

    static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
