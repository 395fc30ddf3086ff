import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization

/// A server that answers as the API's description has it, for what only a whole cluster could answer.
struct FakeFleetAPI {
    /// By path, by path and query where both count, and by method and path where those do.
    var answers: [String: String]
    /// Streams of events, one for each time that somebody asks; `nil` where it cannot be served.
    var streams: [String?] = []
    /// What is answered behind the last of them.
    var statusBehindStreams = HTTPResponse.Status.serviceUnavailable
    let asked = Asked()

    final class Asked: Sendable {
        let requests = Mutex<[String]>([])
        let lastEventIDs = Mutex<[String?]>([])
    }

    /// Serves for as long as the test speaks to it.
    func serving(_ test: @Sendable (_ environment: [String: String]) async throws -> Void) async throws {
        let responder = CallbackResponder<BasicRequestContext> { [self] request, _ in try await self.respond(request) }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: LogLines().logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: LogLines().logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            var found = 0
            for await number in ports {
                found = number
                break
            }
            try await test(["PROVISIONCTL_SERVER": "http://127.0.0.1:\(found)", "PROVISIONCTL_TOKEN": "any"])
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func respond(_ request: Request) async throws -> Response {
        var request = request
        let body = String(buffer: try await request.collectBody(upTo: 1 << 20))
        let line = "\(request.method) \(request.uri) \(body)".trimmingCharacters(in: .whitespaces)
        self.asked.requests.withLock { $0.append(line) }
        let path = request.uri.path
        if path == "/v1/events", request.headers[.accept] == "text/event-stream" {
            let number = self.asked.lastEventIDs.withLock { ids in
                ids.append(HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] })
                return ids.count - 1
            }
            guard number < self.streams.count else { return Response(status: self.statusBehindStreams) }
            guard let stream = self.streams[number] else { return Response(status: .serviceUnavailable) }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: .init(byteBuffer: ByteBuffer(string: stream)))
        }
        guard
            let answer = self.answers["\(request.method) \(path)"] ?? self.answers["\(request.uri)"]
                ?? self.answers[path]
        else {
            return Response(
                status: .notFound,
                body: .init(byteBuffer: ByteBuffer(string: #"{"title":"No such resource","status":404}"#)))
        }
        return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: answer + "\n")))
    }
}
