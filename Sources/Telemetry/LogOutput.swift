import Foundation
import Logging
import Synchronization

/// Where log lines go: one for the process, shared by all its handlers.
package final class LogOutput: Sendable {
    private let format: LogFormat
    private let now: @Sendable () -> Int64
    private let levelIndex: Atomic<Int>
    private let write: Mutex<@Sendable (UnsafeRawBufferPointer) -> Void>

    /// - Parameters:
    ///   - now: microseconds since 1970-01-01T00:00:00Z.
    ///   - write: is given one whole line at a time, never two at once.
    package init(
        level: Logger.Level, format: LogFormat, now: @escaping @Sendable () -> Int64 = LogOutput.systemTime,
        write: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = LogOutput.standardError
    ) {
        self.format = format
        self.now = now
        self.levelIndex = Atomic(Self.index(level))
        self.write = Mutex(write)
    }

    /// The level of every logger that has none of its own; may be changed at any time.
    package var level: Logger.Level {
        get { Logger.Level.allCases[self.levelIndex.load(ordering: .relaxed)] }
        set { self.levelIndex.store(Self.index(newValue), ordering: .relaxed) }
    }

    func emit(level: Logger.Level, label: String, message: String, metadata: Logger.Metadata) {
        let line = LogLine(
            microseconds: self.now(), level: level, label: label, message: message, metadata: metadata)
        var text = line.rendered(self.format)
        text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            self.write.withLock { $0(raw) }
        }
    }

    /// The system's wall clock.
    package static let systemTime: @Sendable () -> Int64 = {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return Int64(moment.tv_sec) * 1_000_000 + Int64(moment.tv_nsec) / 1_000
    }

    /// Standard error, through ``writing(to:)``.
    package static let standardError = LogOutput.writing(to: STDERR_FILENO)

    /// One `write(2)` a line; goes on after a short write. A line that the other end takes no more is given up.
    package static func writing(to descriptor: Int32) -> @Sendable (UnsafeRawBufferPointer) -> Void {
        { line in
            var rest = line[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let written = Foundation.write(descriptor, part.baseAddress, part.count)
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if written < 0, errno == EINTR {
                    continue
                } else if written < 0, errno == EAGAIN, Self.becomesWritable(descriptor) {
                    continue
                } else {
                    return
                }
            }
        }
    }

    /// How long a line waits for the reader of a pipe that somebody made non-blocking, in milliseconds. Then it is lost:
    /// a stuck log collector must not stop provisioning.
    private static let writableWaitMillisecondsMax: Int32 = 1_000

    private static func becomesWritable(_ descriptor: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&watched, 1, Self.writableWaitMillisecondsMax) == 1
    }

    private static func index(_ level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
}
