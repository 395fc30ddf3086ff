import NIOCore

/// What an HTTP client gets on the hello port: one page that says what this is, so that whoever probes it need not guess.
///
/// It holds nothing that the client sent and nothing about this server.
enum ExplanationPage {
    private static let body = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Intel AMT hello port</title></head>
        <body>
        <h1>Intel AMT hello port</h1>
        <p>This port takes the hello messages of Intel AMT firmware in setup mode. It does not speak HTTP;
        the provisioning server's console and API are served on another port.</p>
        <p>Health checks may open a TCP connection here and close it without sending anything.</p>
        </body>
        </html>

        """

    private static let head = """
        HTTP/1.1 200 OK\r
        Content-Type: text/html; charset=utf-8\r
        Content-Length: \(Self.body.utf8.count)\r
        Cache-Control: no-store\r
        Connection: close\r
        \r

        """

    /// - Parameter isHead: leaves the body out, as the answer to HEAD does.
    static func bytes(isHead: Bool) -> ByteBuffer {
        ByteBuffer(string: isHead ? Self.head : Self.head + Self.body)
    }
}
