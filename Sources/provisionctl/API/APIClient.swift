import Foundation
import Synchronization

/// Speaks to one server with one token.
struct APIClient: Sendable {
    /// From the request's first byte to the answer's last, in seconds: a database that fails over may take some.
    static let answerSecondsMax: TimeInterval = 30
    /// A test of a source waits for the source, and a dry run looks at every device.
    static let longAnswerSecondsMax: TimeInterval = 300
    /// A thousand devices with their evidence stay far below; more is not ours.
    static let answerBytesMax = 64 * 1024 * 1024

    /// Times that a server is asked again which says that it is asked too often.
    static let patienceMax = 5
    /// A server that wants to be left alone for longer is not waited for, in seconds.
    static let patienceSecondsMax = 30

    let server: URL
    let token: String
    private let line: CurlLine
    private let warn: @Sendable (String) -> Void
    private let hasWarned = SharedState(false)

    /// - Parameters:
    ///   - caFile: PEM of the authorities to trust, in place of the system's.
    ///   - warn: told once, before the token goes where others on the way can read it.
    init(
        server: URL, token: String, caFile: String? = nil, warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.server = server
        self.token = token
        self.line = CurlLine(caFile: caFile)
        self.warn = warn
    }

    /// Whether others on the way can read what is sent: neither TLS nor this machine's own loopback.
    var isInClear: Bool {
        guard self.server.scheme?.lowercased() != "https" else { return false }
        let host = (self.server.host ?? "").lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return host != "localhost" && host != "::1"
            && host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) == nil
    }

    /// Says that the token goes out in clear, if it does: once, whoever asks first.
    func warnOfClearText() {
        guard self.isInClear, !self.token.isEmpty else { return }
        let isFirst = self.hasWarned.value.withLock { hasWarned in
            defer { hasWarned = true }
            return !hasWarned
        }
        guard isFirst else { return }
        self.warn(
            "Warning: the token and all secrets go to \(self.server.absoluteString) and come back in clear text; use https."
        )
    }

    /// - Parameters:
    ///   - path: begins with `/`; its parts hold no reserved characters.
    ///   - json: the body.
    ///   - secondsMax: to the answer's last byte.
    /// - Returns: the body of a successful answer.
    func send(
        _ method: String, _ path: String, query: [(String, String)] = [], json: Data? = nil,
        headers: [String: String] = [:], secondsMax: TimeInterval = Self.answerSecondsMax
    ) async throws(CommandFailure) -> Data {
        let answer = try await self.answer(
            method, path, query: query, json: json, headers: headers, secondsMax: secondsMax)
        guard (200..<300).contains(answer.status) else { throw .answered(status: answer.status, body: answer.body) }
        return answer.body
    }

    /// The answer whatever its status is.
    func answer(
        _ method: String, _ path: String, query: [(String, String)] = [], json: Data? = nil,
        headers: [String: String] = [:], secondsMax: TimeInterval = Self.answerSecondsMax
    ) async throws(CommandFailure) -> HTTPAnswer {
        var call = try self.call(method, path, query: query, headers: headers)
        call.secondsMax = secondsMax
        if let json {
            call.body = json
            call.headers.append(("Content-Type", "application/json"))
        }
        for _ in 0..<Self.patienceMax {
            let answer = try await self.exchange(call)
            guard let seconds = Self.pause(askedBy: answer) else { return answer }
            try? await Task.sleep(for: .seconds(seconds))
        }
        return try await self.exchange(call)
    }

    /// Seconds after which the same may be asked again: nothing was done of it. `nil` when it is not to be.
    static func pause(askedBy answer: HTTPAnswer) -> Int? {
        guard answer.status == 429, let text = answer.headers["retry-after"], let seconds = Int(text),
            (0...Self.patienceSecondsMax).contains(seconds)
        else { return nil }
        return max(1, seconds)
    }

    /// An answer that comes bit by bit and has no end of its own.
    ///
    /// - Parameter take: given each piece; `false` ends it.
    func stream(
        _ path: String, query: [(String, String)], accept: String, headers: [String: String] = [:],
        _ take: @escaping @Sendable (Data) -> Bool
    ) async throws(CommandFailure) {
        let call = try self.call("GET", path, query: query, headers: headers, accept: accept)
        let answer: HTTPAnswer
        do throws(HTTPFailure) {
            // A connection of its own: other calls go on beside it.
            answer = try await self.line.another().exchange(call, take: take)
        } catch {
            guard error != .stopped else { return }
            throw self.failure(error, secondsMax: call.secondsMax)
        }
        guard (200..<300).contains(answer.status) else { throw .answered(status: answer.status, body: answer.body) }
    }

    private func exchange(_ call: HTTPCall) async throws(CommandFailure) -> HTTPAnswer {
        do throws(HTTPFailure) {
            return try await self.line.exchange(call)
        } catch {
            throw self.failure(error, secondsMax: call.secondsMax)
        }
    }

    private func call(
        _ method: String, _ path: String, query: [(String, String)], headers: [String: String],
        accept: String = "application/json"
    ) throws(CommandFailure) -> HTTPCall {
        guard let url = self.url(path, query) else { throw .usage("The server's URL cannot be used.") }
        var call = HTTPCall(method: method, url: url, bytesMax: Self.answerBytesMax)
        if !self.token.isEmpty {
            self.warnOfClearText()
            call.headers.append(("Authorization", "Bearer \(self.token)"))
        }
        call.headers.append(("Accept", accept))
        call.headers += headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return call
    }

    /// The server's URL may have a path of its own, as behind a proxy.
    private func url(_ path: String, _ query: [(String, String)]) -> URL? {
        guard var parts = URLComponents(url: self.server, resolvingAgainstBaseURL: false) else { return nil }
        let base = parts.path.trimmingTrailingSlashes
        parts.path = base + path
        if !query.isEmpty {
            parts.queryItems = query.map { URLQueryItem(name: $0.0, value: $0.1) }
            // A plus is a blank to many who read a query.
            parts.percentEncodedQuery = parts.percentEncodedQuery?.replacing("+", with: "%2B")
        }
        return parts.url
    }

    private func failure(_ failure: HTTPFailure, secondsMax: TimeInterval?) -> CommandFailure {
        let reason: String
        switch failure {
        case .nameUnknown: reason = "its name is not known"
        case .refused: reason = "nothing listens there, or a firewall is in the way"
        case .timedOut:
            reason = secondsMax.map { "no answer within \(Int($0)) seconds" } ?? "nothing was heard for a minute"
        case .tls(let words):
            reason = "\(words); a private authority is named with --ca-file, or as caFile of a context"
        case .tooLarge: return .answerUnreadable("it is too large")
        case .stopped: reason = "it was interrupted"
        case .other(let words): reason = words
        }
        return .unreachable(server: self.server.absoluteString, reason: reason)
    }
}

extension String {
    fileprivate var trimmingTrailingSlashes: String {
        var text = Substring(self)
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }
}
