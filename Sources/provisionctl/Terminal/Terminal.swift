import Dispatch
import Foundation
import Synchronization

/// The whole of a terminal, for as long as it is shown something that moves. Whatever ends it, the terminal is as it was.
final class Terminal: Sendable {
    struct Size: Equatable, Sendable {
        var columns: Int
        var rows: Int
    }

    /// What happens to it.
    enum Event: Equatable, Sendable {
        /// Time to look again.
        case due
        case key(UInt8)
        /// It has another size, or is shown again.
        case resized
    }

    private struct State {
        var original = termios()
        var isRaw = false
        var isShown = false
        /// What stays on the terminal when it is given back.
        var lastWords = Data()
    }

    /// A terminal that does not say how large it is.
    private static let sizeUnknown = Size(columns: 80, rows: 24)

    let events: AsyncStream<Event>
    private let event: AsyncStream<Event>.Continuation
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "provisionctl.terminal")
    private let sources: HeldSources

    /// Takes the terminal that standard output is. `q` and signals give it back and end the process.
    ///
    /// - Parameter pause: between two times at which something is due.
    init(pause: Duration) {
        // More than a few waiting ones would only be drawn over.
        (self.events, self.event) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
        let queue = self.queue
        let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH].map { number in
            signal(number, SIG_IGN)
            return (number, DispatchSource.makeSignalSource(signal: number, queue: queue))
        }
        // The terminal is asked for after a stop, when it may be another's.
        signal(SIGTTOU, SIG_IGN)
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let milliseconds =
            Int(pause.components.seconds * 1000) + Int(pause.components.attoseconds / 1_000_000_000_000_000)
        timer.schedule(deadline: .now(), repeating: .milliseconds(max(100, milliseconds)))
        let keys =
            isatty(STDIN_FILENO) == 1 ? DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue) : nil
        let sources = signals.map { $0.1 as any DispatchSourceProtocol } + [timer] + (keys.map { [$0] } ?? [])
        self.sources = HeldSources(all: sources)
        self.enter()
        for (number, source) in signals { source.setEventHandler { [self] in self.take(signal: number) } }
        timer.setEventHandler { [event] in event.yield(.due) }
        keys?.setEventHandler { [self] in self.readKeys() }
        for source in sources { source.activate() }
    }

    var size: Size {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return Self.sizeUnknown
        }
        return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Draws lines over what is there.
    func draw(_ lines: [String], lastWords: Data = Data()) {
        self.state.withLock { state in
            state.lastWords = lastWords
            guard state.isShown else { return }
            Self.write(Data(Self.frame(lines, self.size).utf8))
        }
    }

    /// Gives the terminal back.
    func close() {
        self.leave()
        let words = self.state.withLock { $0.lastWords }
        if !words.isEmpty { Self.write(words) }
        self.event.finish()
    }

    /// No line is longer than the screen is wide, because nothing wraps, and none stands below its end.
    static func frame(_ lines: [String], _ size: Size) -> String {
        let visible = lines.prefix(size.rows)
        // What is below is taken away from a line of its own: at the end of a full line that would take its last character.
        let below = visible.count < size.rows ? "\r\n\u{1b}[J" : ""
        return "\u{1b}[H" + visible.map { "\u{1b}[2K" + $0 }.joined(separator: "\r\n") + below
    }

    // MARK: - In and out

    private func enter() {
        self.state.withLock { state in
            if isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &state.original) == 0 {
                var raw = state.original
                // Keys come at once and unseen; those that make signals still do.
                raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
                state.isRaw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0
            }
            // The other screen, without a cursor, and without wrapping.
            Self.write(Data("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J".utf8))
            state.isShown = true
        }
    }

    private func leave() {
        self.state.withLock { state in
            guard state.isShown else { return }
            state.isShown = false
            Self.write(Data("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l".utf8))
            if state.isRaw { tcsetattr(STDIN_FILENO, TCSANOW, &state.original) }
        }
    }

    private func take(signal number: Int32) {
        switch number {
        case SIGWINCH: self.event.yield(.resized)
        case SIGTSTP:
            self.leave()
            kill(getpid(), SIGSTOP)
            self.enter()
            self.event.yield(.resized)
        default:
            self.close()
            // As if nobody had waited for it, so that the shell sees what it was.
            signal(number, SIG_DFL)
            kill(getpid(), number)
        }
    }

    private func readKeys() {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else { return }
        for byte in bytes.prefix(count) {
            if byte == UInt8(ascii: "q") {
                self.close()
                exit(ExitStatus.done.rawValue)
            }
            self.event.yield(.key(byte))
        }
    }

    private static func write(_ bytes: Data) { FileHandle.standardOutput.write(bytes) }
}

/// Sources that are not touched after they were made; they live as long as the terminal is held.
private struct HeldSources: @unchecked Sendable {
    let all: [any DispatchSourceProtocol]
}
