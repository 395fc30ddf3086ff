import CLibZ
import Foundation
import Hummingbird
import NIOCore

/// Answers in gzip (RFC 1952) for whoever accepts it.
///
/// Never one that shows a secret: from the lengths of compressed answers in which a secret stands beside something that an
/// attacker chose, the secret can be guessed letter by letter (BREACH). Never one with an entity tag, which names exactly its
/// bytes. And no stream, whose parts would wait for each other.
enum Compression {
    /// The quickest that zlib has: JSON becomes a tenth with it, and little less with any other.
    static let level: Int32 = 1

    /// Compresses an answer that may be, and is worth it.
    static func apply(to response: inout Response, for request: Request, of route: APIRoute?) async throws {
        guard response.status == .ok, response.headers[.eTag] == nil, response.headers[.contentEncoding] == nil,
            route?.operations[request.method]?.showsSecret != true,
            let length = response.body.contentLength,
            (APILimits.compressedBytesMin...APILimits.compressedBytesMax).contains(length),
            let type = response.headers[.contentType], Self.isText(type)
        else { return }
        response.headers[.vary] = "Accept-Encoding"
        guard request.method != .head, Self.isAccepted(request.headers[.acceptEncoding] ?? ""),
            let plain = try await response.collected(upTo: APILimits.compressedBytesMax),
            let packed = Self.packed(plain)
        else { return }
        response.headers[.contentEncoding] = "gzip"
        response.body = ResponseBody(byteBuffer: packed)
    }

    private static func isText(_ type: String) -> Bool {
        ["application/json", "application/schema+json", "text/"].contains { type.hasPrefix($0) }
            && !type.hasPrefix("text/event-stream")
    }

    /// RFC 9110, section 12.5.3: named with a weight above 0, or meant by `*` and not named.
    static func isAccepted(_ header: String) -> Bool {
        var weights: [String: Double] = [:]
        for item in header.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let name = parts.first else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            weights[name == "x-gzip" ? "gzip" : name] = weight ?? 1
        }
        return (weights["gzip"] ?? weights["*"] ?? 0) > 0
    }

    /// `nil` when zlib has no memory for it.
    static func packed(_ plain: ByteBuffer) -> ByteBuffer? {
        let bound = clibz_gzip_bound(plain.readableBytes)
        var packed = ByteBufferAllocator().buffer(capacity: bound)
        let length = plain.withUnsafeReadableBytes { input in
            packed.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { output in
                clibz_gzip(
                    input.bindMemory(to: UInt8.self).baseAddress, input.count,
                    output.bindMemory(to: UInt8.self).baseAddress, output.count, Self.level)
            }
        }
        return length > 0 ? packed : nil
    }
}
