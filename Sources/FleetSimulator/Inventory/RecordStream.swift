/// The body of an answer, made as it is sent: what stands before the records, the records, what stands behind them.
struct RecordStream: Sendable {
    /// Which records of the inventory a list has.
    enum Part: Sendable {
        case all
        /// Without those that have no location.
        case withLocation
    }

    private let view: InventoryView
    private let part: Part
    private let end: Int
    private let separator: [UInt8]
    private let tail: [UInt8]
    private let row: @Sendable (SimulatedComputer, inout [UInt8]) -> Void
    private var head: [UInt8]
    private var next: Int
    private var isOver = false
    /// Rows that were written, twice those that come twice.
    private(set) var rowCount = 0

    init(
        view: InventoryView, numbers: Range<Int>, part: Part = .all, head: [UInt8], separator: [UInt8] = [],
        tail: [UInt8] = [], row: @escaping @Sendable (SimulatedComputer, inout [UInt8]) -> Void
    ) {
        self.view = view
        self.part = part
        self.next = numbers.lowerBound
        self.end = view.behaviour.isOn(.endless) && !numbers.isEmpty ? Int.max : numbers.upperBound
        self.head = head
        self.separator = separator
        self.tail = tail
        self.row = row
    }

    /// About so many bytes more; `nil` when everything was given.
    mutating func piece(bytes: Int) -> [UInt8]? {
        guard !self.isOver else { return nil }
        var piece = self.head
        self.head = []
        piece.reserveCapacity(bytes + 1_024)
        while piece.count < bytes {
            guard self.next < self.end else {
                piece += self.tail
                self.isOver = true
                break
            }
            self.write(SimulatedComputer(number: self.next % max(1, self.view.count), view: self.view), &piece)
            self.next += 1
        }
        return piece
    }

    private mutating func write(_ computer: SimulatedComputer, _ piece: inout [UInt8]) {
        switch self.part {
        case .all: break
        case .withLocation: guard computer.hasLocation else { return }
        }
        for _ in 0..<(computer.comesTwice ? 2 : 1) {
            if self.rowCount > 0 { piece += self.separator }
            self.rowCount += 1
            self.row(computer, &piece)
        }
    }
}
