import Foundation
import Hummingbird
import NIOCore

/// Takes a request's body off the wire, so that what follows it on the connection is read as the next request.
///
/// It stands behind the token's check: whoever sends a body drop by drop holds a place of the gate, though not for long.
struct BodyGate: RouterMiddleware {
    var secondsMax = APILimits.bodySecondsMax

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var request = request
        let body = try await self.body(of: request, bytesMax: context.maxUploadSize)
        request.body = RequestBody(buffer: body)
        context.connection.bodyIsTaken()
        if body.readableBytes > 0, context.route?.operations[request.method]?.body != nil {
            try Self.judge(mediaType: request.headers[.contentType])
        }
        return try await next(request, context)
    }

    private func body(of request: Request, bytesMax: Int) async throws -> ByteBuffer {
        // Nothing to wait for, as with most requests.
        guard Self.hasBody(request) else { return ByteBuffer() }
        return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await request.body.collect(upTo: bytesMax) }
            group.addTask {
                try await ContinuousClock().sleep(for: .seconds(self.secondsMax))
                return nil
            }
            defer { group.cancelAll() }
            guard let body = try await group.next() ?? nil else {
                throw APIProblem(
                    code: .bodyTooSlow, detail: "A body has to be here within \(self.secondsMax) seconds.")
            }
            return body
        }
    }

    /// Whether bytes of a body follow the request's header, RFC 9112, section 6.
    static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil || request.headers[.contentLength].map { $0 != "0" } ?? false
    }

    /// A body without a media type is taken for JSON: scripts leave it out.
    private static func judge(mediaType: String?) throws(APIProblem) {
        guard let mediaType else { return }
        let type = mediaType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json") else {
            throw APIProblem(code: .mediaTypeUnsupported, detail: "Bodies are application/json.", field: "Content-Type")
        }
    }
}
