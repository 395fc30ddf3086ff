/// Collects one exchange's answer as libcurl hands it over, line by line and piece by piece.
///
/// Challenges come before the answer on the same path: each status line begins a new answer, the realm stays.
struct AnswerReader {
    /// Why nothing more is taken.
    enum Refusal: String, CaseIterable, Sendable {
        case bodyTooLong = "body-too-long"
        case headersTooLong = "headers-too-long"
    }

    private(set) var server: String?
    private(set) var digestRealm: String?
    private(set) var body: [UInt8] = []
    /// Status lines seen since the exchange began.
    private(set) var answersBegun = 0
    private(set) var refusal: Refusal?
    private var headerByteCount = 0

    /// One header line with its line end, a status line, or the empty line.
    ///
    /// - Returns: `false` when the exchange must end; ``refusal`` says why.
    mutating func tookHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        self.headerByteCount += line.count
        guard self.headerByteCount <= TransportLimits.answerHeaderBytesMax else {
            self.refusal = .headersTooLong
            return false
        }
        guard let first = line.first else { return true }
        // Most lines are neither: one look at the first letter spares the rest.
        switch first | 0x20 {
        case UInt8(ascii: "h") where HeaderLine.begins(line, with: "http/"):
            self.answersBegun += 1
            self.server = nil
            self.body.removeAll(keepingCapacity: true)
        case UInt8(ascii: "s"):
            guard let value = HeaderLine.value(of: "server", in: line) else { break }
            self.server = String(String(decoding: value, as: UTF8.self).prefix(TransportLimits.serverCharactersMax))
        case UInt8(ascii: "w"):
            guard let value = HeaderLine.value(of: "www-authenticate", in: line) else { break }
            if let realm = HeaderLine.digestRealm(of: value) { self.digestRealm = realm }
        default:
            break
        }
        return true
    }

    /// A piece of the body, cut anywhere.
    ///
    /// - Returns: `false` when the exchange must end; ``refusal`` says why.
    mutating func tookBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard self.body.count + piece.count <= TransportLimits.answerBodyBytesMax else {
            self.refusal = .bodyTooLong
            return false
        }
        self.body.append(contentsOf: piece)
        return true
    }
}
