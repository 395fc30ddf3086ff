import Hummingbird
import NIOCore
import Synchronization

extension Response {
    /// The body's bytes; `nil` when there are more. The answer has them still.
    mutating func collected(upTo bytesMax: Int) async throws -> ByteBuffer? {
        guard let length = self.body.contentLength, length <= bytesMax else { return nil }
        let collected = CollectedBody()
        try await self.body.write(CollectingWriter(collected: collected))
        let buffer = collected.buffer.withLock { $0 }
        self.body = ResponseBody(byteBuffer: buffer)
        return buffer
    }
}

/// The bytes that a body wrote.
private final class CollectedBody: Sendable {
    let buffer = Mutex(ByteBuffer())
}

/// Takes a body's bytes in place of the wire.
private struct CollectingWriter: ResponseBodyWriter {
    let collected: CollectedBody

    mutating func write(_ buffer: ByteBuffer) async throws {
        self.collected.buffer.withLock { kept in
            var buffer = buffer
            kept.writeBuffer(&buffer)
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
