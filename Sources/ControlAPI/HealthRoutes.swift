import Hummingbird

/// What machines ask without a token: is it alive, may it be sent requests, how is it doing.
struct HealthRoutes: Sendable {
    let isReady: @Sendable () -> Bool
    let metricsPage: @Sendable () -> String

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.livez, [.get: { _, _ in Response(json: .object([("status", .string("alive"))])) }])
        router.take(
            .readyz,
            [
                .get: { _, _ in
                    guard self.isReady() else {
                        throw APIProblem(
                            code: .notReady, detail: "The database has not answered a ping within two seconds.")
                    }
                    return Response(json: .object([("status", .string("ready"))]))
                }
            ])
        router.take(
            .metrics,
            [
                .get: { _, _ in
                    Response(
                        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                        body: ResponseBody(byteBuffer: ByteBuffer(string: self.metricsPage())))
                }
            ])
    }
}

extension RouterMethods where Context == APIContext {
    typealias Handler = @Sendable (Request, APIContext) async throws -> Response

    /// Gives a resource its methods, and every other method an answer that names them.
    func take(_ route: APIRoute, _ handlers: [HTTPRequest.Method: Handler]) {
        let path = RouterPath(route.rawValue)
        for (method, handler) in handlers { self.on(path, method: method, use: handler) }
        let problem = APIProblem.methodNotAllowed(handlers.keys)
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options]
        where !problem.allowed.contains(method.rawValue) {
            self.on(path, method: method) { _, _ -> Response in throw problem }
        }
    }
}

extension APIProblem {
    /// - Parameter methods: that the resource does take.
    static func methodNotAllowed(_ methods: some Collection<HTTPRequest.Method>) -> Self {
        // The router answers HEAD wherever it answers GET.
        let allowed = (methods.map(\.rawValue) + (methods.contains(.get) ? ["HEAD"] : [])).sorted()
        return APIProblem(
            code: .methodNotAllowed, detail: "It takes: \(allowed.joined(separator: ", ")).", allowed: allowed)
    }
}
