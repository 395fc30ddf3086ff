import Inventory

extension SourceSchema {
    static let feeds: [SourceField] = [
        SourceField(
            "feeds", .list(counts: SourceLimits.feeds), standard: [], "Lists of records, read one after the other."),
        SourceField(
            "feeds[].part", .oneOf(SourceRecord.Part.allCases.map(\.rawValue)), isRequired: true,
            "`capability` leads from a UUID to a resource, `location` from a resource to a name, `whole` is both in one."
        ),
        SourceField(
            "feeds[].url", .url(.feed), isRequired: true,
            "`https://…`, `http://…` or `file:///…`, with placeholders."),
        SourceField(
            "feeds[].method", .oneOf(SourceFeed.Method.allCases.map(\.rawValue)), standard: "GET",
            "A body needs `POST`."),
        SourceField("feeds[].headers", .headers, standard: [:], "Further header fields of the request."),
        SourceField("feeds[].contentType", .text(1...128, .printable), "Media type of the body."),
        SourceField(
            "feeds[].body", .body,
            "Sent with `POST`, with placeholders; what takes their place is escaped where the media type is XML or JSON."
        ),
        SourceField(
            "feeds[].format", .form(words: []),
            "How records stand in an answer; with `csv` and `json` as kind of the source it may be left out."),
        SourceField("feeds[].format.csv", .object, "Lines with a heading, quotes as in RFC 4180."),
        SourceField(
            "feeds[].format.csv.separator", .oneOf([",", ";", "|", "\t"]), standard: ",", "What is between two values."),
        SourceField("feeds[].format.xml", .object, "Elements with their children and attributes."),
        SourceField(
            "feeds[].format.xml.row", .text(SourceLimits.columnBytes, .free), isRequired: true,
            "Local name of the element that is a record."),
        SourceField("feeds[].format.json", .object, "Elements of an array."),
        SourceField(
            "feeds[].format.json.records", .text(0...SourceLimits.columnBytes.upperBound, .free), standard: "",
            "JSON pointer to the array; empty when the answer itself is the array."),
    ]

    static let columns: [SourceField] = [
        SourceField(
            "feeds[].columns", .object, isRequired: true,
            "Where the values of a record are: names of columns, with JSON pointers within an element. Of several the first that has a value counts."
        ),
        Self.column("resource", "The source's own key of the computer."),
        Self.column("uuid", "UUID of the device."),
        Self.column("fqdn", "Its full name."),
        Self.column("hostName", "Its host name, used with `domainName` where there is no full name."),
        Self.column("domainName", "Its DNS domain."),
        Self.column("amtVersion", "Its release of AMT."),
        Self.column("profile", "A profile that the source names for it."),
        Self.column("site", "Where it is."),
        Self.column("reportedAt", "When the source learnt it: ISO 8601, or seconds or milliseconds since 1970."),
        SourceField(
            "feeds[].columns.fields", .fieldColumns, standard: [:],
            "Further fields that a policy may look at: name and column."),
        SourceField(
            "feeds[].columns.byteSwapped", .flag, standard: false, "UUIDs of this feed are in the byte order of SMBIOS."
        ),
    ]

    private static func column(_ key: String, _ meaning: String) -> SourceField {
        SourceField("feeds[].columns.\(key)", .columns, meaning)
    }

    static let paging: [SourceField] = [
        SourceField(
            "feeds[].paging", .form(words: SourcePagingWord.allCases.map(\.rawValue)), standard: "none",
            "How the next page is found: `offset` counts records in `{offset}`, `link` follows the header `Link`."),
        SourceField("feeds[].paging.page", .object, "`{page}` is counted up until a page is not full."),
        SourceField(
            "feeds[].paging.page.first", .integer(SourceLimits.firstPage, unit: ""), standard: 1,
            "Number of the first page."),
        SourceField(
            "feeds[].paging.cursor", .text(SourceLimits.columnBytes, .free),
            "JSON pointer or XML element whose value is the next `{cursor}`; absent or empty at the end."),
        SourceField(
            "feeds[].paging.nextURL", .text(SourceLimits.columnBytes, .free),
            "JSON pointer to the next URL; absent or empty at the end."),
        SourceField(
            "feeds[].pageSize", .integer(SourceLimits.pageSize, unit: "records"),
            standard: 1000,
            "Value of `{pageSize}`. A source may send fewer records at once; its first page shows how many."),
    ]
}

/// Kinds of paging that need no more than a word.
enum SourcePagingWord: String, CaseIterable {
    case none, offset, link
}
