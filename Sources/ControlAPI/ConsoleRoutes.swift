import Hummingbird

/// The operator's web console. Its files hold no data and need no token; what they show is asked for with one.
struct ConsoleRoutes: Sendable {
    /// Scripts, styles and requests of our own alone. Text of a device that became markup by mistake could still load nothing.
    static let contentPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static let start = "index.html"

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.root, [.get: { _, _ in Self.redirect }])
        router.take(.console, [.get: self.home])
        router.take(.consoleFile, [.get: self.file])
    }

    private static var redirect: Response { Response(status: .found, headers: [.location: "/console/"]) }

    /// The page's own links are relative: without the slash at the end they would lead past the folder.
    @Sendable private func home(_ request: Request, _ context: APIContext) throws -> Response {
        guard request.uri.path.hasSuffix("/") else { return Self.redirect }
        return try Self.answer(request, Self.start)
    }

    @Sendable private func file(_ request: Request, _ context: APIContext) throws -> Response {
        try Self.answer(request, context.parameters.getCatchAll().joined(separator: "/"))
    }

    private static func answer(_ request: Request, _ name: String) throws -> Response {
        guard let file = ConsoleFile.all[name] else {
            throw APIProblem(code: .routeUnknown, detail: "The console has no file of this name.")
        }
        // Kept, and asked for again each time: a new program shows its new console at once.
        let headers: HTTPFields = [
            .eTag: file.entityTag, .cacheControl: "no-cache", .contentSecurityPolicy: Self.contentPolicy,
            HeaderName.referrerPolicy: "no-referrer",
        ]
        if request.headers[.ifNoneMatch].map({ EntityTag.names($0, file.entityTag) }) == true {
            return Response(status: .notModified, headers: headers)
        }
        var response = Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.body))
        response.headers[.contentType] = file.kind.contentType
        return response
    }
}
