import AMT

/// Where events are sent, and which.
package struct Webhook: Equatable, Sendable {
    /// An address of the web, `https` or `http`.
    package let url: String
    /// Types, or what types begin with (`device.`); empty for all of them.
    package let types: [String]
    /// The secret of profiles by which requests are signed.
    package let secretName: String
    package let isEnabled: Bool
    /// Certificates that are trusted in place of the system's, as PEM.
    package let authorityPEM: String?

    package init(
        url: String, types: [String] = [], secretName: String, isEnabled: Bool = true, authorityPEM: String? = nil
    ) {
        self.url = url
        self.types = types
        self.secretName = secretName
        self.isEnabled = isEnabled
        self.authorityPEM = authorityPEM
    }

    /// Whether it is told of an event.
    package func wants(_ type: String) -> Bool {
        self.types.isEmpty || self.types.contains { type.hasPrefix($0) }
    }

    /// Filters of one webhook.
    package static let typesMax = 32

    /// Reads `{"name":…,"url":…,"types":[…],"secret":…,"enabled":…,"authority":…}`.
    ///
    /// `name` may be left out: whoever keeps the document names it, and compares.
    ///
    /// - Returns: everything that is wrong with it, each with its place.
    package static func read(_ document: DocumentValue) -> Result<Webhook, ProfileFaults> {
        guard let entries = document.entries else {
            return .failure(ProfileFaults([ProfileFault("", .wrongKind, "is not an object")]))
        }
        var faults: [ProfileFault] = []
        let known: Set<String> = ["name", "url", "types", "secret", "enabled", "authority"]
        for entry in entries where !known.contains(entry.key) {
            faults.append(ProfileFault(entry.key, .unknownKey, "is no member of a webhook"))
        }
        let url = Self.text(document, "url", &faults)
        if let url, let objection = SourceURL.objection(url, for: .server) {
            faults.append(ProfileFault("url", objection.code, objection.text))
        }
        let secret = Self.text(document, "secret", &faults)
        if let secret, secret.wholeMatch(of: #/[a-z0-9._-]{1,63}/#) == nil {
            faults.append(ProfileFault("secret", .secretName, "is no name of a secret"))
        }
        let webhook = Webhook(
            url: url ?? "", types: Self.types(document["types"], &faults), secretName: secret ?? "",
            isEnabled: Self.flag(document["enabled"], &faults),
            authorityPEM: Self.authority(document["authority"], &faults))
        return faults.isEmpty ? .success(webhook) : .failure(ProfileFaults(faults))
    }

    private static func text(_ document: DocumentValue, _ key: String, _ faults: inout [ProfileFault]) -> String? {
        switch document[key] {
        case .text(let text)?: return text
        case nil: faults.append(ProfileFault(key, .missing, "has to be there"))
        case .some: faults.append(ProfileFault(key, .wrongKind, "is not a text"))
        }
        return nil
    }

    private static func flag(_ value: DocumentValue?, _ faults: inout [ProfileFault]) -> Bool {
        switch value {
        case nil: return true
        case .flag(let flag)?: return flag
        case .some:
            faults.append(ProfileFault("enabled", .wrongKind, "is not true or false"))
            return true
        }
    }

    private static func authority(_ value: DocumentValue?, _ faults: inout [ProfileFault]) -> String? {
        switch value {
        case nil, .null?: return nil
        case .text(let text)? where text.contains("-----BEGIN CERTIFICATE-----"): return text
        case .some:
            faults.append(ProfileFault("authority", .certificate, "is not certificates in PEM"))
            return nil
        }
    }

    private static func types(_ value: DocumentValue?, _ faults: inout [ProfileFault]) -> [String] {
        guard let value else { return [] }
        guard case .list(let items) = value else {
            faults.append(ProfileFault("types", .wrongKind, "is not a list"))
            return []
        }
        guard items.count <= Self.typesMax else {
            faults.append(ProfileFault("types", .count, "has more than \(Self.typesMax) items"))
            return []
        }
        var types: [String] = []
        for (place, item) in items.enumerated() {
            guard case .text(let type) = item, !type.isEmpty, EventFilter(typePrefix: type).isPossible else {
                faults.append(
                    ProfileFault("types[\(place)]", .notOneOf, "is no type of events, nor what one begins with"))
                continue
            }
            types.append(type)
        }
        return types
    }
}

/// One webhook with how it stands.
package struct KeptWebhook: Equatable, Sendable {
    package let name: String
    package let version: Int
    /// As it was kept.
    package let document: String
    package let author: String
    package let changedAt: UnixTime
    /// Everything up to here was taken.
    package let position: EventPosition
    /// Attempts in a row that failed.
    package let failureCount: Int
    package let failure: String?
    package let failedAt: UnixTime?
    package let deliveredAt: UnixTime?
    package let deliveredCount: Int64
    /// When it is sent to next, at the earliest.
    package let dueAt: UnixTime

    package init(
        name: String, version: Int, document: String, author: String, changedAt: UnixTime, position: EventPosition,
        failureCount: Int, failure: String?, failedAt: UnixTime?, deliveredAt: UnixTime?, deliveredCount: Int64,
        dueAt: UnixTime
    ) {
        self.name = name
        self.version = version
        self.document = document
        self.author = author
        self.changedAt = changedAt
        self.position = position
        self.failureCount = failureCount
        self.failure = failure
        self.failedAt = failedAt
        self.deliveredAt = deliveredAt
        self.deliveredCount = deliveredCount
        self.dueAt = dueAt
    }
}
