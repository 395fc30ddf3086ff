import Provisioning

/// The caller's end of a session: everything it is asked goes to the loop's thread, in order.
final class CurlDeviceSession: DeviceSession {
    private let loop: TransferLoop
    private let line: DeviceLine

    init(loop: TransferLoop, line: DeviceLine) {
        self.loop = loop
        self.line = line
    }

    deinit { self.loop.submit(.close(self.line)) }

    func exchange(
        _ envelope: [UInt8], as credential: DigestCredential, timeout: Duration
    ) async -> Result<HTTPAnswer, ExchangeFailure> {
        let transfer = Transfer(line: self.line, envelope: envelope, credential: credential, timeout: timeout)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.loop.submit(.start(transfer, continuation))
            }
        } onCancel: {
            // May overtake the start: the transfer remembers it.
            self.loop.submit(.cancel(transfer))
        }
    }

    func reconnect() async { self.loop.submit(.reconnect(self.line)) }

    func close() async { self.loop.submit(.close(self.line)) }
}
