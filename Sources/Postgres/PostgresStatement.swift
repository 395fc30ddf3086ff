/// One SQL statement with a name, always sent with bound parameters.
package struct PostgresStatement: Hashable, Sendable {
    /// What becomes of it when its outcome is not known or its caller is cancelled.
    package enum Effect: Sendable {
        /// May be cancelled at any time and sent again.
        case reads
        /// Is never cancelled in the server: a cancelled commit can be reported as done and be lost all the same.
        case writes
    }

    /// When the server makes its plan.
    package enum Planning: Sendable {
        /// Once a connection; from the sixth time on perhaps without a look at the parameters.
        case once
        /// Each time, with the parameters: worth a millisecond where they decide which index is the right one.
        case eachTime
    }

    /// Also the name of the prepared statement and of its file.
    package let name: String
    package let sql: String
    package let effect: Effect
    package let planning: Planning

    package init(name: String, sql: String, effect: Effect, planning: Planning = .once) {
        self.planning = planning
        self.name = name
        self.sql = sql
        self.effect = effect
    }

    package static func == (left: PostgresStatement, right: PostgresStatement) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(self.name) }
}

/// A statement with its parameters, one entry of a pipeline.
package struct PostgresCall: Sendable {
    package let statement: PostgresStatement
    package let parameters: [PostgresValue]

    package init(_ statement: PostgresStatement, _ parameters: [PostgresValue] = []) {
        self.statement = statement
        self.parameters = parameters
    }
}
