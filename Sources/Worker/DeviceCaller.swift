import AMT
import Logging
import Provisioning
import Telemetry

/// Makes calls on one session: never without a trusted lease, never longer than it lasts, and repeated only where that is safe.
final class DeviceCaller {
    /// A call that certainly did not happen, or that changes nothing, is sent again this often.
    static let resendsMax = 2
    static let busyPauseMin = Duration.seconds(2)
    static let busyPauseMax = Duration.seconds(60)

    private let session: any DeviceSession
    private let lease: HeldLease
    private let busyWait: Duration
    private let logger: Logger
    private var messageID: UInt32 = 0
    /// What opens the device from the next call on.
    var credential: DigestCredential
    /// The last answer's particulars.
    private(set) var lastAnswer: HTTPAnswer?

    init(session: any DeviceSession, credential: DigestCredential, lease: HeldLease, busyWait: Duration, logger: Logger)
    {
        self.session = session
        self.credential = credential
        self.lease = lease
        self.busyWait = busyWait
        self.logger = logger
    }

    /// Sends once and reads the answer. For callers that judge failures themselves.
    func send<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) -> Result<WSManReading<Output>, ExchangeFailure>
    {
        guard let trust = self.lease.trustLeft else { throw .leaseLost }
        self.messageID &+= 1
        let timeout = min(trust, .seconds(call.answerSecondsMax))
        let result = await self.session.exchange(
            call.envelope(messageID: self.messageID), as: self.credential, timeout: timeout)
        switch result {
        case .success(let answer):
            self.lastAnswer = answer
            self.logger.debug("call answered", [.wsmanCall: call.name, .httpStatus: answer.status])
            return .success(call.read(status: answer.status, body: answer.body, answering: self.messageID))
        case .failure(let failure):
            self.logger.debug("call not answered", [.wsmanCall: call.name, .reason: failure.kind.rawValue])
            if failure.kind == .cancelled { throw self.lease.loss == nil ? .draining : .leaseLost }
            return .failure(failure)
        }
    }

    /// Sends a call, again where that is safe, and gives its reading unless it is a busy one.
    func reading<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) -> WSManReading<Output> {
        var resends = 0
        var pause = Self.busyPauseMin
        var waited = Duration.zero
        while true {
            switch try await self.send(call) {
            case .success(let reading) where reading.policy == .busy:
                guard waited + pause <= self.busyWait else {
                    throw .problem(.refusal(.busy, call: call.name, facts: reading.facts))
                }
                try await self.pause(pause)
                waited += pause
                pause = min(pause * 2, Self.busyPauseMax)
            case .success(.unreadable(let refusal)) where call.kind != .read:
                throw .uncertain(call: call.name, facts: ["wsman.refusal": refusal.description])
            case .success(let reading):
                return reading
            case .failure(let failure):
                let isHarmless = call.kind == .read || !failure.requestMayHaveArrived
                guard isHarmless, resends < Self.resendsMax else {
                    throw .uncertain(call: call.name, facts: failure.evidence)
                }
                resends += 1
                await self.session.reconnect()
            }
        }
    }

    /// Sends a call that must succeed.
    func call<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) -> Output {
        let reading = try await self.reading(call)
        switch reading {
        case .answered(let output):
            return output
        case .unauthorized:
            // The device took our password a moment ago: another one may hold since the last change.
            throw .uncertain(call: call.name, facts: reading.facts)
        case .unreadable:
            throw .problem(
                Problem(.answerUnreadable, reading.facts.merging(["wsman.call": call.name]) { first, _ in first }))
        case .returned, .fault:
            throw .problem(.refusal(reading.policy ?? .permanent, call: call.name, facts: reading.facts))
        }
    }

    /// Reads every instance of an enumeration.
    func all<Item>(
        _ enumerate: WSManCall<String>, _ pull: (String) -> WSManCall<PullPage<Item>>
    ) async throws(RoundEnd) -> [Item] {
        var context: String? = try await self.call(enumerate)
        var items: [Item] = []
        for _ in 0..<PullLimits.pageCountMax {
            guard let next = context else { return items }
            let page = try await self.call(pull(next))
            items += page.items
            context = page.next
        }
        throw .problem(Problem(.answerUnreadable, ["wsman.call": enumerate.name, "wsman.refusal": "too many pages"]))
    }

    private func pause(_ span: Duration) async throws(RoundEnd) {
        do {
            try await Task.sleep(for: span)
        } catch {
            throw self.lease.loss == nil ? .draining : .leaseLost
        }
    }
}

extension ExchangeFailure {
    /// Facts and kind, for a problem's evidence.
    var evidence: [String: String] {
        self.facts.merging(["exchange.failure": self.kind.rawValue]) { first, _ in first }
    }
}
