/// How far something is, in one line. Pure: what is shown depends on what is handed in.
struct ProgressBar {
    /// Narrower bars say nothing.
    private static let barMin = 10
    private static let barMax = 40

    /// Of what it is; empty where that is plain.
    let name: String
    /// Columns of the terminal; `nil` where there is none, and then lines follow each other.
    let columns: Int?

    /// - Parameter share: from 0 to 1; `nil` when nobody knows, and then there is no bar.
    func line(share: Double?, _ text: String) -> String {
        let name = self.name.isEmpty ? "" : self.name + "  "
        guard let share else { return self.fitted(name + text) }
        // Rounded down: not all of it before it is over.
        let percent = "\(Int(max(0, min(1, share)) * 100)) %"
        guard let columns else { return "\(name)\(percent)  \(text)" }
        let room = columns - DisplayText.width(name) - DisplayText.width(text) - 12
        guard room >= Self.barMin else { return self.fitted("\(name)\(percent)  \(text)") }
        let width = min(room, Self.barMax)
        let full = Int(max(0, min(1, share)) * Double(width))
        let bar = String(repeating: "#", count: full) + String(repeating: "-", count: width - full)
        let blanks = String(repeating: " ", count: max(0, 5 - percent.count))
        return "\(name)[\(bar)] \(blanks)\(percent)  \(text)"
    }

    /// A line that wraps cannot be drawn over.
    private func fitted(_ text: String) -> String {
        self.columns.map { DisplayText.cut(text, to: $0 - 1) } ?? text
    }
}
