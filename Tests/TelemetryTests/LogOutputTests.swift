import Dispatch
import Foundation
import Synchronization
import Telemetry
import Testing

@Suite("log output")
struct LogOutputTests {
    /// Both ends of a pipe, closed when the test is over.
    final class Ends: Sendable {
        let reading: Int32
        let writing: Int32
        private let isWritingOpen = Atomic(true)

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(pipe(&ends) == 0)
            (self.reading, self.writing) = (ends[0], ends[1])
        }

        deinit {
            close(self.reading)
            self.endWriting()
        }

        func endWriting() {
            if self.isWritingOpen.exchange(false, ordering: .relaxed) { close(self.writing) }
        }

        func makeWritingNonBlocking() throws {
            try #require(fcntl(self.writing, F_SETFL, O_NONBLOCK) == 0)
        }
    }

    func send(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { LogOutput.writing(to: descriptor)(UnsafeRawBufferPointer($0)) }
    }

    /// Counts bytes on a thread of its own, so that no other test can keep it from reading.
    final class Reader: Sendable {
        private let count = Mutex(0)
        private let isDone = DispatchSemaphore(value: 0)

        init(_ descriptor: Int32) {
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: 10_000)
                var total = 0
                while case let count = read(descriptor, &buffer, buffer.count), count > 0 { total += count }
                self.count.withLock { $0 = total }
                self.isDone.signal()
            }
        }

        /// Waits for the end of the stream.
        func total() -> Int {
            self.isDone.wait()
            return self.count.withLock { $0 }
        }
    }

    @Test("a line longer than a pipe holds arrives whole, through a descriptor that does not block")
    func longLine() throws {
        let ends = try Ends()
        try ends.makeWritingNonBlocking()
        let reader = Reader(ends.reading)
        self.send(String(repeating: "x", count: 300_000) + "\n", to: ends.writing)
        ends.endWriting()
        #expect(reader.total() == 300_001)
    }

    /// Takes a second: that is the wait under test.
    @Test("a reader that reads no more costs its lines, not the process")
    func stuckReader() throws {
        let ends = try Ends()
        try ends.makeWritingNonBlocking()
        let startedAt = ContinuousClock().now
        self.send(String(repeating: "x", count: 300_000), to: ends.writing)
        #expect(ContinuousClock().now - startedAt >= .seconds(1))
    }

    @Test("a closed descriptor is no reason to end")
    func closed() {
        self.send("line\n", to: -1)
    }
}
