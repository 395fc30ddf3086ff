import Foundation
import FoundationNetworking

/// Speaks to one server with one token.
struct APIClient: Sendable {
    /// From the request's first byte to the answer's last, in seconds: a database that fails over may take some.
    static let answerSecondsMax: TimeInterval = 30
    /// A test of a source waits for the source, and a dry run looks at every device.
    static let longAnswerSecondsMax: TimeInterval = 300
    /// A thousand devices with their evidence stay far below; more is not ours.
    static let answerBytesMax = 64 * 1024 * 1024

    let server: URL
    let token: String

    /// Whether others on the way can read what is sent: neither TLS nor this machine's own loopback.
    var isInClear: Bool {
        guard self.server.scheme?.lowercased() != "https" else { return false }
        let host = (self.server.host ?? "").lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return host != "localhost" && host != "::1"
            && host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) == nil
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
        guard let url = self.url(path, query) else { throw .usage("The server's URL cannot be used.") }
        var request = URLRequest(url: url, timeoutInterval: secondsMax)
        request.httpMethod = method
        request.setValue("Bearer \(self.token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let json {
            request.httpBody = json
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (body, status) = try await self.exchange(request, secondsMax: secondsMax)
        guard (200..<300).contains(status) else { throw .answered(status: status, body: body) }
        guard body.count <= Self.answerBytesMax else { throw .answerUnreadable("it is too large") }
        return body
    }

    /// The server's URL may have a path of its own, as behind a proxy.
    private func url(_ path: String, _ query: [(String, String)]) -> URL? {
        guard var parts = URLComponents(url: self.server, resolvingAgainstBaseURL: false) else { return nil }
        let base = parts.path.trimmingTrailingSlashes
        parts.path = base + path
        if !query.isEmpty { parts.queryItems = query.map { URLQueryItem(name: $0.0, value: $0.1) } }
        return parts.url
    }

    private func exchange(
        _ request: URLRequest, secondsMax: TimeInterval
    ) async throws(CommandFailure) -> (body: Data, status: Int) {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForResource = secondsMax
        let session = URLSession(configuration: settings, delegate: StayingHere(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (body, response) = try await session.data(for: request)
            guard let response = response as? HTTPURLResponse else {
                throw CommandFailure.answerUnreadable("it is not HTTP")
            }
            return (body, response.statusCode)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .unreachable(server: self.server.absoluteString, reason: Self.reason(error, secondsMax: secondsMax))
        }
    }

    /// libcurl's words say what happened; Foundation's own are often only a number.
    private static func reason(_ error: any Error, secondsMax: TimeInterval) -> String {
        guard let error = error as? URLError else { return error.localizedDescription }
        switch error.code {
        case .timedOut: return "no answer within \(Int(secondsMax)) seconds"
        case .cannotFindHost: return "its name is not known"
        case .cannotConnectToHost: return "nothing listens there, or a firewall is in the way"
        default: return error.localizedDescription.trimmingCharacters(in: CharacterSet(charactersIn: ". "))
        }
    }
}

/// Follows no redirect: the token is for the server that was named.
private final class StayingHere: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }
}

extension String {
    fileprivate var trimmingTrailingSlashes: String {
        var text = Substring(self)
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }
}
