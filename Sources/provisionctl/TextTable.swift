/// A table of text: a heading, rows, as wide as it must be and no wider than it may be.
struct TextTable {
    struct Column {
        let heading: String
        /// Columns of text below which it is not narrowed; `nil` means that it is never cut.
        var narrowest: Int?
        var alignsRight = false
        /// Columns that are left out when there is no room at all, the highest first; `nil` means never.
        var leftOut: Int?
    }

    /// Between columns.
    private static let gap = "  "

    let columns: [Column]
    /// One text a column; missing ones are shown as a dash.
    var rows: [[String?]]
    /// Colours a cell after it has been laid out; given the column's heading and the cell's text.
    var paint: (_ heading: String, _ text: String, _ laidOut: String) -> String = { _, _, laidOut in laidOut }

    /// - Parameter columnsMax: `nil` cuts nothing.
    func lines(columnsMax: Int?) -> [String] {
        if let columnsMax, let rest = self.withoutOneColumn(columnsMax) { return rest.lines(columnsMax: columnsMax) }
        let cells = self.rows.map { row in row.map { $0.map(DisplayText.safe) ?? "–" } }
        let widths = self.widths(of: cells, columnsMax: columnsMax)
        let heading = self.line(self.columns.map(\.heading), widths: widths) { _, _, laidOut in laidOut }
        return [heading] + cells.map { self.line($0, widths: widths, paint: self.paint) }
    }

    /// The table without the first column that may go, where even the narrowest is too wide.
    private func withoutOneColumn(_ columnsMax: Int) -> TextTable? {
        let cells = self.rows.map { row in row.map { $0.map(DisplayText.safe) ?? "–" } }
        let width =
            self.widths(of: cells, columnsMax: columnsMax).reduce(0, +) + Self.gap.count * (self.columns.count - 1)
        guard width > columnsMax,
            let place = self.columns.indices.filter({ self.columns[$0].leftOut != nil })
                .max(by: { self.columns[$0].leftOut ?? 0 < self.columns[$1].leftOut ?? 0 })
        else { return nil }
        var columns = self.columns
        columns.remove(at: place)
        var table = TextTable(
            columns: columns,
            rows: self.rows.map { row in row.enumerated().filter { $0.offset != place }.map(\.element) })
        table.paint = self.paint
        return table
    }

    private func line(
        _ cells: [String], widths: [Int], paint: (_ heading: String, _ text: String, _ laidOut: String) -> String
    ) -> String {
        var parts: [String] = []
        for (index, cell) in cells.enumerated() {
            let column = self.columns[index]
            let cut = DisplayText.cut(cell, to: widths[index])
            let blanks = String(repeating: " ", count: max(0, widths[index] - DisplayText.width(cut)))
            let painted = paint(column.heading, cell, cut)
            // The last column is not filled: blanks at a line's end only wrap.
            let isLast = index == cells.count - 1
            parts.append(column.alignsRight ? blanks + painted : painted + (isLast ? "" : blanks))
        }
        return parts.joined(separator: Self.gap)
    }

    /// The widest column that may still give gives first, so that short ones stay whole.
    private func widths(of cells: [[String]], columnsMax: Int?) -> [Int] {
        var widths = self.columns.indices.map { index in
            cells.reduce(DisplayText.width(self.columns[index].heading)) { max($0, DisplayText.width($1[index])) }
        }
        guard let columnsMax else { return widths }
        var surplus = widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) - columnsMax
        while surplus > 0 {
            let giving = widths.indices.filter { index in
                self.columns[index].narrowest.map { widths[index] > $0 } ?? false
            }
            guard let widest = giving.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            surplus -= 1
        }
        return widths
    }
}
