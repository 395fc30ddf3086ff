import AMT
import Logging
import Provisioning
import Telemetry

/// Makes calls on one session: never without a trusted lease, never longer than it lasts, and repeated only where that is safe.
package final class DeviceCaller {
    /// A call that certainly did not happen, or that changes nothing, is sent again this often.
    static let resendsMax = 2
    static let busyPauseMin = Duration.seconds(2)
    static let busyPauseMax = Duration.seconds(60)

    private let line: any DeviceLine
    private let clock: WorkerClock
    private let lease: HeldLease
    private let busyWait: Duration
    private let logger: Logger
    private var messageID: UInt32 = 0
    /// What opens the device from the next call on.
    var credential: DigestCredential
    /// The last answer's particulars.
    private(set) var lastServer: String?
    /// DER of what the device has shown on the connection of the last answer, its own certificate first.
    private(set) var peerChain: [[UInt8]] = []
    /// The last answer was that our password does not open the device.
    private(set) var isRefused = false
    /// Somebody has asked for a password on this line.
    private(set) var wasChallenged = false

    init(
        line: any DeviceLine, credential: DigestCredential, lease: HeldLease, busyWait: Duration, clock: WorkerClock,
        logger: Logger
    ) {
        self.line = line
        self.credential = credential
        self.lease = lease
        self.busyWait = busyWait
        self.clock = clock
        self.logger = logger
    }

    /// Sends once and reads the answer. For callers that judge failures themselves.
    func send<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) -> Result<WSManReading<Output>, ExchangeFailure>
    {
        guard let trust = self.lease.trustLeft else { throw .leaseLost }
        self.messageID &+= 1
        let timeout = min(trust, .seconds(call.answerSecondsMax))
        let result = await self.line.send(call, messageID: self.messageID, as: self.credential, timeout: timeout)
        switch result {
        case .success(let answer):
            self.lastServer = answer.server ?? self.lastServer
            self.peerChain = answer.peerChain
            self.wasChallenged = self.wasChallenged || answer.digestRealm != nil
            self.isRefused = if case .unauthorized = answer.reading { true } else { false }
            self.logger.debug("call answered", [.wsmanCall: call.name, .httpStatus: answer.status])
            return .success(answer.reading)
        case .failure(let failure):
            self.logger.debug("call not answered", [.wsmanCall: call.name, .reason: failure.kind.rawValue])
            if failure.kind == .cancelled { throw self.lease.loss == nil ? .draining : .leaseLost }
            return .failure(failure)
        }
    }

    /// Sends a call, again while the device says that it is busy. For callers that judge failures themselves.
    func sendWhenFree<Output>(
        _ call: WSManCall<Output>
    ) async throws(RoundEnd) -> Result<WSManReading<Output>, ExchangeFailure> {
        var pause = Self.busyPauseMin
        var waited = Duration.zero
        while true {
            let result = try await self.send(call)
            guard case .success(let reading) = result, reading.policy == .busy else { return result }
            guard waited + pause <= self.busyWait else {
                throw .problem(.refusal(.busy, call: call.name, facts: reading.facts))
            }
            try await self.pause(pause)
            waited += pause
            pause = min(pause * 2, Self.busyPauseMax)
        }
    }

    /// Sends a call, again where that is safe, and gives its reading unless it is a busy one.
    func reading<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) -> WSManReading<Output> {
        var resends = 0
        while true {
            switch try await self.sendWhenFree(call) {
            case .success(.unreadable(let refusal)) where call.kind != .read && !refusal.isRefusedRequest:
                throw .uncertain(call: call.name, facts: ["wsman.refusal": refusal.description])
            case .success(let reading):
                return reading
            case .failure(let failure):
                let isHarmless = call.kind == .read || !failure.requestMayHaveArrived
                guard isHarmless, resends < Self.resendsMax else {
                    throw .uncertain(call: call.name, facts: failure.evidence)
                }
                resends += 1
                await self.line.reconnect()
                try await self.checkIdentity()
            }
        }
    }

    /// Behind a new connection there may be another device: addresses change hands.
    private func checkIdentity() async throws(RoundEnd) {
        let call = AMT_SetupAndConfigurationService.getUuid()
        switch try await self.send(call) {
        case .success(.answered(let uuid)) where uuid == self.lease.fence.deviceUUID: return
        case .success(.answered(let uuid)):
            throw .uncertain(call: call.name, facts: ["device.uuid_found": uuid.description])
        case .success(let reading): throw .uncertain(call: call.name, facts: reading.facts)
        case .failure(let failure): throw .uncertain(call: call.name, facts: failure.evidence)
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
        case .unreadable, .returned, .fault:
            throw .problem(.unusable(reading, call: call.name))
        }
    }

    /// Reads an instance that not all firmware has.
    func find<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) -> Finding<Output> where Output: Equatable {
        let reading = try await self.reading(call)
        switch reading {
        case .answered(let output): return .found(output)
        case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
        case .fault, .returned, .unreadable:
            guard let reason = reading.absence else {
                throw .problem(.unusable(reading, call: call.name))
            }
            return .absent(reason: reason)
        }
    }

    /// How often an enumeration is begun anew whose context the firmware has forgotten: a page whose answer was lost is spent.
    private static let enumerationsMax = 3

    /// Reads every instance of an enumeration that not all firmware has.
    func findAll<Item>(
        _ enumerate: WSManCall<String>, _ pull: (String) -> WSManCall<PullPage<Item>>
    ) async throws(RoundEnd) -> Finding<[Item]> where Item: Equatable {
        for _ in 0..<Self.enumerationsMax {
            switch try await self.find(enumerate) {
            case .absent(let reason): return .absent(reason: reason)
            case .found(let context):
                if let items = try await self.rest(context, enumerate.name, pull) { return .found(items) }
            }
        }
        throw Self.lostContext(enumerate.name)
    }

    /// Reads every instance of an enumeration.
    func all<Item>(
        _ enumerate: WSManCall<String>, _ pull: (String) -> WSManCall<PullPage<Item>>
    ) async throws(RoundEnd) -> [Item] {
        for _ in 0..<Self.enumerationsMax {
            if let items = try await self.rest(try await self.call(enumerate), enumerate.name, pull) { return items }
        }
        throw Self.lostContext(enumerate.name)
    }

    private static func lostContext(_ name: String) -> RoundEnd {
        .uncertain(call: name, facts: ["wsman.refusal": "the enumeration is forgotten again and again"])
    }

    /// - Returns: `nil` when the firmware does not know the context any more.
    private func rest<Item>(
        _ first: String, _ name: String, _ pull: (String) -> WSManCall<PullPage<Item>>
    ) async throws(RoundEnd) -> [Item]? {
        var context: String? = first
        var items: [Item] = []
        for _ in 0..<PullLimits.pageCountMax {
            guard let next = context else { return items }
            let call = pull(next)
            let reading = try await self.reading(call)
            switch reading {
            case .answered(let page):
                items += page.items
                context = page.next
            case .fault(let fault) where fault.subcode == .invalidEnumerationContext: return nil
            case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
            case .fault, .returned, .unreadable: throw .problem(.unusable(reading, call: call.name))
            }
        }
        throw .problem(Problem(.answerUnreadable, ["wsman.call": name, "wsman.refusal": "too many pages"]))
    }

    private func pause(_ span: Duration) async throws(RoundEnd) {
        do {
            try await self.clock.sleep(span)
        } catch {
            throw self.lease.loss == nil ? .draining : .leaseLost
        }
    }
}

extension WSManRefusal {
    /// An HTTP status by which the device says that it has not carried out the request.
    fileprivate var isRefusedRequest: Bool { self.kind == .httpStatus && self.fact.hasPrefix("4") }
}

extension Problem {
    /// What a reading that is no answer means for the attempt.
    static func unusable<Output>(_ reading: WSManReading<Output>, call: String) -> Problem {
        switch reading {
        case .unreadable:
            Problem(.answerUnreadable, reading.facts.merging(["wsman.call": call]) { first, _ in first })
        case .answered, .returned, .fault, .unauthorized:
            .refusal(reading.policy ?? .permanent, call: call, facts: reading.facts)
        }
    }
}

extension WSManReading {
    /// Why the firmware has no such thing; `nil` when it has, or when that is not what was said.
    ///
    /// A bare 400 without SOAP is what some firmware answers about classes that it does not know (wsman section 1.7).
    var absence: String? {
        switch self {
        case .fault(let fault) where fault.policy == .capabilityAbsent: "\(fault.code)"
        case .returned(let value) where value.policy == .capabilityAbsent: value.description
        case .unreadable(let refusal) where refusal.kind == .httpStatus && ["400", "404"].contains(refusal.fact):
            "HTTP \(refusal.fact)"
        case .answered, .fault, .returned, .unauthorized, .unreadable: nil
        }
    }
}

extension ExchangeFailure {
    /// Facts and kind, for a problem's evidence.
    var evidence: [String: String] {
        self.facts.merging(["exchange.failure": self.kind.rawValue]) { first, _ in first }
    }
}
