import AMT
import Inventory
import Logging
import Provisioning
import Secrets
import Telemetry

/// Sends events to webhooks: one at a time and in order to each, again until it is taken.
///
/// Whoever dies on the way has sent some events without a note of it: they are sent again, under the same id.
package struct WebhookDelivery: Sendable {
    private let queue: any WebhookQueue
    private let events: any EventBook
    private let fetcher: any SourceFetching
    private let secret: @Sendable (String) async throws(StoreFailure) -> Secret?
    private let logger: Logger
    private let now: @Sendable () -> UnixTime
    /// How the watch over a lease lets time pass.
    var pass: @Sendable (Duration) async -> Void = { span in
        // Ends early when all was sent, and the watch with it.
        try? await Task.sleep(for: span)
    }

    /// A webhook is sent to by one of us for so long.
    static let lease = Duration.seconds(120)
    /// Events of one lease: with `answerSecondsMax` for each they fit into it only when they are answered soon, so that
    /// `sendingSecondsMax` ends it in time.
    static let eventsPerLease = 200
    static let sendingSecondsMax: Int64 = 90
    /// A receiver that takes longer has not taken it.
    static let answerSecondsMax = 15
    static let answerBytesMax: Int64 = 64 * 1024
    /// One that has nothing to be told is looked at again after so many seconds.
    static let restSeconds: Double = 1
    /// While it is sent to, its lease is looked at so often: one that was changed, held, removed or told again meanwhile is let alone
    /// this soon, an event that is on the way included, so that two send to it for no longer.
    static let lookEvery = Duration.seconds(1)

    /// - Parameters:
    ///   - secret: opens the secret of a name; `nil` where there is none.
    package init(
        queue: any WebhookQueue, events: any EventBook, fetcher: any SourceFetching,
        secret: @escaping @Sendable (String) async throws(StoreFailure) -> Secret?, logger: Logger,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.queue = queue
        self.events = events
        self.fetcher = fetcher
        self.secret = secret
        self.logger = logger
        self.now = now
    }

    /// Claims a webhook that is due and tells it what it has not been told.
    ///
    /// - Returns: whether there was one.
    func sendNext() async -> Bool {
        let token = Int64.random(in: 1 ... .max)
        do throws(StoreFailure) {
            guard let claimed = try await self.queue.claim(token: token, lease: Self.lease) else { return false }
            let settlement = try await self.tellWhileHeld(claimed, token)
            // Noted even when this process is told to end: what was sent is not sent again.
            let settled = await Task { [queue] () -> Result<Bool, StoreFailure> in
                do throws(StoreFailure) {
                    return .success(try await queue.settle(settlement, name: claimed.name, token: token))
                } catch {
                    return .failure(error)
                }
            }.value
            if try !settled.get() {
                self.logger.debug("webhook has changed while it was sent to", [.webhook: claimed.name])
            }
            return true
        } catch {
            // The lease ends by itself, and what was sent without a note is sent again.
            self.logger.warning("webhooks could not be looked after", [.storeFailure: error.kind.rawValue])
            return false
        }
    }

    /// Tells it what it has not been told, until that is done or the lease is no longer known to be ours. What was sent until then
    /// counts: whether it may be noted, the lease decides.
    private func tellWhileHeld(
        _ claimed: ClaimedWebhook, _ token: Int64
    ) async throws(StoreFailure) -> WebhookSettlement {
        let told: Result<WebhookSettlement, StoreFailure>? = await withTaskGroup(
            of: Result<WebhookSettlement, StoreFailure>?.self
        ) { group in
            group.addTask { await self.told(claimed) }
            group.addTask {
                await self.watch(claimed.name, token)
                return nil
            }
            var told: Result<WebhookSettlement, StoreFailure>?
            for await end in group {
                // Whichever ends first ends the other.
                group.cancelAll()
                told = end ?? told
            }
            return told
        }
        guard let told else { preconditionFailure("who tells has an end") }
        return try told.get()
    }

    private func told(_ claimed: ClaimedWebhook) async -> Result<WebhookSettlement, StoreFailure> {
        do throws(StoreFailure) {
            return .success(try await self.tell(claimed))
        } catch {
            return .failure(error)
        }
    }

    /// Returns when the lease is over, or when nobody can say: then it may be.
    private func watch(_ name: String, _ token: Int64) async {
        while true {
            await self.pass(Self.lookEvery)
            if Task.isCancelled { return }
            do throws(StoreFailure) {
                guard try await self.queue.holds(name: name, token: token) else { return }
            } catch {
                self.logger.debug(
                    "webhook is let alone: its lease cannot be looked at",
                    [.webhook: name, .storeFailure: error.kind.rawValue])
                return
            }
        }
    }

    private func tell(_ claimed: ClaimedWebhook) async throws(StoreFailure) -> WebhookSettlement {
        guard let webhook = Self.webhook(claimed.document) else {
            return self.failed(claimed, at: claimed.position, count: 0, "definition", asked: nil)
        }
        guard let secret = try await self.secret(webhook.secretName) else {
            return self.failed(
                claimed, at: claimed.position, count: 0, "secret-missing: \(webhook.secretName)", asked: nil)
        }
        let page = try await self.events.events(
            after: claimed.position, limit: Self.eventsPerLease, filter: .everything)
        let begunAt = self.now()
        var position = claimed.position
        var count = 0
        for event in page.events {
            if Task.isCancelled || self.now().seconds - begunAt.seconds >= Self.sendingSecondsMax {
                return WebhookSettlement(position: position, deliveredCount: count, dueInSeconds: 0)
            }
            if webhook.wants(event.type) {
                do throws(SourceFailure) {
                    try await self.send(event, to: webhook, secret)
                } catch {
                    if Task.isCancelled { break }
                    let words = error.detail.isEmpty ? error.code.rawValue : "\(error.code.rawValue): \(error.detail)"
                    return self.failed(claimed, at: position, count: count, words, asked: error.retryAfterSeconds)
                }
                count += 1
            }
            position = event.position
        }
        if Task.isCancelled {
            return WebhookSettlement(position: position, deliveredCount: count, dueInSeconds: 0)
        }
        return WebhookSettlement(
            position: page.next, deliveredCount: count, dueInSeconds: page.hasMore ? 0 : Self.restSeconds)
    }

    private func failed(
        _ claimed: ClaimedWebhook, at position: EventPosition, count: Int, _ words: String, asked: Int?
    ) -> WebhookSettlement {
        let failures = count > 0 ? 1 : claimed.failureCount + 1
        // Told once; how often it has failed since, its status says.
        self.logger.log(
            failures == 1 ? .warning : .debug, "webhook did not take an event",
            [.webhook: claimed.name, .reason: words, .count: failures])
        return WebhookSettlement(
            position: position, deliveredCount: count,
            dueInSeconds: WebhookBackOff.seconds(failures: failures, asked: asked, spread: .random(in: 0...1)),
            failure: words, failureCount: failures)
    }

    private func send(_ event: ClusterEvent, to webhook: Webhook, _ secret: Secret) async throws(SourceFailure) {
        let message = WebhookMessage(event, time: RFC3339.text(microseconds: event.at.microseconds))
        let now = self.now()
        var connection = SourceConnection()
        connection.authorityPEM = webhook.authorityPEM
        connection.stallSeconds = Self.answerSecondsMax
        connection.answerSecondsMax = Self.answerSecondsMax
        connection.answerBytesMax = Self.answerBytesMax
        connection.attemptsMax = 1
        var request = SourceRequest(
            method: .post, url: webhook.url,
            headers: [
                RecordFieldValue("Content-Type", "application/cloudevents+json; charset=utf-8"),
                RecordFieldValue("webhook-id", message.id),
                RecordFieldValue("webhook-timestamp", String(now.seconds)),
                RecordFieldValue(
                    "webhook-signature", WebhookSignature.of(message.signed(at: now), secret: secret.reveal())),
            ], body: Array(message.body.utf8), connection: connection)
        request.takesAccepted = true
        let answer = try await self.fetcher.fetch(request)
        // What it says besides is read to its end, so that the connection is as good as new, and thrown away.
        while try await answer.body.next() != nil {}
    }

    private static func webhook(_ document: String) -> Webhook? {
        guard case .success(let value) = DocumentValue.read(json: Array(document.utf8)),
            case .success(let webhook) = Webhook.read(value)
        else { return nil }
        return webhook
    }
}
