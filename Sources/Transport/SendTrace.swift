/// Knows whether the envelope of the running exchange may have reached the device.
///
/// Two habits of libcurl make this a question. Before it has been challenged it sends the request with an empty body, so
/// that a failure then has carried nothing. And it repeats a request by itself when a reused connection ends without an
/// answer, although the device may have acted: that repetition is forbidden here.
///
/// Records are those of TLS. Without TLS nothing tells what became of a request: each one that began counts as a record
/// that left.
struct SendTrace: Equatable, Sendable {
    /// Until the device has answered once, the body is held back.
    private var wasEverAnswered: Bool
    /// The request in flight, or the last one, had the envelope as its body.
    private(set) var carriesEnvelope = false
    private var isAnswered = true
    private var recordsBefore: UInt64 = 0
    /// libcurl was kept from sending the envelope again: the connection had ended without an answer.
    private(set) var wasRepetitionRefused = false

    /// - Parameter holdsBodyBack: requests go out without their body until the device has answered once.
    init(holdsBodyBack: Bool = true) { self.wasEverAnswered = !holdsBodyBack }

    /// The next request goes out without its body.
    var holdsBodyBack: Bool { !self.wasEverAnswered }

    /// A new exchange begins; nothing of it was sent.
    mutating func exchangeBegins() {
        self.carriesEnvelope = false
        self.isAnswered = true
        self.wasRepetitionRefused = false
    }

    /// libcurl is about to open a connection for the request that is due.
    ///
    /// - Returns: `false` when it must not, because the same envelope may have arrived already.
    mutating func connectionBegins(recordsSent: UInt64) -> Bool {
        guard !self.isAnswered, self.envelopeMayHaveArrived(recordsSent: recordsSent) else { return true }
        self.wasRepetitionRefused = true
        return false
    }

    /// libcurl has a connection and is about to send.
    ///
    /// - Parameter recordsSent: records of application data that the session has handed to its sockets so far.
    /// - Returns: `false` when it must not send, for the same reason.
    mutating func requestBegins(recordsSent: UInt64) -> Bool {
        guard self.connectionBegins(recordsSent: recordsSent) else { return false }
        self.carriesEnvelope = self.wasEverAnswered
        self.isAnswered = false
        self.recordsBefore = recordsSent
        return true
    }

    /// A status line came: whatever was sent before it is settled.
    mutating func answerBegan() {
        self.wasEverAnswered = true
        self.isAnswered = true
    }

    /// Whether any record left since the request with the envelope began.
    func envelopeMayHaveArrived(recordsSent: UInt64) -> Bool {
        self.carriesEnvelope && recordsSent > self.recordsBefore
    }
}
