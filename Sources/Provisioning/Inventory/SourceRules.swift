import Inventory

/// What the fields of a source's document mean beside each other.
enum SourceRules {
    static func faults(in document: SourceNode) -> [ProfileFault] {
        var faults = Self.general(document) + Self.connection(document["connection"])
        let feeds = document["feeds"].items
        for feed in feeds {
            let kind = document["kind"].choice(SourceKind.self)
            let format = FeedFormat(feed["format"], kind: kind)
            faults += Self.request(feed) + Self.format(feed["format"], kind: kind)
            faults += Self.paging(feed, format: format) + Self.columns(feed, format: format)
        }
        return faults + Self.parts(document["feeds"], feeds)
    }

    // MARK: - The source

    private static func general(_ document: SourceNode) -> [ProfileFault] {
        var faults: [ProfileFault] = []
        if let name = document["name"].text, SourceLimits.namesReserved.contains(name) {
            faults.append(ProfileFault("name", .notOneOf, "is taken"))
        }
        let schedule = document["schedule"]
        if let every = schedule["everySeconds"].integer, let whole = schedule["wholeEverySeconds"].integer,
            whole < every
        {
            faults.append(
                ProfileFault(schedule["wholeEverySeconds"].path, .contradiction, "is less than `everySeconds`"))
        }
        if document["reports"].isWritten, !document["server"].isWritten {
            faults.append(ProfileFault(document["server"].path, .needed, "has to be there beside `reports`"))
        }
        return faults + Self.kind(document)
    }

    private static func kind(_ document: SourceNode) -> [ProfileFault] {
        let server = document["server"]
        let feeds = document["feeds"]
        // What is no list at all has its fault already.
        let hasFeeds = feeds.value?.items?.isEmpty != true
        switch document["kind"].choice(SourceKind.self) {
        case nil: return []
        case .altiris:
            if server.isWritten, hasFeeds {
                return [ProfileFault(server.path, .contradiction, "makes the usual feeds; leave it out beside `feeds`")]
            }
            return server.isWritten || hasFeeds
                ? [] : [ProfileFault(server.path, .needed, "has to be there, unless `feeds` are")]
        case .json, .csv, .xml:
            return
                (server.isWritten ? [ProfileFault(server.path, .contradiction, "is for sources of kind altiris")] : [])
                + (hasFeeds ? [] : [ProfileFault(feeds.path, .needed, "has to have one feed or more")])
        case .push:
            return [server, feeds, document["connection"], document["schedule"]].filter(\.isWritten).map { node in
                ProfileFault(node.path, .contradiction, "is nothing for a source whose records are brought")
            }
        }
    }

    /// What the parts of the feeds need of each other.
    private static func parts(_ list: SourceNode, _ feeds: [SourceNode]) -> [ProfileFault] {
        let parts = Set(feeds.compactMap { $0["part"].choice(SourceRecord.Part.self) })
        if parts.contains(.capability), !parts.contains(.location) {
            return [
                ProfileFault(list.path, .needed, "has a capability feed, and no location feed that names its resources")
            ]
        }
        if parts.contains(.location), !parts.contains(.capability) {
            return [ProfileFault(list.path, .needed, "has a location feed, and no capability feed that leads to it")]
        }
        return []
    }

    // MARK: - The connection

    private static func connection(_ connection: SourceNode) -> [ProfileFault] {
        var faults = Self.authentication(connection["authentication"])
        let certificate = connection["clientCertificate"]
        let key = connection["clientKey"]
        if certificate.isWritten, !key.isWritten {
            faults.append(ProfileFault(key.path, .needed, "has to be there beside `clientCertificate`"))
        }
        if key.isWritten, !certificate.isWritten {
            faults.append(ProfileFault(certificate.path, .needed, "has to be there beside `clientKey`"))
        }
        let stall = connection["stallSeconds"]
        if let seconds = stall.integer, let most = connection["answerSecondsMax"].integer, seconds > most {
            faults.append(ProfileFault(stall.path, .contradiction, "is more than `answerSecondsMax`"))
        }
        return faults
    }

    private static func authentication(_ node: SourceNode) -> [ProfileFault] {
        guard let scheme = node["scheme"].choice(SourceScheme.self) else { return [] }
        var faults = ["username", "secret", "header"].compactMap { key -> ProfileFault? in
            let field = node[key]
            switch (scheme.keys.contains(key), field.isWritten) {
            case (true, false): return ProfileFault(field.path, .needed, "has to be there with `\(scheme.rawValue)`")
            case (false, true): return ProfileFault(field.path, .contradiction, "is nothing for `\(scheme.rawValue)`")
            case (true, true), (false, false): return nil
            }
        }
        if scheme == .header, let name = node["header"].text,
            !name.utf8.allSatisfy(SourceHeader.isTokenCharacter)
        {
            faults.append(ProfileFault(node["header"].path, .characters, "is no name of a header field"))
        }
        return faults
    }
}
