import CLibCurl
import Provisioning

/// Runs transfers on the loop's thread. Nothing of it is shared.
final class TransferDriver {
    private let multi: UnsafeMutableRawPointer
    private let headers = CurlHeaderList()
    /// By easy handle.
    private var inFlight: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Lines that may hold handles; they hold them until they are closed.
    private var open: [ObjectIdentifier: DeviceLine] = [:]

    init(multi: UnsafeMutableRawPointer) { self.multi = multi }

    /// - Returns: `false` when the order was to stop.
    func obey(_ order: TransferLoop.Order) -> Bool {
        switch order {
        case .start(let transfer, let continuation):
            transfer.awaited(by: continuation)
            self.start(transfer)
        case .cancel(let transfer):
            transfer.isCancelled = true
            if transfer.line.transfer === transfer { self.cancelTransfer(of: transfer.line) }
        case .reconnect(let line):
            self.cancelTransfer(of: line)
            line.drop()
        case .close(let line):
            self.cancelTransfer(of: line)
            line.close()
            self.open[ObjectIdentifier(line)] = nil
        case .stop:
            return false
        }
        return true
    }

    /// Moves every transfer as far as it goes without waiting, and ends those that are done.
    func perform() {
        var running: Int32 = 0
        let result = curl_multi_perform(self.multi, &running)
        guard result == CURLM_OK else {
            // Out of memory, or a broken promise between libcurl and us: no transfer can be believed.
            self.cancelAll()
            return
        }
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(self.multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // Read before the handle is removed: the message goes with it.
            self.finish(easy, ccurl_message_result(message))
        }
    }

    /// Sleeps until a socket or a timer is due, or an order came.
    func wait() {
        var ready: Int32 = 0
        curl_multi_poll(self.multi, nil, 0, TransportLimits.idleWaitMilliseconds, &ready)
    }

    /// Ends everything in flight and frees every handle.
    func stop() {
        self.cancelAll()
        for line in self.open.values { line.close() }
        self.open.removeAll()
    }

    private func start(_ transfer: Transfer) {
        let line = transfer.line
        guard !transfer.isCancelled, !line.isClosed else {
            transfer.end(.failure(.notSent(.cancelled)))
            return
        }
        precondition(line.transfer == nil, "a session runs one exchange at a time")
        self.open[ObjectIdentifier(line)] = line
        switch line.begin(transfer, headers: self.headers) {
        case .failure(let failure):
            transfer.end(.failure(failure))
        case .success(let easy):
            self.inFlight[easy] = transfer
            transfer.easy = easy
            let result = curl_multi_add_handle(self.multi, easy)
            guard result == CURLM_OK else {
                self.inFlight[easy] = nil
                let text = String(cString: curl_multi_strerror(result))
                let failure = ExchangeFailure.notSent(.unreachable, facts: ["curl.text": text])
                _ = line.end(.failure(failure))
                transfer.end(.failure(failure))
                return
            }
        }
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let transfer = self.inFlight.removeValue(forKey: easy) else { return }
        curl_multi_remove_handle(self.multi, easy)
        let line = transfer.line
        let outcome = line.outcome(of: code, easy: easy)
        guard line.end(outcome) else {
            transfer.end(outcome)
            return
        }
        transfer.wasRepeated = true
        transfer.reader = AnswerReader()
        self.start(transfer)
    }

    private func cancelTransfer(of line: DeviceLine) {
        guard let transfer = line.transfer else { return }
        if let easy = transfer.easy {
            self.inFlight[easy] = nil
            curl_multi_remove_handle(self.multi, easy)
        }
        let outcome: Result<HTTPAnswer, ExchangeFailure> = .failure(line.cancellation)
        _ = line.end(outcome)
        transfer.end(outcome)
    }

    private func cancelAll() {
        for transfer in self.inFlight.values { self.cancelTransfer(of: transfer.line) }
    }
}

extension ExchangeFailure {
    /// A failure before the first byte.
    static func notSent(_ kind: Kind, facts: [String: String] = [:]) -> ExchangeFailure {
        ExchangeFailure(kind: kind, requestMayHaveArrived: false, facts: facts)
    }
}
