import Inventory

/// The page of the documentation that describes sources of inventory. It is made of the table.
package enum SourceReference {
    /// Markdown of `docs/reference/sources.md`.
    package static func page() -> String {
        ([Self.introduction] + SourceSchema.groups.map(Self.group)
            + [Self.placeholders, Self.rules, Self.altiris, Self.faults] + Self.examples)
            .joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Sources

        A source is where inventory comes from: which computer has which UUID and name. It is written as JSON or YAML; keys are below.

        - Secrets are stored apart and named here: `{secret: NAME}`. A secret written out is refused, in URLs and header fields too.
        - Unknown keys are refused. Every fault of a document is named at once.
        - `provisionctl source validate FILE` judges a document, `provisionctl source test NAME` reads the first page of a source that is kept.
        - Removing a source removes its records.

        How a device is found in what sources say, and which of several is believed, is in [keeping inventory in step](../how-to/inventory.md#a-device-has-the-wrong-name-or-none).
        """

    private static func group(_ group: (heading: String, fields: [SourceField])) -> String {
        let rows = group.fields.map { field in
            "| `\(field.path)` | \(Self.words(field.kind)) | \(Self.standard(field)) | \(field.meaning) |"
        }
        return (["## \(group.heading)", "", "| Key | Kind | Default | Meaning |", "| --- | --- | --- | --- |"] + rows)
            .joined(separator: "\n")
    }

    private static func standard(_ field: SourceField) -> String {
        if field.isRequired { return "must be there" }
        return field.standard.map { "`\($0.canonicalText)`" } ?? ""
    }

    private static func words(_ kind: SourceFieldKind) -> String {
        switch kind {
        case .flag: "true, false"
        case .integer(let range, let unit): unit.isEmpty ? RangeText.of(range) : "\(RangeText.of(range)) \(unit)"
        case .text(let counts, let alphabet): "text, \(RangeText.of(counts)) bytes: \(alphabet.words)"
        case .oneOf(let words): Self.list(words)
        case .object: "object"
        case .list(let counts): "list of \(RangeText.of(counts)): object"
        case .form(let words): (words.isEmpty ? "" : Self.list(words) + " or ") + "an object with one of the keys below"
        case .columns: "column, or list of \(RangeText.of(SourceLimits.columns))"
        case .headers: "object: at most \(SourceLimits.headers.upperBound) names with texts"
        case .fieldColumns: "object: at most \(SourceLimits.recordFields.upperBound) names with a column each"
        case .secret: "`{secret: NAME}`"
        case .secretName: "name of a secret"
        case .url(let use): "URL: \(Self.list(use.schemes))"
        case .guid: "GUID"
        case .certificates: "certificates as PEM"
        case .body: "text, \(RangeText.of(SourceLimits.bodyBytes)) bytes, over several lines"
        }
    }

    /// Words as they are written; a bar would end the cell of a table.
    private static func list(_ words: [String]) -> String {
        words.map { word in
            switch word {
            case "\t": "tab (`\"\\t\"`)"
            case "|": "`\\|`"
            default: "`\(word)`"
            }
        }.joined(separator: ", ")
    }

    private static var placeholders: String {
        let rows = SourceFeed.Placeholder.allCases.map { "| `{\($0.rawValue)}` | \(Self.meaning(of: $0)) |" }
        return """
            ## Placeholders

            In `url` and `body`. Words in braces that are none of these are a fault; braces around anything else, as in a JSON body, are left alone.

            | Placeholder | Stands for |
            | --- | --- |

            """ + rows.joined(separator: "\n")
    }

    private static func meaning(of placeholder: SourceFeed.Placeholder) -> String {
        switch placeholder {
        case .page: "number of the page, with `paging: {page: …}`"
        case .offset: "records before the page, with `paging: offset`"
        case .cursor: "what the page before said, with `paging: {cursor: …}`; nothing at first"
        case .pageSize: "`pageSize`"
        case .turn: "`FIRST` for the first page, `NEXT` for the others"
        case .since:
            "moment of the last sync, as `2026-01-02T03:04:05Z`; a feed without it is read whole each time"
        }
    }

    private static let rules = """
        ## What belongs together

        - A `capability` feed wants a `location` feed, and the other way round. Both need the column `resource`, by which they meet.
        - `capability` and `whole` need the column `uuid`; `location` needs `fqdn`, or `hostName`.
        - `basic`, `digest` and `ntlm` need `username` and `secret`, `bearer` needs `secret`, `header` needs `header` and `secret`.
        - `clientCertificate` and `clientKey` need each other.
        - A body needs `method: POST` and a `contentType`.
        - `{page}`, `{offset}` and `{cursor}` need the paging of their name, and it needs them.
        - `altiris` has a `server` or `feeds`; `json`, `csv` and `xml` have feeds of that format; `push` has neither feeds nor a connection.
        """

    private static var altiris: String {
        let feeds = AltirisFeeds.feeds(
            server: "", capability: AltirisFeeds.capabilityReport, location: AltirisFeeds.locationReport)
        let rows = feeds.map { feed in
            let columns = feed.columns
            let names: [(String, [String])] = [
                ("resource", columns.resource), ("uuid", columns.uuid), ("amtVersion", columns.amtVersion),
                ("fqdn", columns.fqdn), ("hostName", columns.hostName), ("domainName", columns.domainName),
                ("site", columns.site), ("reportedAt", columns.reportedAt),
            ]
            let written = names.filter { !$0.1.isEmpty }.map { name, places in
                "`\(name)`: \(places.map { "`\($0)`" }.joined(separator: ", "))"
            }
            return
                "| \(feed.part.rawValue) | \(feed.method.rawValue) `\(feed.url)` | \(written.joined(separator: "; ")) |"
        }
        return """
            ## The usual feeds of a Notification Server

            `server` makes these feeds: each runs a report, page after page, with the parameters `Page` and `PageSize`, by SOAP's `RunReportWithParameters`. Make the reports on your server and name them under `reports`. Where more differs, leave `server` out and write the feeds.

            | Part | Request | Columns |
            | --- | --- | --- |

            """ + rows.joined(separator: "\n")
    }

    private static var faults: String {
        """
        ## Faults

        A fault names the field, a code, and says what is wrong. It never repeats a value. The codes are those of a [profile](profile.md#faults).
        """
    }

    private static var examples: [String] {
        SourceExample.documents.map { example in
            "## \(example.title)\n\n```json\n\(example.document.indentedText)\n```"
        }
    }
}
