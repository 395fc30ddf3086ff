import Inventory

/// Hands an answer over, from the thread that fetches it to the task that reads it.
///
/// As much as one piece is held; then the thread blocks until the reader comes, or lets go.
final class FetchPipe: Sendable {
    /// What comes before the body.
    struct Head: Equatable, Sendable {
        var isUnchanged = false
        var entityTag: String?
        var lastModified: String?
        var contentType: String?
        var nextLink: String?
        var tellsItsEnd = true
    }

    /// What became of bytes that were to be handed over.
    enum Delivery: Equatable, Sendable {
        case taken
        /// Nobody reads any more.
        case abandoned
        /// The reader did not come in time.
        case late
    }

    typealias HeadReader = CheckedContinuation<Result<Head, SourceFailure>, Never>
    typealias PieceReader = CheckedContinuation<Result<[UInt8]?, SourceFailure>, Never>

    private struct State {
        var head: Result<Head, SourceFailure>?
        var headReader: HeadReader?
        var held: [UInt8] = []
        /// No more comes: `success` at the end of the body.
        var end: Result<Void, SourceFailure>?
        var pieceReader: PieceReader?
        var isAbandoned = false
        /// Wakes the thread where it waits for the network.
        var wake: (@Sendable () -> Void)?
    }

    private let gate = ThreadGate(State())

    /// A task that was cancelled has no use for an answer; whoever cancelled it knows.
    static let cancellation = SourceFailure(.connectionFailed, "cancelled")

    // MARK: The thread's end

    var isAbandoned: Bool { self.gate.access { $0.isAbandoned } }

    /// - Parameter wake: called when the reader lets go, from any thread; `nil` when there is nothing to wake any more.
    func wakes(with wake: (@Sendable () -> Void)?) { self.gate.access { $0.wake = wake } }

    /// The headers are there.
    func begin(_ head: Head) {
        self.gate.access { state in
            guard state.head == nil else { return }
            state.head = .success(head)
            state.headReader?.resume(returning: .success(head))
            state.headReader = nil
        }
    }

    /// Blocks until all bytes have found room.
    func put(_ bytes: UnsafeRawBufferPointer, until deadline: ContinuousClock.Instant) -> Delivery {
        var rest = bytes[...]
        while !rest.isEmpty {
            let delivery: Delivery? = self.gate.wait(until: deadline) { state in
                if state.isAbandoned { return .abandoned }
                let room = FetchLimits.pieceBytesMax - state.held.count
                guard room > 0 else { return nil }
                state.held.append(contentsOf: rest.prefix(room))
                rest = rest.dropFirst(room)
                Self.serve(&state)
                return .taken
            }
            guard let delivery else { return .late }
            guard delivery == .taken else { return delivery }
        }
        return .taken
    }

    /// Nothing more comes. The first end counts.
    func end(_ failure: SourceFailure? = nil) {
        self.gate.access { state in
            guard state.end == nil else { return }
            state.end = failure.map { .failure($0) } ?? .success(())
            if state.head == nil {
                let head: Result<Head, SourceFailure> = failure.map { .failure($0) } ?? .success(Head())
                state.head = head
                state.headReader?.resume(returning: head)
                state.headReader = nil
            }
            Self.serve(&state)
        }
    }

    // MARK: The reader's end

    /// Waits for the headers. Cancelling the task lets go.
    ///
    /// - Parameter begin: runs once the reader can be served.
    func head(_ begin: () -> Void) async -> Result<Head, SourceFailure> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.gate.access { state in
                    if let head = state.head {
                        continuation.resume(returning: head)
                    } else {
                        state.headReader = continuation
                    }
                }
                begin()
            }
        } onCancel: {
            self.abandon()
        }
    }

    /// Waits for the next bytes. Cancelling the task lets go.
    func next() async -> Result<[UInt8]?, SourceFailure> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.gate.access { state in
                    precondition(state.pieceReader == nil, "a body has one reader")
                    state.pieceReader = continuation
                    Self.serve(&state)
                }
            }
        } onCancel: {
            self.abandon()
        }
    }

    /// Nobody reads any more: the transfer ends, and what was held goes.
    func abandon() {
        let wake = self.gate.access { state in
            state.isAbandoned = true
            state.held = []
            if state.end == nil { state.end = .failure(Self.cancellation) }
            if state.head == nil { state.head = .failure(Self.cancellation) }
            state.headReader?.resume(returning: .failure(Self.cancellation))
            state.headReader = nil
            Self.serve(&state)
            return state.wake
        }
        wake?()
    }

    private static func serve(_ state: inout State) {
        guard let reader = state.pieceReader else { return }
        if !state.held.isEmpty {
            let piece = state.held
            state.held = []
            reader.resume(returning: .success(piece))
        } else if let end = state.end {
            reader.resume(returning: end.map { _ -> [UInt8]? in nil })
        } else {
            return
        }
        state.pieceReader = nil
    }
}

/// The body at the reader's end of a pipe. Letting it go lets go of the pipe.
final class PipedBody: SourceBody {
    private let pipe: FetchPipe

    init(_ pipe: FetchPipe) { self.pipe = pipe }

    deinit { self.pipe.abandon() }

    func next() async throws(SourceFailure) -> [UInt8]? { try await self.pipe.next().get() }
}
