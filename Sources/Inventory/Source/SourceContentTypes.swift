extension RecordFormat {
    /// Whether a body of this type may hold such records. A web page that says "log on first" may not.
    ///
    /// - Parameter contentType: in lower case, without parameters; `nil` where none was told, as for files: anything then.
    package func accepts(contentType: String?) -> Bool {
        guard let contentType else { return true }
        switch self {
        case .csv: return Self.separatedValues.contains(contentType)
        case .xml:
            return contentType.hasSuffix("/xml")
                || contentType.hasSuffix("+xml") && contentType != "application/xhtml+xml"
        case .json: return contentType.hasSuffix("/json") || contentType.hasSuffix("+json")
        }
    }

    /// Sent as `Accept` where the feed has no such header: some servers answer with a web page otherwise.
    var acceptHeader: String {
        switch self {
        case .csv: "text/csv, text/plain, */*;q=0.5"
        case .xml: "application/xml, text/xml, application/soap+xml"
        case .json: "application/json"
        }
    }

    /// Web servers know few names of files, and spreadsheets have their own.
    private static let separatedValues: Set<String> = [
        "text/csv", "text/plain", "text/tab-separated-values", "text/comma-separated-values", "text/x-csv",
        "application/csv", "application/x-csv", "application/vnd.ms-excel", "application/octet-stream",
        "binary/octet-stream",
    ]
}
