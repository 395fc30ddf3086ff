import Foundation

/// A line on standard error for what takes long: drawn over on a terminal, else repeated now and then.
final class ProgressLine {
    /// Without a terminal a line this often is enough.
    private static let lineEvery: Duration = .seconds(10)

    /// Columns of the terminal that standard error is; `nil` when it is none.
    let columns: Int?
    private let isForTerminalsOnly: Bool
    private var shown = ""
    private var shownAt: ContinuousClock.Instant?

    init(onTerminalsOnly: Bool = false) {
        self.columns = Surroundings.errorColumns
        self.isForTerminalsOnly = onTerminalsOnly
    }

    /// - Parameter isNews: shown without a terminal, however short ago there was one.
    func show(_ line: String, isNews: Bool = false) {
        guard line != self.shown else { return }
        if self.columns != nil {
            Self.write("\r\u{1b}[K" + line)
        } else if !self.isForTerminalsOnly, isNews || self.shownAt.map({ .now - $0 >= Self.lineEvery }) ?? true {
            Self.write(line + "\n")
            self.shownAt = .now
        }
        self.shown = line
    }

    /// Takes the line away where it can be.
    func clear() {
        if self.columns != nil, !self.shown.isEmpty { Self.write("\r\u{1b}[K") }
        self.shown = ""
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
