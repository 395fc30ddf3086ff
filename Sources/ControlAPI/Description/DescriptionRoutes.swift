import Hummingbird

/// The API's description of itself. There is no secret in it, and programs read it before they have a token.
struct DescriptionRoutes: Sendable {
    func add(to router: some RouterMethods<APIContext>) {
        router.take(.openAPI, [.get: { _, _ in Response(json: .document(OpenAPIDocument.text)) }])
    }
}
