import Logging
import Telemetry

/// A bounded set of connections that are opened when needed, closed when they fail, and opened again with jitter.
package actor PostgresPool {
    /// Callers that may wait for a connection at once; beyond that the answer is ``PostgresError/Kind/unavailable``.
    package static let waitersMax = 4096

    private let settings: PostgresSettings
    private let connectionsMax: Int
    private let acquireTimeout: Duration
    private let logger: Logger

    private var idle: [PostgresConnection] = []
    private var openCount = 0
    private var waiters: [Waiter] = []
    private var nextWaiter: UInt64 = 0
    private var backOff = ConnectBackOff()
    private var isClosed = false

    private struct Waiter {
        let number: UInt64
        /// Answers with a connection, `nil` for "a place is free: open one yourself", or an error.
        let answer: CheckedContinuation<Result<PostgresConnection?, PostgresError>, Never>
    }

    /// - Parameters:
    ///   - connectionsMax: 1...32.
    ///   - acquireTimeout: how long a caller waits for a connection, opening included.
    package init(
        settings: PostgresSettings, connectionsMax: Int, acquireTimeout: Duration = .seconds(10), logger: Logger
    ) {
        self.settings = settings
        self.connectionsMax = connectionsMax
        self.acquireTimeout = acquireTimeout
        self.logger = logger
    }

    /// Runs one statement.
    ///
    /// - Parameter repeatable: the statement may run twice without harm; then it is tried again also when its outcome is not
    ///   known. What has certainly changed nothing is tried again in any case, with jitter, until the time for getting a
    ///   connection is over.
    package nonisolated func run(
        _ call: PostgresCall, repeatable: Bool = false
    ) async throws(PostgresError) -> PostgresRows {
        try await self.withConnection(repeatable: repeatable) { connection throws(PostgresError) in
            try await connection.run(call)
        }
    }

    /// Lends a connection to `body`.
    ///
    /// - Parameter repeatable: see ``run(_:repeatable:)``; then `body` may run several times.
    package nonisolated func withConnection<Value: Sendable>(
        repeatable: Bool = false,
        _ body: @Sendable (PostgresConnection) async throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let deadline = ContinuousClock.now + self.acquireTimeout
        var attempt = 0
        while true {
            do throws(PostgresError) {
                return try await self.once(until: deadline, body)
            } catch {
                // What was refused for the sake of another transaction, or never sent, has changed nothing.
                let isHarmless = error.isPassing && error.kind != .outcomeUnknown
                guard repeatable && error.isPassing || isHarmless, ContinuousClock.now < deadline else { throw error }
                attempt += 1
                let ceiling = min(1000, 50 << min(attempt, 5))
                // Ends early when the caller is cancelled; the next round then says so.
                try? await Task.sleep(for: .milliseconds(Int.random(in: 10...ceiling)))
                if Task.isCancelled { throw error }
            }
        }
    }

    /// Closes idle connections and refuses further callers; lent connections are closed when they come back.
    package func close() async {
        self.isClosed = true
        for connection in self.idle { await connection.close() }
        self.openCount -= self.idle.count
        self.idle.removeAll()
        for waiter in self.waiters {
            waiter.answer.resume(returning: .failure(PostgresError(.unavailable, message: "the pool is closed")))
        }
        self.waiters.removeAll()
    }

    // MARK: - Lending

    private nonisolated func once<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        _ body: @Sendable (PostgresConnection) async throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let connection = try await self.borrow(until: deadline)
        do throws(PostgresError) {
            let value = try await body(connection)
            await self.giveBack(connection)
            return value
        } catch {
            await self.giveBack(connection)
            throw error
        }
    }

    private func borrow(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        if self.isClosed { throw PostgresError(.unavailable, message: "the pool is closed") }
        if let connection = self.idle.popLast() { return connection }
        if self.openCount < self.connectionsMax {
            self.openCount += 1
        } else if let connection = try await self.wait(until: deadline) {
            return connection
        }
        // A place is ours: openCount already counts it.
        do throws(PostgresError) {
            return try await self.open(until: deadline)
        } catch {
            self.freePlace()
            throw error
        }
    }

    private func wait(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection? {
        guard self.waiters.count < Self.waitersMax else {
            throw PostgresError(.unavailable, message: "too many callers wait for a connection")
        }
        self.nextWaiter += 1
        let number = self.nextWaiter
        let timer = Task {
            // Cancelled when the wait is over; then the waiter is gone and nothing happens.
            try? await Task.sleep(until: deadline, clock: .continuous)
            self.giveUp(number, PostgresError(.unavailable, message: "no connection became free in time"))
        }
        defer { timer.cancel() }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.waiters.append(Waiter(number: number, answer: continuation))
            }
        } onCancel: {
            Task { await self.giveUp(number, PostgresError(.cancelled, message: "cancelled while waiting")) }
        }
        return try answer.get()
    }

    private func giveUp(_ number: UInt64, _ error: PostgresError) {
        guard let index = self.waiters.firstIndex(where: { $0.number == number }) else { return }
        self.waiters.remove(at: index).answer.resume(returning: .failure(error))
    }

    private func open(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        while true {
            if let pause = self.backOff.pause(now: .now) {
                guard ContinuousClock.now + pause < deadline else {
                    throw PostgresError(.unavailable, message: "the database cannot be reached")
                }
                // Ends early when the caller is cancelled; the check below then says so.
                try? await Task.sleep(for: pause)
            }
            if Task.isCancelled { throw PostgresError(.cancelled, message: "cancelled while connecting") }
            do throws(PostgresError) {
                let connection = try await PostgresConnection.open(self.settings)
                self.backOff.succeeded()
                return connection
            } catch {
                self.backOff.failed(now: .now, random: Double.random(in: 0...1))
                self.logger.warning("database connection failed", [.pgMessage: error.message])
                if ContinuousClock.now >= deadline { throw error }
            }
        }
    }

    private func giveBack(_ connection: PostgresConnection) async {
        guard await connection.isUsable, !self.isClosed else {
            await connection.close()
            self.freePlace()
            return
        }
        if self.waiters.isEmpty {
            self.idle.append(connection)
        } else {
            self.waiters.removeFirst().answer.resume(returning: .success(connection))
        }
    }

    /// A place became free: the next waiter may open a connection in it.
    private func freePlace() {
        if self.waiters.isEmpty {
            self.openCount -= 1
        } else {
            self.waiters.removeFirst().answer.resume(returning: .success(nil))
        }
    }
}

/// When the next connection may be tried after failures: full jitter, 0.2 s to 5 s.
///
/// Without it every node of a cluster would knock at the same moment when the database comes back.
struct ConnectBackOff {
    static let baseSeconds = 0.2
    static let ceilingSeconds = 5.0

    private var failures = 0
    private var notBefore: ContinuousClock.Instant?

    /// How long to wait now; `nil` for not at all.
    func pause(now: ContinuousClock.Instant) -> Duration? {
        guard let notBefore, now < notBefore else { return nil }
        return now.duration(to: notBefore)
    }

    mutating func succeeded() {
        self.failures = 0
        self.notBefore = nil
    }

    /// - Parameter random: 0...1.
    mutating func failed(now: ContinuousClock.Instant, random: Double) {
        self.failures = min(self.failures + 1, 10)
        let ceiling = min(Self.ceilingSeconds, Self.baseSeconds * Double(1 << self.failures))
        self.notBefore = now + .seconds(Self.baseSeconds + random * (ceiling - Self.baseSeconds))
    }
}
