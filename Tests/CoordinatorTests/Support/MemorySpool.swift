import Inventory
import Synchronization

/// Room for so many pieces of each body.
struct MemorySpooling: BodySpooling {
    var piecesMax = Int.max

    func spool() -> (any BodySpool)? { MemorySpool(piecesMax: self.piecesMax) }
}

private final class MemorySpool: BodySpool, SourceBody {
    private struct State {
        var pieces: [[UInt8]] = []
        var rest: (any SourceBody)?
    }

    private let piecesMax: Int
    private let state = Mutex(State())

    init(piecesMax: Int) { self.piecesMax = piecesMax }

    func put(_ piece: [UInt8]) -> Bool {
        self.state.withLock { state in
            state.pieces.append(piece)
            return state.pieces.count < self.piecesMax
        }
    }

    func body(before rest: (any SourceBody)?) -> any SourceBody {
        self.state.withLock { $0.rest = rest }
        return self
    }

    func next() async throws(SourceFailure) -> [UInt8]? {
        let (piece, rest) = self.state.withLock { state in
            (state.pieces.isEmpty ? nil : state.pieces.removeFirst(), state.rest)
        }
        if let piece { return piece }
        return try await rest?.next()
    }
}
