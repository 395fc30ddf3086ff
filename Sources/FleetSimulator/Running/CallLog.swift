import Glibc
import Synchronization

/// One JSON line for each thing that happens to a call, written before it happens.
final class CallLog: Sendable {
    /// The moments of a call.
    enum Phase: String, Sendable {
        case answering
        /// The client was gone when the hold ended, so the call was never done.
        case discarded
        /// Something that happened to the device, and no call.
        case event
        /// Done, and held back.
        case pausedAfter = "paused-after"
        /// Received, and held back.
        case pausedBefore = "paused-before"
        case received
        /// A script ended the call before it was done.
        case refused
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

    /// Writes a line about a call and returns when the system has it.
    ///
    /// - Parameter number: the device's count of calls; 0 for an order from the control port.
    func write(
        _ phase: Phase, _ call: FirmwareCall, number: Int, outcome: CallOutcome?, of identity: DeviceIdentity,
        now: Double
    ) {
        let end =
            switch phase {
            case .discarded, .refused: CallOutcome.notDone.text
            case .answering, .event, .pausedAfter, .pausedBefore, .received, .unanswered: outcome?.text ?? ""
            }
        self.write(
            phase, call.name, number: number, of: identity, now: now,
            more: ",\"kind\":\"\(call.isWrite ? "write" : "read")\",\"by\":\"\(number == 0 ? "control" : "network")\""
                + end)
    }

    /// Writes a line about something that happens to a device.
    func write(event: String, address: String, of identity: DeviceIdentity, now: Double) {
        self.write(.event, event, number: 0, of: identity, now: now, more: ",\"address\":\"\(address)\"")
    }

    private func write(
        _ phase: Phase, _ name: String, number: Int, of identity: DeviceIdentity, now: Double, more: String
    ) {
        // Every text here is from a closed set or made of letters, digits, dots and dashes: nothing to escape.
        let line =
            "{\"at\":\"\(Text.timestamp(now))\",\"device\":\"\(identity.uuid)\",\"index\":\(identity.index),"
            + "\"n\":\(number),\"call\":\"\(name)\",\"phase\":\"\(phase.rawValue)\"\(more)}\n"
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

/// What a call came to, as far as the firmware is concerned.
struct CallOutcome: Equatable, Sendable {
    static let notDone = CallOutcome(isDone: false, returnValue: nil, fault: nil)

    /// The firmware did what it was asked for: a read was answered, a write changed the device.
    let isDone: Bool
    let returnValue: UInt32?
    let fault: Fault.Code?

    private init(isDone: Bool, returnValue: UInt32?, fault: Fault.Code?) {
        self.isDone = isDone
        self.returnValue = returnValue
        self.fault = fault
    }

    /// - Parameter isScripted: a script made up the answer and the firmware never saw the call.
    init(_ answer: FirmwareAnswer, isScripted: Bool) {
        switch answer {
        case .fault(let fault): self.init(isDone: false, returnValue: nil, fault: fault.code)
        case .output(_, let value):
            self.init(isDone: value == 0 && !isScripted, returnValue: value, fault: nil)
        case .context, .created, .empty, .instance, .page, .subscribed:
            self.init(isDone: !isScripted, returnValue: nil, fault: nil)
        }
    }

    /// The end of a line in the call log.
    fileprivate var text: String {
        ",\"done\":\(self.isDone)" + (self.returnValue.map { ",\"return\":\($0)" } ?? "")
            + (self.fault.map { ",\"fault\":\"\($0.rawValue)\"" } ?? "")
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
