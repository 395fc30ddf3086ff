import Inventory

/// In which format a feed is, as the document says it or the kind of its source does.
enum FeedFormat: String, CaseIterable {
    case csv, xml, json

    /// - Parameter node: the feed's `format`.
    init?(_ node: SourceNode, kind: SourceKind?) {
        if let written = Self.allCases.first(where: { node[$0.rawValue].isWritten }) {
            self = written
        } else if !node.isWritten, let kind, let named = FeedFormat(rawValue: kind.rawValue) {
            self = named
        } else {
            return nil
        }
    }
}

extension SourceRules {
    /// Method, body and placeholders.
    static func request(_ feed: SourceNode) -> [ProfileFault] {
        var faults: [ProfileFault] = []
        let url = feed["url"]
        let body = feed["body"]
        if let text = url.text, !SourcePlaceholders.ownEveryBrace(of: text) {
            faults.append(Self.placeholder(url))
        }
        if let text = body.text, !SourcePlaceholders.areKnown(in: text) { faults.append(Self.placeholder(body)) }
        let method = feed["method"]
        if body.isWritten, method.choice(SourceFeed.Method.self) == .get {
            faults.append(ProfileFault(method.path, .needed, "has to be POST for a body"))
        }
        if feed["contentType"].isWritten, !body.isWritten {
            faults.append(ProfileFault(body.path, .needed, "has to be there beside `contentType`"))
        }
        if body.isWritten, !feed["contentType"].isWritten {
            faults.append(ProfileFault(feed["contentType"].path, .needed, "has to be there beside `body`"))
        }
        if url.text?.lowercased().hasPrefix("file:") ?? false {
            faults += [body, feed["headers"]].filter(\.isWritten).map { node in
                ProfileFault(node.path, .contradiction, "is nothing for a file")
            }
        }
        return faults
    }

    private static func placeholder(_ node: SourceNode) -> ProfileFault {
        ProfileFault(node.path, .placeholder, "holds braces that are none of \(SourcePlaceholders.choices)")
    }

    /// Each kind of paging has its placeholder, and none has that of another.
    static func paging(_ feed: SourceNode, format: FeedFormat?) -> [ProfileFault] {
        let node = feed["paging"]
        let wanted = Self.placeholder(ofPaging: node)
        let present = [feed["url"].text, feed["body"].text].compactMap { $0 }
            .reduce(into: Set<SourceFeed.Placeholder>()) { $0.formUnion(SourcePlaceholders.known(in: $1)) }
        var faults: [ProfileFault] = []
        if let wanted, !present.contains(wanted) {
            faults.append(
                ProfileFault(
                    node.path, .needed, "needs {\(wanted.rawValue)} in `url` or `body`: each page would be the first")
            )
        }
        for placeholder in [SourceFeed.Placeholder.page, .offset, .cursor]
        where placeholder != wanted && present.contains(placeholder) {
            faults.append(
                ProfileFault(node.path, .contradiction, "has to say what {\(placeholder.rawValue)} is"))
        }
        return faults + Self.place(ofNext: node, format: format)
    }

    private static func placeholder(ofPaging node: SourceNode) -> SourceFeed.Placeholder? {
        if node["page"].isWritten { return .page }
        if node["cursor"].isWritten { return .cursor }
        return node.text == SourcePagingWord.offset.rawValue ? .offset : nil
    }

    /// Where the next page's cursor or URL stands has to suit the format.
    private static func place(ofNext paging: SourceNode, format: FeedFormat?) -> [ProfileFault] {
        let cursor = paging["cursor"]
        let next = paging["nextURL"]
        let isPointer = { (node: SourceNode) in node.text.map(Self.isPointer) ?? true }
        switch format {
        case .csv?:
            return [cursor, next].filter(\.isWritten).map {
                ProfileFault($0.path, .contradiction, "stands nowhere in CSV")
            }
        case .xml?:
            return next.isWritten ? [ProfileFault(next.path, .contradiction, "is for JSON")] : []
        case .json?: return [cursor, next].filter { !isPointer($0) }.map { Self.pointer($0.path) }
        case nil: return []
        }
    }

    // MARK: - Formats and columns

    static func format(_ format: SourceNode, kind: SourceKind?) -> [ProfileFault] {
        var faults: [ProfileFault] = []
        if !format.isWritten, kind == .xml || kind == .altiris {
            faults.append(ProfileFault(format.path, .needed, "has to say how records stand: {xml: {row: …}}"))
        }
        let own = kind.flatMap { FeedFormat(rawValue: $0.rawValue) }
        if let kind, let own,
            let other = FeedFormat.allCases.first(where: { $0 != own && format[$0.rawValue].isWritten })
        {
            faults.append(
                ProfileFault(
                    format[other.rawValue].path, .contradiction, "is not of the source's kind, \(kind.rawValue)"))
        }
        let records = format["json"]["records"]
        if let text = records.text, !text.isEmpty, !Self.isPointer(text) { faults.append(Self.pointer(records.path)) }
        return faults
    }

    static func columns(_ feed: SourceNode, format: FeedFormat?) -> [ProfileFault] {
        let columns = feed["columns"]
        guard columns.written?.entries != nil else { return [] }
        var faults: [ProfileFault] = []
        func need(_ key: String, _ why: String) {
            if !columns[key].isWritten { faults.append(ProfileFault(columns[key].path, .needed, why)) }
        }
        switch feed["part"].choice(SourceRecord.Part.self) {
        case .whole?: need("uuid", "has to be there: records are found by it")
        case .capability?:
            need("uuid", "has to be there: records are found by it")
            need("resource", "has to be there: it leads to the location record")
        case .location?:
            need("resource", "has to be there: capability records lead to it")
            if !columns["hostName"].isWritten {
                need("fqdn", "has to be there, or `hostName`: a location names a computer")
            }
        case nil: break
        }
        if columns["domainName"].isWritten, !columns["hostName"].isWritten {
            faults.append(ProfileFault(columns["hostName"].path, .needed, "has to be there beside `domainName`"))
        }
        return format == .json ? faults + Self.pointers(columns) : faults
    }

    /// Columns of JSON are pointers.
    private static func pointers(_ columns: SourceNode) -> [ProfileFault] {
        var faults: [ProfileFault] = []
        for key in columns.schema.children.map(\.key) where key != "byteSwapped" && key != "fields" {
            if !columns[key].texts.allSatisfy(Self.isPointer) { faults.append(Self.pointer(columns[key].path)) }
        }
        for pair in columns["fields"].pairs where !Self.isPointer(pair.value) {
            faults.append(Self.pointer(ProfileShape.path(columns["fields"].path, pair.name)))
        }
        return faults
    }

    private static func pointer(_ path: String) -> ProfileFault {
        ProfileFault(path, .characters, "is no JSON pointer: it begins with `/`, and `~` stands as `~0`")
    }

    /// RFC 6901, without the empty pointer.
    private static func isPointer(_ text: String) -> Bool {
        guard text.hasPrefix("/") else { return false }
        return text.split(separator: "~", omittingEmptySubsequences: false).dropFirst().allSatisfy {
            $0.hasPrefix("0") || $0.hasPrefix("1")
        }
    }
}
