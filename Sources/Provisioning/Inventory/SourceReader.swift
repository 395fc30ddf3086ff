import Inventory

/// Makes the definition of a source of a document.
package enum SourceReader {
    /// Judges the whole document and reads it when nothing is wrong.
    ///
    /// - Parameter document: made of JSON or YAML.
    /// - Returns: the definition, or every fault at once: first those of shape, then those between fields. Whether its secrets
    ///   are there is not judged here.
    package static func read(_ document: DocumentValue) -> Result<SourceDefinition, ProfileFaults> {
        let node = SourceNode(document)
        let faults = SourceShape.faults(in: document) + SourceRules.faults(in: node)
        guard faults.isEmpty else { return .failure(ProfileFaults(faults)) }
        do throws(ProfileFaults) {
            return .success(try Self.definition(node))
        } catch {
            return .failure(error)
        }
    }

    /// Reads a document that was judged before and kept as JSON.
    package static func read(kept text: String) -> Result<SourceDefinition, ProfileFaults> {
        switch DocumentValue.read(json: Array(text.utf8)) {
        case .success(let document): Self.read(document)
        case .failure(let refusal): .failure(ProfileFaults([ProfileFault("", .wrongKind, "is no JSON: \(refusal)")]))
        }
    }

    /// What a document says that its source is; `nil` when it says nothing that is known.
    package static func kind(of document: DocumentValue) -> SourceKind? { SourceNode(document)["kind"].choice() }

    private static func definition(_ document: SourceNode) throws(ProfileFaults) -> SourceDefinition {
        let kind = try document["kind"].needed(document["kind"].choice(SourceKind.self))
        var feeds: [SourceFeed] = []
        for feed in document["feeds"].items { feeds.append(try Self.feed(feed, kind: kind)) }
        if kind == .altiris, let server = document["server"].text {
            let reports = document["reports"]
            feeds = AltirisFeeds.feeds(
                server: server, capability: try reports["capability"].needed(reports["capability"].text),
                location: try reports["location"].needed(reports["location"].text))
        }
        var source = SourceDefinition(name: try document["name"].needed(document["name"].text), feeds: feeds)
        source.isEnabled = try document["enabled"].needed(document["enabled"].flag)
        source.trust = try Self.trust(document["trust"])
        source.freshDays = try Self.number(document["freshDays"])
        source.schedule.everySeconds = try Self.number(document["schedule"]["everySeconds"])
        source.schedule.wholeEverySeconds = try Self.number(document["schedule"]["wholeEverySeconds"])
        source.shrinkPercentMax = try Self.number(document["shrinkPercentMax"])
        source.connection = try Self.connection(document["connection"])
        return source
    }

    private static func number(_ node: SourceNode) throws(ProfileFaults) -> Int { try node.needed(node.number) }

    private static func trust(_ node: SourceNode) throws(ProfileFaults) -> SourceTrust {
        var trust = SourceTrust()
        trust.fqdn = try Self.number(node["fqdn"])
        trust.profile = try Self.number(node["profile"])
        trust.site = try Self.number(node["site"])
        trust.amtVersion = try Self.number(node["amtVersion"])
        return trust
    }

    private static func connection(_ node: SourceNode) throws(ProfileFaults) -> SourceConnection {
        var connection = SourceConnection()
        connection.authentication = try Self.authentication(node["authentication"])
        connection.proxyURL = node["proxy"].text
        connection.authorityPEM = node["authority"].text
        connection.clientCertificatePEM = node["clientCertificate"].text
        if case .text(let name)? = node["clientKey"].written?["secret"] { connection.clientKeySecretName = name }
        connection.stallSeconds = try Self.number(node["stallSeconds"])
        connection.answerSecondsMax = try Self.number(node["answerSecondsMax"])
        connection.answerBytesMax = try node["answerBytesMax"].needed(node["answerBytesMax"].integer)
        connection.requestsPerMinuteMax = try Self.number(node["requestsPerMinuteMax"])
        connection.attemptsMax = try Self.number(node["attemptsMax"])
        return connection
    }

    private static func authentication(
        _ node: SourceNode
    ) throws(ProfileFaults) -> SourceConnection.Authentication {
        guard node.isWritten else { return .none }
        func text(_ key: String) throws(ProfileFaults) -> String { try node[key].needed(node[key].text) }
        return switch try node["scheme"].needed(node["scheme"].choice(SourceScheme.self)) {
        case .none: .none
        case .negotiate: .negotiate
        case .basic: .basic(username: try text("username"), secretName: try text("secret"))
        case .digest: .digest(username: try text("username"), secretName: try text("secret"))
        case .ntlm: .ntlm(username: try text("username"), secretName: try text("secret"))
        case .bearer: .bearer(secretName: try text("secret"))
        case .header: .header(name: try text("header"), secretName: try text("secret"))
        }
    }
}

// MARK: - Feeds

extension SourceReader {
    private static func feed(_ node: SourceNode, kind: SourceKind) throws(ProfileFaults) -> SourceFeed {
        var feed = SourceFeed(
            part: try node["part"].needed(node["part"].choice()), url: try node["url"].needed(node["url"].text),
            format: try Self.format(node["format"], kind: kind), columns: try Self.columns(node["columns"]))
        feed.method = try node["method"].needed(node["method"].choice())
        feed.headers = node["headers"].pairs
        feed.body = node["body"].text
        feed.contentType = node["contentType"].text
        feed.paging = try Self.paging(node["paging"])
        feed.pageSize = try Self.number(node["pageSize"])
        return feed
    }

    private static func format(_ node: SourceNode, kind: SourceKind) throws(ProfileFaults) -> RecordFormat {
        switch try node.needed(FeedFormat(node, kind: kind)) {
        case .csv:
            let separator = node["csv"]["separator"]
            return .csv(separator: try separator.needed(separator.text?.utf8.first))
        case .xml: return .xml(row: try node["xml"]["row"].needed(node["xml"]["row"].text))
        case .json: return .json(records: try node["json"]["records"].needed(node["json"]["records"].text))
        }
    }

    private static func columns(_ node: SourceNode) throws(ProfileFaults) -> RecordColumns {
        var columns = RecordColumns()
        columns.resource = node["resource"].texts
        columns.uuid = node["uuid"].texts
        columns.fqdn = node["fqdn"].texts
        columns.hostName = node["hostName"].texts
        columns.domainName = node["domainName"].texts
        columns.amtVersion = node["amtVersion"].texts
        columns.profile = node["profile"].texts
        columns.site = node["site"].texts
        columns.reportedAt = node["reportedAt"].texts
        columns.fields = node["fields"].pairs
        columns.isByteSwapped = try node["byteSwapped"].needed(node["byteSwapped"].flag)
        return columns
    }

    private static func paging(_ node: SourceNode) throws(ProfileFaults) -> SourcePaging {
        if node["page"].isWritten { return .page(first: try Self.number(node["page"]["first"])) }
        if let place = node["cursor"].text { return .cursor(place) }
        if let place = node["nextURL"].text { return .nextURL(place) }
        return switch try node.needed(node.choice(SourcePagingWord.self)) {
        case .none: .none
        case .offset: .offset
        case .link: .linkHeader
        }
    }
}
