import Postgres
import Testing

@Suite("PostgreSQL values", .timeLimit(.minutes(10))) struct ValueTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var type: String
        var value: PostgresValue
        /// As the server writes it.
        var text: String?
        var testDescription: String { "\(self.type) \(self.text ?? "null")" }
    }

    static let uuid = (0..<16).map { UInt8($0 * 16) }

    static let examples: [Example] = [
        Example(type: "bool", value: .bool(true), text: "true"),
        Example(type: "bool", value: .bool(nil), text: nil),
        Example(type: "bytea", value: .bytea([0, 255, 10]), text: "\\x00ff0a"),
        Example(type: "bytea", value: .bytea([]), text: "\\x"),
        Example(type: "bytea", value: .bytea(nil), text: nil),
        Example(type: "text", value: .text("grüß 'dich' \\ 🙂"), text: "grüß 'dich' \\ 🙂"),
        Example(type: "text", value: .text(""), text: ""),
        Example(type: "text", value: .text(nil), text: nil),
        Example(type: "int2", value: .int2(.min), text: "-32768"),
        Example(type: "int4", value: .int4(.max), text: "2147483647"),
        Example(type: "int8", value: .int8(.min), text: "-9223372036854775808"),
        Example(type: "int8", value: .int8(nil), text: nil),
        Example(type: "float8", value: .float8(-0.1), text: "-0.1"),
        Example(type: "float8", value: .float8(.infinity), text: "Infinity"),
        Example(type: "uuid", value: .uuid(uuid), text: "00102030-4050-6070-8090-a0b0c0d0e0f0"),
        Example(
            type: "timestamptz", value: .timestamptz(unixMicroseconds: 1_793_491_200_000_001),
            text: "2026-11-01 00:00:00.000001+00"),
        Example(type: "timestamptz", value: .timestamptz(unixMicroseconds: 0), text: "1970-01-01 00:00:00+00"),
        Example(type: "text[]", value: .texts(["a,b", nil, "\"", ""]), text: "{\"a,b\",NULL,\"\\\"\",\"\"}"),
        Example(type: "text[]", value: .texts([]), text: "{}"),
        Example(type: "bytea[]", value: .byteas([[1], nil, []]), text: "{\"\\\\x01\",NULL,\"\\\\x\"}"),
        Example(type: "bool[]", value: .bools([true, nil, false]), text: "{t,NULL,f}"),
        Example(type: "int2[]", value: .int2s([1, nil]), text: "{1,NULL}"),
        Example(type: "int4[]", value: .int4s([-1, nil, 7]), text: "{-1,NULL,7}"),
        Example(type: "int8[]", value: .int8s([nil]), text: "{NULL}"),
        Example(type: "float8[]", value: .float8s([0.5, nil]), text: "{0.5,NULL}"),
        Example(type: "uuid[]", value: .uuids([uuid]), text: "{00102030-4050-6070-8090-a0b0c0d0e0f0}"),
        Example(
            type: "timestamptz[]", value: .timestamptzs(unixMicroseconds: [0, nil]),
            text: "{\"1970-01-01 00:00:00+00\",NULL}"),
    ]

    @Test("the server reads what was sent, whatever the type", arguments: Self.examples)
    func sent(_ example: Example) async throws {
        let connection = try await Databases.connection()
        _ = try await connection.run(.reads("select set_config('timezone', 'UTC', false)"))
        let rows = try await connection.run(.reads("select ($1::\(example.type))::text", example.value))
        #expect(try rows.texts == [example.text])
    }

    @Test("what the server sends is read, and null in every type")
    func received() async throws {
        let connection = try await Databases.connection()
        let sql = """
            select true, '\\x00ff'::bytea, 'é', (-2)::int2, 2147483647, (-9)::int8, 0.25::float8,
                '00102030-4050-6070-8090-a0b0c0d0e0f0'::uuid, '2026-11-01 00:00:00.000001+00'::timestamptz
            union all select null, null, null, null, null, null, null, null, null
            """
        let rows = try await connection.run(.reads(sql))
        let read = try rows.map { (row) throws(PostgresError) in
            (
                try row.bool(0), try row.bytea(1), try row.text(2), try row.int2(3), try row.int4(4), try row.int8(5),
                try row.float8(6), try row.uuid(7), try row.timestamptz(8)
            )
        }
        let first = try #require(read.first)
        #expect(first.0 == true)
        #expect(first.1 == [0, 255])
        #expect(first.2 == "é")
        #expect(first.3 == -2)
        #expect(first.4 == 2_147_483_647)
        #expect(first.5 == -9)
        #expect(first.6 == 0.25)
        #expect(first.7 == Self.uuid)
        #expect(first.8 == 1_793_491_200_000_001)
        let last = read[1]
        #expect(last.0 == nil && last.1 == nil && last.2 == nil && last.3 == nil && last.4 == nil)
        #expect(last.5 == nil && last.6 == nil && last.7 == nil && last.8 == nil)
    }

    @Test("a column of another type, or that is not there, or an infinite time is an error, not a crash")
    func promises() async throws {
        let connection = try await Databases.connection()
        let rows = try await connection.run(.reads("select 1::int4, 'infinity'::timestamptz, null::text"))
        func kind(_ read: (PostgresRow) throws(PostgresError) -> Void) -> PostgresError.Kind? {
            do throws(PostgresError) {
                _ = try rows.map(read)
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind { (row) throws(PostgresError) in _ = try row.int8(0) } == .unreadable)
        #expect(kind { (row) throws(PostgresError) in _ = try row.text(0) } == .unreadable)
        #expect(kind { (row) throws(PostgresError) in _ = try row.int4(3) } == .unreadable)
        #expect(kind { (row) throws(PostgresError) in _ = try row.int4(-1) } == .unreadable)
        #expect(kind { (row) throws(PostgresError) in _ = try row.timestamptz(1) } == .unreadable)
        #expect(kind { (row) throws(PostgresError) in _ = try row.required(row.text(2)) } == .unreadable)
        #expect(kind { (row) throws(PostgresError) in _ = try row.int4(0) } == nil)
    }
}
