/// Things that are due at some time, the earliest first: a binary heap.
///
/// Event loops keep their timers in a list that each cancellation walks through, so tens of thousands of waiting
/// hellos have to wait here.
struct DueQueue<Element> {
    private var heap: [(due: Double, element: Element)] = []

    var count: Int { self.heap.count }

    mutating func add(_ element: Element, due: Double) {
        self.heap.append((due, element))
        var child = self.heap.count - 1
        while child > 0, self.heap[child].due < self.heap[(child - 1) / 2].due {
            self.heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the earliest thing, if it is due.
    mutating func next(now: Double) -> Element? {
        guard let first = self.heap.first, first.due <= now, let last = self.heap.popLast() else { return nil }
        guard !self.heap.isEmpty else { return first.element }
        self.heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.heap.count {
                if self.heap[child].due < self.heap[least].due { least = child }
            }
            if least == parent { return first.element }
            self.heap.swapAt(parent, least)
            parent = least
        }
    }
}
