import Inventory

/// What is asked of a Notification Server when its source says no more than where it is: two reports, run by the web service
/// `ReportManagement` of its Administrator SDK.
enum AltirisFeeds {
    /// The reports' items where the document names none: those of the simulated server.
    static let capabilityReport = "0b0c7e5a-6f0e-4d0e-9a41-c0ffee000001"
    static let locationReport = "0b0c7e5a-6f0e-4d0e-9a41-c0ffee000002"

    private static let service = "/Altiris/ASDK.NS/ReportManagementService.asmx"
    private static let namespace = "http://Altiris.ASDK.NS.com"
    private static let method = "RunReportWithParameters"

    /// The feeds of a server.
    ///
    /// - Parameters:
    ///   - server: `https://host`, with or without a slash at its end.
    ///   - capability: item of the report over `Inv_OOB_Capability`.
    ///   - location: item of the report over `Inv_AeX_AC_Location`.
    static func feeds(server: String, capability: String, location: String) -> [SourceFeed] {
        var machines = RecordColumns()
        machines.resource = ["_ResourceGuid"]
        machines.uuid = ["UUID"]
        machines.amtVersion = ["AMT Version"]
        machines.reportedAt = ["ModifiedDate"]
        var names = RecordColumns()
        names.resource = ["_ResourceGuid"]
        names.fqdn = ["Fully Qualified Domain Name"]
        names.reportedAt = ["ModifiedDate"]
        return [
            Self.feed(.capability, server: server, report: capability, columns: machines),
            Self.feed(.location, server: server, report: location, columns: names),
        ]
    }

    private static func feed(
        _ part: SourceRecord.Part, server: String, report: String, columns: RecordColumns
    ) -> SourceFeed {
        let base = server.hasSuffix("/") ? String(server.dropLast()) : server
        var feed = SourceFeed(part: part, url: base + Self.service, format: .xml(row: "Table"), columns: columns)
        feed.method = .post
        feed.headers = [RecordFieldValue("SOAPAction", "\"\(Self.namespace)/\(Self.method)\"")]
        feed.contentType = "text/xml; charset=utf-8"
        feed.body = """
            <?xml version="1.0" encoding="utf-8"?>
            <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>\
            <\(Self.method) xmlns="\(Self.namespace)"><reportItemGuid>\(report)</reportItemGuid>\
            <nameValuePairs>Page={page},PageSize={pageSize}</nameValuePairs></\(Self.method)>\
            </soap:Body></soap:Envelope>
            """
        feed.paging = .page(first: 1)
        return feed
    }
}
