import Provisioning

extension APIOperation {
    static let listWebhooks = Self(
        "listWebhooks", .events, "Where events are sent, and how that stands, in order of names",
        answers: [.json(.object(["webhooks": .list(of: .webhook)]))])

    static let showWebhook = Self(
        "showWebhook", .events, "One webhook, and how it stands",
        answers: [.json(200, "The webhook", .webhook, headers: [.entityTag])], problems: [.webhookUnknown])

    static let keepWebhook = Self(
        "keepWebhook", .events, "Keeps a document as the newest version; the same again changes nothing",
        [.ifMatch, .ifNone], body: .needed(.webhookDocument), answers: APIAnswer.documentsKept,
        problems: [.webhookInvalid, .versionConflict])

    static let removeWebhook = Self(
        "removeWebhook", .events, "Removes a webhook", [.ifMatch, .ifNone], answers: [.json(.object(["name": .name]))],
        problems: [.webhookUnknown, .versionConflict])

    static let replayWebhook = Self(
        "replayWebhook", .events, "Sends everything again that came behind an event",
        body: .needed(.object(["after": .eventPosition])),
        answers: [.json(202, "Ordered", .object(["name": .name, "after": .eventPosition]))],
        problems: [.webhookUnknown])
}

extension APISchema {
    static let webhookDocument = Self.object(
        needed: [
            "url": .text("https://hooks.corp.example/amt"), "secret": .text("ops-hook", pattern: "^[a-z0-9._-]{1,63}$"),
        ],
        optional: [
            "name": .name, "types": .list(of: .text("device."), 0...Webhook.typesMax), "enabled": .flag,
            "authority": .text.orNull,
        ])

    static let webhook = Self.object([
        "name": .name, "version": .count, "author": .text("ops"), "changedAt": .moment, "position": .eventPosition,
        "failures": .count, "failure": .text("timed-out").orNull, "failedAt": .moment.orNull,
        "deliveredAt": .moment.orNull, "delivered": .count, "nextAt": .moment, "document": .webhookDocument,
    ])
}
