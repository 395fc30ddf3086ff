import CLibPQ
import Foundation
import Synchronization

/// One connection, used by one caller at a time, on a thread of its own.
///
/// Statements are prepared on first use and run in binary format. Every wait has a deadline; when it passes, the socket is
/// closed and a write counts as ``PostgresError/Kind/outcomeUnknown``, never as failed.
package actor PostgresConnection {
    private let executor: ThreadExecutor
    private let settings: PostgresSettings
    private let notices = NoticeWatch()
    private let cancelHandle = CancelHandle()
    private var held: ConnectionHandle?
    private var prepared: Set<String> = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    private init(settings: PostgresSettings) {
        self.settings = settings
        self.executor = ThreadExecutor(name: "postgres")
    }

    deinit { self.executor.stop() }

    /// Connects and sets the session up.
    ///
    /// - Throws: ``PostgresError/Kind/unavailable`` with the reason, which for a wrong setting is the server's own sentence.
    package static func open(_ settings: PostgresSettings) async throws(PostgresError) -> PostgresConnection {
        let connection = PostgresConnection(settings: settings)
        try await connection.connect()
        return connection
    }

    /// `false` once the connection has failed; it is then of no more use.
    package var isUsable: Bool { self.held != nil }

    private var handle: OpaquePointer? { self.held?.pointer }

    /// Closes the socket.
    package func close() {
        self.cancelHandle.clear()
        self.held = nil
    }

    /// Runs one statement in a transaction of its own.
    ///
    /// A cancelled caller ends a reading statement in the server; a writing one runs to its end all the same.
    package func run(_ call: PostgresCall) async throws(PostgresError) -> PostgresRows {
        if Task.isCancelled { throw PostgresError(.cancelled, message: "cancelled before it was sent") }
        switch call.statement.effect {
        case .writes:
            return try self.perform(call)
        case .reads:
            let result: Result<PostgresRows, PostgresError> = await withTaskCancellationHandler {
                do throws(PostgresError) {
                    return .success(try self.perform(call))
                } catch {
                    return .failure(error)
                }
            } onCancel: { [cancelHandle] in
                // Cancelling connects to the server, which may take long: not on the thread of whoever cancels.
                Thread.detachNewThread { cancelHandle.cancel() }
            }
            return try result.get()
        }
    }

    /// Runs several statements in one round trip, each in a transaction of its own, so that one may fail alone.
    ///
    /// - Returns: one result for each call, in order.
    package func pipeline(_ calls: [PostgresCall]) async throws(PostgresError) -> [Result<PostgresRows, PostgresError>]
    {
        let handle = try self.usableHandle()
        for call in calls { try self.prepare(call.statement, handle) }
        self.notices.clear()
        let deadline = self.deadline()
        guard PQenterPipelineMode(handle) == 1 else { throw self.broken(.unavailable) }
        for call in calls {
            guard self.send(call, handle) == 1, PQpipelineSync(handle) == 1 else { throw self.broken(.outcomeUnknown) }
        }
        var results: [Result<PostgresRows, PostgresError>] = []
        for _ in calls {
            var outcome: Result<PostgresRows, PostgresError>?
            // Each call answers with results, an end mark (null), and then the mark of its own synchronisation point.
            while true {
                guard let result = try self.nextResult(handle, until: deadline) else { continue }
                if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
                    PQclear(result)
                    break
                }
                let read = self.judge(result)
                if outcome == nil { outcome = read }
                // A server that ends the session closes the handle: what was sent behind it may or may not have happened.
                guard self.handle != nil else { throw PostgresError(.outcomeUnknown, message: "the session was ended") }
            }
            results.append(outcome ?? .failure(PostgresError(.unreadable, message: "a statement had no result")))
        }
        guard PQexitPipelineMode(handle) == 1 else { throw self.broken(.outcomeUnknown) }
        try self.refuseDoubt()
        return results
    }

    /// Copies rows into a table in binary format and runs statements behind it, all in one transaction.
    ///
    /// - Parameters:
    ///   - prologue: statements before the copy, such as one that makes a temporary table.
    ///   - copy: the text of a `COPY … FROM STDIN (FORMAT binary)`, a constant of our own.
    ///   - rows: the columns of each row in the copy's order.
    ///   - epilogue: statements behind the copy.
    /// - Returns: the results of the epilogue.
    package func copyIn(
        prologue: [PostgresCall],
        copy: StaticString,
        rows: some Sequence<[PostgresValue]>,
        epilogue: [PostgresCall]
    ) async throws(PostgresError) -> [PostgresRows] {
        let handle = try self.usableHandle()
        try self.runText("begin; set local statement_timeout = '300s'", handle)
        do throws(PostgresError) {
            for call in prologue { _ = try self.perform(call, isBulk: true) }
            try self.copyRows(copy, rows, handle)
            var results: [PostgresRows] = []
            for call in epilogue { results.append(try self.perform(call, isBulk: true)) }
            self.notices.clear()
            try self.runText("commit", handle)
            try self.refuseDoubt()
            return results
        } catch {
            // The first failure is the one to tell; if the rollback fails too, the connection is closed by it.
            if self.handle != nil { try? self.runText("rollback", handle) }
            throw error
        }
    }

    /// Runs a script of our own without parameters: migrations, and nothing else.
    package func runScript(_ text: String) async throws(PostgresError) {
        try self.runText(text, try self.usableHandle())
    }

    // MARK: - One statement

    /// - Parameter isBulk: waits as long as a script may, not as a statement does.
    private func perform(_ call: PostgresCall, isBulk: Bool = false) throws(PostgresError) -> PostgresRows {
        let handle = try self.usableHandle()
        try self.prepare(call.statement, handle)
        self.notices.clear()
        guard self.send(call, handle) == 1 else { throw self.broken(.outcomeUnknown) }
        let rows = try self.finish(
            handle, until: isBulk ? ContinuousClock.now + self.settings.scriptTimeout : self.deadline())
        if call.statement.effect == .writes { try self.refuseDoubt() }
        return rows
    }

    private func prepare(_ statement: PostgresStatement, _ handle: OpaquePointer) throws(PostgresError) {
        guard statement.planning == .once, !self.prepared.contains(statement.name) else { return }
        guard PQsendPrepare(handle, statement.name, statement.sql, 0, nil) == 1 else { throw self.broken(.unavailable) }
        do throws(PostgresError) {
            _ = try self.finish(handle, until: self.deadline())
        } catch {
            // Nothing of the statement itself was sent.
            throw error.kind == .outcomeUnknown ? PostgresError(.unavailable, message: error.message) : error
        }
        self.prepared.insert(statement.name)
    }

    private func send(_ call: PostgresCall, _ handle: OpaquePointer) -> Int32 {
        let flat = call.parameters.flatMap { $0.bytes ?? [] }
        let lengths = call.parameters.map { Int32($0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: call.parameters.count)
        // An empty value still needs an address: only a null pointer means null.
        return (flat + [0]).withUnsafeBytes { buffer -> Int32 in
            var values: [UnsafePointer<CChar>?] = []
            var offset = 0
            for parameter in call.parameters {
                if let bytes = parameter.bytes {
                    values.append(buffer.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self))
                    offset += bytes.count
                } else {
                    values.append(nil)
                }
            }
            switch call.statement.planning {
            case .once:
                return PQsendQueryPrepared(
                    handle, call.statement.name, Int32(values.count), values, lengths, formats, 1)
            case .eachTime:
                let kinds = call.parameters.map { Oid($0.kind.rawValue) }
                return PQsendQueryParams(
                    handle, call.statement.sql, Int32(values.count), kinds, values, lengths, formats, 1)
            }
        }
    }

    /// Reads results until the server is done and returns the first one.
    private func finish(_ handle: OpaquePointer, until deadline: ContinuousClock.Instant) throws(PostgresError)
        -> PostgresRows
    {
        var outcome: Result<PostgresRows, PostgresError>?
        while let result = try self.nextResult(handle, until: deadline) {
            let read = self.judge(result)
            if outcome == nil { outcome = read }
            if self.handle == nil { break }
        }
        guard let outcome else { throw PostgresError(.unreadable, message: "a statement had no result") }
        return try outcome.get()
    }

    private func judge(_ result: OpaquePointer) -> Result<PostgresRows, PostgresError> {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_COPY_IN:
            return .success(PostgresRows(owning: result))
        default:
            let state = Self.field(result, 0x43)  // 'C', PG_DIAG_SQLSTATE
            let error = PostgresError(
                state == nil ? .outcomeUnknown : .refused,
                sqlstate: state,
                constraint: Self.field(result, 0x6e),  // 'n', PG_DIAG_CONSTRAINT_NAME
                message: Self.field(result, 0x4d) ?? String(cString: PQresultErrorMessage(result)))  // 'M', primary
            PQclear(result)
            if let handle = self.handle, PQstatus(handle) == CONNECTION_BAD { self.close() }
            // A server that ends the session while a statement runs leaves its outcome open.
            if let state, state.hasPrefix("57P") || state.hasPrefix("08") {
                self.close()
                return .failure(PostgresError(.outcomeUnknown, sqlstate: state, message: error.message))
            }
            // The server has become a standby, or we have reached one: the next connection may find the primary.
            if state == "25006" { self.close() }
            return .failure(error)
        }
    }

    private static func field(_ result: OpaquePointer, _ code: Int32) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }

    // MARK: - Waiting

    /// The next result, or `nil` at the end of one statement's results.
    private func nextResult(_ handle: OpaquePointer, until deadline: ContinuousClock.Instant) throws(PostgresError)
        -> OpaquePointer?
    {
        while true {
            let flush = PQflush(handle)
            if flush < 0 { throw self.broken(.outcomeUnknown) }
            if flush == 0 && PQisBusy(handle) == 0 { return PQgetResult(handle) }
            let events = Int16(POLLIN) | (flush > 0 ? Int16(POLLOUT) : 0)
            guard self.poll(handle, events, until: deadline), PQconsumeInput(handle) == 1 else {
                throw self.broken(.outcomeUnknown)
            }
        }
    }

    /// `false` when the deadline passed.
    private func poll(_ handle: OpaquePointer, _ events: Int16, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline).components
            let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0 else { return false }
            var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let ready = Glibc.poll(&descriptor, 1, Int32(clamping: milliseconds))
            if ready > 0 { return true }
            if ready < 0 && errno != EINTR { return false }
        }
    }

    private func deadline() -> ContinuousClock.Instant { .now + self.settings.answerTimeout }

    // MARK: - Connecting and failing

    private func connect() throws(PostgresError) {
        // libpq's own complaint about a connection string quotes it, and it may hold a password.
        guard let parsed = PQconninfoParse(self.settings.url, nil) else {
            throw PostgresError(.unavailable, message: Self.malformed)
        }
        PQconninfoFree(parsed)
        // Of several hosts the primary is wanted; decisions are made on the writer alone.
        let keywords = [
            "fallback_application_name", "connect_timeout", "client_encoding", "options", "target_session_attrs",
            "dbname",
        ]
        let values = [
            "provisionserver", String(self.settings.connectTimeoutSeconds), "UTF8", self.settings.sessionOptions,
            "read-write", self.settings.url,
        ]
        let handle = Self.withStrings(keywords) { keywords in
            // "dbname" may hold a whole connection string or URL; what it says wins over what stands before it.
            Self.withStrings(values) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let handle else { throw PostgresError(.unavailable, message: "out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(handle))
            PQfinish(handle)
            throw PostgresError(.unavailable, message: Self.reachedServer(message) ? message : Self.malformed)
        }
        PQsetNoticeReceiver(handle, NoticeWatch.receiver, Unmanaged.passUnretained(self.notices).toOpaque())
        guard PQsetnonblocking(handle, 1) == 0 else {
            PQfinish(handle)
            throw PostgresError(.unavailable, message: "the socket cannot be made non-blocking")
        }
        self.held = ConnectionHandle(pointer: handle)
        self.cancelHandle.set(PQgetCancel(handle))
    }

    private static let malformed = "the connection string is malformed, or names a host that nobody knows"

    /// Whether libpq tells of an attempt at a server; what it says before that quotes the connection string.
    private static func reachedServer(_ message: String) -> Bool { message.hasPrefix("connection to server ") }

    private static func withStrings<Value>(
        _ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Value
    ) -> Value {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }

    private func usableHandle() throws(PostgresError) -> OpaquePointer {
        guard let handle = self.handle else { throw PostgresError(.unavailable, message: "the connection is closed") }
        return handle
    }

    /// Closes the connection, whose state is no longer known, and makes the error to throw.
    private func broken(_ kind: PostgresError.Kind) -> PostgresError {
        let message = self.handle.map { String(cString: PQerrorMessage($0)) } ?? ""
        self.close()
        return PostgresError(kind, message: message.isEmpty ? "no answer in time" : message)
    }

    /// A commit that stopped waiting for its synchronous standby is reported as done, with a mere warning.
    private func refuseDoubt() throws(PostgresError) {
        guard let state = self.notices.warning else { return }
        throw PostgresError(.outcomeUnknown, sqlstate: state, message: "the server warned about a write")
    }

    // MARK: - Text commands and COPY

    private func runText(_ text: String, _ handle: OpaquePointer) throws(PostgresError) {
        guard PQsendQuery(handle, text) == 1 else { throw self.broken(.outcomeUnknown) }
        let deadline = ContinuousClock.now + self.settings.scriptTimeout
        var failure: PostgresError?
        while let result = try self.nextResult(handle, until: deadline) {
            if case .failure(let error) = self.judge(result), failure == nil { failure = error }
            if self.handle == nil { break }
        }
        if let failure { throw failure }
    }

    private func copyRows(
        _ copy: StaticString, _ rows: some Sequence<[PostgresValue]>, _ handle: OpaquePointer
    ) throws(PostgresError) {
        guard PQsendQuery(handle, "\(copy)") == 1 else { throw self.broken(.outcomeUnknown) }
        let deadline = ContinuousClock.now + self.settings.scriptTimeout
        guard let start = try self.nextResult(handle, until: deadline) else {
            throw PostgresError(.unreadable, message: "COPY did not start")
        }
        _ = try self.judge(start).get()
        var buffer = PostgresCopyBuffer()
        for row in rows {
            buffer.append(row)
            if buffer.bytes.count >= PostgresCopyBuffer.chunkBytes {
                try self.put(buffer.take(), handle, until: deadline)
            }
        }
        try self.put(buffer.end(), handle, until: deadline)
        while true {
            let ended = PQputCopyEnd(handle, nil)
            if ended == 1 { break }
            guard ended == 0, self.poll(handle, Int16(POLLOUT), until: deadline) else {
                throw self.broken(.outcomeUnknown)
            }
        }
        _ = try self.finish(handle, until: deadline)
    }

    private func put(_ bytes: [UInt8], _ handle: OpaquePointer, until deadline: ContinuousClock.Instant)
        throws(PostgresError)
    {
        while true {
            let put = bytes.withUnsafeBytes {
                PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
            }
            if put == 1 { return }
            guard put == 0, self.poll(handle, Int16(POLLOUT), until: deadline) else {
                throw self.broken(.outcomeUnknown)
            }
        }
    }
}

/// Remembers whether the server warned while a statement ran. Touched by the connection's thread alone.
private final class NoticeWatch: @unchecked Sendable {
    private(set) var warning: String?

    func clear() { self.warning = nil }

    static let receiver: PQnoticeReceiver = { context, result in
        guard let context, let result else { return }
        let watch = Unmanaged<NoticeWatch>.fromOpaque(context).takeUnretainedValue()
        // 'V': the severity in English whatever the server's language; notices and information are no doubts.
        guard let severity = PQresultErrorField(result, 0x56), String(cString: severity) == "WARNING" else { return }
        watch.warning = PQresultErrorField(result, 0x43).map { String(cString: $0) } ?? "01000"
    }
}

/// Lets another thread cancel what the connection runs. libpq allows that for its cancel object.
private final class CancelHandle: Sendable {
    private struct Holder: @unchecked Sendable {
        var pointer: OpaquePointer?
    }

    private let holder = Mutex(Holder())

    func set(_ pointer: OpaquePointer?) { self.holder.withLock { $0.pointer = pointer } }

    func clear() {
        self.holder.withLock { holder in
            if let pointer = holder.pointer { PQfreeCancel(pointer) }
            holder.pointer = nil
        }
    }

    func cancel() {
        self.holder.withLock { holder in
            guard let pointer = holder.pointer else { return }
            var text = [CChar](repeating: 0, count: 256)
            _ = PQcancel(pointer, &text, Int32(text.count))
        }
    }

    deinit { self.clear() }
}

/// Owns libpq's connection; touched by the connection's thread, freed with its last owner.
private final class ConnectionHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQfinish(self.pointer) }
}
