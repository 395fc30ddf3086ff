import Foundation

/// Looks again and again, and shows what it sees when it has changed: on a terminal in place of what was there, else behind it.
struct Watch {
    /// Answers in a row that may fail without a terminal on which that could be shown.
    static let failuresMax = 10

    let pause: Duration
    let server: URL
    let output: OutputFormat
    let isOnTerminal: Bool

    /// - Parameter look: what is to be shown now.
    func run(_ look: () async throws(CommandFailure) -> Data) async throws(CommandFailure) {
        // What is for programs is never drawn over.
        guard self.isOnTerminal, self.output.isForPeople else { return try await self.follow(look) }
        let terminal = Terminal(pause: self.pause)
        defer { terminal.close() }
        var shown = Data()
        var failure: CommandFailure?
        for await event in terminal.events {
            if case .key = event { continue }
            do throws(CommandFailure) {
                shown = try await look()
                failure = nil
            } catch {
                guard error.mayPass else { throw error }
                failure = error
            }
            terminal.draw(
                self.lines(shown, failure, size: terminal.size, now: Self.clock(Date())), lastWords: shown)
        }
    }

    /// The screen: a heading, and what is seen, as far as there is room.
    func lines(_ shown: Data, _ failure: CommandFailure?, size: Terminal.Size, now: String) -> [String] {
        let state = failure.map { DisplayText.safe($0.message) } ?? now
        let heading = "Every \(self.pause.components.seconds) s: \(self.server.absoluteString)  \(state)  (q ends)"
        var text = String(decoding: shown, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        if text.last == "" { text.removeLast() }
        let room = max(1, size.rows - 2)
        var lines = text.map(String.init)
        if lines.count > room {
            lines = lines.prefix(room - 1) + ["… \(lines.count - room + 1) more lines"]
        }
        return [DisplayText.cut(heading, to: size.columns), ""] + lines
    }

    private func follow(_ look: () async throws(CommandFailure) -> Data) async throws(CommandFailure) {
        var before: Data?
        var failures = 0
        while true {
            do throws(CommandFailure) {
                let now = try await look()
                failures = 0
                if now != before {
                    Session.print(before != nil && self.output.isForPeople ? Data("\n".utf8) + now : now)
                }
                before = now
            } catch {
                failures += 1
                guard error.mayPass, failures < Self.failuresMax else { throw error }
            }
            // Only a signal ends it early, and with it the process.
            try? await Task.sleep(for: self.pause)
        }
    }

    /// Hours, minutes and seconds here.
    static func clock(_ moment: Date) -> String {
        var seconds = time_t(moment.timeIntervalSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
