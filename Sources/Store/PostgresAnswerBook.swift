import Postgres
import Provisioning

/// Answers to requests that may be repeated, on PostgreSQL.
package final class PostgresAnswerBook: AnswerBook {
    private let pool: PostgresPool

    /// - Parameter pool: where a commit is safe: what was done once is not done again after a failover.
    package init(pool: PostgresPool) { self.pool = pool }

    private enum Word: String {
        case begun, done, running, other
    }

    package func begin(_ key: AnswerKey, fingerprint: [UInt8]) async throws(StoreFailure) -> AnswerBeginning {
        let found = try await self.pool.rows(
            Statements.beginAnswer,
            [
                .text(key.caller), .text(key.text), .bytea(fingerprint), .int4(Int32(answerKeptHours)),
                .int8(.random(in: .min ... .max)),
            ], repeatable: true
        ) { (row) throws(PostgresError) in
            (word: Word(rawValue: try row.required(row.text(0))), status: try row.int4(1), body: try row.text(2))
        }.first
        // Somebody else was faster by a moment.
        guard let found else { return .running }
        switch found.word {
        case .begun?: return .begun
        case .running?: return .running
        case .other?: return .other
        case .done?:
            guard let status = found.status, let body = found.body else { return .done(nil) }
            return .done(KeptAnswer(status: Int(status), body: body))
        case nil: throw StoreFailure(kind: .unreadable, statement: Statements.beginAnswer.name)
        }
    }

    package func keep(_ key: AnswerKey, answer: KeptAnswer?) async throws(StoreFailure) {
        _ = try await self.pool.rows(
            Statements.keepAnswer,
            [
                .text(key.caller), .text(key.text), .int4(answer.map { Int32(clamping: $0.status) }),
                .text(answer?.body),
            ], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.bool(0)) }
    }

    package func release(_ key: AnswerKey) async throws(StoreFailure) {
        _ = try await self.pool.rows(
            Statements.releaseAnswer, [.text(key.caller), .text(key.text)], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.bool(0)) }
    }
}
