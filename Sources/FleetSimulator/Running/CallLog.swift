import Glibc
import Synchronization

/// One JSON line for each thing that happens to a call, written before it happens.
final class CallLog: Sendable {
    /// The moments of a call.
    enum Phase: String, Sendable {
        case answering
        /// The client was gone when the hold ended, so the call was never done.
        case discarded
        /// Done, and held back.
        case pausedAfter = "paused-after"
        /// Received, and held back.
        case pausedBefore = "paused-before"
        case received
        /// Done, but the client was gone or a script kept the answer back.
        case unanswered
    }

    private let descriptor: Mutex<Int32>

    /// Opens a file to append to; `nil` when that fails.
    init?(path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        self.descriptor = Mutex(descriptor)
    }

    deinit { self.descriptor.withLock { _ = close($0) } }

    /// Writes one line and returns when the system has it.
    func write(_ phase: Phase, _ call: FirmwareCall, number: Int, of identity: DeviceIdentity, now: Double) {
        // Every text here is from a closed set or made of letters, digits, dots and dashes: nothing to escape.
        let line =
            "{\"at\":\"\(Text.timestamp(now))\",\"device\":\"\(identity.uuid)\",\"index\":\(identity.index),"
            + "\"n\":\(number),\"call\":\"\(call.name)\",\"phase\":\"\(phase.rawValue)\"}\n"
        var bytes = Array(line.utf8)[...]
        self.descriptor.withLock { descriptor in
            while !bytes.isEmpty {
                let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                // A full disk must not stop the devices.
                guard written > 0 else { return }
                bytes = bytes.dropFirst(written)
            }
        }
    }
}

/// The clock of the shells.
enum WallClock {
    /// Seconds since 1970.
    static func now() -> Double { Self.read(CLOCK_REALTIME) }

    /// Seconds on a clock that nobody sets.
    static func steady() -> Double { Self.read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
