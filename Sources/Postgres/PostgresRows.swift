import CLibPQ

/// The rows of one result, in binary format. Reading a column of another type than promised is an error, not a crash.
///
/// The C result lives as long as this value; no pointer leaves it.
package final class PostgresRows: @unchecked Sendable {
    // Read-only after init; libpq allows concurrent reads of a result.
    private let result: OpaquePointer
    package let count: Int
    private let columnCount: Int32

    init(owning result: OpaquePointer) {
        self.result = result
        self.count = Int(PQntuples(result))
        self.columnCount = PQnfields(result)
    }

    deinit { PQclear(self.result) }

    /// How many rows an INSERT, UPDATE or DELETE without RETURNING touched.
    package var affectedCount: Int {
        Int(String(cString: PQcmdTuples(self.result))) ?? 0
    }

    /// Reads every row.
    package func map<Value>(
        _ read: (PostgresRow) throws(PostgresError) -> Value
    ) throws(PostgresError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(self.count)
        for index in 0..<self.count {
            values.append(try read(PostgresRow(rows: self, index: Int32(index))))
        }
        return values
    }

    fileprivate func withCell<Value>(
        _ row: Int32, _ column: Int, _ kind: PostgresValue.Kind,
        _ read: (UnsafeRawBufferPointer) -> Value?
    ) throws(PostgresError) -> Value? {
        guard column >= 0, column < Int(self.columnCount), row < Int32(self.count) else {
            throw PostgresError(.unreadable, message: "column \(column) does not exist")
        }
        let column = Int32(column)
        if PQgetisnull(self.result, row, column) == 1 { return nil }
        guard PQftype(self.result, column) == kind.rawValue else {
            throw PostgresError(
                .unreadable, message: "column \(column) has type \(PQftype(self.result, column)), not \(kind.rawValue)")
        }
        let cell = UnsafeRawBufferPointer(
            start: PQgetvalue(self.result, row, column), count: Int(PQgetlength(self.result, row, column)))
        guard let value = read(cell) else {
            throw PostgresError(.unreadable, message: "column \(column) has \(cell.count) bytes")
        }
        return value
    }
}

/// One row; valid while its ``PostgresRows`` is.
package struct PostgresRow {
    fileprivate let rows: PostgresRows
    fileprivate let index: Int32

    /// A column of this type, counted from 0; `nil` for null, and an error for another type.
    package func int2(_ column: Int) throws(PostgresError) -> Int16? { try self.integer(column, .int2) }
    package func int4(_ column: Int) throws(PostgresError) -> Int32? { try self.integer(column, .int4) }
    package func int8(_ column: Int) throws(PostgresError) -> Int64? { try self.integer(column, .int8) }

    /// As ``int2(_:)``, of this type.
    package func bool(_ column: Int) throws(PostgresError) -> Bool? {
        try self.rows.withCell(self.index, column, .bool) { $0.count == 1 ? $0[0] != 0 : nil }
    }

    /// As ``int2(_:)``, of this type.
    package func text(_ column: Int) throws(PostgresError) -> String? {
        try self.rows.withCell(self.index, column, .text) { String(decoding: $0, as: UTF8.self) }
    }

    /// The text of a `json` column; `jsonb` has another binary form and is cast to text in SQL.
    package func json(_ column: Int) throws(PostgresError) -> String? {
        try self.rows.withCell(self.index, column, .json) { String(decoding: $0, as: UTF8.self) }
    }

    /// As ``int2(_:)``, of this type.
    package func bytea(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try self.rows.withCell(self.index, column, .bytea) { Array($0) }
    }

    /// 16 bytes in canonical order.
    package func uuid(_ column: Int) throws(PostgresError) -> [UInt8]? {
        try self.rows.withCell(self.index, column, .uuid) { $0.count == 16 ? Array($0) : nil }
    }

    /// As ``int2(_:)``, of this type.
    package func float8(_ column: Int) throws(PostgresError) -> Double? {
        try self.rows.withCell(self.index, column, .float8) {
            $0.count == 8 ? Double(bitPattern: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))) : nil
        }
    }

    /// Microseconds since 1970.
    package func timestamptz(_ column: Int) throws(PostgresError) -> Int64? {
        try self.rows.withCell(self.index, column, .timestamptz) {
            guard $0.count == 8 else { return nil }
            let (sum, overflow) = Int64(bigEndian: $0.loadUnaligned(as: Int64.self))
                .addingReportingOverflow(PostgresValue.epochShift)
            // Infinity is the largest value; it has no moment.
            return overflow ? nil : sum
        }
    }

    /// A column that the statement promises to fill.
    package func required<Value>(_ value: Value?) throws(PostgresError) -> Value {
        guard let value else { throw PostgresError(.unreadable, message: "a required column is null") }
        return value
    }

    private func integer<Integer: FixedWidthInteger>(
        _ column: Int, _ kind: PostgresValue.Kind
    ) throws(PostgresError) -> Integer? {
        try self.rows.withCell(self.index, column, kind) {
            $0.count == MemoryLayout<Integer>.size ? Integer(bigEndian: $0.loadUnaligned(as: Integer.self)) : nil
        }
    }
}
