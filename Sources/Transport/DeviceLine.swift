import AMT
import CLibCurl
import Glibc
import Provisioning

/// One session's handles: an easy handle, a connection cache of its own, and the TLS identity where there is TLS.
///
/// The cache of its own is what keeps identities apart: libcurl would hand one device's open connection to any other
/// identity on the same address. Touched by the loop's thread alone, once it was made.
final class DeviceLine: @unchecked Sendable {
    let opening: SessionOpening
    /// `nil` for a session without TLS.
    private let identity: Result<PreparedIdentity, IdentityRefusal>?
    /// Lives as long as the line: libcurl writes into it whenever the easy handle does anything.
    private let errorText: UnsafeMutablePointer<CChar>

    private var tls: TLSIdentity?
    private var share: UnsafeMutableRawPointer?
    private var easy: UnsafeMutableRawPointer?
    private var credential: DigestCredential?
    /// The credential in use was accepted since digest began anew.
    private var isProven = false
    /// The device lets us in without a challenge, as some firmware in setup may where TLS has proved who we are (wsman
    /// section 2.1): digest, which holds the envelope back until it is challenged, is left out.
    private var isUnchallenged = false
    private var trace = SendTrace()
    /// Without TLS a challenge is all that tells a device from anything else: the envelope was kept from what did not ask
    /// who calls.
    private var isWithheld = false
    /// A password was asked for in a realm that is none of AMT: no proof of one was sent.
    private var isRealmForeign = false
    /// Since the session began, on all its connections.
    private var requestsBegun: UInt64 = 0
    /// A request was begun on the newest connection.
    private var hasBegunRequest = false
    /// Of the newest connection, while it is open.
    private var socket: Int32?
    /// Kept over exchanges that are not challenged again.
    private var digestRealm: String?

    /// The exchange in flight.
    private(set) var transfer: Transfer?
    private(set) var isClosed = false

    init(opening: SessionOpening, identity: Result<PreparedIdentity, IdentityRefusal>?) {
        self.opening = opening
        self.identity = identity
        self.errorText = .allocate(capacity: ccurl_error_size)
        self.errorText.initialize(repeating: 0, count: ccurl_error_size)
    }

    deinit { self.errorText.deallocate() }

    // MARK: An exchange, from beginning to end

    /// Makes the handles ready for an exchange.
    ///
    /// - Returns: the easy handle to run, or why there is none.
    func begin(_ transfer: Transfer, headers: CurlHeaderList) -> Result<UnsafeMutableRawPointer, ExchangeFailure> {
        // Firmware admits whatever follows on a connection that one user has proved: another user begins anew. The same user
        // with another password goes on, because that is what follows a change of the password; whoever wants the proof
        // of a password asks for a new connection.
        if let credential = self.credential, credential.username != transfer.credential.username { self.drop() }
        do throws(IdentityRefusal) {
            try self.readyTLS()
            let share = try self.readyShare()
            let easy = try self.readyEasy(share: share, headers: headers, credential: transfer.credential)
            self.transfer = transfer
            self.trace.exchangeBegins()
            self.isWithheld = false
            self.isRealmForeign = false
            self.errorText[0] = 0
            EasySetup.load(easy, transfer: transfer, onNewConnection: self.idleConnectionEnded)
            return .success(easy)
        } catch {
            return .failure(
                self.identity == nil
                    ? .notSent(.unreachable, facts: ["curl.text": error.reason])
                    : .notSent(.tlsHandshake, facts: ["tls.error": error.reason]))
        }
    }

    /// libcurl has a connection and is about to send.
    ///
    /// - Returns: `false` when it must not, because the envelope may have arrived already, or should not arrive.
    func requestBegins() -> Bool {
        // Whoever names a realm of his own wants to try guesses on the proof.
        if let realm = self.transfer?.reader.digestRealm ?? self.digestRealm, DigestRealm(realm) == nil {
            self.isRealmForeign = true
            return false
        }
        if !self.trace.holdsBodyBack, !self.mayCarryEnvelope {
            // libcurl takes any success as leave to go on.
            self.isWithheld = true
            return false
        }
        guard self.trace.requestBegins(recordsSent: self.recordsSent) else { return false }
        self.requestsBegun += 1
        self.hasBegunRequest = true
        return true
    }

    func tookHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let transfer = self.transfer else { return false }
        let answersBefore = transfer.reader.answersBegun
        let goesOn = transfer.reader.tookHeader(line)
        if transfer.reader.answersBegun != answersBefore { self.trace.answerBegan() }
        return goesOn
    }

    func tookBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard let transfer = self.transfer else { return false }
        return transfer.reader.tookBody(piece)
    }

    /// libcurl has made a socket and is about to connect it.
    ///
    /// - Returns: `false` when it must not.
    func connectionBegins(on socket: Int32) -> Bool {
        guard self.trace.connectionBegins(recordsSent: self.recordsSent) else { return false }
        self.socket = socket
        self.hasBegunRequest = false
        self.tls?.connectionBegins()
        return true
    }

    func connectionEnds(on socket: Int32) {
        if self.socket == socket { self.socket = nil }
    }

    func configure(_ context: UnsafeMutableRawPointer) -> Bool { self.tls?.configure(context) ?? false }

    /// What libcurl's verdict means to the caller. Valid until the next exchange begins.
    func outcome(of code: CURLcode, easy: UnsafeMutableRawPointer) -> Result<HTTPAnswer, ExchangeFailure> {
        let status = EasyReport.status(easy)
        if self.isRealmForeign {
            return .failure(
                .notSent(.answerUnreadable, facts: ["digest.realm": "foreign", "curl.text": Self.realmForeign]))
        }
        let isProbe = !self.trace.carriesEnvelope
        if self.isWithheld || code == CURLE_OK && isProbe && 200..<300 ~= status && !self.mayCarryEnvelope {
            return .failure(.notSent(.answerUnreadable, facts: ["curl.text": Self.answeredUnasked]))
        }
        // A device that challenges again and again has refused; libcurl calls it too many redirects.
        guard code == CURLE_OK || code == CURLE_TOO_MANY_REDIRECTS && status == 401 else {
            return .failure(self.failure(code, easy: easy))
        }
        if let realm = self.transfer?.reader.digestRealm { self.digestRealm = realm }
        return .success(
            HTTPAnswer(
                status: status, server: self.transfer?.reader.server, body: self.transfer?.reader.body ?? [],
                digestRealm: self.digestRealm, peerChain: self.tls?.peerChain ?? []))
    }

    /// The exchange ended without libcurl's verdict.
    var cancellation: ExchangeFailure {
        ExchangeFailure(kind: .cancelled, requestMayHaveArrived: self.envelopeMayHaveArrived, facts: [:])
    }

    /// The exchange is over.
    ///
    /// - Returns: `true` when the device refused a nonce it had accepted before: ask once more, with a new challenge.
    ///   The refused request did nothing.
    func end(_ outcome: Result<HTTPAnswer, ExchangeFailure>) -> Bool {
        let transfer = self.transfer
        self.transfer = nil
        switch outcome {
        case .success(let answer) where answer.status == 401:
            let mayHold = self.isProven || self.isUnchallenged
            self.isUnchallenged = false
            self.forgetChallenge()
            return mayHold && transfer?.wasRepeated == false
        case .success where !self.trace.carriesEnvelope && self.identity == nil:
            // Refused before any challenge: that is the answer.
            self.drop()
            return false
        case .success where !self.trace.carriesEnvelope:
            // Something other than a challenge came to the request without a body: the envelope is still to be sent, on
            // another connection, because libcurl goes on to hold bodies back on the one where it has done so.
            self.drop()
            self.isUnchallenged = true
            self.trace = SendTrace(holdsBodyBack: false)
            return transfer?.wasRepeated == false
        case .success:
            self.isProven = true
            return false
        case .failure:
            // What was sent on this connection is not known: nothing may follow on it.
            self.drop()
            return false
        }
    }

    /// Drops connection and digest state. The next exchange begins with a new socket.
    func drop() {
        self.isUnchallenged = false
        self.forgetChallenge()
        // The cache may only go when no easy handle uses it. Closing its connections still reports to `tls`.
        if let share = self.share { curl_share_cleanup(share) }
        self.share = nil
        self.credential = nil
    }

    /// Drops everything for good.
    func close() {
        self.isClosed = true
        self.drop()
        self.tls = nil
    }

    // MARK: Handles

    /// The next exchange is challenged anew, on the same connection if that is still open.
    private func forgetChallenge() {
        if let easy = self.easy { curl_easy_cleanup(easy) }
        self.easy = nil
        self.isProven = false
        self.trace = SendTrace(holdsBodyBack: !self.isUnchallenged)
    }

    /// With TLS the handshake has shown who is there; without, a digest challenge has to.
    private var mayCarryEnvelope: Bool {
        self.identity != nil || self.isProven || self.transfer?.reader.digestRealm != nil
    }

    /// Whether the device has said anything since the last answer. Unasked, it has nothing to say but that it closes:
    /// firmware does so after some seconds. libcurl looks for the end of the stream alone and takes a close_notify in
    /// front of it for life.
    private var idleConnectionEnded: Bool {
        guard let socket = self.socket else { return false }
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) != 0
    }

    private func readyTLS() throws(IdentityRefusal) {
        guard self.tls == nil, let identity = self.identity else { return }
        guard let tls = TLSIdentity(try identity.get(), policy: self.opening.tls) else {
            throw IdentityRefusal(reason: "identity could not be prepared")
        }
        self.tls = tls
    }

    private func readyShare() throws(IdentityRefusal) -> UnsafeMutableRawPointer {
        if let share = self.share { return share }
        guard let share = curl_share_init() else { throw IdentityRefusal(reason: "share handle could not be made") }
        self.share = share
        // No lock functions: one thread runs every handle that uses it.
        guard ccurl_share_set_lock_data(share, CURL_LOCK_DATA_CONNECT) == CURLSHE_OK else {
            throw IdentityRefusal(reason: "connection cache could not be made")
        }
        return share
    }

    private func readyEasy(
        share: UnsafeMutableRawPointer, headers: CurlHeaderList, credential: DigestCredential
    ) throws(IdentityRefusal) -> UnsafeMutableRawPointer {
        if let easy = self.easy {
            guard self.credential != credential else { return easy }
            guard self.isUnchallenged || EasySetup.authenticate(easy, as: credential) else {
                self.drop()
                throw IdentityRefusal(reason: "credential was refused")
            }
            self.credential = credential
            return easy
        }
        guard let easy = curl_easy_init() else { throw IdentityRefusal(reason: "easy handle could not be made") }
        self.easy = easy
        let context = Unmanaged.passUnretained(self).toOpaque()
        let isReady =
            EasySetup.prepare(easy, opening: self.opening, headers: headers)
            && (self.isUnchallenged || EasySetup.authenticate(easy, as: credential))
            && EasySetup.connect(easy, to: context, share: share, errorText: self.errorText)
            && EasySetup.secure(easy, opening: self.opening, line: context)
        guard isReady else {
            self.drop()
            throw IdentityRefusal(reason: "transfer options were refused")
        }
        self.credential = credential
        return easy
    }

    // MARK: Failures

    private var envelopeMayHaveArrived: Bool { self.trace.envelopeMayHaveArrived(recordsSent: self.recordsSent) }

    /// As ``SendTrace`` counts them.
    private var recordsSent: UInt64 { self.tls?.recordsSent ?? self.requestsBegun }

    private var phase: TransferEnd.Phase {
        (self.tls?.isHandshakeDone ?? self.hasBegunRequest) ? .connected : .connecting
    }

    private func failure(_ code: CURLcode, easy: UnsafeMutableRawPointer) -> ExchangeFailure {
        let osErrno = EasyReport.osErrno(easy)
        let end = TransferEnd(
            code: code, phase: self.phase, osErrno: osErrno,
            peerRefused: self.tls?.peerRefused ?? false, contextRefused: self.tls?.contextRefused ?? false,
            repetitionRefused: self.trace.wasRepetitionRefused)
        var facts = self.tls?.facts ?? [:]
        facts["curl.code"] = String(code.rawValue)
        facts["curl.text"] = self.text(of: code)
        if osErrno != 0 { facts["os.errno"] = String(osErrno) }
        return ExchangeFailure(
            kind: end.kind ?? .connectionLost, requestMayHaveArrived: self.envelopeMayHaveArrived, facts: facts)
    }

    /// Where libcurl would have gone on, and so has no words.
    private static let endedWithoutAnswer = "connection ended without an answer"
    private static let realmForeign = "asked for a password in a realm that is not AMT's"
    private static let answeredUnasked = "answered without a challenge"

    private func text(of code: CURLcode) -> String {
        if let refusal = self.transfer?.reader.refusal { return refusal.rawValue }
        if self.trace.wasRepetitionRefused { return Self.endedWithoutAnswer }
        let text = self.errorText[0] == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: self.errorText)
        return String(text.prefix(TransportLimits.factCharactersMax))
    }
}
