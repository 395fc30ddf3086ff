import Provisioning
import Testing

@testable import Store

/// Answers that are kept for requests which are repeated.
@Suite("Kept answers", .timeLimit(.minutes(10)))
struct AnswerBookTests {
    static let key = AnswerKey(caller: "ops", text: "k-1")
    static let one = [UInt8](repeating: 1, count: 32)
    static let two = [UInt8](repeating: 2, count: 32)

    @Test("a key begins once; then it runs, and then its answer is there")
    func life() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAnswerBook(pool: fixture.pool)
        #expect(try await book.begin(Self.key, fingerprint: Self.one) == .begun)
        #expect(try await book.begin(Self.key, fingerprint: Self.one) == .running)
        #expect(try await book.begin(Self.key, fingerprint: Self.two) == .other)
        let answer = KeptAnswer(status: 201, body: #"{"pids":["0000-037M"]}"#)
        try await book.keep(Self.key, answer: answer)
        #expect(try await book.begin(Self.key, fingerprint: Self.one) == .done(answer))
        #expect(try await book.begin(Self.key, fingerprint: Self.two) == .other)
        // What was done stays done.
        try await book.release(Self.key)
        #expect(try await book.begin(Self.key, fingerprint: Self.one) == .done(answer))
    }

    @Test("an answer with a secret is not kept, and that it was done is")
    func secret() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAnswerBook(pool: fixture.pool)
        _ = try await book.begin(Self.key, fingerprint: Self.one)
        try await book.keep(Self.key, answer: nil)
        #expect(try await book.begin(Self.key, fingerprint: Self.one) == .done(nil))
    }

    @Test("a key that was released is free, and each caller has keys of its own")
    func released() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAnswerBook(pool: fixture.pool)
        _ = try await book.begin(Self.key, fingerprint: Self.one)
        #expect(try await book.begin(AnswerKey(caller: "desk", text: "k-1"), fingerprint: Self.two) == .begun)
        try await book.release(Self.key)
        #expect(try await book.begin(Self.key, fingerprint: Self.two) == .begun)
        #expect(
            try await book.begin(AnswerKey(caller: "desk", text: "k-1"), fingerprint: Self.two) == .running)
    }

    @Test("of many at once one begins")
    func together() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAnswerBook(pool: fixture.pool)
        let begun = try await withThrowingTaskGroup(of: AnswerBeginning.self) { group in
            for _ in 0..<12 { group.addTask { try await book.begin(Self.key, fingerprint: Self.one) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(begun.count { $0 == .begun } == 1)
        #expect(begun.count { $0 == .running } == 11)
    }

    @Test("after a day a key is free again, and what is older is forgotten by and by")
    func forgotten() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresAnswerBook(pool: fixture.pool)
        for number in 1...3 {
            let key = AnswerKey(caller: "ops", text: "k-\(number)")
            _ = try await book.begin(key, fingerprint: Self.one)
            try await book.keep(key, answer: KeptAnswer(status: 200, body: "{}"))
        }
        try await fixture.run(
            "update provision.kept_answer set begun_at = begun_at - interval '24 hours 1 second' where key <> 'k-3'")
        #expect(try await book.begin(Self.key, fingerprint: Self.two) == .begun)
        #expect(
            try await book.begin(AnswerKey(caller: "ops", text: "k-3"), fingerprint: Self.one)
                == .done(KeptAnswer(status: 200, body: "{}")))
        #expect(
            try await fixture.text("select string_agg(key, ' ' order by key) from provision.kept_answer") == "k-1 k-3")
    }
}
