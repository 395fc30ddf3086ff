import AMT
import CLibCurl
import Inventory
import Synchronization

/// libcurl's handle for the requests of one lane, with the connections that stay open between them.
final class CurlMulti: @unchecked Sendable {
    // Everything but the wake-up call belongs to the lane's thread; the memory goes when nobody can call it any more.
    let pointer: UnsafeMutableRawPointer

    init?() {
        guard let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, 1)
        ccurl_multi_set_long(pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    }

    deinit { curl_multi_cleanup(self.pointer) }

    /// Goes as far as it goes without waiting.
    ///
    /// - Returns: libcurl's verdict when the one transfer is done.
    func perform() -> CURLcode? {
        var running: Int32 = 0
        guard curl_multi_perform(self.pointer, &running) == CURLM_OK else { return CURLE_OUT_OF_MEMORY }
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(self.pointer, &remaining) {
            if message.pointee.msg == CURLMSG_DONE { return ccurl_message_result(message) }
        }
        return nil
    }

    func wait(milliseconds: Int) {
        var ready: Int32 = 0
        curl_multi_poll(self.pointer, nil, 0, Int32(milliseconds), &ready)
    }

    func wake() { curl_multi_wakeup(self.pointer) }
}

/// One thread that fetches for requests of one line, one after the other.
final class FetchLane: Sendable {
    struct Job: Sendable {
        let plan: FetchPlan
        let pipe: FetchPipe
    }

    enum Order: Sendable {
        case fetch(Job)
        case quit
    }

    let line: FetchPlan.Line
    private let multi: CurlMulti
    private let orders = ThreadGate<Order?>(nil)

    init?(_ line: FetchPlan.Line) {
        guard let multi = CurlMulti() else { return nil }
        self.line = line
        self.multi = multi
    }

    /// For a lane that waits.
    func submit(_ order: Order) { self.orders.access { $0 = order } }

    /// - Returns: `nil` when none came in time.
    func order(within span: Duration?) -> Order? {
        self.orders.wait(until: span.map { ContinuousClock.now + $0 }) { order in
            defer { order = nil }
            return order
        }
    }

    /// Fetches, and follows where the answer leads. Blocks until the pipe has its end.
    func run(_ job: Job) {
        job.pipe.wakes { [multi] in multi.wake() }
        defer { job.pipe.wakes(with: nil) }
        let deadline = ContinuousClock.now + job.plan.answerTime
        var address = job.plan.address
        var body = job.plan.body
        for _ in 0...FetchLimits.redirectsMax where !job.pipe.isAbandoned {
            let exchange = FetchExchange(job.plan, address: address, body: body, pipe: job.pipe, deadline: deadline)
            guard case .redirected(let location, let keepsBody) = exchange.run(on: self.multi) else { return }
            guard let next = WebAddress(location, relativeTo: address), address.origin.mayLead(to: next.origin) else {
                job.pipe.end(SourceFailure(.redirectRefused, "led to another place"))
                return
            }
            address = next
            if !keepsBody { body = nil }
        }
        job.pipe.end(SourceFailure(.redirectRefused, "led on more than \(FetchLimits.redirectsMax) times"))
    }
}

/// The lanes of a fetcher: as many as there are transfers at once, and those that wait for the next page.
final class FetchLanes: Sendable {
    private struct State {
        /// Threads, idle ones included.
        var count = 0
        /// The one that has waited longest first.
        var idle: [FetchLane] = []
        var isClosed = false
    }

    private enum Choice {
        case waiting(FetchLane)
        case new(evicting: FetchLane?)
        case none
    }

    private let state = Mutex(State())

    /// Begins to fetch. The pipe gets an end in any case.
    func submit(_ job: FetchLane.Job) {
        switch self.choice(for: job.plan.line) {
        case .waiting(let lane): lane.submit(.fetch(job))
        case .new(let evicted):
            evicted?.submit(.quit)
            guard let lane = FetchLane(job.plan.line), OwnThread.start({ self.run(lane, job) }) else {
                self.state.withLock { $0.count -= 1 }
                job.pipe.end(SourceFailure(.connectionFailed, "no thread"))
                return
            }
        case .none:
            job.pipe.end(SourceFailure(.connectionFailed, "\(FetchLimits.transfersMax) transfers are under way"))
        }
    }

    /// Ends the lanes that wait; the others end with their transfers.
    func close() {
        let idle = self.state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for lane in idle { lane.submit(.quit) }
    }

    private func choice(for line: FetchPlan.Line) -> Choice {
        self.state.withLock { state in
            if let index = state.idle.lastIndex(where: { $0.line == line }) {
                return .waiting(state.idle.remove(at: index))
            }
            guard state.count >= FetchLimits.transfersMax else {
                state.count += 1
                return .new(evicting: nil)
            }
            guard !state.idle.isEmpty else { return .none }
            state.count += 1
            return .new(evicting: state.idle.removeFirst())
        }
    }

    private func run(_ lane: FetchLane, _ first: FetchLane.Job) {
        var job = first
        while true {
            lane.run(job)
            guard let next = self.next(for: lane) else { break }
            job = next
        }
        self.state.withLock { $0.count -= 1 }
    }

    /// Waits for another job on the lane's thread.
    private func next(for lane: FetchLane) -> FetchLane.Job? {
        let isOpen = self.state.withLock { state in
            if !state.isClosed { state.idle.append(lane) }
            return !state.isClosed
        }
        guard isOpen else { return nil }
        var order = lane.order(within: .seconds(FetchLimits.idleSeconds))
        if order == nil {
            let isForgotten = self.state.withLock { state in
                guard let index = state.idle.firstIndex(where: { $0 === lane }) else { return false }
                state.idle.remove(at: index)
                return true
            }
            // Whoever has taken it from the list has an order for it.
            order = isForgotten ? .quit : lane.order(within: nil)
        }
        switch order {
        case .fetch(let job): return job
        case .quit, nil: return nil
        }
    }
}
