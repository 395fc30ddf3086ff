import Foundation
import Inventory

/// Notices that the inventory file has changed, by size and time of change.
struct InventoryFileWatch {
    enum Look: Equatable {
        case unchanged
        case changed(String)
        case unreadable(String)
    }

    private struct Mark: Equatable {
        let size: Int
        let changedAt: Date
        let file: Int
    }

    let path: String
    private var seen: Mark?
    private var wasUnreadable = false
    /// What the last look saw: only a file that two looks find the same is read, because one that is being written is not
    /// the inventory yet, and what is missing in it would be forgotten.
    private var candidate: Mark?
    private var pending: Mark?

    init(path: String) { self.path = path }

    /// The text when it is another one than was synced last. A file that stays unreadable is told once.
    mutating func look() -> Look {
        guard let mark = self.mark() else { return self.unreadable("no such file, or no right to read it") }
        if mark == self.seen { return .unchanged }
        guard mark == self.candidate else {
            self.candidate = mark
            return .unchanged
        }
        guard mark.size <= InventoryFile.byteCountMax else { return self.unreadable("larger than the limit") }
        guard let text = try? String(contentsOfFile: self.path, encoding: .utf8) else {
            return self.unreadable("not UTF-8 text")
        }
        guard self.mark() == mark else {
            self.candidate = nil
            return .unchanged
        }
        self.wasUnreadable = false
        self.pending = mark
        return .changed(text)
    }

    private func mark() -> Mark? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: self.path),
            let size = (attributes[.size] as? NSNumber)?.intValue,
            let changedAt = attributes[.modificationDate] as? Date
        else { return nil }
        return Mark(
            size: size, changedAt: changedAt, file: (attributes[.systemFileNumber] as? NSNumber)?.intValue ?? 0)
    }

    /// What was looked at last is in the book now.
    mutating func synced() { self.seen = self.pending }

    private mutating func unreadable(_ reason: String) -> Look {
        defer { self.wasUnreadable = true }
        return self.wasUnreadable ? .unchanged : .unreadable(reason)
    }
}
