import Logging

/// Names of facts in log metadata. Collectors and runbooks search for them: a raw value is never renamed.
package enum LogKey: String, CaseIterable, Sendable {
    case apiCaller = "api.caller"
    case apiMethod = "api.method"
    case apiPath = "api.path"
    /// Numeric address of a caller.
    case apiPeer = "api.peer"
    case apiRequestID = "api.request_id"
    case apiStatus = "api.status"
    case batchFailures = "batch.failures"
    case batchSize = "batch.size"
    case certificateID = "certificate.id"
    case changed = "changed"
    case count = "count"
    case credentialName = "credential.name"
    case credentialVersion = "credential.version"
    case curlCode = "curl.code"
    case deviceAddress = "device.address"
    case deviceFQDN = "device.fqdn"
    case deviceFQDNSource = "device.fqdn_source"
    case deviceOrder = "device.order"
    case deviceUUID = "device.uuid"
    case durationSeconds = "duration.seconds"
    case errno = "errno"
    case helloOutcome = "hello.outcome"
    case helloPID = "hello.pid"
    case helloPeer = "hello.peer"
    case helloRefusal = "hello.refusal"
    case helloVersion = "hello.version"
    case httpStatus = "http.status"
    case leaseGeneration = "lease.generation"
    case leaseLoss = "lease.loss"
    case leaseToken = "lease.token"
    case limit = "limit"
    case line = "line"
    case listenAddress = "listen.address"
    case listenPort = "listen.port"
    case logLevel = "log.level"
    case migration = "migration"
    case node = "node"
    case outcome = "outcome"
    case path = "path"
    case pgConstraint = "pg.constraint"
    case pgMessage = "pg.message"
    case pgSQLState = "pg.sqlstate"
    case pgStatement = "pg.statement"
    case planID = "plan.id"
    case planSteps = "plan.steps"
    case problemCode = "problem.code"
    case profileName = "profile.name"
    case profileSection = "profile.section"
    case profileSectionsFailed = "profile.sections_failed"
    case profileSource = "profile.source"
    case profileVersion = "profile.version"
    case reason = "reason"
    case requestAttempt = "request.attempt"
    case requestID = "request.id"
    case requestState = "request.state"
    case role = "role"
    case secretName = "secret.name"
    case secretVersion = "secret.version"
    case setting = "setting"
    case site = "site"
    case source = "source"
    case sourceVersion = "source.version"
    case stepIndex = "step.index"
    case stepName = "step.name"
    case term = "term"
    case storeFailure = "store.failure"
    case storeStatement = "store.statement"
    case tlsError = "tls.error"
    case tokenName = "token.name"
    case tokenRoles = "token.roles"
    case version = "version"
    case webhook = "webhook"
    case wsmanCall = "wsman.call"
    case wsmanFault = "wsman.fault"
    case wsmanReturnValue = "wsman.return_value"
}

/// Facts of one log line, in the order in which they are written in the source.
package typealias LogFacts = KeyValuePairs<LogKey, any CustomStringConvertible & Sendable>

extension Logger {
    /// Logs a constant sentence with facts; the facts are not built when the level is off.
    package func log(
        _ level: Level, _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) {
        self.log(
            level: level, message(), metadata: Self.metadata(facts()), file: file, function: function, line: line)
    }

    /// A copy that adds these facts to every line; given at each hop of a request.
    package func adding(_ facts: LogFacts) -> Logger {
        var copy = self
        for (key, value) in facts { copy[metadataKey: key.rawValue] = .string(value.description) }
        return copy
    }

    /// Everything except secrets.
    package func trace(
        _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) { self.log(.trace, message(), facts(), file: file, function: function, line: line) }

    /// One line per exchange; affordable for an hour in production.
    package func debug(
        _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) { self.log(.debug, message(), facts(), file: file, function: function, line: line) }

    /// One line per state change of a request.
    package func info(
        _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) { self.log(.info, message(), facts(), file: file, function: function, line: line) }

    /// Helps itself, but is worth knowing.
    package func warning(
        _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) { self.log(.warning, message(), facts(), file: file, function: function, line: line) }

    /// An operator must act; one line per event, with its problem code.
    package func error(
        _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) { self.log(.error, message(), facts(), file: file, function: function, line: line) }

    /// The role stops.
    package func critical(
        _ message: @autoclosure () -> Message, _ facts: @autoclosure () -> LogFacts,
        file: String = #fileID, function: String = #function, line: UInt = #line
    ) { self.log(.critical, message(), facts(), file: file, function: function, line: line) }

    private static func metadata(_ facts: LogFacts) -> Metadata {
        var metadata: Metadata = [:]
        for (key, value) in facts { metadata[key.rawValue] = .string(value.description) }
        return metadata
    }
}
