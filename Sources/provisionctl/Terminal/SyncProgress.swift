/// How far a sync is, in one line. Pure: what is shown depends on the answer and on the surroundings handed in.
struct SyncProgress {
    /// Records that the source had before: what a whole sync will about come to.
    let expected: Int64
    /// Columns of the terminal; `nil` where there is none, and then lines follow each other.
    var columns: Int?

    func line(_ source: InventorySource) -> String {
        let name = DisplayText.safe(source.name)
        guard source.phase == "syncing", let sync = source.sync else { return "\(name)  waits for the coordinator" }
        var facts = ["\(self.aligned(Pages.count(sync.records))) records"]
        if let rate = sync.recordsPerSecond { facts.append("\(Pages.count(rate))/s") }
        if sync.faults > 0 { facts.append("\(Pages.count(sync.faults)) fault\(sync.faults == 1 ? "" : "s")") }
        if let error = source.error { facts.append("last error \(DisplayText.safe(error.code))") }
        return ProgressBar(name: name, columns: self.columns)
            .line(share: sync.whole ? self.share(sync) : nil, facts.joined(separator: "  "))
    }

    /// As wide as the number that is expected, so that the bar stands still while the number grows.
    private func aligned(_ count: String) -> String {
        guard self.columns != nil, self.expected > 0 else { return count }
        return String(repeating: " ", count: max(0, Pages.count(self.expected).count - count.count)) + count
    }

    /// Never all of it before it ends: the source may have more than before.
    private func share(_ sync: InventorySource.Sync) -> Double? {
        guard self.expected > 0 else { return nil }
        return min(0.99, Double(sync.records) / Double(self.expected))
    }
}
