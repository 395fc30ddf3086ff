import Provisioning
import Synchronization

/// Answers in memory. Refuses when it is told to.
final class MemoryAnswerBook: AnswerBook {
    struct Entry {
        let fingerprint: [UInt8]
        var isDone = false
        var answer: KeptAnswer?
    }

    private let kept = Mutex<[AnswerKey: Entry]>([:])
    private let failing = Mutex(false)

    var entries: [AnswerKey: Entry] { self.kept.withLock { $0 } }

    func fail() { self.failing.withLock { $0 = true } }

    private func check() throws(StoreFailure) {
        if self.failing.withLock({ $0 }) { throw StoreFailure(kind: .unavailable, statement: "begin_answer") }
    }

    func begin(_ key: AnswerKey, fingerprint: [UInt8]) async throws(StoreFailure) -> AnswerBeginning {
        try self.check()
        return self.kept.withLock { kept in
            guard let entry = kept[key] else {
                kept[key] = Entry(fingerprint: fingerprint)
                return .begun
            }
            guard entry.fingerprint == fingerprint else { return .other }
            return entry.isDone ? .done(entry.answer) : .running
        }
    }

    func keep(_ key: AnswerKey, answer: KeptAnswer?) async throws(StoreFailure) {
        self.kept.withLock { kept in
            kept[key]?.isDone = true
            kept[key]?.answer = answer
        }
    }

    func release(_ key: AnswerKey) async throws(StoreFailure) { self.kept.withLock { $0[key] = nil } }
}
