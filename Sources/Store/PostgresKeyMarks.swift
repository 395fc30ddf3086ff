import Postgres
import Provisioning
import Secrets

/// Whether a node has the keys of this cluster.
package struct PostgresKeyMarks: Sendable {
    /// What a node's keys are to the cluster.
    package enum Verdict: Equatable, Sendable {
        case known
        /// The cluster has other keys under these names.
        case differ([String])
        /// None of them was ever the cluster's.
        case foreign
    }

    private let pool: PostgresPool

    /// - Parameter pool: one whose commits are safe.
    package init(pool: PostgresPool) { self.pool = pool }

    /// Compares the ring with what is known, and notes keys that are new beside a known one.
    package func judge(_ ring: KeyRing) async throws(StoreFailure) -> Verdict {
        let marks = ring.marks
        // Two nodes that start at once with different keys: the second look sees what the other one has noted.
        var verdict = Verdict.known
        for _ in 0..<2 {
            verdict =
                try await self.pool.rows(
                    Statements.markKeys, [.texts(marks.map(\.id)), .byteas(marks.map(\.mark))], repeatable: true
                ) { (row) throws(PostgresError) in
                    let others = JSONText.list(try row.required(row.text(0))).compactMap(\.self)
                    if try row.required(row.bool(1)) { return Verdict.foreign }
                    return others.isEmpty ? .known : .differ(others)
                }.first ?? .known
            guard verdict == .known else { return verdict }
        }
        return verdict
    }
}
