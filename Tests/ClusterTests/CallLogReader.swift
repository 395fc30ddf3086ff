import Foundation
import Synchronization

/// Reads a call log as it grows: each line once.
final class CallLogReader: Sendable {
    private struct Progress {
        var offset: UInt64 = 0
        var calls: [CallLine] = []
    }

    private let path: String
    private let progress = Mutex(Progress())

    init(path: String) { self.path = path }

    /// What happened to a device, and is no call.
    private static let event = Data("\"phase\":\"event\"".utf8)

    /// What happened to calls so far, in order.
    func calls() throws -> [CallLine] {
        try self.progress.withLock { progress in
            guard let file = FileHandle(forReadingAtPath: self.path) else { return progress.calls }
            defer { try? file.close() }
            try file.seek(toOffset: progress.offset)
            guard let data = try file.readToEnd() else { return progress.calls }
            // The last line may be half written.
            guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return progress.calls }
            let whole = data[...end]
            let decoder = JSONDecoder()
            for line in whole.split(separator: UInt8(ascii: "\n")) where line.range(of: Self.event) == nil {
                progress.calls.append(try decoder.decode(CallLine.self, from: line))
            }
            progress.offset += UInt64(whole.count)
            return progress.calls
        }
    }
}
