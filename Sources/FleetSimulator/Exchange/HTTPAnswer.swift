/// How the end of an answer is told.
package enum AnswerFraming: String, CaseIterable, Sendable {
    case chunked
    case close
    case length
    /// One of the others, drawn for each answer.
    case mixed
}

/// Writes HTTP answers as recorded devices do.
struct HTTPAnswer: Sendable {
    /// Four hex digits tell a chunk's size.
    private static let chunkBytesMax = 0xffff

    let release: AMTRelease
    let now: Double

    /// An answer that carries SOAP.
    ///
    /// - Parameter cuts: sizes of the chunks, each 1...65535; what is left over makes the last one.
    func soap(_ text: String, isFault: Bool, framing: AnswerFraming, cuts: [Int], closes: Bool) -> [UInt8] {
        let body = Array(text.utf8)
        var head = self.statusLine(isFault ? "400 Bad Request" : "200 OK")
        head += "Date: \(Text.httpDate(self.now))\r\n" + self.server + "X-Frame-Options: DENY\r\n"
        head += "Content-Type: application/soap+xml; charset=UTF-8\r\n"
        switch framing {
        case .chunked, .mixed:
            head += "Transfer-Encoding: chunked\r\n"
            if closes { head += "Connection: close\r\n" }
            return Array((head + "\r\n").utf8) + Self.chunks(body, cuts)
        case .length:
            head += "Content-Length: \(body.count)\r\n"
            if closes { head += "Connection: close\r\n" }
            return Array((head + "\r\n").utf8) + body
        case .close:
            return Array((head + "Connection: close\r\n\r\n").utf8) + body
        }
    }

    /// - Parameter other: the challenge in place of AMT's.
    func unauthorized(
        realm: String, nonce: String, isStale: Bool, qualities: String, other: String?
    ) -> [UInt8] {
        let challenge =
            other.map { "WWW-Authenticate: \($0)\r\n" }
            ?? "WWW-Authenticate: Digest realm=\"\(realm)\", nonce=\"\(nonce)\",stale=\"\(isStale)\",qop=\"\(qualities)\"\r\n"
        return self.page(
            "401 Unauthorized", more: challenge,
            text: "Log on failed. Incorrect user name or password, or user account temporarily locked.")
    }

    /// A small HTML page for what never reached SOAP; the connection ends with it.
    func page(_ status: String, more: String = "", text: String) -> [UInt8] {
        let body =
            "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"><html><head>"
            + "<title>Intel&reg; Active Management Technology</title></head><body><h1>\(text)</h1></body></html>"
        let head =
            self.statusLine(status) + more + "Content-Type: text/html\r\n" + self.server
            + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
        return Array((head + body).utf8)
    }

    static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private func statusLine(_ status: String) -> String { "HTTP/1.1 \(status)\r\n" }

    private var server: String { "Server: Intel(R) Active Management Technology \(self.release.serverText)\r\n" }

    private static func chunks(_ body: [UInt8], _ cuts: [Int]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = body[...]
        var sizes = cuts[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(min(sizes.popFirst() ?? Self.chunkBytesMax, Self.chunkBytesMax))
            rest = rest.dropFirst(chunk.count)
            let digits = String(chunk.count, radix: 16, uppercase: true)
            result += Array((String(repeating: "0", count: 4 - digits.count) + digits + "\r\n").utf8)
            result += chunk + [0x0d, 0x0a]
        }
        return result + Array("0\r\n\r\n".utf8)
    }
}
