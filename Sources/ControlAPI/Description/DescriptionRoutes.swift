import Hummingbird
import NIOCore

/// The API's description of itself. There is no secret in it, and programs read it before they have a token; so it is made ready once,
/// and costs who has none of us hardly anything.
struct DescriptionRoutes: Sendable {
    private static let plain = ByteBuffer(string: JSONText.document(OpenAPIDocument.text).rendered + "\n")
    private static let packed = Compression.packed(Self.plain)

    func add(to router: some RouterMethods<APIContext>) { router.take(.openAPI, [.get: self.show]) }

    @Sendable private func show(_ request: Request, _ context: APIContext) -> Response {
        var headers: HTTPFields = [.contentType: "application/json", .vary: "Accept-Encoding"]
        guard Compression.isAccepted(request.headers[.acceptEncoding] ?? ""), let packed = Self.packed else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: Self.plain))
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: packed))
    }
}
