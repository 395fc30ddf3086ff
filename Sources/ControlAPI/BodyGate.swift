import Foundation
import Hummingbird

/// Takes a request's body off the wire, so that what follows it on the connection is read as the next request.
///
/// It stands behind the token's check: whoever sends a body drop by drop holds a place of the gate.
struct BodyGate: RouterMiddleware {
    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: context.maxUploadSize)
        if body.readableBytes > 0, context.route?.operations[request.method]?.body != nil {
            try Self.judge(mediaType: request.headers[.contentType])
        }
        return try await next(request, context)
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
